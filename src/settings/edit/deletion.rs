//! Deletes a connection: the default moves to the first that is left, and workspaces that named it
//! follow the default again. Stored credentials go with the commit. The sentences about it are in
//! `messages/deletion.rs`.

use serde_json::Value;

use super::conflict::refuse_changed_connection;
use super::connections::existing;
use super::refusal::Refusal;
use crate::settings::connection::object::Connection;
use crate::settings::workspace::defaults::Setting;
use crate::settings::{ConnectionId, DEFAULT, Settings};

pub(super) fn delete(
    settings: &mut Settings,
    id: &ConnectionId,
    seen: &Connection,
    now: u64,
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
            workspace.set(Setting::Connection, None, false, now);
        }
    });
    Ok(())
}
