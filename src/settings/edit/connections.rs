//! Changes to the list of connections.

use std::sync::Arc;

use serde_json::Value;

use super::changed_fields::changes_reach;
use super::edits::FieldEdit;
use super::refusal::{LAST_USED, Refusal, refuse_changed_connection, refuse_changed_fields};
use crate::settings::connection::object::Connection;
use crate::settings::connection::slug::slug_stays;
use crate::settings::problems::new_problems;
use crate::settings::workspace::defaults::Setting;
use crate::settings::{ConnectionId, DEFAULT, Settings};

/// Craft's flag for a postponed first setup.
const SETUP_DEFERRED: &str = "setupDeferred";

pub(super) fn existing<'a>(
    settings: &'a Settings,
    id: &ConnectionId,
) -> Result<&'a Arc<Connection>, Refusal> {
    settings.connection(id).ok_or_else(|| Refusal::Gone(id.slug.clone()))
}

pub(super) fn editable<'a>(
    settings: &'a Settings,
    id: &ConnectionId,
) -> Result<&'a Arc<Connection>, Refusal> {
    let connection = existing(settings, id)?;
    match settings.why_not_editable(id) {
        Some(why) => {
            Err(Refusal::NotEditable { name: connection.display_name().into_owned(), why })
        }
        None => Ok(connection),
    }
}

/// Appends a connection to the list. For a copy, only problems that the original does not have
/// count.
pub(super) fn add(
    settings: &mut Settings,
    mut connection: Connection,
    original: Option<&Connection>,
) -> Result<(), Refusal> {
    if original.is_none() {
        connection.complete();
    }
    let mut problems = new_problems(original, &connection);
    if original.is_some() {
        // A copy would duplicate the key.
        problems.extend(connection.exposed_keys());
    }
    problems.extend(settings.slug_taken(connection.slug()));
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    append(settings, connection);
    Ok(())
}

/// Appends a connection that is known to be valid.
pub(super) fn append(settings: &mut Settings, connection: Connection) {
    let is_first = settings.connections().is_empty();
    let slug = connection.slug().to_owned();
    settings.connections_mut().push(Arc::new(connection));
    if is_first {
        settings.root_mut().insert(DEFAULT.to_owned(), slug.into());
        // Adding a connection completes the setup: otherwise Craft would keep asking for one.
        settings.root_mut().shift_remove(SETUP_DEFERRED);
    }
}

pub(super) fn update(
    settings: &mut Settings,
    id: &ConnectionId,
    fields: &[FieldEdit],
) -> Result<(), Refusal> {
    let before = Arc::clone(editable(settings, id)?);
    refuse_changed_fields(fields, &before)?;
    let mut after = (*before).clone();
    for edit in fields {
        after.set(edit.path, edit.after.clone());
    }
    if after.slug() != before.slug() {
        return Err(Refusal::Invalid(vec![slug_stays(&before)]));
    }
    if changes_reach(&before, &after) {
        after.complete();
    }
    put(settings, id, &before, after)
}

pub(super) fn replace(
    settings: &mut Settings,
    id: &ConnectionId,
    seen: &Connection,
    after: &Connection,
) -> Result<(), Refusal> {
    let before = Arc::clone(existing(settings, id)?);
    refuse_changed_connection(seen, &before)?;
    let mut after = after.clone();
    if after.get(LAST_USED) == seen.get(LAST_USED) {
        after.set(LAST_USED, before.get(LAST_USED).cloned());
    }
    if after.slug() != before.slug() {
        let mut problems: Vec<_> = settings.slug_taken(after.slug()).into_iter().collect();
        if settings.why_not_editable(id).is_none() {
            problems = vec![slug_stays(&before)];
        }
        if !problems.is_empty() {
            return Err(Refusal::Invalid(problems));
        }
    }
    put(settings, id, &before, after)
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
    let position = settings.position(id).ok_or_else(|| Refusal::Gone(id.slug.clone()))?;
    settings.replace_connection(position, after);
    Ok(())
}

pub(super) fn duplicate(original: &Connection, settings: &Settings, now_ms: u64) -> Connection {
    let slug = settings.free_slug_like(original.slug());
    let name = format!("{} copy", original.display_name());
    let copy = original.clone().with("slug", Some(slug.into())).with("name", Some(name.into()));
    copy.with("createdAt", Some(now_ms.into())).with(LAST_USED, None)
}

/// Deletes a connection: the default moves to the first that is left, and workspaces that named it
/// follow the default again. Stored credentials go with the commit. The sentences about it are in
/// `messages/deletion.rs`.
pub(super) fn delete(
    settings: &mut Settings,
    id: &ConnectionId,
    seen: &Connection,
    now_ms: u64,
) -> Result<(), Refusal> {
    let found = existing(settings, id)?;
    refuse_changed_connection(seen, found)?;
    let position = settings.position(id).ok_or_else(|| Refusal::Gone(id.slug.clone()))?;
    settings.connections_mut().remove(position);
    if settings.has_slug(&id.slug) || id.slug.is_empty() {
        return Ok(());
    }
    if settings.stored_default() == Some(&id.slug) {
        match settings.first_slug() {
            Some(first) => {
                let first = Value::from(first);
                settings.root_mut().insert(DEFAULT.to_owned(), first);
            }
            None => drop(settings.root_mut().shift_remove(DEFAULT)),
        }
    }
    settings.workspace_list_mut().change_each(|workspace| {
        if workspace.default_connection() == Some(&id.slug) {
            workspace.set(Setting::Connection, None, false, now_ms);
        }
    });
    Ok(())
}
