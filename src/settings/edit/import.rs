//! An import: connections from a file or another program and related settings, as one edit with one
//! undo.

use std::sync::Arc;

use super::connections::{append, editable};
use super::edits::{Edit, ImportEdit, ImportedConnection};
use super::messages::actions::{import_reverted, imported};
use super::messages::caveats::needed_secret;
use super::messages::phrases::{NAMED, named};
use super::refusal::{LAST_USED, Refusal, refuse_changed_connection};
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::object::Connection;
use crate::settings::craft::accepts::accepts_connection;
use crate::settings::redact::{redacted_text, secret_paths};
use crate::settings::{ConnectionId, Settings};
use crate::text::counted;

/// Why a connection cannot be imported as written: what Craft rejects, and plaintext secrets.
pub(crate) fn import_problems(connection: &Connection) -> Vec<String> {
    let rejected = accepts_connection(connection.value()).into_iter().map(|rejection| {
        let shown = rejection.to_string();
        shown.replacen("config.json", "the entry", usize::from(rejection.path.is_empty()))
    });
    let exposed = secret_paths(connection.value());
    let exposed = exposed.iter().map(|path| format!("{path}: holds a secret in the clear"));
    rejected.chain(exposed).collect()
}

impl ImportedConnection {
    pub(in crate::settings) fn put(&self, settings: &mut Settings) -> Result<(), Refusal> {
        let slug = redacted_text(self.connection.slug());
        let wrong = import_problems(&self.connection).into_iter();
        let wrong: Vec<FieldError> = wrong
            .map(|why| FieldError { path: "", sentence: format!("{slug}: {why}.") })
            .chain(settings.slug_taken(self.connection.slug()).filter(|_| self.replaces.is_none()))
            .collect();
        if !wrong.is_empty() {
            return Err(Refusal::Invalid(wrong));
        }
        let Some(seen) = &self.replaces else {
            append(settings, self.connection.clone());
            return Ok(());
        };
        let id = ConnectionId::first(self.connection.slug());
        let before = Arc::clone(editable(settings, &id)?);
        refuse_changed_connection(seen, &before)?;
        let position = settings.position(&id).ok_or_else(|| Refusal::Gone(id.slug.clone()))?;
        let used = before.get(LAST_USED).cloned();
        settings.replace_connection(position, self.connection.clone().with(LAST_USED, used));
        Ok(())
    }
}

/// The connection that an edit of an import adds.
fn added(edit: &Edit) -> Option<&Connection> {
    match edit {
        Edit::Add { connection } => Some(connection),
        Edit::Secrets(edit) => edit.edit.as_deref().and_then(added),
        _ => None,
    }
}

impl ImportEdit {
    /// What it adds: the connections' names, and the number of settings.
    fn brings(&self) -> String {
        let own = self.connections.iter().map(|imported| &imported.connection);
        let all: Vec<&Connection> = own.chain(self.edits.iter().filter_map(added)).collect();
        let names = all.iter().map(|connection| connection.display_name().into_owned());
        let names = named(names, all.len(), NAMED);
        let settings = self.edits.iter().filter(|edit| added(edit).is_none()).count();
        let settings = match settings {
            0 => None,
            count => Some(counted(count, "setting")),
        };
        let parts = [(!names.is_empty()).then_some(names), settings];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
    }

    pub(super) fn label(&self) -> String {
        imported(&self.brings())
    }

    pub(super) fn undo_label(&self) -> String {
        import_reverted(&self.brings())
    }

    /// What the connections still need before they can chat. Takes the settings before the edit.
    pub(super) fn needs(&self, settings: &Settings) -> Vec<String> {
        let own = self.connections.iter().filter_map(|imported| {
            let needed = needed_secret(settings, &imported.connection)?;
            Some(format!("“{}”: {needed}", imported.connection.display_name()))
        });
        let of_edits = self.edits.iter().flat_map(|edit| {
            let name = added(edit).map(|connection| connection.display_name().into_owned());
            let needs = edit.needs(settings).into_iter();
            needs.map(move |need| match &name {
                Some(name) => format!("“{name}”: {need}"),
                None => need,
            })
        });
        own.chain(of_edits).collect()
    }
}
