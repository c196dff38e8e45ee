//! Applies edits to settings.

use std::sync::Arc;

use serde_json::Value;

use super::connections::{add, delete, duplicate, editable, replace, update};
use super::default::{set_default_model, set_global};
use super::edits::{Edit, FieldEdit};
use super::refusal::{Refusal, refuse_changed_value};
use super::undo::restore;
use crate::settings::{ConnectionId, DEFAULT, Settings};

impl Edit {
    /// Applies the edit.
    ///
    /// # Errors
    /// Why it does not apply to these settings.
    pub fn apply(&self, base: &Settings) -> Result<Settings, Refusal> {
        let mut settings = base.clone();
        self.apply_to(&mut settings)?;
        Ok(settings)
    }

    /// Applies the edit in place, at no cost for what it does not touch, because many edits of a
    /// long list are applied in sequence. A refused single edit leaves the settings unchanged; of
    /// several edits, those before the refused one stay applied.
    pub(in crate::settings) fn apply_to(&self, settings: &mut Settings) -> Result<(), Refusal> {
        match self {
            Self::Add { connection } => add(settings, connection.clone(), None)?,
            Self::Update { id, fields } => update(settings, id, fields)?,
            Self::Rename { id, before, name } => {
                let after = Some(Value::String(name.trim().to_owned()));
                update(settings, id, &[FieldEdit { path: "name", before: before.clone(), after }])?;
            }
            Self::Duplicate { id, now_ms, .. } => {
                let original = Arc::clone(editable(settings, id)?);
                let copy = duplicate(&original, settings, *now_ms);
                add(settings, copy, Some(&original))?;
            }
            Self::Delete { id, seen, now_ms } => delete(settings, id, seen, *now_ms)?,
            Self::SetDefault { id, before } => {
                editable(settings, id)?;
                let stored = settings.stored_default();
                refuse_changed_value(before.as_deref(), stored, || "the default".to_owned())?;
                if before.as_deref() != Some(&id.slug) {
                    settings.root_mut().insert(DEFAULT.to_owned(), id.slug.clone().into());
                }
            }
            Self::SetMidStream { id, before, mode } => {
                if editable(settings, id)?.mid_stream().0 != *mode {
                    let after = Some(mode.value().into());
                    update(
                        settings,
                        id,
                        &[FieldEdit { path: "midStreamBehavior", before: before.clone(), after }],
                    )?;
                }
            }
            Self::SetDefaultModel { id, before, model } => {
                set_default_model(settings, id, before.as_ref(), model.as_deref())?;
            }
            Self::SetGlobal { global, before, after } => {
                set_global(settings, *global, before.as_ref(), after.clone())?;
            }
            Self::SetOverride(edit) => edit.make(settings)?,
            Self::Secrets(edit) => match &edit.edit {
                Some(edit) => edit.apply_to(settings)?,
                None => drop(editable(settings, &ConnectionId::first(edit.slug.clone()))?),
            },
            // Changes only credentials.
            Self::ClaudeLogin(_) => {}
            Self::Replace { id, seen, connection } => replace(settings, id, seen, connection)?,
            Self::All(edits) | Self::Fixes(edits) => {
                for edit in edits {
                    edit.apply_to(settings)?;
                }
            }
            Self::Import(import) => {
                for imported in &import.connections {
                    imported.put(settings)?;
                }
                for edit in &import.edits {
                    edit.apply_to(settings)?;
                }
            }
            Self::Restore { changes, .. } => *settings = restore(settings, changes)?,
        }
        Ok(())
    }
}
