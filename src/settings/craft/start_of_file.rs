//! What a start of Craft does to config.json as a whole, apart from individual connections.

use serde_json::Value;

use super::draft::StartDraft;
use super::entries::{Object, readable, text};
use super::legacy_keys;
use super::next_start::difference::differences;
pub use super::next_start::outside_connections::FileChange;
use super::next_start::{NextStart, Start, migrate, refreshed};
use crate::settings::{DEFAULT, LIST};

/// The name in `migrationsApplied` of the one migration that runs only once.
pub(crate) const OPUS_RESTORED: &str = "opus-4-6-restored";

#[derive(Clone, Debug, PartialEq)]
pub struct FileStart {
    /// config.json's object after the start.
    pub after: Object,
    /// The result for each object in the list of connections, in file order; None for an entry that
    /// is not an object.
    pub connections: Vec<Option<NextStart>>,
    pub changes: Vec<FileChange>,
}

/// What a start does to config.json's object. `now_ms` is in milliseconds since the epoch, for a
/// connection that is created. `start.opus_restored` is ignored: the file determines it.
pub fn start_of_file(root: &Object, start: &Start, now_ms: u64) -> FileStart {
    let mut after = root.clone();
    let mut changes = Vec::new();
    let migrated = migrated(&mut after, start, now_ms, &mut changes);
    // A legacy `model` passes through a `modelDefaults` that the file may never have contained.
    changes.retain(
        |change| !matches!(change, FileChange::LegacyKeyRemoved(key) if !root.contains_key(key)),
    );
    let list: Vec<Value> = match after.get(LIST) {
        Some(Value::Array(list)) => list.clone(),
        _ => Vec::new(),
    };
    let before = root.get(LIST).and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    let mut connections = Vec::with_capacity(list.len());
    let mut written = Vec::with_capacity(list.len());
    for (position, entry) in list.iter().enumerate() {
        let Value::Object(migrated) = entry else {
            written.push(entry.clone());
            connections.push(None);
            continue;
        };
        let refreshed = refreshed(&StartDraft::of(migrated.clone()), start);
        let nothing = Object::new();
        let was = before.get(position).and_then(Value::as_object).unwrap_or(&nothing);
        let differences = differences(was, &refreshed);
        let refreshed = refreshed.into_object();
        written.push(Value::Object(refreshed.clone()));
        connections.push(Some(NextStart {
            differences,
            migrated: migrated.clone(),
            after: refreshed,
        }));
    }
    if migrated {
        after.insert(LIST.to_owned(), written.into());
        default_of_file(&mut after, &mut changes);
    }
    FileStart { after, connections, changes }
}

/// The migration of the whole file, in Craft's order. False if Craft cannot read the list.
fn migrated(after: &mut Object, start: &Start, now_ms: u64, changes: &mut Vec<FileChange>) -> bool {
    let made = !after.contains_key(LIST);
    if made {
        let connection = legacy_keys::connection(after, start.host, now_ms);
        let slug = connection.as_ref().and_then(|c| text(c, "slug")).map(str::to_owned);
        if let Some(slug) = &slug {
            after.insert(DEFAULT.to_owned(), slug.as_str().into());
        }
        let list: Vec<Value> = connection.into_iter().map(Value::Object).collect();
        after.insert(LIST.to_owned(), list.into());
        changes.push(FileChange::ListMade(slug));
    }
    let Some(Value::Array(mut list)) = after.get(LIST).cloned() else {
        return false;
    };
    legacy_keys::remove(after, changes);
    let restored = after.get("migrationsApplied").and_then(Value::as_array);
    let restored =
        restored.is_some_and(|applied| applied.iter().any(|name| *name == OPUS_RESTORED));
    let mut objects: Vec<&mut Object> =
        list.iter_mut().filter_map(Value::as_object_mut).filter(|c| readable(c)).collect();
    for connection in &mut objects {
        migrate::to_current_types(connection);
        in_draft(connection, |draft| {
            migrate::models(draft, start.host);
        });
    }
    legacy_keys::move_model_defaults(after, &mut objects, changes);
    for connection in objects {
        in_draft(connection, |draft| {
            migrate::claude(draft, restored || made);
            if !made {
                migrate::legacy_types(draft);
            }
        });
    }
    if !restored && !made {
        let mut applied =
            after.get("migrationsApplied").and_then(Value::as_array).cloned().unwrap_or_default();
        applied.push(OPUS_RESTORED.into());
        after.insert("migrationsApplied".to_owned(), applied.into());
        changes.push(FileChange::MigrationMarked);
    }
    after.insert(LIST.to_owned(), list.into());
    true
}

/// Applies a rule to a connection in place.
fn in_draft(connection: &mut Object, rule: impl FnOnce(&mut StartDraft)) {
    let mut draft = StartDraft::of(std::mem::take(connection));
    rule(&mut draft);
    *connection = draft.into_object();
}

/// The first connection becomes the default if none is set (run for a default that names nothing;
/// read for none).
fn default_of_file(after: &mut Object, changes: &mut Vec<FileChange>) {
    let slugs = after.get(LIST).and_then(Value::as_array);
    let slugs: Vec<&str> =
        slugs.into_iter().flatten().filter_map(|c| c.get("slug")?.as_str()).collect();
    let stored = text(after, DEFAULT);
    let Some(first) = slugs.first().filter(|_| !stored.is_some_and(|slug| slugs.contains(&slug)))
    else {
        return;
    };
    let (from, to) = (stored.map(str::to_owned), (*first).to_owned());
    after.insert(DEFAULT.to_owned(), to.as_str().into());
    changes.push(FileChange::DefaultReplaced { from, to });
}
