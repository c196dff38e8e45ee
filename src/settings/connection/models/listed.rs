//! A model as an endpoint reports it, and how a stored one differs from that.

use super::ModelEntry;
use super::id::Spelling;
use super::stated::{Basis, Stated};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedModel {
    /// Its id, as a connection stores it.
    pub id: String,
    /// Its display name, if the endpoint reports it.
    pub name: Option<String>,
    /// The context size in tokens, if the endpoint reports it.
    pub context_window: Option<Stated<u64>>,
    /// The maximum output tokens, if the endpoint reports them.
    pub max_output: Option<Stated<u64>>,
    /// Whether it accepts images, if the endpoint reports it.
    pub supports_images: Option<Stated<bool>>,
    /// Whether it supports reasoning, if the endpoint reports it.
    pub thinks: Option<Stated<bool>>,
    /// Whether it is a chat model, if the endpoint reports it.
    pub is_for_chats: Option<bool>,
}

/// The tag that Ollama assumes if none is given.
const DEFAULT_TAG: &str = ":latest";

/// Whether two ids refer to one model: optional parts may be missing from either.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    fn bare(id: &str) -> &str {
        id.trim_start_matches("models/").trim_end_matches(DEFAULT_TAG)
    }
    one == other || bare(one) == bare(other)
}

/// Whether the list contains a model, by the id that a connection stores.
pub fn lists(listed: &[ListedModel], id: &str) -> bool {
    listed.iter().any(|model| is_same(&model.id, id))
}

/// The listed model, if the id adds a routing suffix after a colon, such as the provider or the
/// speed.
pub(crate) fn without_way<'a>(listed: &[ListedModel], id: &'a str) -> Option<&'a str> {
    let (model, way) = id.rsplit_once(':')?;
    (!way.contains('/') && lists(listed, model)).then_some(model)
}

/// Id fragments of models without chat: embeddings, rerankers, image and speech models.
const NON_CHAT_PARTS: [&str; 22] = [
    "embed",
    "rerank",
    "minilm",
    "bge-",
    "image",
    "dall-e",
    "dalle",
    "imagen",
    "flux",
    "diffusion",
    "tts",
    "whisper",
    "speech",
    "audio",
    "transcribe",
    "realtime",
    "moderation",
    "guard",
    "sora",
    "veo-",
    "video",
    "ocr",
];

/// The model for a test message: the first chat model, or None if there is none.
pub(crate) fn first_for_chats(listed: &[ListedModel]) -> Option<&ListedModel> {
    listed.iter().find(|model| model.answers_chats())
}

impl ListedModel {
    /// Whether it supports chat: as the endpoint reports it, else judged by its id.
    pub(crate) fn answers_chats(&self) -> bool {
        self.is_for_chats.unwrap_or_else(|| {
            let id = self.id.to_lowercase();
            !NON_CHAT_PARTS.iter().any(|word| id.contains(word))
        })
    }

    /// The context that the server runs it with, which may be less than it supports.
    pub(crate) fn served_context(&self) -> Option<Stated<u64>> {
        self.context_window.filter(|window| window.source.basis == Basis::Served)
    }

    /// The entry with what the endpoint reports, spelled as the connection does. Craft reads only
    /// the context size and image support of an entry.
    pub fn entry(&self, spelling: Spelling) -> ModelEntry {
        let mut entry = ModelEntry::new(spelling.stored(&self.id).into());
        entry.set_context_window(self.context_window.map(|stated| stated.value));
        entry.set_supports_images(self.supports_images.map(|stated| stated.value));
        entry
    }

    /// Like [`Self::entry`], for a list of which chats may use only the ids.
    pub(super) fn entry_for(&self, spelling: Spelling, reads_entries: bool) -> ModelEntry {
        if reads_entries {
            return self.entry(spelling);
        }
        ModelEntry::new(spelling.stored(&self.id).into())
    }

    /// Whether the endpoint leaves out something that a connection can store.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.context_window.is_none() || self.supports_images.is_none()
    }
}

/// A stored model that differs from what the endpoint reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedModel {
    pub model: ListedModel,
    /// The stored and the reported context size, in tokens.
    pub context_window: Option<(Option<u64>, u64)>,
    /// Whether it accepts images: stored and reported.
    pub supports_images: Option<(Option<bool>, bool)>,
}

impl ChangedModel {
    /// The differences between a stored model and the endpoint's report; None if there are none.
    pub fn between(entry: &ModelEntry, model: &ListedModel) -> Option<Self> {
        let stored = entry.context_window();
        // An upper bound on the context does not contradict a number that a person chose.
        let window = model.context_window.filter(|it| stored.is_none() || !it.is_at_most());
        let window = window.map(|stated| stated.value).filter(|value| stored != Some(*value));
        let images = model.supports_images.map(|stated| stated.value);
        let images = images.filter(|value| entry.supports_images() != Some(*value));
        (window.is_some() || images.is_some()).then(|| Self {
            model: model.clone(),
            context_window: window.map(|value| (stored, value)),
            supports_images: images.map(|value| (entry.supports_images(), value)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::stated::{Basis, StatedBy};
    use super::*;
    use serde_json::json;

    fn model(id: &str) -> ListedModel {
        ListedModel { id: id.to_owned(), ..ListedModel::default() }
    }

    #[test]
    fn optional_id_parts_are_ignored_in_lookups() {
        let listed = [model("llama3.2:latest"), model("gemini-2.5-pro"), model("models/path")];
        for known in [
            "llama3.2",
            "llama3.2:latest",
            "gemini-2.5-pro",
            "models/gemini-2.5-pro",
            "models/path",
        ] {
            assert!(lists(&listed, known), "{known}");
        }
        for unknown in ["llama3.2:70b", "llama3", "", "gemini-2.5"] {
            assert!(!lists(&listed, unknown), "{unknown}");
        }
    }

    #[test]
    fn models_without_text_output_are_not_for_chats() {
        for id in ["qwen3-coder:30b", "gpt-oss:20b", "llama3.2:latest", "text-davinci-003"] {
            assert!(model(id).answers_chats(), "{id}");
        }
        for id in [
            "nomic-embed-text:latest",
            "text-embedding-3-small",
            "bge-m3",
            "Qwen3-Reranker-0.6B",
            "whisper-1",
            "gpt-4o-mini-tts",
            "stable-diffusion-3",
        ] {
            assert!(!model(id).answers_chats(), "{id}");
        }
    }

    #[test]
    fn test_message_uses_a_chat_model() {
        let first = |models: &[ListedModel]| first_for_chats(models).map(|model| model.id.clone());
        let stated = |id: &str, is: bool| ListedModel { is_for_chats: Some(is), ..model(id) };
        assert_eq!(first(&[model("text-embedding-3"), model("gpt-5.4")]), Some("gpt-5.4".into()));
        assert_eq!(
            first(&[stated("a", false), stated("my-image-chat", true)]),
            Some("my-image-chat".into())
        );
        assert_eq!(first(&[model("whisper-1"), model("tts-1")]), None);
    }

    #[test]
    fn routing_suffix_refers_to_the_same_model() {
        let listed = [model("a/b")];
        assert_eq!(without_way(&listed, "a/b:online"), Some("a/b"));
        assert_eq!(without_way(&listed, "a/b"), None);
        assert_eq!(without_way(&listed, "a/c:online"), None);
    }

    #[test]
    fn entry_contains_only_reported_facts() {
        assert_eq!(*model("a").entry(Spelling::Plain).value(), json!("a"));
        let source = StatedBy { server: None, key: "k", basis: Basis::Stated };
        let message = ListedModel {
            context_window: Some(Stated { value: 32_000, source }),
            max_output: Some(Stated { value: 8_000, source }),
            supports_images: Some(Stated { value: true, source }),
            thinks: Some(Stated { value: true, source }),
            ..model("b")
        };
        assert_eq!(
            *message.entry(Spelling::Plain).value(),
            json!({"id": "b", "contextWindow": 32_000, "supportsImages": true})
        );
    }
}
