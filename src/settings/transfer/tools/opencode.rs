//! `OpenCode`'s providers, and the keys that it stores separately.

use serde_json::{Value, json};

use super::crush::merge;
use super::preset::preset_of;
use super::references::of_braces;
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words;
use super::{Finder, Parsed, object_in, text_at};
use crate::settings::connection::provider::Protocol;
use crate::settings::secret::{Secret, wipe};

pub(super) fn find(finder: &mut Finder<'_>) {
    let config = format!("{}/opencode", finder.folder("XDG_CONFIG_HOME", "~/.config"));
    let data = format!("{}/opencode", finder.folder("XDG_DATA_HOME", "~/.local/share"));
    let mut files: Vec<String> = ["config.json", "opencode.json", "opencode.jsonc"]
        .iter()
        .map(|name| format!("{config}/{name}"))
        .collect();
    files.extend(finder.text("OPENCODE_CONFIG"));
    if let Some(folder) = finder.text("OPENCODE_CONFIG_DIR") {
        files.extend(["opencode.json", "opencode.jsonc"].map(|name| format!("{folder}/{name}")));
    }
    let mut all = Parsed(json!({}));
    let mut source = format!("{config}/opencode.json");
    for path in files {
        if let Some(mut parsed) = finder.json(&path) {
            merge(&mut all.0, parsed.0.take());
            source = path;
        }
    }
    if let Some(text) = finder.variable(CONTENT)
        && let Some(mut parsed) = finder.parsed(CONTENT, &text)
    {
        merge(&mut all.0, parsed.0.take());
        CONTENT.clone_into(&mut source);
    }
    take_newer_form(&mut all.0);
    let auth_path = format!("{data}/auth.json");
    let auth = finder.json(&auth_path).unwrap_or_else(|| Parsed(json!({})));
    let providers = all.0.get("provider").and_then(Value::as_object);
    let stored = auth.0.as_object().into_iter().flatten().map(|(id, _)| id);
    let mut ids: Vec<&String> = providers.into_iter().flatten().map(|(id, _)| id).collect();
    for id in stored {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let none = json!({});
    for id in ids {
        let provider = providers.and_then(|all| all.get(id)).unwrap_or(&none);
        let entry = auth.0.get(id).unwrap_or(&none);
        let files = Files { config: &config, source: &source, auth: &auth_path };
        offer(finder, id, (provider, entry), &all.0, &files);
    }
}

/// The variable that holds settings itself.
const CONTENT: &str = "OPENCODE_CONFIG_CONTENT";

/// Turns the `providers` of version 2 into the form of version 1, which it reads too. Where both
/// describe a provider, the newer form holds alone.
fn take_newer_form(all: &mut Value) {
    let Some(Value::Object(newer)) = all.get_mut("providers").map(Value::take) else { return };
    for (id, mut provider) in newer {
        if !provider.is_object() {
            continue;
        }
        let mut options = provider["settings"].take();
        if !options.is_object() {
            options = json!({});
        }
        let headers = provider["headers"].take();
        if headers.is_object() {
            options["headers"] = headers;
        }
        provider["options"] = options;
        let package = text_at(&provider, "/package").unwrap_or_default();
        let package = package.strip_prefix("aisdk:").unwrap_or(package);
        let package = match package.strip_prefix("@opencode/ai/providers/") {
            Some(name) => format!("@ai-sdk/{name}"),
            None => package.to_owned(),
        };
        provider["npm"] = package.into();
        let models = provider.get_mut("models").and_then(Value::as_object_mut);
        for model in models.into_iter().flat_map(|models| models.values_mut()) {
            if let Some(id) = text_at(model, "/modelID").map(str::to_owned) {
                model["id"] = id.into();
            }
            if let Some(inputs) = model.pointer("/capabilities/input").cloned() {
                model["modalities"] = json!({"input": inputs});
            }
        }
        if let Some(mut older) = object_in(all, "provider").insert(id, provider) {
            wipe(&mut older);
        }
    }
}

/// Where the settings were found.
struct Files<'a> {
    config: &'a str,
    source: &'a str,
    auth: &'a str,
}

fn offer(
    finder: &mut Finder<'_>,
    id: &str,
    (provider, entry): (&Value, &Value),
    all: &Value,
    files: &Files<'_>,
) {
    let name = text_at(provider, "/name").unwrap_or(id);
    let lists = |key: &str| {
        let list = all.get(key).and_then(Value::as_array)?;
        Some(list.iter().any(|item| item == id))
    };
    if lists("disabled_providers") == Some(true) || lists("enabled_providers") == Some(false) {
        return finder.leave_out(name, &words::turned_off("OpenCode"));
    }
    let has_login = matches!(text_at(entry, "/type"), Some("oauth" | "wellknown"));
    let api_key = text_at(provider, "/options/apiKey");
    if has_login && api_key.is_none() {
        return finder.leave_out(name, words::SIGN_IN);
    }
    let package = text_at(provider, "/npm").unwrap_or_default();
    let protocol = match package {
        "" if id == "anthropic" => Protocol::AnthropicMessages,
        "" | "@ai-sdk/openai" | "@ai-sdk/openai-compatible" => Protocol::OpenAiCompletions,
        "@ai-sdk/anthropic" => Protocol::AnthropicMessages,
        _ if preset_of(id).is_some() => Protocol::OpenAiCompletions,
        other => {
            return finder.leave_out(name, &words::no_such_endpoint(other));
        }
    };
    let sources = finder.sources;
    let resolved = |value: &str| of_braces(value, files.config, sources);
    let base_url = text_at(provider, "/options/baseURL").or_else(|| text_at(provider, "/api"));
    let base_url = match base_url.map(resolved).transpose() {
        Ok(url) => url.map(|url| url.expose().to_owned()),
        Err(why) => return finder.leave_out(name, &words::about("baseURL", &why)),
    };
    let mut notes = Vec::new();
    let mut source = files.source;
    let mut key = match api_key.map(resolved).transpose() {
        Ok(Some(key)) if !key.is_empty() => ToolKey::Key(key),
        Ok(_) => ToolKey::None,
        Err(why) => {
            notes.push(words::key_not_taken(&why));
            ToolKey::None
        }
    };
    if let (ToolKey::None, Some("api"), Some(stored)) =
        (&key, text_at(entry, "/type"), text_at(entry, "/key"))
    {
        key = ToolKey::Key(Secret::new(stored.to_owned()));
        source = files.auth;
        notes.clear();
    }
    if let ToolKey::None = key
        && base_url.is_some()
    {
        let names = provider.get("env").and_then(Value::as_array).into_iter().flatten();
        let mut found = names.filter_map(Value::as_str).filter_map(|name| finder.variable(name));
        if let Some(secret) = found.next() {
            key = ToolKey::Key(secret);
            notes.clear();
        }
    }
    if matches!(key, ToolKey::None) && base_url.is_none() {
        // It uses the environment's key, which the environment source offers.
        return finder.leave_out(name, words::NO_KEY_AND_NO_BASE_URL);
    }
    if package == "@ai-sdk/openai" && base_url.is_some() {
        notes.push(words::asks_responses("OpenCode"));
    }
    let headers = provider.pointer("/options/headers").and_then(Value::as_object);
    if headers.is_some_and(|headers| !headers.is_empty()) {
        notes.push(words::NO_EXTRA_HEADERS.to_owned());
    }
    let default = text_at(all, "/model").and_then(|model| model.strip_prefix(&format!("{id}/")));
    let models = provider.get("models").and_then(Value::as_object);
    let mut models: Vec<(bool, ToolModel)> = models
        .into_iter()
        .flatten()
        .map(|(name, entry)| (Some(name.as_str()) != default, model(name, entry)))
        .collect();
    // The first in the list is the default.
    models.sort_by_key(|(is_other, _)| *is_other);
    finder.offer(ToolProvider {
        name: text_at(provider, "/name").unwrap_or_default().to_owned(),
        base_url,
        protocol,
        models: models.into_iter().map(|(_, model)| model).collect(),
        notes,
        ..ToolProvider::new(id, source, key)
    });
}

fn model(name: &str, entry: &Value) -> ToolModel {
    let inputs = entry.pointer("/modalities/input").and_then(Value::as_array);
    let images = inputs.map(|inputs| inputs.iter().any(|input| input == "image"));
    ToolModel {
        // `name` is OpenCode's name for it, which may differ from the provider's id.
        id: text_at(entry, "/id").unwrap_or(name).to_owned(),
        name: text_at(entry, "/name").map(str::to_owned),
        context: entry.pointer("/limit/context").and_then(Value::as_u64).filter(|it| *it > 0),
        images: images.or_else(|| entry.get("attachment").and_then(Value::as_bool)),
    }
}
