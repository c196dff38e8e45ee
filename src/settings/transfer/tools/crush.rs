//! Crush's providers: those in its settings, as JSON and as a shell script, overridden by its own
//! stored data.

use serde_json::{Value, json};

use super::crushrc;
use super::references::of_shell;
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words;
use super::{Finder, Parsed, text_at};
use crate::settings::connection::provider::Protocol;

pub(super) fn find(finder: &mut Finder<'_>) {
    // Only Windows has this variable; Crush keeps its JSON files there.
    let of_windows = finder.text("LOCALAPPDATA");
    let folder = |own: &str, above: &str, usual: &str| {
        finder.folder(own, &format!("{}/crush", finder.folder(above, usual)))
    };
    let config = |usual: &str| folder("CRUSH_GLOBAL_CONFIG", "XDG_CONFIG_HOME", usual);
    let json_folder = config(of_windows.as_deref().unwrap_or("~/.config"));
    let script_folder = config("~/.config");
    let data = of_windows.as_deref().unwrap_or("~/.local/share");
    let data = folder("CRUSH_GLOBAL_DATA", "XDG_DATA_HOME", data);
    let mut all = Parsed(json!({}));
    let mut sources = Vec::new();
    let mut add = |path: String, parsed: Option<Parsed>| {
        let Some(mut parsed) = parsed else { return };
        for (id, _) in parsed.0.get("providers").and_then(Value::as_object).into_iter().flatten() {
            sources.push((id.clone(), path.clone()));
        }
        merge(&mut all.0, parsed.0.take());
    };
    let path = format!("{json_folder}/crush.json");
    add(path.clone(), finder.json(&path));
    let path = format!("{script_folder}/crushrc");
    let script = finder.read(&path);
    add(path, script.map(|script| Parsed(crushrc::settings(script.expose()))));
    let path = format!("{data}/crush.json");
    add(path.clone(), finder.json(&path));
    let providers = all.0.get("providers").and_then(Value::as_object);
    for (id, provider) in providers.into_iter().flatten() {
        // The last file that describes a provider has its key.
        let source = sources.iter().rev().find(|(of, _)| of == id);
        offer(finder, id, provider, &all.0, source.map_or("", |(_, path)| path));
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
    let has = |key: &str| provider.get(key).is_some_and(Value::is_object);
    // Beside its oauth, api_key is the access token, which ends soon.
    if has("oauth") || has("auth") && api_key.is_none() {
        finder.leave_out(name, words::SIGN_IN);
        return;
    }
    let protocol = match text_at(provider, "/type").unwrap_or_default() {
        "" if id == "anthropic" => Protocol::AnthropicMessages,
        "" | "openai" | "openai-compat" | "openrouter" | "azure" | "vercel" | "ollama"
        | "litellm" => Protocol::OpenAiCompletions,
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
