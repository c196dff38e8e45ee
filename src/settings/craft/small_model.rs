//! The small model: which one of a connection Craft takes for titles, summaries and its fast tier.

use serde_json::Value;

use super::entries::{Object, entries, filled, id_of, text};
use crate::settings::catalogue::shown_id;

/// The model, and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallModel {
    /// Its id, as stored.
    pub id: String,
    /// Why Craft takes it.
    pub because: Choice,
}

/// Why Craft takes a model for its small one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is the first one of the list with this word in its id or a name.
    Contains(&'static str),
    /// No model's id or name contains a word that Craft looks for: it is the last of the list.
    Last,
    /// The connection lists no model: it is the default.
    Default,
}

/// The small model of a connection (run); none where it neither lists a model nor has a default.
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
        Some((*id, Choice::Contains(word)))
    });
    let last = || allowed().next_back().or(listed.last()).map(|(_, id)| (*id, Choice::Last));
    let default = || filled(connection, "defaultModel").map(|id| (id, Choice::Default));
    let (id, because) = found.or_else(last).or_else(default)?;
    Some(SmallModel { id: id.to_owned(), because })
}

/// What Craft searches for its words: id and names, in lower case.
fn searched(entry: &Value, id: &str) -> String {
    let name = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{id} {} {}", name("name"), name("shortName")).to_lowercase()
}
