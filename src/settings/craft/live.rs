//! The model lists that Anthropic and GitHub Copilot return when Craft starts. Besides the catalog,
//! only these count.

use serde_json::{Map, Value, json};

use crate::settings::catalogue::claude_models;
use crate::text::with_capital;

/// The context size of a model reported without one.
const CONTEXT: u64 = 200_000;

/// The providers' responses. None means no response, or no credential to request one. An empty list
/// counts as no response (not run).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveLists {
    /// Anthropic's list, for a connection with a stored key or login.
    pub anthropic: Option<Vec<LiveModel>>,
    /// GitHub Copilot's list, for a connection with a login.
    pub copilot: Option<Vec<LiveModel>>,
}

impl LiveLists {
    /// Reconstructs Copilot's last response from a connection's list, if each entry is as Craft
    /// writes it. A list that a person changed is not used.
    pub(crate) fn stored_in(object: &Map<String, Value>) -> Self {
        let is = |key: &str, wanted| object.get(key).and_then(Value::as_str) == Some(wanted);
        let is_copilot = is("piAuthProvider", "github-copilot") && is("authType", "oauth");
        let entries = object.get("models").and_then(Value::as_array).filter(|_| is_copilot);
        let live = |entry: &Value| {
            let text = |key: &str| entry.get(key)?.as_str();
            let model = LiveModel {
                name: text("name").map(str::to_owned),
                context_window: entry.get("contextWindow").and_then(Value::as_u64),
                thinking: entry.get("supportsThinking").and_then(Value::as_bool) == Some(true),
                ..LiveModel::new(text("id")?)
            };
            let is_its_own = copilot_entries(std::slice::from_ref(&model)).first() == Some(entry);
            (is_its_own && !model.id.starts_with("pi/")).then_some(model)
        };
        let copilot = entries.and_then(|entries| entries.iter().map(live).collect());
        Self { copilot, anthropic: None }
    }
}

/// One model of such a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveModel {
    pub id: String,
    /// Its display name; None means the id.
    pub name: Option<String>,
    /// The context size, which only Copilot reports.
    pub context_window: Option<u64>,
    /// Whether the model may be used: a Copilot policy can disable it.
    pub enabled: bool,
    /// Whether Copilot reports reasoning support.
    pub thinking: bool,
}

impl LiveModel {
    /// A model with only its id known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, context_window: None, enabled: true, thinking: false }
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// The entries that Craft writes for Anthropic's list (run): Claude models, except those before
/// Claude 3.
pub(crate) fn anthropic_entries(list: &[LiveModel]) -> Vec<Value> {
    const OLD: [&str; 3] = ["claude-1", "claude-2", "claude-instant"];
    let offered = list.iter().filter(|model| {
        model.id.starts_with("claude-") && !OLD.iter().any(|old| model.id.starts_with(old))
    });
    offered
        .map(|model| {
            let known = claude_models().iter().find(|known| known["id"] == model.id.as_str());
            json!({
                "id": model.id,
                "name": model.name(),
                "shortName": claude_short_name(&model.id),
                "description": "",
                "provider": "anthropic",
                "contextWindow": known.map_or(json!(CONTEXT), |known| known["contextWindow"].clone()),
            })
        })
        .collect()
}

/// Craft's short name for a Claude id (run): the family followed by its version (`Opus-4`), or only
/// the family if the version comes first (`claude-3-5-haiku-latest`).
fn claude_short_name(id: &str) -> String {
    let mut parts =
        id.split('-').skip(1).skip_while(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let family = parts.next().unwrap_or(id);
    let family = with_capital(family);
    match parts.next() {
        Some(number) if number.chars().all(|c| c.is_ascii_digit()) => format!("{family}-{number}"),
        _ => family,
    }
}

/// The entries that Craft writes for Copilot's list (run): the enabled models without Craft's
/// prefix, except old GPT models.
pub(crate) fn copilot_entries(list: &[LiveModel]) -> Vec<Value> {
    let offered = list.iter().filter(|model| {
        model.enabled && !["gpt-4", "gpt-3.5"].iter().any(|old| model.id.starts_with(old))
    });
    offered
        .map(|model| {
            json!({
                "id": model.id,
                "name": model.name(),
                "shortName": model.name(),
                "description": "",
                "provider": "pi",
                "contextWindow": model.context_window.unwrap_or(CONTEXT),
                "supportsThinking": model.thinking,
            })
        })
        .collect()
}
