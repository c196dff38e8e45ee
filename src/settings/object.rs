//! The settings as one value: config.json, the workspaces' own files, session headers and
//! credentials combined, with lookups for connections.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::connection::field_errors::duplicate_slug;
use super::connection::id::Positions;
use super::connection::object::{Connection, json_type};
use super::credential::Credentials;
use super::credential::environment::Environment;
use super::workspace::list::WorkspaceList;
use super::workspace::object::{Workspace, WorkspaceFile, listed};
use super::workspace::performance::Rtk;
use super::workspace::session::Sessions;
use super::{ConnectionId, DEFAULT, LIST};

/// The contents of all files: config.json's object, each workspace's, the session headers, and what
/// may be known about the credentials.
#[derive(Clone)]
pub struct Settings {
    /// config.json's object, without the list of connections; a null keeps its position among the
    /// keys.
    root: Arc<Map<String, Value>>,
    connections: Vec<Arc<Connection>>,
    /// The positions of connections in the list; built on first use.
    positions: OnceLock<Arc<Positions>>,
    workspaces: WorkspaceList,
    sessions: Arc<Sessions>,
    credentials: Arc<Credentials>,
    environment: Arc<Environment>,
    rtk: Option<Rtk>,
}

/// Settings are equal if config.json is the same in both. Workspaces, sessions and credentials have
/// their own files.
impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root && self.connections == other.connections
    }
}

/// What is wrong with config.json's overall structure, so that neither Craft nor this program can
/// use it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WrongShape(String);

impl Settings {
    /// The settings of a new installation: the smallest config.json that Craft accepts.
    ///
    /// # Panics
    /// Never: it has the lists that Craft needs.
    pub fn empty() -> Self {
        let root = json!({
            "workspaces": [],
            "activeWorkspaceId": null,
            "activeSessionId": null,
            LIST: [],
        });
        Self::from_value(root).expect("both lists")
    }

    /// Parses config.json's value.
    ///
    /// # Errors
    /// A sentence if Craft could not use such a file: it is not an object, `workspaces` is not a
    /// list, or the connections are not a list.
    pub fn from_value(value: Value) -> Result<Self, WrongShape> {
        let wrong = |key: &str, value: Option<&Value>| {
            let found = value.map_or("missing", json_type);
            WrongShape(format!("“{key}” is {found}, but Craft needs a list"))
        };
        let mut root = match value {
            Value::Object(root) => root,
            other => {
                return Err(WrongShape(format!(
                    "it contains {}, but Craft needs an object",
                    json_type(&other)
                )));
            }
        };
        if !root.get("workspaces").is_some_and(Value::is_array) {
            return Err(wrong("workspaces", root.get("workspaces")));
        }
        let connections = match root.get_mut(LIST).map(Value::take) {
            None => Vec::new(),
            Some(Value::Array(entries)) => {
                entries.into_iter().map(|entry| Arc::new(Connection::new(entry))).collect()
            }
            Some(other) => return Err(wrong(LIST, Some(&other))),
        };
        let workspaces = WorkspaceList::new(listed(&root));
        Ok(Self {
            root: Arc::new(root),
            connections,
            positions: OnceLock::new(),
            workspaces,
            sessions: Arc::default(),
            credentials: Arc::default(),
            environment: Arc::default(),
            rtk: None,
        })
    }

    /// Rebuilds config.json's value.
    pub fn to_value(&self) -> Value {
        let mut root = (*self.root).clone();
        if let Some(list) = root.get_mut(LIST) {
            *list = self.connections.iter().map(|c| c.value().clone()).collect();
        }
        Value::Object(root)
    }

    /// config.json's keys; [`LIST`] is null if there is a list.
    pub(crate) fn root(&self) -> &Map<String, Value> {
        &self.root
    }

    /// Whether both share the same object, so that nothing in it needs comparing.
    pub(super) fn shares_root_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.root, &other.root)
    }

    pub(crate) fn root_mut(&mut self) -> &mut Map<String, Value> {
        Arc::make_mut(&mut self.root)
    }

    /// The connections in file order.
    pub fn connections(&self) -> &[Arc<Connection>] {
        &self.connections
    }

    /// The list, mutable; its key is added if it is missing.
    pub(crate) fn connections_mut(&mut self) -> &mut Vec<Arc<Connection>> {
        if !self.root.contains_key(LIST) {
            self.root_mut().insert(LIST.to_owned(), Value::Null);
        }
        self.positions = OnceLock::new();
        &mut self.connections
    }

    /// Replaces a connection. If its slug and name are unchanged, all positions stay valid.
    pub(crate) fn replace_connection(&mut self, position: usize, connection: Connection) {
        let old = &self.connections[position];
        let stays =
            old.slug() == connection.slug() && old.display_name() == connection.display_name();
        if !stays {
            self.positions = OnceLock::new();
        }
        self.connections[position] = Arc::new(connection);
    }

    fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| Arc::new(Positions::of(&self.connections)))
    }

    /// The workspaces in config order.
    pub fn workspaces(&self) -> &[Workspace] {
        self.workspaces.as_slice()
    }

    /// Like [`Self::workspaces`], with lookup by root path.
    pub(crate) const fn workspace_list(&self) -> &WorkspaceList {
        &self.workspaces
    }

    /// The same, to update what is known about their own files.
    pub(crate) const fn workspace_list_mut(&mut self) -> &mut WorkspaceList {
        &mut self.workspaces
    }

    /// The names of the workspaces with unusable files, in quotes.
    pub(crate) fn unreadable_workspaces(&self) -> Vec<String> {
        let unusable = |w: &&Workspace| matches!(w.file, WorkspaceFile::Unusable(_));
        self.workspaces().iter().filter(unusable).map(|w| format!("“{}”", w.name())).collect()
    }

    /// A workspace by its root path, as config.json writes it.
    pub fn workspace(&self, root_path: &str) -> Option<&Workspace> {
        self.workspaces.get(root_path)
    }

    /// The sessions of all workspaces, as far as they have been read.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    pub(crate) fn set_sessions(&mut self, sessions: Arc<Sessions>) {
        self.sessions = sessions;
    }

    /// What is known about the stored credentials.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub fn set_credentials(&mut self, credentials: Arc<Credentials>) {
        self.credentials = credentials;
    }

    /// The credentials in the environment.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The `rtk` on this machine; None if not searched for.
    pub const fn rtk(&self) -> Option<&Rtk> {
        self.rtk.as_ref()
    }

    pub(crate) fn set_rtk(&mut self, rtk: Rtk) {
        self.rtk = Some(rtk);
    }

    pub(crate) fn set_environment(&mut self, environment: Arc<Environment>) {
        self.environment = environment;
    }

    /// The settings with the workspaces' own files, read by a function of the root path.
    #[must_use]
    pub fn with_workspace_files(mut self, read: impl Fn(&str) -> WorkspaceFile) -> Self {
        self.workspaces.change_each(|workspace| workspace.file = read(&workspace.root_path));
        self
    }

    /// The settings with everything outside config.json taken from `other`: the workspaces' own
    /// files (unread if `other` does not have them), the sessions and the credentials.
    #[must_use]
    pub(crate) fn with_other_files_of(mut self, other: &Self) -> Self {
        self.sessions = Arc::clone(&other.sessions);
        self.credentials = Arc::clone(&other.credentials);
        self.environment = Arc::clone(&other.environment);
        self.rtk.clone_from(&other.rtk);
        let files: HashMap<&str, &WorkspaceFile> =
            other.workspaces().iter().map(|w| (w.root_path.as_str(), &w.file)).collect();
        self.with_workspace_files(|root| {
            files.get(root).copied().cloned().unwrap_or(WorkspaceFile::Unread)
        })
    }

    /// Replaces what is known about one workspace's own file.
    pub(crate) fn set_workspace_file(&mut self, root_path: &str, file: &WorkspaceFile) {
        self.workspaces.change(root_path, |workspace| workspace.file = file.clone());
    }

    /// The position of a connection in the list.
    pub fn position(&self, id: &ConnectionId) -> Option<usize> {
        self.positions().position(&id.slug, id.nth)
    }

    /// The connection with an id; None if there is none.
    pub fn connection(&self, id: &ConnectionId) -> Option<&Arc<Connection>> {
        self.position(id).map(|index| &self.connections[index])
    }

    /// The display name of a connection; its slug if it does not exist.
    pub(in crate::settings) fn name_of_connection(&self, id: &ConnectionId) -> String {
        let found = self.connection(id);
        found.map_or_else(|| id.slug.clone(), |connection| connection.display_name().into_owned())
    }

    /// The id of the entry at a position.
    pub fn id_at(&self, position: usize) -> ConnectionId {
        let slug = self.connections[position].slug();
        ConnectionId { slug: slug.to_owned(), nth: self.positions().nth(slug, position) }
    }

    /// Finds a connection by its written id: the slug or, in a broken file, the id as displayed.
    pub fn find(&self, written: &str) -> Option<ConnectionId> {
        if self.has_slug(written) {
            return Some(ConnectionId::first(written));
        }
        let (slug, number) = written.rsplit_once('#')?;
        let nth = number.parse::<usize>().ok()?.checked_sub(1)?;
        let id = ConnectionId { slug: slug.to_owned(), nth };
        self.position(&id).map(|_| id)
    }

    /// The number of connections with the slug.
    pub(crate) fn count_of_slug(&self, slug: &str) -> usize {
        self.positions().count(slug)
    }

    /// The position of the connection with a slug. An empty slug matches nothing, not even an entry
    /// without one.
    pub fn position_of_slug(&self, slug: &str) -> Option<usize> {
        let names = !slug.is_empty();
        names.then(|| self.positions().position(slug, 0)).flatten()
    }

    /// Whether some connection has the slug.
    pub fn has_slug(&self, slug: &str) -> bool {
        self.position_of_slug(slug).is_some()
    }

    /// The first slug in the list, which becomes the default if the default is deleted.
    pub(crate) fn first_slug(&self) -> Option<&str> {
        self.connections.iter().map(|c| c.slug()).find(|slug| !slug.is_empty())
    }

    /// The stored global default, whether or not such a connection exists.
    pub fn stored_default(&self) -> Option<&str> {
        self.root.get(DEFAULT).and_then(Value::as_str)
    }

    /// The position of the first connection in the list, which new chats use if nothing else
    /// decides.
    pub(crate) fn first_position(&self) -> Option<usize> {
        (!self.connections.is_empty()).then_some(0)
    }

    /// The position of the connection that new chats use if no workspace overrides it: the stored
    /// default, else the first.
    pub(crate) fn default_position(&self) -> Option<usize> {
        let stored = self.stored_default().and_then(|slug| self.position_of_slug(slug));
        stored.or(self.first_position())
    }

    /// The positions of all connections in display order: the default first, then by name.
    pub(crate) fn display_order(&self) -> Vec<usize> {
        let default = self.default_position();
        let by_name = self.positions().by_name.iter().copied();
        default.into_iter().chain(by_name.filter(|position| Some(*position) != default)).collect()
    }

    /// All problems of a connection in this list, in sentences; a duplicate slug comes first.
    pub(crate) fn problems_of(&self, connection: &Connection) -> Vec<String> {
        let slug = connection.slug();
        let twice = !slug.is_empty() && self.count_of_slug(slug) > 1;
        let twice = twice.then(|| duplicate_slug(slug));
        let own = connection.problems().into_iter().map(|problem| problem.sentence);
        twice.into_iter().chain(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::HashSet;

    fn settings(list: &Value, default: &str) -> Settings {
        Settings::from_value(
            json!({"workspaces": [], "llmConnections": list, "defaultLlmConnection": default}),
        )
        .expect("usable")
    }

    fn order(settings: &Settings) -> Vec<&str> {
        settings
            .display_order()
            .into_iter()
            .map(|position| settings.connections()[position].slug())
            .collect()
    }

    #[test]
    fn default_comes_first_then_names_ignoring_case() {
        let s = settings(
            &json!([{"slug": "a", "name": "beta"}, {"slug": "b", "name": "Alpha"}, {"slug": "c", "name": "Gamma"}]),
            "c",
        );
        assert_eq!(order(&s), ["c", "b", "a"]);
    }

    #[test]
    fn dangling_default_falls_back_to_first_connection() {
        let s = settings(&json!([{"slug": "b", "name": "B"}, {"slug": "a", "name": "A"}]), "gone");
        assert_eq!(s.default_position(), Some(0));
        assert_eq!(order(&s), ["b", "a"]);
    }

    #[test]
    fn ids_are_unique_even_in_a_broken_list() {
        let s = settings(
            &json!([{"slug": "a", "name": "A"}, "text", {"slug": "a", "name": "A"}, 7]),
            "a",
        );
        let ids: HashSet<_> = (0..4).map(|position| s.id_at(position)).collect();
        assert_eq!(ids.len(), 4);
        for position in 0..4 {
            assert_eq!(s.position(&s.id_at(position)), Some(position));
        }
        assert_eq!((s.count_of_slug("a"), s.count_of_slug("b")), (2, 0));
    }

    #[test]
    fn round_trip_preserves_key_order() {
        let value = json!({"z": 1, "llmConnections": [{"slug": "a"}], "workspaces": [], "a": null});
        let settings = Settings::from_value(value.clone()).expect("usable");
        assert_eq!(settings.to_value().to_string(), value.to_string());
    }

    #[test]
    fn unusable_shapes_are_described() {
        let message = |v: Value| Settings::from_value(v).err().expect("unusable").to_string();
        assert_eq!(message(json!([])), "it contains a list, but Craft needs an object");
        assert_eq!(
            message(json!({"workspaces": {}})),
            "“workspaces” is an object, but Craft needs a list"
        );
        assert_eq!(
            message(json!({"llmConnections": []})),
            "“workspaces” is missing, but Craft needs a list"
        );
        assert_eq!(
            message(json!({"workspaces": [], "llmConnections": "x"})),
            "“llmConnections” is text, but Craft needs a list"
        );
    }
}
