//! A setting of new chats, as commands print it.

use serde_json::Value;

use crate::settings::redact::redacted;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::thinking::Thinking;

/// A value as a command would take it.
pub(super) fn written(value: &Value) -> String {
    match redacted(value) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A stored setting for printing: without secrets, and with the current name of a thinking level.
pub(super) fn shown_setting(setting: Setting, value: &Value) -> Value {
    match (setting, value.as_str()) {
        (Setting::Thinking, Some(word)) => redacted(&Thinking::word(word).into()),
        _ => redacted(value),
    }
}
