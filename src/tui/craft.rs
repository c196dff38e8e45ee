//! What is known of the running Craft: whether there is one, what it says of connections, and which
//! of its sessions go on with an old key.

use std::collections::HashMap;
use std::sync::Arc;

use super::messages;
use crate::craft_link::Tested;
use crate::settings::{Connection, ConnectionId};
use crate::system::craft_process::RunningCraft;

/// What Craft says of a connection.
pub(super) struct Opinion {
    /// The connection as it was asked about.
    pub connection: Arc<Connection>,
    /// None while it is being asked.
    pub answer: Option<Result<Tested, String>>,
}

#[derive(Default)]
pub(super) struct CraftState {
    running: Option<RunningCraft>,
    /// What its server says; the process's own files may not.
    version: Option<String>,
    /// The names of sessions by the slug of the connection whose key has changed.
    old_keys: HashMap<String, Vec<String>>,
    opinions: HashMap<ConnectionId, Opinion>,
}

impl CraftState {
    pub(super) const fn running(&self) -> Option<&RunningCraft> {
        self.running.as_ref()
    }

    /// Takes up which Craft runs. Another one has none of the sessions of the one before.
    pub(super) fn set_running(&mut self, found: Option<RunningCraft>) {
        let pid = |craft: &Option<RunningCraft>| craft.as_ref().map(|craft| craft.pid);
        if pid(&found) != pid(&self.running) {
            self.old_keys.clear();
            self.version = None;
        }
        self.running = found;
    }

    pub(super) fn set_version(&mut self, version: Option<String>) {
        self.version = version.or(self.version.take());
    }

    /// That it runs, in a few words.
    pub(super) fn title(&self) -> Option<String> {
        let craft = self.running.as_ref()?;
        let version = self.version.as_deref().or(craft.version.as_deref());
        Some(messages::craft_running(version))
    }

    /// Notes sessions that go on with the old key of a connection.
    pub(super) fn add_old_keys(&mut self, slug: &str, sessions: Vec<String>) {
        if !sessions.is_empty() {
            self.old_keys.insert(slug.to_owned(), sessions);
        }
    }

    /// The sessions that go on with the old key of a connection.
    pub(super) fn with_old_key(&self, slug: &str) -> &[String] {
        self.old_keys.get(slug).map_or(&[], Vec::as_slice)
    }

    pub(super) fn set_opinion(&mut self, id: ConnectionId, opinion: Opinion) {
        self.opinions.insert(id, opinion);
    }

    pub(super) fn answer(&mut self, id: &ConnectionId, answer: Result<Tested, String>) {
        if let Some(opinion) = self.opinions.get_mut(id) {
            opinion.answer = Some(answer);
        }
    }

    /// What Craft says of a connection, while that is as it was.
    pub(super) fn opinion(&self, id: &ConnectionId, now: &Connection) -> Option<&Opinion> {
        self.opinions.get(id).filter(|opinion| opinion.connection.is_probed_like(now))
    }
}
