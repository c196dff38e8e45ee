//! Everything a user can change, as pure functions from settings to settings. An edit checks its own preconditions: made on
//! a stale view, it is refused with the fields named, never applied over somebody else's change.

use std::sync::Arc;

use serde_json::Value;

use super::check::Problem;
use super::connection::Connection;
use super::diff::{Change, FileRef, replay};
use super::fields::{FIELDS, Kind, field};
use super::midstream::MidStream;
use super::provider::Speaks;
use super::slug::next_free;
use super::{ConnectionId, DEFAULT, NotEditable, Settings};

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
        /// When, in milliseconds since the epoch.
        now: u64,
    },
    /// Away with it.
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
    /// The whole object, as it came back from an editor.
    Replace {
        /// Which one.
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        /// What it is to be.
        connection: Connection,
    },
    /// Changes made again or taken back.
    Restore {
        /// What to call it.
        label: String,
        /// In the order they are to be made.
        changes: Vec<Change>,
    },
}

/// Why an edit was not made. Nothing was written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The connection is not there any more.
    #[error("“{0}” is not there any more: another program removed it")]
    Gone(String),
    /// The connection cannot be edited this way.
    #[error("“{name}” cannot be edited so: {why}")]
    NotEditable {
        /// What it is called.
        name: String,
        /// Why not, and what can be done.
        why: NotEditable,
    },
    /// Another program changed the same values.
    #[error("another program changed {} in the meantime: look again, then repeat it", .0.join(", "))]
    Stale(Vec<String>),
    /// The result would be wrong.
    #[error("{}", .0.iter().map(|p| p.sentence.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<Problem>),
}

impl Edit {
    /// The connection it is about, where there is one before it.
    pub const fn id(&self) -> Option<&ConnectionId> {
        match self {
            Self::Add { .. } | Self::Restore { .. } => None,
            Self::Update { id, .. }
            | Self::Rename { id, .. }
            | Self::Duplicate { id, .. }
            | Self::Delete { id, .. }
            | Self::SetDefault { id, .. }
            | Self::SetMidStream { id, .. }
            | Self::Replace { id, .. } => Some(id),
        }
    }

    /// What it does, as the history and the toast say it. Asked of the settings before it.
    pub fn label(&self, settings: &Settings) -> String {
        let name = |id| {
            settings
                .connection(id)
                .map_or_else(|| id.slug.clone(), |c| c.display_name().into_owned())
        };
        match self {
            Self::Add { connection } => format!("Added “{}”", connection.display_name()),
            Self::Update { id, .. } | Self::Replace { id, .. } => format!("Edited “{}”", name(id)),
            Self::Rename { id, name: new, .. } => {
                format!("Renamed “{}” to “{}”", name(id), new.trim())
            }
            Self::Duplicate { id, .. } => format!("Duplicated “{}”", name(id)),
            Self::Delete { id, .. } => format!("Deleted “{}”", name(id)),
            Self::SetDefault { id, .. } => format!("“{}” is the default", name(id)),
            Self::SetMidStream { id, mode, .. } => format!("“{}”: {}", name(id), mode.label()),
            Self::Restore { label, .. } => label.clone(),
        }
    }

    /// Whether a workspace's own file may change with it.
    pub fn concerns_workspaces(&self) -> bool {
        match self {
            Self::Delete { .. } => true,
            Self::Restore { changes, .. } => changes.iter().any(|c| c.file != FileRef::Config),
            _ => false,
        }
    }

    /// Makes the edit.
    ///
    /// # Errors
    /// Why it cannot be made on these settings.
    pub fn apply(&self, base: &Settings) -> Result<Settings, Refusal> {
        let mut settings = base.clone();
        match self {
            Self::Add { connection } => add(&mut settings, connection.clone())?,
            Self::Update { id, fields } => update(&mut settings, id, fields)?,
            Self::Rename { id, before, name } => {
                let after = Some(Value::String(name.trim().to_owned()));
                update(
                    &mut settings,
                    id,
                    &[FieldEdit {
                        path: "name",
                        before: before.clone(),
                        after,
                    }],
                )?;
            }
            Self::Duplicate { id, now } => {
                let copy = duplicate(editable(base, id)?, base, *now);
                add(&mut settings, copy)?;
            }
            Self::Delete { id, seen, now } => delete(&mut settings, id, seen, *now)?,
            Self::SetDefault { id, before } => {
                editable(base, id)?;
                if base.stored_default() != before.as_deref() {
                    return Err(Refusal::Stale(vec!["the default".to_owned()]));
                }
                if before.as_deref() != Some(&id.slug) {
                    settings
                        .root_mut()
                        .insert(DEFAULT.to_owned(), id.slug.clone().into());
                }
            }
            Self::SetMidStream { id, before, mode } => {
                if editable(base, id)?.mid_stream().0 != *mode {
                    let after = Some(mode.value().into());
                    update(
                        &mut settings,
                        id,
                        &[FieldEdit {
                            path: "midStreamBehavior",
                            before: before.clone(),
                            after,
                        }],
                    )?;
                }
            }
            Self::Replace {
                id,
                seen,
                connection,
            } => replace(&mut settings, id, seen, connection)?,
            Self::Restore { changes, .. } => settings = restore(base, changes)?,
        }
        Ok(settings)
    }
}

fn existing<'a>(settings: &'a Settings, id: &ConnectionId) -> Result<&'a Arc<Connection>, Refusal> {
    settings
        .connection(id)
        .ok_or_else(|| Refusal::Gone(id.slug.clone()))
}

fn editable<'a>(settings: &'a Settings, id: &ConnectionId) -> Result<&'a Arc<Connection>, Refusal> {
    let connection = existing(settings, id)?;
    match settings.why_not_editable(id) {
        Some(why) => Err(Refusal::NotEditable {
            name: connection.display_name().into_owned(),
            why,
        }),
        None => Ok(connection),
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
    (!fields.is_empty()).then(|| Edit::Update {
        id: id.clone(),
        fields,
    })
}

/// What is wrong with a change that was not wrong before it: an old fault does not stand in the way of another edit, and
/// a value that is none of a field's choices may stay but not come in.
pub fn new_problems(before: Option<&Connection>, after: &Connection) -> Vec<Problem> {
    let old = before.map(Connection::problems).unwrap_or_default();
    let mut problems: Vec<_> = after
        .problems()
        .into_iter()
        .filter(|p| !old.contains(p))
        .collect();
    for field in FIELDS.iter().filter(|f| matches!(f.kind, Kind::Choice(_))) {
        let Some(text) = after.text(field.path) else {
            continue;
        };
        let came_in = before.is_none_or(|b| b.text(field.path) != Some(text));
        let values: Vec<_> = field
            .choices(after)
            .into_iter()
            .filter_map(|c| c.value)
            .collect();
        if came_in && !values.contains(&text) && !problems.iter().any(|p| p.path == field.path) {
            let sentence = format!(
                "{} must be one of {}, not {text}.",
                field.label,
                values.join(", ")
            );
            problems.push(Problem {
                path: field.path,
                sentence,
            });
        }
    }
    problems
}

/// The problem of a slug that another connection has.
pub fn slug_taken(settings: &Settings, slug: &str) -> Option<Problem> {
    let other = settings.connections().iter().find(|c| c.slug() == slug)?;
    let free = next_free(slug, |s| settings.has_slug(s));
    let sentence = format!(
        "The slug {slug} is taken by “{}”; {free} is free.",
        other.display_name()
    );
    Some(Problem {
        path: "slug",
        sentence,
    })
}

fn slug_stays(connection: &Connection) -> Problem {
    let slug = connection.slug();
    Problem {
        path: "slug",
        sentence: format!("The slug stays {slug}: sessions and secrets hang on it."),
    }
}

fn add(settings: &mut Settings, mut connection: Connection) -> Result<(), Refusal> {
    complete(&mut connection);
    let mut problems = new_problems(None, &connection);
    problems.extend(slug_taken(settings, connection.slug()));
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let is_first = settings.connections().is_empty();
    let slug = connection.slug().to_owned();
    settings.connections_mut().push(Arc::new(connection));
    if is_first {
        settings.root_mut().insert(DEFAULT.to_owned(), slug.into());
    }
    Ok(())
}

fn update(settings: &mut Settings, id: &ConnectionId, fields: &[FieldEdit]) -> Result<(), Refusal> {
    let before = Arc::clone(editable(settings, id)?);
    let stale: Vec<_> = fields
        .iter()
        .filter(|e| before.get(e.path) != e.before.as_ref())
        .map(|e| label_of(e.path))
        .collect();
    if !stale.is_empty() {
        return Err(Refusal::Stale(stale));
    }
    let mut after = (*before).clone();
    for edit in fields {
        after.set(edit.path, edit.after.clone());
    }
    if after.slug() != before.slug() {
        return Err(Refusal::Invalid(vec![slug_stays(&before)]));
    }
    complete(&mut after);
    put(settings, id, &before, after)
}

fn replace(
    settings: &mut Settings,
    id: &ConnectionId,
    seen: &Connection,
    after: &Connection,
) -> Result<(), Refusal> {
    let before = Arc::clone(existing(settings, id)?);
    if *before != *seen {
        return Err(Refusal::Stale(changed_keys(seen, &before)));
    }
    if after.slug() != before.slug() {
        let mut problems: Vec<_> = slug_taken(settings, after.slug()).into_iter().collect();
        if settings.why_not_editable(id).is_none() {
            problems = vec![slug_stays(&before)];
        }
        if !problems.is_empty() {
            return Err(Refusal::Invalid(problems));
        }
    }
    put(settings, id, &before, after.clone())
}

fn put(
    settings: &mut Settings,
    id: &ConnectionId,
    before: &Connection,
    after: Connection,
) -> Result<(), Refusal> {
    let problems = new_problems(Some(before), &after);
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let place = settings
        .position(id)
        .ok_or_else(|| Refusal::Gone(id.slug.clone()))?;
    settings.connections_mut()[place] = Arc::new(after);
    Ok(())
}

fn delete(
    settings: &mut Settings,
    id: &ConnectionId,
    seen: &Connection,
    now: u64,
) -> Result<(), Refusal> {
    let found = existing(settings, id)?;
    let mut changed = changed_keys(seen, found);
    // Craft stamps it at every use; that is no reason to keep it.
    changed.retain(|key| key != label_of("lastUsedAt").as_str());
    if !changed.is_empty() {
        return Err(Refusal::Stale(changed));
    }
    let place = settings
        .position(id)
        .ok_or_else(|| Refusal::Gone(id.slug.clone()))?;
    settings.connections_mut().remove(place);
    if settings.has_slug(&id.slug) || id.slug.is_empty() {
        return Ok(());
    }
    if settings.stored_default() == Some(&id.slug) {
        match settings
            .connections()
            .iter()
            .map(|c| c.slug())
            .find(|slug| !slug.is_empty())
        {
            Some(first) => {
                let first = Value::from(first);
                settings.root_mut().insert(DEFAULT.to_owned(), first);
            }
            None => drop(settings.root_mut().shift_remove(DEFAULT)),
        }
    }
    for workspace in settings
        .workspaces_mut()
        .iter_mut()
        .filter(|w| w.default_connection() == Some(&id.slug))
    {
        workspace.clear_default_connection(now);
    }
    Ok(())
}

fn duplicate(original: &Connection, settings: &Settings, now: u64) -> Connection {
    let slug = next_free(original.slug(), |s| settings.has_slug(s));
    let name = format!("{} copy", original.display_name());
    let copy = original
        .clone()
        .with("slug", Some(slug.into()))
        .with("name", Some(name.into()));
    copy.with("createdAt", Some(now.into()))
        .with("lastUsedAt", None)
}

fn restore(base: &Settings, changes: &[Change]) -> Result<Settings, Refusal> {
    let stale = |place| Refusal::Stale(vec![place]);
    let mut config = base.to_value();
    let mut settings = base.clone();
    for change in changes {
        match &change.file {
            FileRef::Config => replay(&mut config, change).map_err(|moved| stale(moved.place))?,
            FileRef::Workspace(root) => {
                let workspace = settings
                    .workspaces_mut()
                    .iter_mut()
                    .find(|w| w.root_path == *root);
                let workspace = workspace.ok_or_else(|| stale(root.clone()))?;
                workspace
                    .replay(change)
                    .map_err(|moved| stale(moved.place))?;
            }
        }
    }
    let mut restored = Settings::from_value(config).map_err(|shape| stale(shape.to_string()))?;
    if let Some(problem) = doubled(base, &restored, changes) {
        return Err(Refusal::Invalid(vec![problem]));
    }
    restored
        .workspaces_mut()
        .clone_from(settings.workspaces_mut());
    Ok(restored)
}

/// The slug of a connection that came back, and that another program has given to another one meanwhile: Craft ignores a
/// file in which a slug stands twice.
fn doubled(base: &Settings, restored: &Settings, changes: &[Change]) -> Option<Problem> {
    let times = |settings: &Settings, slug: &str| {
        let all = settings.connections().iter();
        all.filter(|c| c.slug() == slug).count()
    };
    changes.iter().find_map(|change| {
        let slug = change.after.as_ref()?.get("slug")?.as_str()?;
        (times(restored, slug) > times(base, slug).max(1))
            .then(|| slug_taken(base, slug))
            .flatten()
    })
}

/// `customEndpoint` never stands without its protocol: Craft needs it there.
fn complete(connection: &mut Connection) {
    if connection
        .get("customEndpoint")
        .is_some_and(|e| e.get("api").is_none())
        && let Some(Speaks::Always(protocol)) = connection.provider().map(|p| p.speaks)
    {
        connection.set("customEndpoint.api", Some(protocol.name().into()));
    }
}

fn label_of(path: &str) -> String {
    field(path).map_or(path, |f| f.label).to_owned()
}

/// The labels of the fields, and the names of other keys, in which two connections differ.
pub fn changed_keys(a: &Connection, b: &Connection) -> Vec<String> {
    let (Some(old), Some(new)) = (a.object(), b.object()) else {
        return if a == b {
            Vec::new()
        } else {
            vec!["the whole entry".to_owned()]
        };
    };
    let known = FIELDS
        .iter()
        .filter(|f| a.get(f.path) != b.get(f.path))
        .map(|f| f.label.to_owned());
    let is_known = |key: &str| FIELDS.iter().any(|f| f.path.split('.').next() == Some(key));
    let keys = old
        .keys()
        .chain(new.keys().filter(|key| !old.contains_key(*key)));
    let other = keys
        .filter(|key| !is_known(key) && old.get(*key) != new.get(*key))
        .cloned();
    known.chain(other).collect()
}
