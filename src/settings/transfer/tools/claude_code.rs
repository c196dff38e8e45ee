//! Claude Code's provider: the variables in its settings, or the key that its login made.

use serde_json::{Map, Value};

use super::env::{aws_key, is_claude_token};
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words;
use super::{Finder, Found, text_at};
use crate::settings::connection::provider::Protocol;
use crate::settings::secret::Secret;

const ANTHROPIC: &str = "https://api.anthropic.com";

/// The variables for models, the default first.
const MODELS: [&str; 6] = [
    "ANTHROPIC_MODEL",
    "ANTHROPIC_CUSTOM_MODEL_OPTION",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "ANTHROPIC_SMALL_FAST_MODEL",
];

pub(super) fn find(finder: &mut Finder<'_>) {
    let folder = finder.folder("CLAUDE_CONFIG_DIR", "~/.claude");
    let path = format!("{folder}/settings.json");
    let before = count(finder.found);
    if let Some(settings) = finder.json(&path) {
        if let Some(env) = settings.0.get("env").and_then(Value::as_object) {
            offer(finder, &Origin { id: "claude-code", name: "", source: &path }, env);
        }
        if text_at(&settings.0, "/apiKeyHelper").is_some() {
            finder.leave_out("Claude Code", words::KEY_OF_HELPER);
        }
    }
    if before != count(finder.found) || find_made_key(finder) {
        return;
    }
    let login = finder.sources.file(&format!("{folder}/.credentials.json"));
    if matches!(login, Ok(Some(_))) {
        finder.leave_out("Claude", words::SIGN_IN);
    }
}

/// Offers the key of a login with the Console, which Claude Code uses where its settings have none.
/// Returns whether there is one.
fn find_made_key(finder: &mut Finder<'_>) -> bool {
    let path = format!("{}/.claude.json", finder.folder("CLAUDE_CONFIG_DIR", "~"));
    let Some(state) = finder.json(&path) else { return false };
    let Some(key) = text_at(&state.0, "/primaryApiKey") else { return false };
    let key = ToolKey::Key(Secret::new(key.to_owned()));
    finder.offer(ToolProvider {
        base_url: Some(ANTHROPIC.to_owned()),
        protocol: Protocol::AnthropicMessages,
        ..ToolProvider::new("claude-code", &path, key)
    });
    true
}

fn count(found: &Found) -> usize {
    found.offers.len() + found.left_out.len()
}

/// A provider's name, and where it was found.
pub(super) struct Origin<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub source: &'a str,
}

/// Offers the connection that Claude Code's variables describe.
pub(super) fn offer(finder: &mut Finder<'_>, origin: &Origin<'_>, env: &Map<String, Value>) {
    let text = |name: &str| {
        let value = env.get(name)?;
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    };
    let is_on = |name: &str| text(name).is_some_and(|it| !matches!(&*it, "0" | "false"));
    let label = if origin.name.is_empty() { "Claude Code" } else { origin.name };
    if is_on("CLAUDE_CODE_USE_VERTEX") {
        return finder.leave_out(label, words::VERTEX);
    }
    if is_on("CLAUDE_CODE_USE_FOUNDRY") {
        return finder.leave_out(label, words::FOUNDRY);
    }
    if is_on("CLAUDE_CODE_USE_BEDROCK") {
        let secret = |name: &str| text(name).map(Secret::new);
        let key = aws_key(&secret).unwrap_or(ToolKey::Environment);
        let tool_provider = ToolProvider::new("bedrock", origin.source, key);
        finder.offer(ToolProvider { name: origin.name.to_owned(), ..tool_provider });
        return;
    }
    let (token, key) = (text("ANTHROPIC_AUTH_TOKEN"), text("ANTHROPIC_API_KEY"));
    let is_login = |key: &Option<String>| key.as_deref().is_some_and(is_claude_token);
    let has_login = text("CLAUDE_CODE_OAUTH_TOKEN").is_some() || is_login(&token) || is_login(&key);
    let secret = token.or(key).filter(|key| !is_claude_token(key));
    let base_url = text("ANTHROPIC_BASE_URL");
    if secret.is_none() && has_login {
        return finder.leave_out(label, words::SIGN_IN);
    }
    if secret.is_none() && base_url.is_none() {
        return;
    }
    let key = secret.map_or(ToolKey::None, |secret| ToolKey::Key(Secret::new(secret)));
    let mut models: Vec<ToolModel> = Vec::new();
    for id in MODELS.iter().filter_map(|name| text(name)) {
        // The long-context marker is not part of the provider's id.
        let id = id.trim_end_matches("[1m]").to_owned();
        if models.iter().all(|model| model.id != id) {
            models.push(ToolModel { id, ..ToolModel::default() });
        }
    }
    // Without its own endpoint it uses Anthropic's.
    let base_url = base_url.or_else(|| Some(ANTHROPIC.to_owned()));
    finder.offer(ToolProvider {
        name: origin.name.to_owned(),
        base_url,
        protocol: Protocol::AnthropicMessages,
        models,
        ..ToolProvider::new(origin.id, origin.source, key)
    });
}
