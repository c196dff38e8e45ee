//! The list of models that an endpoint serves.

use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::listed::ChangedModel;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::redact::redacted_text;
use crate::text::yes_or_no;

pub(crate) const UPDATE: &str = "Update";

/// What the endpoint reports about a model, each value with its source, and the stored value if it
/// differs.
pub fn abilities(model: &ListedModel, changed: Option<&ChangedModel>) -> String {
    let yours = |stored: &str| format!(" (yours: {stored})");
    let window = model.context_window.map(|it| {
        let stored = changed
            .and_then(|changed| changed.context_window)
            .map(|(stored, _)| yours(&stored.map_or_else(|| "not set".to_owned(), about_tokens)));
        let stored = stored.unwrap_or_default();
        format!("{}{stored} {}", about_tokens(it.value), it.source.describe())
    });
    let can = |value: bool, what: &str| format!("{}{what}", if value { "" } else { "no " });
    let images = model.supports_images.map(|it| {
        let stored = changed.and_then(|changed| changed.supports_images);
        let stored = stored.map(|(stored, _)| yours(stored.map_or("not set", yes_or_no)));
        let stored = stored.unwrap_or_default();
        format!("{}{stored} {}", can(it.value, "images"), it.source.describe())
    });
    let thinks = model.thinks;
    let thinks = thinks.map(|it| format!("{} {}", can(it.value, "thinking"), it.source.describe()));
    let output = model.max_output;
    let output =
        output.map(|it| format!("answers to {} {}", about_tokens(it.value), it.source.describe()));
    let parts: Vec<String> = [window, images, thinks, output].into_iter().flatten().collect();
    if parts.is_empty() {
        return "The endpoint reports nothing more about this model.".to_owned();
    }
    parts.join(" · ")
}

/// The note on a listed model that the endpoint does not have.
pub const fn not_listed(is_default: bool) -> &'static str {
    if is_default {
        "Your default model: not listed by the endpoint, or only typed here."
    } else {
        "Not listed by the endpoint, or only typed here."
    }
}

/// The pending changes to the model list.
pub fn summary(added: usize, updated: usize, removed: usize, loses_default: bool) -> String {
    let part = |what: &str, count: usize| (count > 0).then(|| format!("{what} {count}"));
    let parts = [part("add", added), part("update", updated), part("remove", removed)];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if loses_default { format!("{text} (the default)") } else { text }
}

/// Reports that the update removed the default model.
pub fn default_lost(id: &str, set_default: &str) -> String {
    format!("No default model: {} was removed. {set_default} sets another.", redacted_text(id))
}

pub const UP_TO_DATE: &str = "Up to date: no changes.";
