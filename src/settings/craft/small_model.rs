//! The small model: the one that Craft uses for titles, summaries and its fast tier.

use serde_json::Value;

use super::entries::{Object, entries, filled, id_of, text};
use crate::settings::catalogue::shown_id;

/// The model, and why Craft chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallModel {
    /// Its stored id.
    pub id: String,
    pub because: SmallModelChoice,
}

/// Why Craft chose the small model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallModelChoice {
    /// The first in the list with this word in its id or a name.
    Contains(&'static str),
    /// No id or name contains one of Craft's keywords: the last in the list.
    Last,
    /// The connection lists no models: the default.
    Default,
}

/// The small model of a connection (run); None if it has neither a list nor a default.
pub fn small_model(connection: &Object) -> Option<SmallModel> {
    let words: &[&'static str] = match text(connection, "providerType") {
        Some("anthropic") => &["haiku"],
        Some("pi" | "pi_compat") => &["mini", "flash"],
        _ => &[],
    };
    let codex = text(connection, "piAuthProvider") == Some("openai-codex");
    let refused = |id: &str| {
        let id = shown_id(id);
        id == "codex-mini-latest" || codex && id.contains("codex-mini")
    };
    let listed: Vec<(&Value, &str)> =
        entries(connection).iter().filter_map(|entry| Some((entry, id_of(entry)?))).collect();
    let allowed = || listed.iter().filter(|(_, id)| !refused(id));
    let found = allowed().find_map(|(entry, id)| {
        let searched = searched(entry, id);
        let word = words.iter().find(|word| searched.contains(**word))?;
        Some((*id, SmallModelChoice::Contains(word)))
    });
    let last =
        || allowed().next_back().or(listed.last()).map(|(_, id)| (*id, SmallModelChoice::Last));
    let default = || filled(connection, "defaultModel").map(|id| (id, SmallModelChoice::Default));
    let (id, because) = found.or_else(last).or_else(default)?;
    Some(SmallModel { id: id.to_owned(), because })
}

/// The text that Craft searches for keywords: id and names, in lower case.
fn searched(entry: &Value, id: &str) -> String {
    let name = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{id} {} {}", name("name"), name("shortName")).to_lowercase()
}
