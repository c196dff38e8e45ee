//! The Claude Code, Codex and Gemini providers that CC Switch manages. Since version 3.8 it stores
//! them in a database, which is not read.

use serde_json::Value;

use super::codex::Config;
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words::{IN_DATABASE, ONLY_GOOGLE};
use super::{Finder, claude_code, text_at};
use crate::settings::secret::Secret;

const CONFIG: &str = "~/.cc-switch/config.json";
const DATABASE: &str = "~/.cc-switch/cc-switch.db";

pub(super) fn find(finder: &mut Finder<'_>) {
    // A database is not text: failing to read it as text shows that it exists. Beside it a
    // config.json is from before, or was put back to an older version.
    if !matches!(finder.sources.file(DATABASE), Ok(None)) {
        finder.leave_out(DATABASE, IN_DATABASE);
    }
    let Some(config) = finder.json(CONFIG) else { return };
    // Before CC Switch supported several programs, Claude Code's providers were at the top level.
    let of_claude = config.0.pointer("/claude/providers").or_else(|| config.0.get("providers"));
    for (id, provider) in entries(of_claude) {
        if let Some(env) = provider.pointer("/settingsConfig/env").and_then(Value::as_object) {
            let name = text_at(provider, "/name").unwrap_or(id);
            let origin = claude_code::Origin { id: name, name, source: CONFIG };
            claude_code::offer(finder, &origin, env);
        }
    }
    for (id, provider) in entries(config.0.pointer("/codex/providers")) {
        offer_codex(finder, id, provider);
    }
    for (id, provider) in entries(config.0.pointer("/gemini/providers")) {
        offer_gemini(finder, id, provider);
    }
}

fn entries(providers: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let object = providers.and_then(Value::as_object);
    object.into_iter().flatten().map(|(id, provider)| (id.as_str(), provider))
}

fn offer_codex(finder: &mut Finder<'_>, id: &str, provider: &Value) {
    let name = text_at(provider, "/name").unwrap_or(id);
    let key = text_at(provider, "/settingsConfig/auth/OPENAI_API_KEY");
    let config = text_at(provider, "/settingsConfig/config").unwrap_or_default();
    match Config::parse(config) {
        Err(why) => finder.leave_out(name, &why),
        Ok(config) if config.has_providers() => {
            config.offer(finder, CONFIG, key, Some((name, name)));
        }
        Ok(_) => {
            if let Some(key) = key {
                let key = ToolKey::Key(Secret::new(key.to_owned()));
                let tool_provider = ToolProvider::new(name, CONFIG, key);
                finder.offer(ToolProvider {
                    name: name.to_owned(),
                    base_url: Some("https://api.openai.com/v1".to_owned()),
                    ..tool_provider
                });
            }
        }
    }
}

fn offer_gemini(finder: &mut Finder<'_>, id: &str, provider: &Value) {
    let name = text_at(provider, "/name").unwrap_or(id);
    let env = |variable: &str| text_at(provider, &format!("/settingsConfig/env/{variable}"));
    let Some(key) = env("GEMINI_API_KEY").or_else(|| env("GOOGLE_API_KEY")) else { return };
    let own = "https://generativelanguage.googleapis.com";
    let url = env("GOOGLE_GEMINI_BASE_URL").unwrap_or(own);
    if !url.starts_with(own) {
        finder.leave_out(name, ONLY_GOOGLE);
        return;
    }
    let model = env("GEMINI_MODEL").map(str::to_owned);
    let models = model.into_iter().map(|id| ToolModel { id, ..ToolModel::default() });
    finder.offer(ToolProvider {
        name: name.to_owned(),
        base_url: Some(own.to_owned()),
        models: models.collect(),
        ..ToolProvider::new(name, CONFIG, ToolKey::Key(Secret::new(key.to_owned())))
    });
}
