//! What is wrong with one connection, and what Craft's next start makes of it.

use serde_json::Value;

use super::chats::{FieldsFix, Known, faults};
use super::judged_fixes::JudgedFixes;
use super::starts::{Starts, is_converted};
use super::{Location, Problem, Severity, words};
use crate::settings::connection::faults::FieldError;
use crate::settings::connection::fields::{Field, Kind, Need, field};
use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::Speaks;
use crate::settings::craft::Variables;
use crate::settings::edit::{Edit, FieldEdit};
use crate::settings::redact::redacted_text;
use crate::settings::{ConnectionId, Settings};

impl Settings {
    pub(super) fn diagnose_connection<'a>(
        &'a self,
        place: usize,
        (now, variables): (u64, &Variables),
        (starts, fixes): &mut (Starts<'a>, JudgedFixes<'a>),
        found: &mut Vec<Problem>,
    ) {
        let connection = &*self.connections()[place];
        let mut judged = connection.judged();
        let next = starts.next(connection);
        let after = next
            .as_ref()
            .filter(|_| is_converted(connection))
            .and_then(|next| next.converted(connection));
        let known = Known::of(self, connection, variables, now);
        let faults = faults(connection, after.as_ref(), &known);
        let doubled = self.count_of_slug(connection.slug()) > 1;
        if judged.is_empty() && faults.is_empty() && next.is_none() && !doubled {
            return;
        }
        let id = self.id_at(place);
        let location = || Location::Connection(id.clone());
        let editable = self.why_not_editable(&id).is_none();
        if doubled && id.nth > 0 && !id.slug.is_empty() {
            let sentence = format!("Duplicate slug “{}”: Craft will ignore config.json.", id.slug);
            let same = self
                .connection(&ConnectionId::first(id.slug.clone()))
                .is_some_and(|first| **first == *connection);
            let delete = self.delete(&id, now).filter(|_| same);
            let fix =
                delete.map(|edit| ("Delete this one, the same as the other".to_owned(), edit));
            found.push(Problem::new(Severity::Error, location(), sentence).fixed_by(fix));
        }
        // What follows from a fault is reported once.
        judged.retain(|(severity, problem)| {
            let is_reported = || faults.iter().any(|fault| fault.problem.path == problem.path);
            *severity == Severity::Error || !is_reported()
        });
        for (severity, problem) in judged {
            let fix = if editable {
                fix_of(connection, &problem, now).and_then(|fix| fix.edit(connection, &id, fixes))
            } else {
                self.slug_of_its_name(connection, &id)
            };
            found.push(Problem::new(severity, location(), problem.sentence).fixed_by(fix));
        }
        let mut is_convertible = editable && connection.is_compat();
        for fault in faults {
            let fix = fault.fix.filter(|fix| editable && fix.is_plain);
            let fix = fix.and_then(|fix| fix.edit(connection, &id, fixes));
            // Once is enough.
            is_convertible &= fix.as_ref().is_none_or(|(label, _)| label != words::CONVERT_NOW);
            let sentence = fault.problem.sentence;
            found.push(Problem::redacted(fault.severity, location(), sentence).fixed_by(fix));
        }
        if let Some(text) = next.and_then(|next| next.text.clone()) {
            let changes = is_convertible.then(|| connection.as_compatible()).flatten();
            let fix = changes.and_then(|changes| {
                let label = words::CONVERT_NOW.to_owned();
                let fix = FieldsFix { label, changes, is_plain: true, is_sound: true };
                fix.edit(connection, &id, fixes)
            });
            found.push(Problem::redacted(Severity::Note, location(), text).fixed_by(fix));
        }
    }

    /// A slug made of the name, for a connection that has none: nothing can refer to it yet.
    fn slug_of_its_name(
        &self,
        connection: &Connection,
        id: &ConnectionId,
    ) -> Option<(String, Edit)> {
        let is_unnamed = connection.object().is_some() && is_blank(connection.get("slug"));
        let name = connection.text("name").filter(|_| is_unnamed)?;
        let seen = self.connection(id)?.clone();
        let slug = self.slug_for(name);
        let label = format!("Give it the slug {}", redacted_text(&slug));
        let after = connection.clone().with("slug", Some(slug.into()));
        let edit = Edit::Replace { id: id.clone(), seen, connection: after };
        Some((label, edit))
    }
}

impl FieldsFix {
    /// The edit of a connection; none where it would be refused.
    fn edit<'a>(
        self,
        connection: &'a Connection,
        id: &ConnectionId,
        fixes: &mut JudgedFixes<'a>,
    ) -> Option<(String, Edit)> {
        if !self.is_sound && !fixes.takes(connection, &self.changes) {
            return None;
        }
        let field =
            |(path, after)| FieldEdit { path, before: connection.get(path).cloned(), after };
        let fields = self.changes.into_iter().map(field).collect();
        let id = id.clone();
        Some((self.label, Edit::Update { id, fields }))
    }
}

/// What fixes a fault of one field without losing anything.
fn fix_of(connection: &Connection, problem: &FieldError, now: u64) -> Option<FieldsFix> {
    let field = field(problem.path)?;
    let stored = connection.get(field.path);
    let fix = |label: &str, path: &'static str, after: Option<Value>| {
        Some(FieldsFix {
            label: label.to_owned(),
            changes: vec![(path, after)],
            is_plain: true,
            is_sound: false,
        })
    };
    match (field.kind, stored) {
        // What looks like a key is not copied anywhere.
        (Kind::Model, Some(Value::String(model))) if redacted_text(model) == *model => {
            let label = words::add_model(connection.shown_model(model));
            let stored = connection.stored_model(model);
            fix(&label, "models", connection.with_listed_model(&stored))
        }
        (Kind::Choice(_), Some(Value::String(_))) if field.path == "authType" => {
            // The only one that it takes, and the same secret.
            let [only] = connection.provider()?.auth else {
                return None;
            };
            let is_key = |auth: &str| matches!(auth, "api_key" | "api_key_with_endpoint");
            let same = is_key(connection.auth_type()) && is_key(only);
            let label = format!("Use “{}”", auth_label(only));
            same.then(|| fix(&label, "authType", Some((*only).into())))?
        }
        (Kind::Timestamp, None | Some(Value::Null)) if is_required(field, connection) => {
            fix("Set it to now", field.path, Some(now.into()))
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
            let kept = entries.iter().filter(|entry| !entry.is_null()).cloned();
            fix("Remove the nulls", "models", Some(kept.collect()))
        }
        (_, None | Some(Value::Null)) if field.path == "customEndpoint.api" => {
            protocol_fix(connection)
        }
        (_, Some(Value::Null)) if !is_required(field, connection) => {
            fix("Remove the key", field.path, None)
        }
        // Its endpoint is required, and without the key Craft takes the file at least.
        (Kind::Url, Some(Value::Null)) => fix("Remove the key", field.path, None),
        _ => None,
    }
}

/// What gives a custom endpoint its protocol, or takes it out where it holds nothing.
fn protocol_fix(connection: &Connection) -> Option<FieldsFix> {
    let fix = |label: String, path, after| {
        Some(FieldsFix { label, changes: vec![(path, after)], is_plain: true, is_sound: false })
    };
    let protocol =
        match (connection.provider().map(|p| p.speaks), connection.text("piAuthProvider")) {
            (Some(Speaks::Always(protocol)), _) if connection.is_compat() => Some(protocol.name()),
            (Some(Speaks::CustomEndpoint), Some("openai")) => Some("openai-completions"),
            (Some(Speaks::CustomEndpoint), Some("anthropic")) => Some("anthropic-messages"),
            _ => None,
        };
    match (connection.get("customEndpoint")?, protocol) {
        (Value::Null, _) => fix("Remove the key".to_owned(), "customEndpoint", None),
        // Any other value in its place is a person's, and would be lost.
        (Value::Object(_), Some(protocol)) => {
            fix(format!("Use {protocol}"), "customEndpoint.api", Some(protocol.into()))
        }
        (Value::Object(empty), None) if empty.is_empty() => {
            fix("Remove the empty customEndpoint".to_owned(), "customEndpoint", None)
        }
        _ => None,
    }
}

fn is_required(field: &Field, connection: &Connection) -> bool {
    (field.need)(connection) == Need::Required
}

fn is_blank(stored: Option<&Value>) -> bool {
    match stored {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}

fn auth_label(auth: &str) -> &str {
    crate::settings::connection::provider::label_in(
        crate::settings::connection::provider::AUTH_TYPES,
        auth,
    )
    .unwrap_or(auth)
}
