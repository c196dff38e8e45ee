//! Crush's providers: those in its settings, overridden by its own stored data.

use serde_json::Value;

use super::references::of_shell;
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words;
use super::{Finder, Parsed, text_at};
use crate::settings::connection::provider::Protocol;

pub(super) fn find(finder: &mut Finder<'_>) {
    let config = finder.folder("XDG_CONFIG_HOME", "~/.config");
    let data = finder.folder("XDG_DATA_HOME", "~/.local/share");
    let config = finder.folder("CRUSH_GLOBAL_CONFIG", &format!("{config}/crush"));
    let data = finder.folder("CRUSH_GLOBAL_DATA", &format!("{data}/crush"));
    let mut all: Option<Parsed> = None;
    let mut source = String::new();
    for path in [format!("{config}/crush.json"), format!("{data}/crush.json")] {
        let Some(mut parsed) = finder.json(&path) else { continue };
        match &mut all {
            Some(all) => merge(&mut all.0, parsed.0.take()),
            None => all = Some(parsed),
        }
        source = path;
    }
    let Some(all) = all else { return };
    let providers = all.0.get("providers").and_then(Value::as_object);
    for (id, provider) in providers.into_iter().flatten() {
        offer(finder, id, provider, &all.0, &source);
    }
}

/// Merges one value over another: objects key by key, everything else as a whole.
pub(super) fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                merge(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}

fn offer(finder: &mut Finder<'_>, id: &str, provider: &Value, all: &Value, source: &str) {
    let name = text_at(provider, "/name").unwrap_or(id);
    if provider.get("disable") == Some(&Value::Bool(true)) {
        finder.leave_out(name, &words::turned_off("Crush"));
        return;
    }
    let api_key = text_at(provider, "/api_key");
    if provider.get("oauth").is_some_and(Value::is_object) {
        finder.leave_out(name, words::SIGN_IN);
        return;
    }
    let protocol = match text_at(provider, "/type").unwrap_or_default() {
        "" | "openai" | "openai-compat" | "openrouter" | "azure" | "vercel" => {
            Protocol::OpenAiCompletions
        }
        "anthropic" => Protocol::AnthropicMessages,
        _ if super::preset::preset_of(id).is_some() => Protocol::OpenAiCompletions,
        other => {
            finder.leave_out(name, &words::no_such_endpoint(other));
            return;
        }
    };
    let resolved = |value: &str| of_shell(value, finder.sources);
    let base_url = match text_at(provider, "/base_url").map(resolved).transpose() {
        Ok(url) => url.map(|url| url.expose().to_owned()),
        Err(why) => return finder.leave_out(name, &words::about("base_url", &why)),
    };
    let mut notes = Vec::new();
    let key = match api_key.map(resolved).transpose() {
        Ok(Some(key)) if !key.is_empty() => ToolKey::Key(key),
        Ok(_) => ToolKey::None,
        Err(why) => {
            notes.push(words::key_not_taken(&why));
            ToolKey::None
        }
    };
    if provider.get("extra_headers").and_then(Value::as_object).is_some_and(|it| !it.is_empty()) {
        notes.push(words::NO_EXTRA_HEADERS.to_owned());
    }
    let chosen = text_at(all, "/models/large/provider") == Some(id);
    let default = text_at(all, "/models/large/model").filter(|_| chosen);
    let models = provider.get("models").and_then(Value::as_array);
    let mut models: Vec<ToolModel> = models.into_iter().flatten().filter_map(model).collect();
    // The first in the list is the default.
    models.sort_by_key(|model| Some(model.id.as_str()) != default);
    finder.offer(ToolProvider {
        id: id.to_owned(),
        name: text_at(provider, "/name").unwrap_or_default().to_owned(),
        base_url,
        protocol,
        models,
        notes,
        ..ToolProvider::new(id, source, key)
    });
}

fn model(entry: &Value) -> Option<ToolModel> {
    Some(ToolModel {
        id: text_at(entry, "/id")?.to_owned(),
        name: text_at(entry, "/name").map(str::to_owned),
        context: entry.get("context_window").and_then(Value::as_u64).filter(|tokens| *tokens > 0),
        images: entry.get("supports_attachments").and_then(Value::as_bool),
    })
}
