//! Sessions: what the first lines of their files say of connections, and an index of them.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::settings::redact::shown_text;

/// The header of one session's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its workspace, by the root path as config.json writes it.
    pub workspace: Arc<str>,
    /// Its folder's name.
    pub id: String,
    /// Its name; none where it has none yet.
    name: Option<String>,
    /// The slug of the connection that it uses; none where it follows its workspace.
    pub connection: Option<String>,
    /// Whether it keeps that connection for good, as after its first message.
    pub locked: bool,
    /// When it was last used, else when it was made, in milliseconds since the epoch; 0 where
    /// neither is known.
    pub used_at: u64,
}

impl Session {
    /// Reads the first line of a session's file; none where it is no header.
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

    /// What to call it: its name, else its id; never what looks like a secret.
    pub fn name(&self) -> Cow<'_, str> {
        shown_text(self.name.as_deref().unwrap_or(&self.id))
    }
}

/// What was found where a session may be.
#[derive(Debug)]
pub enum SessionFile {
    Nothing,
    /// A session whose header cannot be read.
    Unreadable,
    Header(Session),
}

/// The sessions of all workspaces, found by their connection. A clone shares the headers.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// By the connection's slug, the newest first.
    by_connection: BTreeMap<String, Vec<Arc<Session>>>,
    /// How many of them are locked to it, by its slug.
    locked: HashMap<String, usize>,
    /// By workspace and folder; none for one whose header cannot be read.
    by_folder: HashMap<Arc<str>, HashMap<String, Option<Arc<Session>>>>,
    /// Whether all workspaces have been read.
    pub complete: bool,
}

impl Sessions {
    /// The sessions that name a connection, the newest first.
    pub fn of(&self, slug: &str) -> &[Arc<Session>] {
        self.by_connection.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The session of a folder's name; of several the one of the first workspace by its root path.
    pub fn find(&self, folder: &str) -> Option<&Arc<Session>> {
        let found = self.by_folder.iter().filter_map(|(root, folders)| {
            let session = folders.get(folder)?.as_ref()?;
            Some((root, session))
        });
        found.min_by_key(|(root, _)| *root).map(|(_, session)| session)
    }

    /// The slugs that sessions name, whether or not there are such connections.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        let named = self.by_connection.iter();
        let named = named.filter(|(_, sessions)| !sessions.is_empty());
        named.map(|(slug, _)| slug.as_str())
    }

    /// How many sessions are locked to a connection.
    pub fn locked_to(&self, slug: &str) -> usize {
        self.locked.get(slug).copied().unwrap_or_default()
    }

    fn count_locked(&mut self, slug: &str) {
        let locked = self.of(slug).iter().filter(|s| s.locked).count();
        self.locked.insert(slug.to_owned(), locked);
    }

    /// How many of them have a header that cannot be read.
    pub fn unreadable(&self) -> usize {
        let all = self.by_folder.values().flat_map(HashMap::values);
        all.filter(|session| session.is_none()).count()
    }

    /// Whether what was found in a folder of a workspace is what is known of it.
    pub fn knows(&self, workspace: &str, folder: &str, found: &SessionFile) -> bool {
        let known = self.by_folder.get(workspace).and_then(|w| w.get(folder));
        match (found, known) {
            (SessionFile::Nothing, None) | (SessionFile::Unreadable, Some(None)) => true,
            (SessionFile::Header(session), Some(Some(known))) => **known == *session,
            _ => false,
        }
    }

    /// Takes up what was found in some folders of workspaces. The sessions of a connection are put
    /// in order once, however many workspaces have some.
    pub fn take_each<F>(&mut self, found: impl IntoIterator<Item = (Arc<str>, F)>)
    where
        F: IntoIterator<Item = (String, SessionFile)>,
    {
        let mut touched = HashSet::new();
        for (workspace, found) in found {
            touched.extend(self.put(&workspace, found));
        }
        self.settle(&touched);
    }

    /// Takes up what was found, out of order at first. Answers the slugs of the connections whose
    /// sessions changed.
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

    /// Puts the sessions of some connections in order, and counts them.
    fn settle(&mut self, slugs: &HashSet<String>) {
        for slug in slugs {
            if let Some(same) = self.by_connection.get_mut(slug) {
                // The id decides between two of one moment, so that no order is by chance.
                same.sort_by(|a, b| (Reverse(a.used_at), &a.id).cmp(&(Reverse(b.used_at), &b.id)));
            }
            self.count_locked(slug);
        }
    }

    /// Takes out all that some workspaces have.
    pub fn remove_workspaces(&mut self, workspaces: &HashSet<Arc<str>>) {
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
    pub fn folders_of(&self, workspace: &str) -> Vec<String> {
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
    fn a_header_is_read_whatever_else_it_holds_and_odd_values_are_passed_over() {
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
    fn the_sessions_of_a_connection_come_newest_first_and_change_their_place_when_they_change() {
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
