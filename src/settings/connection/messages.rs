//! The sentences about a field of a connection, and about a file that Craft rejects.

use serde_json::Value;

use super::object::json_type;
use crate::settings::craft::accepts::{Rejection, RejectionReason};
use crate::settings::redact::redacted_text;

/// What Craft does with a file that it rejects.
pub const IGNORED: &str = "Craft will ignore config.json";

// What is wrong with a field by its label, as the beginning of a sentence.

pub fn is_empty(label: &str) -> String {
    format!("{label} is empty")
}

pub fn is_missing(label: &str) -> String {
    format!("{label} is missing")
}

/// A default model by its shown id.
pub fn outside_list(model: &str) -> String {
    format!("{model} is not in the models list: pick one of its models, or add it.")
}

pub fn slug_taken(slug: &str, name: &str, free: &str) -> String {
    format!("The slug {slug} is taken by “{name}”; {free} is free.")
}

pub fn wrong_slug(example: &str) -> String {
    format!("A slug is lowercase letters, digits and single dashes, such as {example}.")
}

/// Several connections have the slug.
pub fn duplicate_slug(slug: &str) -> String {
    format!("Duplicate slug “{slug}”: {IGNORED}.")
}

/// Explains a rejection: what is wrong, its consequence, and what would be right.
pub fn rejected(
    name: &str,
    rejection: &Rejection,
    stored: Option<&Value>,
    hint: Option<String>,
) -> String {
    let is = stored.map_or("missing", json_type);
    let (wrong, right) = match &rejection.reason {
        RejectionReason::Missing => (is_missing(name), hint),
        RejectionReason::NotA(_) if is == "null" => {
            let is_entry = rejection.path.ends_with(']');
            let right = if is_entry { "Remove it." } else { "Remove the key, or give it a value." }
                .to_owned();
            (format!("{name} is null"), Some(right))
        }
        RejectionReason::NotA(what) => (format!("{name} is {is}, not {what}"), None),
        RejectionReason::Empty => (is_empty(name), hint),
        RejectionReason::NotOneOf(words) => {
            let stored = stored.and_then(Value::as_str).map(redacted_text);
            let is = stored.map_or_else(|| is.to_owned(), |text| format!("“{text}”"));
            let right = format!("Use {}.", words.join(", "));
            (format!("{name} is {is}"), Some(right))
        }
        RejectionReason::DuplicateSlug => (format!("Duplicate slug: {name}"), None),
        RejectionReason::NoSuchWorkspace => (format!("{name}: no workspace has this id"), None),
    };
    let right = right.map(|right| format!(" {right}")).unwrap_or_default();
    format!("{wrong}: {IGNORED}.{right}")
}
