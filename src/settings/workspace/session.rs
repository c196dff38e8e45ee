//! Sessions: the connection data in the first line of their files, and an index.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::settings::redact::shown_text;

/// The header of one session's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The root path of its workspace, as config.json writes it.
    pub workspace: Arc<str>,
    /// Its folder's name.
    pub id: String,
    /// Its name; None if it has none yet.
    name: Option<String>,
    /// The slug of its connection; None if it follows its workspace.
    pub connection: Option<String>,
    /// Whether it is locked to that connection, as it is after its first message.
    pub locked: bool,
    /// When it was last used, else when it was created, in milliseconds since the epoch; 0 if
    /// neither is known.
    pub used_at: u64,
}

impl Session {
    /// Parses the first line of a session's file; None if it is not a header.
    pub fn parse(workspace: &Arc<str>, id: &str, line: &[u8]) -> Option<Self> {
        let header: Map<String, Value> = serde_json::from_slice(line).ok()?;
        let text = |key: &str| {
            let text = header.get(key)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        let moment = |key: &str| header.get(key).and_then(Value::as_u64);
        Some(Self {
            workspace: Arc::clone(workspace),
            id: id.to_owned(),
            name: text("name"),
            connection: text("llmConnection"),
            locked: header.get("connectionLocked") == Some(&Value::Bool(true)),
            used_at: moment("lastUsedAt").or_else(|| moment("createdAt")).unwrap_or_default(),
        })
    }

    /// Its display name: its name, else its id; never what looks like a secret.
    pub fn name(&self) -> Cow<'_, str> {
        shown_text(self.name.as_deref().unwrap_or(&self.id))
    }
}

/// The contents of a possible session folder.
#[derive(Debug)]
pub enum SessionFile {
    Nothing,
    /// A session with an unreadable header.
    Unreadable,
    Header(Session),
}

/// The sessions of all workspaces, indexed by connection. Clones share the headers.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// By the connection's slug, the newest first.
    by_connection: BTreeMap<String, Vec<Arc<Session>>>,
    /// The number of sessions locked to each slug.
    locked: HashMap<String, usize>,
    /// By workspace and folder; None for an unreadable header.
    by_folder: HashMap<Arc<str>, HashMap<String, Option<Arc<Session>>>>,
    /// Whether all workspaces have been read.
    pub complete: bool,
}

impl Sessions {
    /// The sessions with a connection, the newest first.
    pub fn of(&self, slug: &str) -> &[Arc<Session>] {
        self.by_connection.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The session with a folder name; if there are several, the one in the first workspace by root
    /// path.
    pub fn find(&self, folder: &str) -> Option<&Arc<Session>> {
        let found = self.by_folder.iter().filter_map(|(root, folders)| {
            let session = folders.get(folder)?.as_ref()?;
            Some((root, session))
        });
        found.min_by_key(|(root, _)| *root).map(|(_, session)| session)
    }

    /// The slugs that sessions refer to, whether or not such connections exist.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        let named = self.by_connection.iter();
        let named = named.filter(|(_, sessions)| !sessions.is_empty());
        named.map(|(slug, _)| slug.as_str())
    }

    /// The number of sessions locked to a connection.
    pub fn locked_to(&self, slug: &str) -> usize {
        self.locked.get(slug).copied().unwrap_or_default()
    }

    fn count_locked(&mut self, slug: &str) {
        let locked = self.of(slug).iter().filter(|s| s.locked).count();
        self.locked.insert(slug.to_owned(), locked);
    }

    /// The number of sessions with an unreadable header.
    pub fn unreadable(&self) -> usize {
        let all = self.by_folder.values().flat_map(HashMap::values);
        all.filter(|session| session.is_none()).count()
    }

    /// Whether the contents of a session folder match what is known.
    pub fn knows(&self, workspace: &str, folder: &str, found: &SessionFile) -> bool {
        let known = self.by_folder.get(workspace).and_then(|w| w.get(folder));
        match (found, known) {
            (SessionFile::Nothing, None) | (SessionFile::Unreadable, Some(None)) => true,
            (SessionFile::Header(session), Some(Some(known))) => **known == *session,
            _ => false,
        }
    }

    /// Updates the contents of session folders. Each connection's sessions are sorted once, however
    /// many workspaces contain some.
    pub fn take_each<F>(&mut self, found: impl IntoIterator<Item = (Arc<str>, F)>)
    where
        F: IntoIterator<Item = (String, SessionFile)>,
    {
        let mut touched = HashSet::new();
        for (workspace, found) in found {
            touched.extend(self.put(&workspace, found));
        }
        self.sort_and_count(&touched);
    }

    /// Updates the contents unsorted. Returns the slugs of the connections with changed sessions.
    fn put(
        &mut self,
        workspace: &Arc<str>,
        found: impl IntoIterator<Item = (String, SessionFile)>,
    ) -> HashSet<String> {
        let mut touched = HashSet::new();
        let mut gone: HashMap<String, HashSet<*const Session>> = HashMap::new();
        let own = self.by_folder.entry(Arc::clone(workspace)).or_default();
        for (folder, found) in found {
            let old = own.remove(&folder).flatten();
            if let Some((slug, old)) = old.as_ref().and_then(|s| Some((s.connection.as_ref()?, s)))
            {
                gone.entry(slug.clone()).or_default().insert(Arc::as_ptr(old));
            }
            let session = match found {
                SessionFile::Nothing => continue,
                SessionFile::Unreadable => None,
                SessionFile::Header(session) => Some(Arc::new(session)),
            };
            if let Some((slug, new)) =
                session.as_ref().and_then(|s| Some((s.connection.as_ref()?, s)))
            {
                let same = self.by_connection.entry(slug.clone()).or_default();
                same.push(Arc::clone(new));
                touched.insert(slug.clone());
            }
            own.insert(folder, session);
        }
        for (slug, gone) in gone {
            if let Some(same) = self.by_connection.get_mut(&slug) {
                same.retain(|session| !gone.contains(&Arc::as_ptr(session)));
            }
            touched.insert(slug);
        }
        touched
    }

    /// Sorts and counts the sessions of connections.
    fn sort_and_count(&mut self, slugs: &HashSet<String>) {
        for slug in slugs {
            if let Some(same) = self.by_connection.get_mut(slug) {
                // The id breaks ties between equal times, so that the order is stable.
                same.sort_by(|a, b| (Reverse(a.used_at), &a.id).cmp(&(Reverse(b.used_at), &b.id)));
            }
            self.count_locked(slug);
        }
    }

    /// Removes all sessions of workspaces.
    pub(crate) fn remove_workspaces(&mut self, workspaces: &HashSet<Arc<str>>) {
        for workspace in workspaces {
            self.by_folder.remove(workspace);
        }
        for same in self.by_connection.values_mut() {
            same.retain(|s| !workspaces.contains(&s.workspace));
        }
        let slugs: Vec<String> = self.by_connection.keys().cloned().collect();
        for slug in slugs {
            self.count_locked(&slug);
        }
    }

    /// The folders of a workspace's sessions.
    pub(crate) fn folders_of(&self, workspace: &str) -> Vec<String> {
        let own = self.by_folder.get(workspace);
        own.into_iter().flat_map(HashMap::keys).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(folder: &str, header: &str) -> (String, SessionFile) {
        let parsed = Session::parse(&"~/w".into(), folder, header.as_bytes());
        (folder.to_owned(), parsed.map_or(SessionFile::Unreadable, SessionFile::Header))
    }

    #[test]
    fn header_parses_despite_unknown_and_invalid_values() {
        let header = r#"{"name": 7, "llmConnection": "a", "connectionLocked": true, "createdAt": 5, "lastUsedAt": "x", "more": [1]}"#;
        let (_, SessionFile::Header(read)) = session("260101-a", header) else {
            panic!("it is a header");
        };
        assert_eq!((&*read.name(), read.locked, read.used_at), ("260101-a", true, 5));
        for no_header in ["{\"cut", "[]", ""] {
            assert!(matches!(session("x", no_header).1, SessionFile::Unreadable));
        }
    }

    #[test]
    fn sessions_stay_sorted_newest_first() {
        let workspace: Arc<str> = "~/w".into();
        let mut sessions = Sessions::default();
        let at =
            |n: u64, slug: &str| format!(r#"{{"llmConnection": "{slug}", "lastUsedAt": {n}}}"#);
        let found = [
            session("old", &at(1, "a")),
            session("new", &at(3, "a")),
            session("bad", "{"),
            session("free", "{}"),
        ];
        sessions.take_each([(Arc::clone(&workspace), found)]);
        let of = |sessions: &Sessions, slug: &str| -> Vec<String> {
            sessions.of(slug).iter().map(|s| s.id.clone()).collect()
        };
        assert_eq!(of(&sessions, "a"), ["new", "old"]);
        assert_eq!(sessions.unreadable(), 1);
        let (folder, newer) = session("old", &at(4, "a"));
        assert!(!sessions.knows("~/w", &folder, &newer));
        sessions.take_each([(Arc::clone(&workspace), [(folder, newer)])]);
        assert_eq!(of(&sessions, "a"), ["old", "new"]);
        assert!(sessions.knows("~/w", "old", &session("old", &at(4, "a")).1));
        sessions.take_each([(Arc::clone(&workspace), [session("old", &at(4, "b"))])]);
        assert_eq!((of(&sessions, "a").len(), of(&sessions, "b").len()), (1, 1));
        sessions.take_each([(Arc::clone(&workspace), [("new".to_owned(), SessionFile::Nothing)])]);
        assert!(
            of(&sessions, "a").is_empty() && sessions.knows("~/w", "new", &SessionFile::Nothing)
        );
        sessions.remove_workspaces(&HashSet::from(["~/w".into()]));
        assert!(sessions.unreadable() == 0 && of(&sessions, "b").is_empty());
    }
}
