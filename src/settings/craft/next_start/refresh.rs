//! The refresh during a start: new models come from the catalog or the provider, and Craft writes
//! back only the fields that it knows. Rules 13 to 17; all run.

use serde_json::Value;

use crate::settings::catalogue::{Order, THREE_TIERS};
use crate::settings::craft::draft::{CraftList, StartDraft};
use crate::settings::craft::entries::{Object, is_falsy, text};
use crate::settings::craft::known_keys::known_keys_only;
use crate::settings::craft::live::{LiveLists, anthropic_entries, copilot_entries};

/// The models that a refresh writes.
pub(super) enum Fresh {
    Catalogue(&'static CraftList),
    /// A provider's response.
    Live(Vec<Value>),
}

/// Rules 13 to 16: the models that a refresh writes; None if it writes nothing.
pub(super) fn models(connection: &StartDraft, live: &LiveLists) -> Option<Fresh> {
    match text(&connection.keys, "providerType")? {
        "anthropic" => match live.anthropic.as_deref().map(anthropic_entries) {
            Some(list) if !list.is_empty() => Some(Fresh::Live(list)),
            _ if connection.has_no_models() => Some(Fresh::Catalogue(CraftList::of_claude())),
            _ => None,
        },
        "pi" => of_pi(&connection.keys, live),
        _ => None,
    }
}

/// Rules 14 and 16, for a `pi` connection.
fn of_pi(connection: &Object, live: &LiveLists) -> Option<Fresh> {
    let upstream = match connection.get("piAuthProvider") {
        upstream if is_falsy(upstream) => None,
        Some(Value::String(upstream)) => Some(upstream.as_str()),
        _ => return None,
    };
    let copilot = upstream == Some("github-copilot");
    if copilot {
        let list = live.copilot.as_deref().map(copilot_entries);
        if let Some(list) = list.filter(|list| !list.is_empty()) {
            return Some(Fresh::Live(list));
        }
    } else if text(connection, "modelSelectionMode") == Some(THREE_TIERS) {
        return None;
    }
    let list = CraftList::of_upstream(upstream, Order::Plain);
    (!list.is_empty()).then_some(Fresh::Catalogue(list))
}

/// The object as Craft writes it back with new models: the default stays if it is listed, else the
/// first model replaces it; rule 17 decides which keys stay.
pub(super) fn written(connection: &StartDraft, models: Fresh) -> StartDraft {
    let mut all = connection.clone();
    match models {
        Fresh::Catalogue(list) => all.set_list(list),
        Fresh::Live(models) => drop(all.whole().insert("models".to_owned(), models.into())),
    }
    let default = connection.keys.get("defaultModel");
    let listed = all.lists(default);
    let first = all.first_id().map(Value::from);
    let default = if listed { default.cloned() } else { first };
    if let Some(default) = default {
        all.keys.insert("defaultModel".to_owned(), default);
    }
    all.keys = known_keys_only(&all.keys);
    all
}
