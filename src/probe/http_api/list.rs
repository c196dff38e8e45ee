//! Reading a list of models, in whichever of the ways that APIs write one.

use serde_json::Value;

use super::abilities::with_abilities;
use crate::net::provider_message::{is_error, plain, without};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::redact::redacted_text;
use crate::settings::secret::Secret;

/// Where an API puts its list.
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

/// Where an entry has its id.
const IDS: [&str; 5] = ["id", "modelId", "inferenceProfileId", "model", "model_id"];

/// Where an entry without an id has what it is called as a resource.
const RESOURCE: &str = "name";

/// Where an entry says of which kind it is; the first has one of the words of a chat model, and the
/// others whether it is one.
const KIND: &str = "/type";
const CHATS: [&str; 3] =
    ["/capabilities/completion_chat", "/capabilities/chat", "/capabilities/chat_completion"];

/// The words of [`KIND`] for what is no chat model.
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

/// Where an entry has what it gives.
const OUTPUTS: [&str; 4] = [
    "/architecture/output_modalities",
    "/output_modalities",
    "/outputModalities",
    "/modalities/output",
];

/// No model's id has so many bytes: what is longer is no model, and would fill the memory.
const LONGEST_ID: usize = 1_000;

const NAMES: [&str; 5] =
    ["display_name", "displayName", "modelName", "inferenceProfileName", "name"];

/// The models that an answer lists, by their ids; none when it is no list of models.
pub(crate) fn models(response: &Value) -> Option<Vec<ListedModel>> {
    // Some answer an error with an empty list.
    if is_error(response) {
        return None;
    }
    let list = match response {
        Value::Array(list) => list,
        Value::Object(_) => match LISTS.iter().find_map(|at| response.pointer(at)?.as_array()) {
            Some(list) => list,
            // Some servers write an empty list so.
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

/// The same without those whose id repeats a secret, or looks like one; a name that does is left
/// out.
pub(crate) fn without_secrets(models: Vec<ListedModel>, secrets: &[&Secret]) -> Vec<ListedModel> {
    let is_clean = |text: &str| without(text, secrets) == text && redacted_text(text) == text;
    let mut models = models;
    models.retain(|model| is_clean(&model.id));
    for model in &mut models {
        model.name = model.name.take().filter(|name| is_clean(name));
    }
    models
}

/// The id of the last entry of a list, by which some APIs are asked for what follows.
pub(super) fn last_id(response: &Value) -> Option<String> {
    models(response)?.pop().map(|model| model.id)
}

/// Whether an id is a number or a UUID.
fn is_row_number(id: &str) -> bool {
    let is_uuid = id.len() == 36 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_uuid || id.chars().all(|c| c.is_ascii_digit())
}

/// Whether an entry is a model for chats, as far as it says so.
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
    // A number of a database is no id that a message can be sent to, and its name is.
    let own = own.filter(|id| !is_row_number(id) || text(&RESOURCE).is_none());
    let written = own.or_else(|| text(&RESOURCE))?;
    // A resource's name ends with its id; in an id the same word is a part of it.
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
    Some(with_abilities(listed, entry, None))
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
    fn an_empty_list_is_one_and_anything_else_is_none() {
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
    fn a_model_that_is_listed_twice_is_one() {
        let twice = models(&json!({"data": [{"id": "a"}, {"id": "a"}]})).expect("a list");
        assert_eq!(twice.len(), 1);
    }
}
