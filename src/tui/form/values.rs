//! Typing, cycling and picking a field's value.

use serde_json::Value;

use crate::settings::Connection;
use crate::settings::connection::fields::{Choice, Field, Kind};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::redact::redacted;
use crate::tui::component::Answer;
use crate::tui::layers::picker::{Item, Picker};
use crate::tui::messages;

/// The text to start typing with.
pub(super) fn typed_text(draft: &Connection, field: &Field) -> String {
    match draft.get(field.path) {
        Some(Value::String(text)) if matches!(field.kind, Kind::Model) => {
            draft.shown_model(text).to_owned()
        }
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => redacted(other).to_string(),
    }
}

/// The value to store for typed text. Surrounding whitespace is dropped, and an empty optional
/// field is omitted.
pub(super) fn value_of_text(draft: &Connection, field: &Field, text: &str) -> Option<Value> {
    let trimmed = text.trim();
    let required = (field.need)(draft) == crate::settings::connection::fields::Need::Required;
    let value = || draft.stored_value(field.path, trimmed.into());
    (required || !trimmed.is_empty()).then(value)
}

pub(super) fn stored(choice: &Choice, kind: Kind) -> Option<Value> {
    match kind {
        Kind::Toggle => choice.value.map(|v| Value::Bool(v == "true")),
        _ => choice.value.map(Value::from),
    }
}

/// The position of the field's current choice; `None` if its value is none of the choices.
pub(super) fn current(draft: &Connection, field: &Field) -> Option<usize> {
    let choices = field.choices(draft);
    choices.iter().position(|choice| stored(choice, field.kind).as_ref() == draft.get(field.path))
}

/// The choice `by` positions further, clamped to the ends; `None` if the field has no choices.
pub(super) fn cycled(draft: &Connection, field: &Field, by: isize) -> Option<Choice> {
    let choices = field.choices(draft);
    let len = isize::try_from(choices.len()).ok().filter(|len| *len > 0)?;
    let to = match current(draft, field).and_then(|at| isize::try_from(at).ok()) {
        Some(at) => (at + by).clamp(0, len - 1),
        None if by < 0 => len - 1,
        None => 0,
    };
    choices.into_iter().nth(usize::try_from(to).ok()?)
}

/// What a field shows while it is not typed: the label of its choice, or else the raw value.
pub(super) fn shown(draft: &Connection, field: &Field) -> String {
    match field.kind {
        Kind::Choice(_) | Kind::Toggle => match (current(draft, field), draft.get(field.path)) {
            (Some(at), _) => field.choices(draft).swap_remove(at).label,
            (None, Some(Value::String(raw))) => raw.clone(),
            (None, Some(other)) => redacted(other).to_string(),
            (None, None) => messages::NOTHING_CHOSEN.to_owned(),
        },
        Kind::Models => match draft.get(field.path) {
            None => messages::NO_MODELS.to_owned(),
            Some(Value::Array(entries)) => messages::listed_models(entries.len()),
            Some(other) => redacted(other).to_string(),
        },
        _ => typed_text(draft, field),
    }
}

/// Whether there are choices before and after the current one; both if the value is none of them.
pub(super) fn has_beside(draft: &Connection, field: &Field) -> [bool; 2] {
    let at = current(draft, field);
    let last = field.choices(draft).len().checked_sub(1);
    [at != Some(0), at.is_none() || at != last]
}

/// The picker for a field's value; `None` if it is typed. Models include those the endpoint has
/// listed.
pub(super) fn picker(
    draft: &Connection,
    field: &'static Field,
    listed: &[ListedModel],
) -> Option<Picker> {
    let answer = move |value| Answer::Field(field.path, value);
    match field.kind {
        Kind::Choice(_) | Kind::Toggle => {
            let items = field.choices(draft).into_iter().map(|choice| {
                let (note, answer) = (note(field, &choice), answer(stored(&choice, field.kind)));
                Item::new(choice.label, note, answer)
            });
            Some(Picker::new(field.label, items.collect(), None, current(draft, field)))
        }
        Kind::Model => {
            let offered = draft.offered_models_with(listed);
            if offered.is_empty() {
                return None;
            }
            let selected = draft.text(field.path);
            let of = move |id: Option<String>| answer(id.map(Value::from));
            Some(Picker::models(field.label, messages::NO_MODEL, offered, selected, of))
        }
        _ => None,
    }
}

fn note(field: &Field, choice: &Choice) -> String {
    let value = choice.value.unwrap_or_default();
    let is_redundant = choice.label == value || matches!(field.kind, Kind::Toggle);
    if is_redundant { String::new() } else { value.to_owned() }
}
