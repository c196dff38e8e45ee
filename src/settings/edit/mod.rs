//! Everything a user can change, as pure functions from settings to settings. An edit checks its
//! own preconditions: made on a stale view, it is refused with the fields named, never applied over
//! somebody else's change.

mod action;
mod apply;
pub mod consequences;
mod current;
mod default;
mod describe;
pub mod diff;
pub mod draft;
pub mod set_field;

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::connection::faults::FieldError;
use super::connection::fields::{FIELDS, Kind, field, is_known_key};
use super::connection::midstream::MidStream;
use super::connection::object::Connection;
use super::connection::slug::next_free;
use super::credential::edit::{ClaudeEdit, SecretsEdit};
use super::problems::problems_at_entry;
use super::redact::redacted_text;
use super::workspace::defaults::Setting;
use super::{ConnectionId, DEFAULT, NotEditable, Settings};
pub use apply::changes_reach;
use apply::{add, delete, duplicate, editable, replace, restore, update};
pub use default::Global;
use default::{set_default_model, set_global};
use diff::{Change, FileRef};

/// One field's new value, and the one the user saw before.
#[derive(Clone, PartialEq)]
pub struct FieldEdit {
    /// The path of the field.
    pub path: &'static str,
    /// The value the user saw.
    pub before: Option<Value>,
    /// The value to be.
    pub after: Option<Value>,
}

/// Another value for one of the things that a workspace sets for itself.
#[derive(Clone, PartialEq)]
pub struct OverrideEdit {
    /// Which workspace, by its root path as config.json writes it.
    pub workspace: String,
    /// What of it.
    pub setting: Setting,
    /// The stored value that the user saw.
    pub before: Option<Value>,
    /// The value to be; none uses the default.
    pub after: Option<String>,
    /// Whether an object of settings that is left empty goes too: the one that this program made.
    pub drop_empty: bool,
    /// When, in milliseconds since the epoch.
    pub now: u64,
}

/// Everything a user can change.
#[derive(Clone)]
pub enum Edit {
    /// A new connection, at the end of the list. The first one becomes the default.
    Add {
        /// The whole connection, its slug and time of creation included.
        connection: Connection,
    },
    /// Single fields of a connection.
    Update {
        /// Which one.
        id: ConnectionId,
        /// What changes.
        fields: Vec<FieldEdit>,
    },
    /// Another name.
    Rename {
        /// Which one.
        id: ConnectionId,
        /// The name the user saw.
        before: Option<Value>,
        /// The name to be.
        name: String,
    },
    /// A copy under the next free slug.
    Duplicate {
        /// Of which one.
        id: ConnectionId,
        /// Whether its credentials are copied too.
        with_secrets: bool,
        /// When, in milliseconds since the epoch.
        now: u64,
    },
    /// Away with it, and with its credentials.
    Delete {
        /// Which one.
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        /// When, in milliseconds since the epoch.
        now: u64,
    },
    /// The global default.
    SetDefault {
        /// Which one.
        id: ConnectionId,
        /// The stored default that the user saw.
        before: Option<String>,
    },
    /// What happens to a message sent mid-stream.
    SetMidStream {
        /// Of which one.
        id: ConnectionId,
        /// The stored value that the user saw.
        before: Option<Value>,
        /// The mode to be. The one in effect changes nothing.
        mode: MidStream,
    },
    /// The model of new chats with a connection. One that its list does not have is added to it.
    SetDefaultModel {
        /// Of which one.
        id: ConnectionId,
        /// The stored model that the user saw.
        before: Option<Value>,
        /// The model to be; none leaves it to Craft.
        model: Option<String>,
    },
    /// One of the settings that config.json has for all connections.
    SetGlobal {
        /// Which one.
        global: Global,
        /// The stored value that the user saw.
        before: Option<Value>,
        /// The value to be; none takes the key out.
        after: Option<Value>,
    },
    /// What a workspace sets for itself.
    SetOverride(OverrideEdit),
    /// Credentials of a connection, with the edit of it that needs them.
    Secrets(SecretsEdit),
    /// The login that all Claude connections share.
    ClaudeLogin(ClaudeEdit),
    /// The whole object, as it came back from an editor.
    Replace {
        /// Which one.
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        /// What it is to be.
        connection: Connection,
    },
    /// Several at once, each made on what the one before it left.
    All(Vec<Self>),
    /// Changes made again or taken back.
    Restore {
        /// What to call it.
        label: String,
        /// In the order they are to be made.
        changes: Vec<Change>,
    },
}

/// Some workspaces, by their root paths: every one, or those that are named.
#[derive(Debug, Default)]
pub struct Workspaces<'a> {
    every: bool,
    named: HashSet<&'a str>,
}

impl<'a> Workspaces<'a> {
    /// Whether a workspace is among them.
    pub fn contains(&self, root_path: &str) -> bool {
        self.every || self.named.contains(root_path)
    }

    /// Adds those in whose own files something changed.
    pub fn add_changed(&mut self, changes: &'a [Change]) {
        for change in changes {
            if let FileRef::Workspace(root) = &change.file {
                self.add(root);
            }
        }
    }

    fn add(&mut self, root_path: &'a str) {
        self.named.insert(root_path);
    }
}

/// Why an edit was not made. Nothing was written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The connection is not there any more.
    #[error("“{0}” is not there any more: another program removed it")]
    Gone(String),
    /// The connection cannot be edited this way.
    #[error("“{name}” cannot be edited so: {why}; it can be deleted, and its JSON replaced")]
    NotEditable {
        /// What it is called.
        name: String,
        /// Why not, and what can be done.
        why: NotEditable,
    },
    /// What a workspace sets cannot be changed.
    #[error("“{name}” cannot be edited: {why}")]
    Workspace {
        /// What it is called.
        name: String,
        /// Why not.
        why: String,
    },
    /// Another program changed the same values.
    #[error("another program changed {} in the meantime: look again, then repeat it", .0.join(", "))]
    Stale(Vec<String>),
    /// The result would be wrong.
    #[error("{}", .0.iter().map(|p| p.sentence.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldError>),
}

impl Edit {
    /// The workspaces whose own files may change with it.
    pub fn workspaces(&self) -> Workspaces<'_> {
        let mut all = Workspaces::default();
        self.add_workspaces(&mut all);
        all
    }

    fn add_workspaces<'a>(&'a self, all: &mut Workspaces<'a>) {
        match self {
            Self::Delete { .. } => all.every = true,
            Self::SetOverride(edit) => all.add(&edit.workspace),
            Self::Secrets(edit) => {
                if let Some(edit) = &edit.edit {
                    edit.add_workspaces(all);
                }
            }
            Self::All(edits) => edits.iter().for_each(|edit| edit.add_workspaces(all)),
            Self::Restore { changes, .. } => all.add_changed(changes),
            _ => {}
        }
    }

    /// Makes the edit.
    ///
    /// # Errors
    /// Why it cannot be made on these settings.
    pub fn apply(&self, base: &Settings) -> Result<Settings, Refusal> {
        let mut settings = base.clone();
        self.apply_to(&mut settings)?;
        Ok(settings)
    }

    /// Makes the edit in these settings, at no cost for what it does not touch: many edits of a
    /// long list are made one after the other. Refused, a single edit leaves them as they were; of
    /// several, those before the refused one are made.
    pub(super) fn apply_to(&self, settings: &mut Settings) -> Result<(), Refusal> {
        match self {
            Self::Add { connection } => add(settings, connection.clone(), None)?,
            Self::Update { id, fields } => update(settings, id, fields)?,
            Self::Rename { id, before, name } => {
                let after = Some(Value::String(name.trim().to_owned()));
                update(settings, id, &[FieldEdit { path: "name", before: before.clone(), after }])?;
            }
            Self::Duplicate { id, now, .. } => {
                let original = Arc::clone(editable(settings, id)?);
                let copy = duplicate(&original, settings, *now);
                add(settings, copy, Some(&original))?;
            }
            Self::Delete { id, seen, now } => delete(settings, id, seen, *now)?,
            Self::SetDefault { id, before } => {
                editable(settings, id)?;
                if settings.stored_default() != before.as_deref() {
                    return Err(Refusal::Stale(vec!["the default".to_owned()]));
                }
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
            // Of credentials alone.
            Self::ClaudeLogin(_) => {}
            Self::Replace { id, seen, connection } => replace(settings, id, seen, connection)?,
            Self::All(edits) => {
                for edit in edits {
                    edit.apply_to(settings)?;
                }
            }
            Self::Restore { changes, .. } => *settings = restore(settings, changes)?,
        }
        Ok(())
    }

    /// Whether it is of credentials.
    pub fn is_of_credentials(&self) -> bool {
        match self {
            Self::Secrets(_) | Self::ClaudeLogin(_) => true,
            Self::All(edits) => edits.iter().any(Self::is_of_credentials),
            _ => false,
        }
    }
}

/// The edit that turns one connection into the other, field by field; none when nothing changes.
pub fn update_between(id: &ConnectionId, seen: &Connection, draft: &Connection) -> Option<Edit> {
    let fields: Vec<_> = FIELDS
        .iter()
        .filter(|f| seen.get(f.path) != draft.get(f.path))
        .map(|f| FieldEdit {
            path: f.path,
            before: seen.get(f.path).cloned(),
            after: draft.get(f.path).cloned(),
        })
        .collect();
    (!fields.is_empty()).then(|| Edit::Update { id: id.clone(), fields })
}

/// What is wrong with a change that was not wrong before it: an old fault does not stand in the way
/// of another edit, and a value that is none of a field's choices may stay but not come in.
pub fn new_problems(before: Option<&Connection>, after: &Connection) -> Vec<FieldError> {
    let mut old = before.map(Connection::problems_at_entry).unwrap_or_default();
    // What lacks a value lacks it no less for a null in its place.
    let without_nulls = before.and_then(Connection::without_nulls);
    old.extend(without_nulls.iter().flat_map(Connection::problems_at_entry));
    let mut problems: Vec<_> =
        after.problems_at_entry().into_iter().filter(|p| !old.contains(p)).collect();
    // The sentence for another key in the same place is the same.
    for problem in after.newly_exposed_keys(before) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    for field in FIELDS.iter().filter(|f| matches!(f.kind, Kind::Choice(_))) {
        let Some(text) = after.text(field.path) else {
            continue;
        };
        let came_in = before.is_none_or(|b| b.text(field.path) != Some(text));
        let values: Vec<_> = field.choices(after).into_iter().filter_map(|c| c.value).collect();
        if came_in && !values.contains(&text) && !problems.iter().any(|p| p.path == field.path) {
            let sentence = format!(
                "{} must be one of {}, not {}.",
                field.label,
                values.join(", "),
                redacted_text(text)
            );
            problems.push(FieldError { path: field.path, sentence });
        }
    }
    for problem in problems_at_entry(before, after) {
        if !problems.iter().any(|other| other.path == problem.path) {
            problems.push(problem);
        }
    }
    problems
}

/// The problem of a slug that another connection has.
pub fn slug_taken(settings: &Settings, slug: &str) -> Option<FieldError> {
    let other = settings.connections().iter().find(|c| c.slug() == slug)?;
    let free = next_free(slug, |s| !settings.is_free_slug(s));
    let sentence = format!(
        "The slug {} is taken by “{}”; {} is free.",
        redacted_text(slug),
        other.display_name(),
        redacted_text(&free)
    );
    Some(FieldError { path: "slug", sentence })
}

fn slug_stays(connection: &Connection) -> FieldError {
    let slug = connection.slug();
    FieldError {
        path: "slug",
        sentence: format!("The slug stays {slug}: sessions and secrets hang on it."),
    }
}

fn label_of(path: &str) -> String {
    field(path).map_or(path, |f| f.label).to_owned()
}

/// The labels of the fields, and the names of other keys, in which two connections differ.
pub fn changed_keys(a: &Connection, b: &Connection) -> Vec<String> {
    let (Some(old), Some(new)) = (a.object(), b.object()) else {
        return if a == b { Vec::new() } else { vec!["the whole entry".to_owned()] };
    };
    let known =
        FIELDS.iter().filter(|f| a.get(f.path) != b.get(f.path)).map(|f| f.label.to_owned());
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    let other = keys.filter(|key| !is_known_key(key) && old.get(*key) != new.get(*key)).cloned();
    known.chain(other).collect()
}
