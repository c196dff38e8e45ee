//! A connection's models: those in its list, and those that its endpoint lists.

use crate::settings::connection::models::list::Inserted;

pub fn models_of(connection: &str) -> String {
    format!("Models of “{connection}”")
}

pub(crate) const MODEL_COLUMNS: [&str; 3] = ["Model", "Context", "Images"];

pub const FETCH_MODELS: &str = "Fetch from the endpoint";

pub(crate) const UNKNOWN_VALUE: &str = "unknown";

/// The value in effect where a model sets none.
pub(crate) fn inherited(value: &str) -> String {
    format!("({value})")
}

/// Why a model list is empty, and how to fill it.
pub(crate) fn no_models(why: &str, add: &str, fetch: &str) -> String {
    format!("{why} {add} adds one, {fetch} fetches them.")
}

/// The footer of a model list: its default, and what brackets mean.
pub fn default_model(model: Option<&str>) -> String {
    match model {
        Some(model) => format!("● default: {model}. (…) = inherited"),
        None => "No default model. (…) = inherited".to_owned(),
    }
}

/// What is wrong with text typed into a model list.
pub fn wrong_model(why: &str) -> String {
    format!("{why}.")
}

pub(crate) fn cannot_fetch(field_error: &str) -> String {
    format!("Can't fetch yet: {field_error}")
}

/// The result of pasting text into a model list.
pub fn models_pasted(inserted: &Inserted) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts = [
        count(inserted.added, "model added", "models added"),
        count(inserted.listed, "was in the list already", "were in the list already"),
        count(inserted.refused.len(), "line left out", "lines left out"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "No model in the pasted text".to_owned() } else { parts.join(", ") }
}

pub fn models_at(endpoint: &str) -> String {
    format!("Models of {endpoint}")
}

pub fn asking_for_models(spinner: &str) -> String {
    format!("{spinner} Fetching models…")
}

pub fn lists_no_models(add: &str) -> String {
    format!("The endpoint lists no models. Press {add} to name one.")
}

/// How many models an endpoint lists, and how many match the filter.
pub fn models_in_view(found: usize, all: usize) -> String {
    if found == all { format!("{all} models") } else { format!("{found} of {all} models") }
}

pub const TAKE_TICKED: &str = "Use";
pub const USE_THIS_MODEL: &str = "use this model";

pub const DISCARD_TICKED: &str = "Discard your selection?";
pub(crate) const TICKED_NOT_SAVED: &str = "The list of models has not changed yet.";
pub(crate) const SELECT_ON: &str = "Keep selecting";
