//! Reading a list of models, in whichever of the ways that APIs write one.

use serde_json::Value;

use crate::net::provider_message::{plain, without};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::redact::redacted_text;
use crate::settings::secret::Secret;

/// Where an API puts its list.
const LISTS: [&str; 5] =
    ["data", "models", "modelSummaries", "inferenceProfileSummaries", "publisherModels"];

/// Where an entry has its id.
const IDS: [&str; 3] = ["id", "modelId", "inferenceProfileId"];

/// Where an entry without an id has what it is called as a resource.
const RESOURCE: &str = "name";

const NAMES: [&str; 5] =
    ["display_name", "displayName", "modelName", "inferenceProfileName", "name"];

/// Where it has its context window, in tokens.
const WINDOWS: [&str; 8] = [
    "/context_length",
    "/context_window",
    "/max_context_length",
    "/max_model_len",
    "/max_input_tokens",
    "/inputTokenLimit",
    "/capabilities/limits/max_context_window_tokens",
    "/meta/n_ctx_train",
];

/// Where it has what it takes.
const INPUTS: [&str; 4] = [
    "/architecture/input_modalities",
    "/input_modalities",
    "/inputModalities",
    "/modalities/input",
];

/// Where it has whether it takes images.
const IMAGES: [&str; 4] = [
    "/capabilities/vision",
    "/capabilities/image_input/supported",
    "/capabilities/supports/vision",
    "/supports_image_in",
];

/// The models that an answer lists, by their ids; none when it is no list of models.
pub(crate) fn models(response: &Value) -> Option<Vec<ListedModel>> {
    // Some answer an error with an empty list.
    if is_error(response) {
        return None;
    }
    let list = match response {
        Value::Array(list) => list,
        Value::Object(_) => LISTS.iter().find_map(|key| response.get(key)?.as_array())?,
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

/// Whether a response is an error, whatever its status.
pub(crate) fn is_error(response: &Value) -> bool {
    response.get("error").is_some_and(|error| !error.is_null())
}

fn model(entry: &Value) -> Option<ListedModel> {
    let text = |key: &&str| entry.get(key)?.as_str().filter(|text| !text.is_empty());
    let own = IDS.iter().find_map(text);
    let written = own.or_else(|| text(&RESOURCE))?;
    // A resource's name ends with its id; in an id the same word is a part of it.
    let id = match written.rsplit_once("models/") {
        Some((_, id)) if own.is_none() && !id.is_empty() => id,
        _ => written,
    };
    let name = NAMES.iter().find_map(text);
    let name = name.filter(|name| *name != id && *name != written);
    let window = WINDOWS.iter().find_map(|at| entry.pointer(at)?.as_u64());
    let inputs = INPUTS.iter().find_map(|at| entry.pointer(at)?.as_array());
    let takes_images = |inputs: &Vec<Value>| {
        let mut inputs = inputs.iter().filter_map(Value::as_str);
        inputs.any(|input| input.eq_ignore_ascii_case("image"))
    };
    let stated = IMAGES.iter().find_map(|at| entry.pointer(at)?.as_bool());
    Some(ListedModel {
        id: plain(id),
        name: name.map(plain),
        context_window: window.filter(|tokens| *tokens > 0),
        supports_images: inputs.map(takes_images).or(stated),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(response: &Value) -> (String, Option<u64>, Option<bool>) {
        let model = models(response).expect("a list").remove(0);
        (model.id, model.context_window, model.supports_images)
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
        assert_eq!(models(&json!({"data": []})), Some(Vec::new()));
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
