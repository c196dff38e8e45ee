//! A connection as `list` and `show` print it.

use serde_json::Value;

use super::context::Context;
use crate::settings::redact::redacted;
use crate::store::now_ms;

/// The keys added to each printed connection.
pub(super) const ADDED: [&str; 4] = ["isDefault", "authenticated", "usable", "midStream"];

/// A connection for programs: as stored, without secrets, plus the values derived from everything
/// else.
pub(super) fn as_json(context: &Context, position: usize) -> Value {
    let connection = &context.settings().connections()[position];
    let mut value = redacted(connection.value());
    if let Value::Object(object) = &mut value {
        // The key that identifies the others.
        object.extend(connection.get("slug").map(|slug| ("slug".to_owned(), slug.clone())));
        let added = ADDED.map(str::to_owned).into_iter();
        object.extend(added.zip(added_values(context, position)));
    }
    value
}

/// The values of [`ADDED`].
pub(super) fn added_values(context: &Context, position: usize) -> [Value; 4] {
    let settings = context.settings();
    let connection = &settings.connections()[position];
    let status = settings.status(connection, now_ms());
    [
        (settings.default_position() == Some(position)).into(),
        status.shown.into(),
        status.is_usable().into(),
        connection.mid_stream().0.value().into(),
    ]
}

/// An added value, for people.
pub(super) fn added_text(added: &Value) -> &str {
    match added {
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        Value::String(text) => text,
        _ => "unknown",
    }
}
