//! The messages of `models`.

use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::listed::ChangedModel;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::models::refresh::Refresh;
use crate::text::counted;
use crate::text::yes_or_no;

/// The most new models a question names; beyond that it only counts them.
const NAMED: usize = 20;

pub(crate) const NOT_LISTED: &str = "not listed";

/// The header of the models table.
pub(crate) const HEAD: [&str; 7] =
    ["", "MODEL", "CONTEXT", "IMAGES", "THINKING", "STATE", "SOURCE"];

/// Why there is no list, and what to do.
pub fn no_list(sentence: &str, advice: Option<&str>) -> String {
    format!("{sentence} {}", advice.unwrap_or_default()).trim_end().to_owned()
}

pub fn ask_to_update(name: &str) -> String {
    format!("Update the models of “{name}”?")
}

/// What an update would do, one line per model.
pub(crate) fn refreshed(refresh: &Refresh, removes_unlisted: bool) -> Vec<String> {
    let mut lines: Vec<String> = refresh.new.iter().take(NAMED).map(new).collect();
    let more = refresh.new.len().saturating_sub(NAMED);
    lines.extend((more > 0).then(|| format!("and {}", counted(more, "more new model"))));
    lines.extend(refresh.changed.iter().map(changed));
    lines.extend(unlisted(refresh, removes_unlisted));
    lines
}

fn new(model: &ListedModel) -> String {
    let window = model.context_window.map(|it| format!("context {}", about_tokens(it.value)));
    let images = model.supports_images.map(|it| if it.value { "images" } else { "no images" });
    let parts: Vec<String> = window.into_iter().chain(images.map(str::to_owned)).collect();
    if parts.is_empty() {
        return format!("new: {}", model.id);
    }
    format!("new: {} ({})", model.id, parts.join(", "))
}

fn changed(changed: &ChangedModel) -> String {
    let mut parts = Vec::new();
    if let (Some((stored, value)), Some(stated)) =
        (changed.context_window, changed.model.context_window)
    {
        let stored = stored.map_or_else(|| "not set".to_owned(), about_tokens);
        let source = stated.source.describe();
        parts.push(format!("context {stored} → {}, {source}", about_tokens(value)));
    }
    if let (Some((stored, value)), Some(stated)) =
        (changed.supports_images, changed.model.supports_images)
    {
        let stored = stored.map_or("not set", yes_or_no);
        let source = stated.source.describe();
        parts.push(format!("images {stored} → {}, {source}", yes_or_no(value)));
    }
    format!("changed: {}: {}", changed.model.id, parts.join("; "))
}

/// The stored models that are not listed, and what happens to them.
pub fn unlisted(refresh: &Refresh, removes_unlisted: bool) -> Vec<String> {
    let line = |id: &String| unlisted_model(id, removes_unlisted);
    let lines = refresh.unlisted.iter().map(line);
    let default = refresh.unlisted_default.as_ref().map(|id| {
        let is_removed = removes_unlisted && refresh.unlisted.contains(id);
        if is_removed { default_goes(id) } else { default_not_listed(id) }
    });
    lines.chain(default).collect()
}

pub fn unlisted_model(id: &str, is_removed: bool) -> String {
    let fate = if is_removed { "removed" } else { "kept; --remove-missing removes it" };
    format!("{NOT_LISTED}: {id} ({fate})")
}

pub fn default_goes(id: &str) -> String {
    format!("The default model {id} is removed: the first in the list replaces it")
}

pub fn default_not_listed(id: &str) -> String {
    format!("The default model {id} is not listed")
}

/// The note that a workspace uses a model being removed from the list.
pub fn workspace_keeps_model(workspace: &str, model: &str) -> String {
    format!("Workspace “{workspace}” still sets the model {model}")
}

/// The state column of a model.
pub fn state(is_default: bool, is_stored: bool, is_listed: Option<bool>) -> String {
    let parts = [
        is_default.then_some("default"),
        (is_stored && !is_default && is_listed.is_some()).then_some("yours"),
        (is_listed == Some(false)).then_some(NOT_LISTED),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
