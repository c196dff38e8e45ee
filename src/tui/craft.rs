//! What the program knows about the running Craft: whether one runs, how it judges connections, and
//! which of its sessions still use an old key.

use std::collections::HashMap;
use std::sync::Arc;

use super::messages;
use crate::craft_link::Tested;
use crate::settings::{Connection, ConnectionId};
use crate::system::craft_process::RunningCraft;

/// Craft's verdict on a connection.
pub(super) struct Opinion {
    /// The connection as it was tested.
    pub connection: Arc<Connection>,
    /// `None` while the test runs.
    pub answer: Option<Result<Tested, String>>,
}

#[derive(Default)]
pub(super) struct CraftState {
    running: Option<RunningCraft>,
    /// As its server reports it; the process's own files may lack it.
    version: Option<String>,
    /// Names of the sessions that use an old key, by their connection's slug.
    old_keys: HashMap<String, Vec<String>>,
    opinions: HashMap<ConnectionId, Opinion>,
}

impl CraftState {
    pub(super) const fn running(&self) -> Option<&RunningCraft> {
        self.running.as_ref()
    }

    /// Records the running Craft. A new process has none of the old one's sessions.
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

    /// A short header label for the running Craft.
    pub(super) fn title(&self) -> Option<String> {
        let craft = self.running.as_ref()?;
        let version = self.version.as_deref().or(craft.version.as_deref());
        Some(messages::craft_running(version))
    }

    /// Records the sessions that still use a connection's old key.
    pub(super) fn add_old_keys(&mut self, slug: &str, sessions: Vec<String>) {
        if !sessions.is_empty() {
            self.old_keys.insert(slug.to_owned(), sessions);
        }
    }

    /// The sessions that still use a connection's old key.
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

    /// Craft's verdict on a connection, unless the connection has changed in a way that affects
    /// probes.
    pub(super) fn opinion(&self, id: &ConnectionId, connection: &Connection) -> Option<&Opinion> {
        self.opinions.get(id).filter(|opinion| opinion.connection.is_probed_like(connection))
    }
}
