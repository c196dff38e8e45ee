//! What fixes a problem without losing anything, and the edit that does so.

use serde_json::Value;

use super::words;
use crate::settings::connection::compatible::FieldChanges;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::{Field, Kind, Need, field};
use crate::settings::connection::object::{Connection, is_blank};
use crate::settings::connection::provider::{AUTH_TYPES, Protocol, ProtocolSource, label_in};
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, PathStep};
use crate::settings::redact::redacted_text;

/// A fix that changes one value of config.json, by a path of keys and list indexes.
pub(super) fn config_fix(
    label: &str,
    path: &[&str],
    before: Option<&Value>,
    after: Option<Value>,
) -> (String, Edit) {
    let step = |key: &&str| match key.parse() {
        Ok(index) => PathStep::Item { index, slug: None },
        Err(_) => PathStep::Key((*key).to_owned()),
    };
    let change = Change {
        file: FileRef::Config,
        path: path.iter().map(step).collect(),
        before: before.cloned(),
        after,
    };
    (label.to_owned(), Edit::Restore { label: label.to_owned(), changes: vec![change] })
}

/// An edit that fixes something without losing anything.
pub struct Fix {
    /// What it does, in a few words.
    pub label: String,
    pub edit: Edit,
}

/// Changes to a connection's fields that fix something.
pub struct FieldsFix {
    /// What it does, in a few words.
    pub label: String,
    pub changes: FieldChanges,
    /// Whether it involves no choice: a fix that chooses between options is left to the person who
    /// enters the connection.
    pub is_plain: bool,
    /// Whether the result is known to be no worse without checking it.
    pub is_sound: bool,
}

impl FieldsFix {
    /// Whether it changes the connection's type.
    pub fn converts(&self) -> bool {
        self.changes.iter().any(|(path, _)| *path == "providerType")
    }

    pub(super) fn plain(label: impl Into<String>, changes: FieldChanges) -> Option<Self> {
        (!changes.is_empty()).then(|| Self { is_plain: true, ..Self::choice(label, changes) })
    }

    pub(super) fn choice(label: impl Into<String>, changes: FieldChanges) -> Self {
        Self { label: label.into(), changes, is_plain: false, is_sound: false }
    }
}

/// What fixes a problem with one field without losing anything.
pub(super) fn fix_of(
    connection: &Connection,
    problem: &FieldError,
    now_ms: u64,
) -> Option<FieldsFix> {
    let field = field(problem.path)?;
    let stored = connection.get(field.path);
    let fix = |label: &str, path: &'static str, after: Option<Value>| {
        FieldsFix::plain(label, vec![(path, after)])
    };
    match (field.kind, stored) {
        // Never copy what looks like a key.
        (Kind::Model, Some(Value::String(model))) if redacted_text(model) == *model => {
            let label = words::add_model(connection.shown_model(model));
            let stored = connection.stored_model(model);
            fix(&label, "models", connection.with_listed_model(&stored))
        }
        (Kind::Choice(_), Some(Value::String(_))) if field.path == "authType" => {
            // The only supported type, which uses the same secret.
            let [only] = connection.provider()?.auth else {
                return None;
            };
            let is_key = |auth: &str| matches!(auth, "api_key" | "api_key_with_endpoint");
            let same = is_key(connection.auth_type()) && is_key(only);
            let label = words::use_auth(auth_label(only));
            same.then(|| fix(&label, "authType", Some((*only).into())))?
        }
        (Kind::Timestamp, None | Some(Value::Null)) if is_required(field, connection) => {
            fix(words::SET_TO_NOW, field.path, Some(now_ms.into()))
        }
        (Kind::Timestamp, Some(Value::String(text))) => {
            let number: u64 = text.trim().parse().ok()?;
            fix("Write it as a number", field.path, Some(number.into()))
        }
        (Kind::Text, stored) if field.path == "name" && is_blank(stored) => {
            let label = format!("Name it “{}”", redacted_text(connection.slug()));
            fix(&label, "name", Some(connection.slug().into()))
        }
        (Kind::Text, Some(Value::Number(number))) if field.path == "name" => {
            fix("Write it as text", "name", Some(number.to_string().into()))
        }
        (Kind::Models, Some(Value::Array(entries))) if entries.contains(&Value::Null) => {
            let kept = entries.iter().filter(|entry| !is_blank(Some(entry))).cloned();
            fix("Remove the empty entries", "models", Some(kept.collect()))
        }
        (_, None | Some(Value::Null)) if field.path == "customEndpoint.api" => {
            protocol_fix(connection)
        }
        (_, Some(Value::Null)) if !is_required(field, connection) => {
            fix(words::REMOVE_KEY, field.path, None)
        }
        // The endpoint is required, but without the key Craft at least accepts the file.
        (Kind::Url, Some(Value::Null)) => fix(words::REMOVE_KEY, field.path, None),
        _ => None,
    }
}

/// The fix that sets a custom endpoint's protocol, or removes the endpoint settings if they are
/// empty.
fn protocol_fix(connection: &Connection) -> Option<FieldsFix> {
    let fix = |label: &str, path, after| FieldsFix::plain(label, vec![(path, after)]);
    let protocol =
        match (connection.provider().map(|p| p.protocol), connection.text("piAuthProvider")) {
            (Some(ProtocolSource::Always(protocol)), _) if connection.is_compat() => {
                Some(protocol.name())
            }
            (Some(ProtocolSource::CustomEndpoint), Some(upstream)) => {
                Protocol::of_upstream(upstream).map(Protocol::name)
            }
            _ => None,
        };
    match (connection.get("customEndpoint")?, protocol) {
        (Value::Null, _) => fix(words::REMOVE_KEY, "customEndpoint", None),
        // Any other value was set by a person and would be lost.
        (Value::Object(_), Some(protocol)) => {
            fix(&format!("Use {protocol}"), "customEndpoint.api", Some(protocol.into()))
        }
        (Value::Object(empty), None) if empty.is_empty() => {
            fix("Remove the empty customEndpoint", "customEndpoint", None)
        }
        _ => None,
    }
}

fn is_required(field: &Field, connection: &Connection) -> bool {
    (field.need)(connection) == Need::Required
}

fn auth_label(auth: &str) -> &str {
    label_in(AUTH_TYPES, auth).unwrap_or(auth)
}
