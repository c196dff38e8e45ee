//! What an edit does, in a few words: for the history and for the toast. Edits of a state are in
//! `new_state.rs`.

use std::borrow::Cow;

use serde_json::Value;

use super::actions::{added, deleted, duplicated, edited, fixed, renamed, slug_is};
use super::phrases::StateChange;
use super::secrets::and_its;
use crate::settings::connection::object::Connection;
use crate::settings::credential::CredentialKind;
use crate::settings::edit::edits::Edit;
use crate::settings::edit::several::{self, Wording};
use crate::settings::{ConnectionId, Settings};

impl Edit {
    /// What it does, for the history and the toast. Takes the settings before the edit.
    pub fn label(&self, settings: &Settings) -> String {
        if let Some(edit) = self.specific() {
            return edit.label(settings);
        }
        if let Some(sentence) = self.sentence(settings, StateChange::Changed) {
            return sentence;
        }
        let name = |id| settings.name_of_connection(id);
        match self {
            Self::Add { connection } => added(&connection.display_name()),
            Self::Replace { connection, .. } if self.changes_only_slug() => {
                slug_is(connection.slug())
            }
            Self::Update { id, .. } | Self::Replace { id, .. } => {
                edited(&self.name_after(id, settings))
            }
            Self::Rename { id, name: new, .. } => renamed(&name(id), new.trim()),
            Self::Duplicate { id, with_secrets, .. } => match stored(settings, &id.slug) {
                Some(label) if *with_secrets => duplicated(&name(id)) + &and_its(&label),
                _ => duplicated(&name(id)),
            },
            Self::Delete { id, .. } => deleted(&format!("“{}”", name(id))),
            Self::Secrets(edit) => edit.label(settings),
            Self::ClaudeLogin(edit) => edit.label().to_owned(),
            Self::All(edits) => several::describe(edits, settings, Wording::Label),
            Self::Fixes(edits) => fixed(edits.len()),
            Self::Import(import) => import.label(),
            Self::Restore { label, .. } => label.clone(),
            // Described by the state that they bring about.
            Self::SetDefault { .. }
            | Self::SetMidStream { .. }
            | Self::SetDefaultModel { .. }
            | Self::SetGlobal { .. }
            | Self::SetOverride(_) => String::new(),
        }
    }

    /// Whether it gives a connection another slug and changes nothing else, as the fix of a
    /// duplicate slug does.
    pub(super) fn changes_only_slug(&self) -> bool {
        let Self::Replace { seen, connection, .. } = self else {
            return false;
        };
        let slug = connection.get("slug").cloned();
        seen.get("slug") != slug.as_ref() && (**seen).clone().with("slug", slug) == *connection
    }

    /// The result for the one connection with changed fields.
    pub(super) fn connection_after<'a>(
        &'a self,
        settings: &Settings,
    ) -> Option<Cow<'a, Connection>> {
        match self {
            Self::Update { id, fields } => {
                let mut after = (**settings.connection(id)?).clone();
                for field in fields {
                    after.set(field.path, field.after.clone());
                }
                Some(Cow::Owned(after))
            }
            Self::Replace { connection, .. } => Some(Cow::Borrowed(connection)),
            Self::SetDefaultModel { id, model, .. } => {
                let model = model.clone().map(Value::from);
                Some(Cow::Owned((**settings.connection(id)?).clone().with("defaultModel", model)))
            }
            _ => None,
        }
    }

    /// The name of that connection after the edit.
    pub(in crate::settings::edit) fn name_after(
        &self,
        id: &ConnectionId,
        settings: &Settings,
    ) -> String {
        let after = self.connection_after(settings);
        after.map_or_else(|| id.slug.clone(), |connection| connection.display_name().into_owned())
    }
}

/// What is stored for a connection, in a few words; None if nothing.
pub(super) fn stored(settings: &Settings, slug: &str) -> Option<String> {
    let kinds = settings.credentials().kinds_of(slug).into_iter();
    let labels: Vec<_> = kinds.map(CredentialKind::label).collect();
    (!labels.is_empty()).then(|| labels.join(", "))
}
