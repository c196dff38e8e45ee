//! A workspace: its row in config.json, and the settings in its own config.json.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::diff::{Change, Moved, Step, replay};

/// When the file was last saved, in milliseconds since the epoch.
const UPDATED_AT: &str = "updatedAt";

/// One workspace of config.json, in its order.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its folder, as config.json writes it (`~/…` and the like unexpanded).
    pub root_path: String,
    /// The name in config.json; the one in its own file wins.
    listed_name: String,
    /// What its own file says.
    pub file: WorkspaceFile,
}

/// What is known of a workspace's own config.json.
#[derive(Clone)]
pub enum WorkspaceFile {
    /// It was not read yet.
    Unread,
    /// There is none.
    Missing,
    /// It cannot be used; why, in a sentence.
    Unusable(String),
    /// Its object.
    Read(Arc<Map<String, Value>>),
}

impl std::fmt::Debug for WorkspaceFile {
    /// Only which of the four it is: the object is not this program's to print.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unread => "Unread",
            Self::Missing => "Missing",
            Self::Unusable(_) => "Unusable",
            Self::Read(_) => "Read",
        })
    }
}

impl Workspace {
    /// Its display name: the one in its own file, else the one in config.json, else its folder.
    pub fn name(&self) -> &str {
        let own = self
            .object()
            .and_then(|o| o.get("name"))
            .and_then(Value::as_str);
        [own, Some(&*self.listed_name)]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .unwrap_or(&self.root_path)
    }

    /// Its own file's object, where it could be read.
    pub fn object(&self) -> Option<&Map<String, Value>> {
        match &self.file {
            WorkspaceFile::Read(object) => Some(object),
            _ => None,
        }
    }

    /// The slug its own file names as default.
    pub fn default_connection(&self) -> Option<&str> {
        self.object()?
            .get("defaults")?
            .get("defaultLlmConnection")?
            .as_str()
    }

    /// Takes its default connection away and bumps `updatedAt` (milliseconds since the epoch), as Craft does at every save.
    pub(crate) fn clear_default_connection(&mut self, now: u64) {
        if let WorkspaceFile::Read(object) = &mut self.file {
            let object = Arc::make_mut(object);
            if let Some(Value::Object(defaults)) = object.get_mut("defaults") {
                defaults.shift_remove("defaultLlmConnection");
            }
            object.insert(UPDATED_AT.to_owned(), now.into());
        }
    }
}

impl Workspace {
    /// Makes a change of its own file again, or takes it back.
    pub(crate) fn replay(&mut self, change: &Change) -> Result<(), Moved> {
        let WorkspaceFile::Read(object) = &mut self.file else {
            return Err(Moved {
                place: self.root_path.clone(),
            });
        };
        let mut value = Value::Object((**object).clone());
        match replay(&mut value, change) {
            // Whoever saved the file since has stamped it, and the stamp is theirs to keep.
            Err(_) if change.path == [Step::Key(UPDATED_AT.to_owned())] => return Ok(()),
            other => other?,
        }
        if let Value::Object(changed) = value {
            *object = Arc::new(changed);
        }
        Ok(())
    }
}

/// The workspaces that config.json lists. One without a `rootPath` has no file of its own and is left out.
pub(crate) fn listed(root: &Map<String, Value>) -> Vec<Workspace> {
    let rows = root.get("workspaces").and_then(Value::as_array);
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    rows.into_iter()
        .flatten()
        .filter_map(|row| {
            Some(Workspace {
                root_path: text(row, "rootPath")?,
                listed_name: text(row, "name").unwrap_or_default(),
                file: WorkspaceFile::Unread,
            })
        })
        .collect()
}
