//! The models that an endpoint lists.

use super::ModelEntry;
use super::id::Spelling;
use super::stated::Stated;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedModel {
    /// Its id, as a connection names it.
    pub id: String,
    /// What people call it, where the endpoint states it.
    pub name: Option<String>,
    /// Tokens of context, where the endpoint states it.
    pub context_window: Option<Stated<u64>>,
    /// Tokens of its longest answer, where the endpoint states it.
    pub max_output: Option<Stated<u64>>,
    /// Whether it takes images, where the endpoint states it.
    pub supports_images: Option<Stated<bool>>,
    /// Whether it can think before it answers, where the endpoint states it.
    pub thinks: Option<Stated<bool>>,
    /// Whether it is a model for chats, where the endpoint states it.
    pub is_for_chats: Option<bool>,
}

/// The tag that Ollama means where none is given.
const USUAL_TAG: &str = ":latest";

/// Whether two ids mean one model: what may be left out of either is.
pub fn is_same(one: &str, other: &str) -> bool {
    fn bare(id: &str) -> &str {
        id.trim_start_matches("models/").trim_end_matches(USUAL_TAG)
    }
    one == other || bare(one) == bare(other)
}

/// Whether a model is among those that are listed, by the id that a connection gives it.
pub fn lists(listed: &[ListedModel], id: &str) -> bool {
    listed.iter().any(|model| is_same(&model.id, id))
}

/// The model that is listed, where the id names a way to it as well, behind a colon: by which
/// provider, how fast.
pub fn without_way<'a>(listed: &[ListedModel], id: &'a str) -> Option<&'a str> {
    let (model, way) = id.rsplit_once(':')?;
    (!way.contains('/') && lists(listed, model)).then_some(model)
}

/// Parts of the ids of models that answer no chat: they answer with vectors, a ranking, images,
/// speech.
const NOT_FOR_CHATS: [&str; 22] = [
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

/// The model to try a message with: the first one for chats; none where there is no other.
pub fn first_for_chats(listed: &[ListedModel]) -> Option<&ListedModel> {
    listed.iter().find(|model| model.answers_chats())
}

impl ListedModel {
    /// Whether one can chat with it: as the endpoint states it, else as far as its id shows.
    pub fn answers_chats(&self) -> bool {
        self.is_for_chats.unwrap_or_else(|| {
            let id = self.id.to_lowercase();
            !NOT_FOR_CHATS.iter().any(|word| id.contains(word))
        })
    }

    /// The entry with what the endpoint states, its id spelled as the connection does. Craft reads
    /// no more of an entry than the context window and the images.
    pub fn entry(&self, spelling: Spelling) -> ModelEntry {
        let mut entry = ModelEntry::new(spelling.stored(&self.id).into());
        entry.set_context_window(self.context_window.map(|stated| stated.value));
        entry.set_supports_images(self.supports_images.map(|stated| stated.value));
        entry
    }

    /// The same for a list of which chats may read nothing but the ids.
    pub(super) fn entry_for(&self, spelling: Spelling, reads_entries: bool) -> ModelEntry {
        if reads_entries {
            return self.entry(spelling);
        }
        ModelEntry::new(spelling.stored(&self.id).into())
    }

    /// Whether the endpoint leaves open what a connection can store of it.
    pub fn is_incomplete(&self) -> bool {
        self.context_window.is_none() || self.supports_images.is_none()
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
    fn a_model_is_found_by_its_id_with_or_without_what_may_be_left_out() {
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
    fn a_model_that_answers_with_no_text_is_not_for_chats() {
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
    fn a_message_is_tried_with_a_model_for_chats() {
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
    fn a_way_to_a_model_is_no_other_model() {
        let listed = [model("a/b")];
        assert_eq!(without_way(&listed, "a/b:online"), Some("a/b"));
        assert_eq!(without_way(&listed, "a/b"), None);
        assert_eq!(without_way(&listed, "a/c:online"), None);
    }

    #[test]
    fn an_entry_has_no_more_facts_than_the_endpoint_gave() {
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
