//! Reads a list of models in any of the formats that APIs use.

use serde_json::Value;

use super::abilities::add_abilities;
use crate::net::provider_message::{is_error, plain, without};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::redact::redacted_text;
use crate::settings::secret::Secret;

/// Pointers to the list in an answer.
const LISTS: [&str; 8] = [
    "/data",
    "/models",
    "/modelSummaries",
    "/inferenceProfileSummaries",
    "/publisherModels",
    "/data/models",
    "/data/data",
    "/result",
];

/// An entry's keys for its id.
const IDS: [&str; 5] = ["id", "modelId", "inferenceProfileId", "model", "model_id"];

/// The key for the resource name of an entry without an id.
const RESOURCE: &str = "name";

/// Pointers to an entry's kind: the first gives a word, the others whether it is a chat model.
const KIND: &str = "/type";
const CHATS: [&str; 3] =
    ["/capabilities/completion_chat", "/capabilities/chat", "/capabilities/chat_completion"];

/// The words at [`KIND`] for models that do not chat.
const OTHER_KINDS: [&str; 12] = [
    "embedding",
    "embeddings",
    "image",
    "rerank",
    "moderation",
    "audio",
    "video",
    "transcribe",
    "transcription",
    "speech",
    "tts",
    "ocr",
];

/// Pointers to the output modalities.
const OUTPUTS: [&str; 4] = [
    "/architecture/output_modalities",
    "/output_modalities",
    "/outputModalities",
    "/modalities/output",
];

/// The maximum length of a model's id in bytes. Anything longer is no model, and would fill the
/// memory.
const LONGEST_ID: usize = 1_000;

const NAMES: [&str; 5] =
    ["display_name", "displayName", "modelName", "inferenceProfileName", "name"];

/// The models in an answer, each id once; none if it is not a list of models.
pub(crate) fn models(response: &Value) -> Option<Vec<ListedModel>> {
    // Some servers answer an error with an empty list.
    if is_error(response) {
        return None;
    }
    let list = match response {
        Value::Array(list) => list,
        Value::Object(_) => match LISTS.iter().find_map(|at| response.pointer(at)?.as_array()) {
            Some(list) => list,
            // Some servers write `null` for an empty list.
            None if LISTS[..2].iter().any(|at| response.pointer(at) == Some(&Value::Null)) => {
                return Some(Vec::new());
            }
            None => return None,
        },
        _ => return None,
    };
    let mut models: Vec<ListedModel> = list.iter().filter_map(model).collect();
    if models.is_empty() && !list.is_empty() {
        return None;
    }
    let mut seen = std::collections::HashSet::new();
    models.retain(|model| seen.insert(model.id.clone()));
    Some(models)
}

/// Removes models with an id that contains or resembles a secret, and such names.
pub(crate) fn without_secrets(models: Vec<ListedModel>, secrets: &[&Secret]) -> Vec<ListedModel> {
    let is_clean = |text: &str| without(text, secrets) == text && redacted_text(text) == text;
    let mut models = models;
    models.retain(|model| is_clean(&model.id));
    for model in &mut models {
        model.name = model.name.take().filter(|name| is_clean(name));
    }
    models
}

/// The id of the last entry, with which some APIs request the next page.
pub(super) fn last_id(response: &Value) -> Option<String> {
    models(response)?.pop().map(|model| model.id)
}

/// Whether an id is a number or a UUID.
fn is_row_number(id: &str) -> bool {
    let is_uuid = id.len() == 36 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_uuid || id.chars().all(|c| c.is_ascii_digit())
}

/// Whether an entry is a chat model, if it states that.
fn is_for_chats(entry: &Value) -> Option<bool> {
    let kind = entry.pointer(KIND).and_then(Value::as_str).map(str::to_ascii_lowercase);
    if kind.is_some_and(|kind| OTHER_KINDS.contains(&kind.as_str())) {
        return Some(false);
    }
    if let Some(chats) = CHATS.iter().find_map(|at| entry.pointer(at)?.as_bool()) {
        return Some(chats);
    }
    let outputs = OUTPUTS.iter().find_map(|at| entry.pointer(at)?.as_array())?;
    let mut outputs = outputs.iter().filter_map(Value::as_str);
    Some(outputs.any(|output| output.eq_ignore_ascii_case("text")))
}

fn model(entry: &Value) -> Option<ListedModel> {
    let is_short = |text: &&str| !text.is_empty() && text.len() <= LONGEST_ID;
    if let Some(id) = entry.as_str().filter(is_short) {
        return Some(ListedModel { id: plain(id), ..ListedModel::default() });
    }
    let text = |key: &&str| entry.get(key)?.as_str().filter(is_short);
    let own = IDS.iter().find_map(text);
    // A database id is no model id for a message, but the resource name is.
    let own = own.filter(|id| !is_row_number(id) || text(&RESOURCE).is_none());
    let written = own.or_else(|| text(&RESOURCE))?;
    // Only a resource name has a prefix before its id; in an id, “models/” is part of it.
    let id = match written.rsplit_once("models/") {
        Some((_, id)) if own.is_none() && !id.is_empty() => id,
        _ => written,
    };
    let name = NAMES.iter().find_map(text);
    let name = name.filter(|name| *name != id && *name != written);
    let listed = ListedModel {
        id: plain(id),
        name: name.map(plain),
        is_for_chats: is_for_chats(entry),
        ..ListedModel::default()
    };
    Some(add_abilities(listed, entry, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(response: &Value) -> (String, Option<u64>, Option<bool>) {
        let model = models(response).expect("a list").remove(0);
        let window = model.context_window.map(|stated| stated.value);
        (model.id, window, model.supports_images.map(|stated| stated.value))
    }

    #[test]
    fn every_way_of_writing_a_list_is_read() {
        for (response, id, window, images) in [
            (json!({"object": "list", "data": [{"id": "gpt-5.2"}]}), "gpt-5.2", None, None),
            (
                json!({"data": [{"id": "claude", "max_input_tokens": 200_000, "capabilities": {"image_input": {"supported": true}}}]}),
                "claude",
                Some(200_000),
                Some(true),
            ),
            (
                json!({"data": [{"id": "a/b", "context_length": 128_000, "architecture": {"input_modalities": ["text", "image"]}}]}),
                "a/b",
                Some(128_000),
                Some(true),
            ),
            (
                json!({"data": [{"id": "m", "max_context_length": 32_768, "capabilities": {"vision": false}}]}),
                "m",
                Some(32_768),
                Some(false),
            ),
            (
                json!({"data": [{"id": "accounts/f/models/llama"}]}),
                "accounts/f/models/llama",
                None,
                None,
            ),
            (json!([{"id": "t", "context_length": 4_096}]), "t", Some(4_096), None),
            (
                json!({"models": [{"name": "models/gemini", "displayName": "Gemini", "inputTokenLimit": 1_048_576}]}),
                "gemini",
                Some(1_048_576),
                None,
            ),
            (
                json!({"modelSummaries": [{"modelId": "anthropic.claude", "inputModalities": ["TEXT", "IMAGE"]}]}),
                "anthropic.claude",
                None,
                Some(true),
            ),
            (
                json!({"inferenceProfileSummaries": [{"inferenceProfileId": "us.anthropic.claude", "inferenceProfileName": "US"}]}),
                "us.anthropic.claude",
                None,
                None,
            ),
            (
                json!({"publisherModels": [{"name": "publishers/google/models/gemini"}]}),
                "gemini",
                None,
                None,
            ),
        ] {
            assert_eq!(one(&response), (id.to_owned(), window, images), "{response}");
        }
    }

    #[test]
    fn only_lists_are_read_including_an_empty_one() {
        for empty in [json!({"data": []}), json!([]), json!({"object": "list", "data": null})] {
            assert_eq!(models(&empty), Some(Vec::new()), "{empty}");
        }
        for other in [
            json!({}),
            json!("x"),
            json!({"data": {"a": 1}}),
            json!({"data": [1, 2]}),
            json!({"data": [], "error": "No."}),
        ] {
            assert_eq!(models(&other), None, "{other}");
        }
    }

    #[test]
    fn model_listed_twice_counts_once() {
        let twice = models(&json!({"data": [{"id": "a"}, {"id": "a"}]})).expect("a list");
        assert_eq!(twice.len(), 1);
    }
}
