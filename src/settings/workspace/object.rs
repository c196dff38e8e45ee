//! A workspace: its row in config.json, and the settings in its own config.json.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::defaults::Setting;
use crate::settings::connection::object::json_type;
use crate::settings::edit::diff::{Change, Moved, PathStep, replay};
use crate::settings::redact::shown_text;

/// When the file was last saved, in milliseconds since the epoch.
const UPDATED_AT: &str = "updatedAt";

/// The key for the overrides in a workspace's own file.
pub(crate) const DEFAULTS: &str = "defaults";

// Why a workspace cannot be edited, as sentences without a period.

pub const NOT_READ_YET: &str = "config.json was not read yet";

pub fn folder_not_found(folder: &str) -> String {
    format!("folder {folder} not found")
}

pub fn no_config_in(folder: &str) -> String {
    format!("no config.json in {folder}")
}

pub fn defaults_not_an_object(found: &Value) -> String {
    format!("config.json: “{DEFAULTS}” is {}, not an object", json_type(found))
}

/// One workspace of config.json.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its folder, as config.json writes it (`~/…` and the like unexpanded).
    pub root_path: String,
    /// Its id; empty if it has none.
    pub id: String,
    /// The name in config.json; the one in its own file wins.
    listed_name: String,
    /// The contents of its own file.
    pub file: WorkspaceFile,
}

/// What is known about a workspace's own config.json.
#[derive(Clone, PartialEq)]
pub enum WorkspaceFile {
    /// Not read yet.
    Unread,
    /// It does not exist; its folder may be missing too.
    Missing {
        /// Whether the folder exists.
        folder: bool,
    },
    /// It is unusable; why, in a sentence.
    Unusable(String),
    Read(Arc<Map<String, Value>>),
}

impl WorkspaceFile {
    /// Whether it may contain something unknown.
    pub(crate) const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unread | Self::Unusable(_))
    }
}

impl std::fmt::Debug for WorkspaceFile {
    /// Prints only the variant: the object is not this program's to print.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unread => "Unread",
            Self::Missing { .. } => "Missing",
            Self::Unusable(_) => "Unusable",
            Self::Read(_) => "Read",
        })
    }
}

impl Workspace {
    /// Its display name: the one in its own file, else the one in config.json, else its folder;
    /// never what looks like a secret.
    pub fn name(&self) -> Cow<'_, str> {
        shown_text(self.stored_name())
    }

    /// Whether it matches a name, an id or a folder.
    pub(crate) fn is_called(&self, called: &str) -> bool {
        [self.stored_name(), &self.root_path, &self.id].contains(&called)
    }

    fn stored_name(&self) -> &str {
        let own = self.object().and_then(|o| o.get("name")).and_then(Value::as_str);
        [own, Some(&*self.listed_name)]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .unwrap_or(&self.root_path)
    }

    /// Its own file's object, if it could be read.
    pub fn object(&self) -> Option<&Map<String, Value>> {
        match &self.file {
            WorkspaceFile::Read(object) => Some(object),
            _ => None,
        }
    }

    /// The default connection's slug in its own file.
    pub(crate) fn default_connection(&self) -> Option<&str> {
        self.stored(Setting::Connection)?.as_str()
    }

    /// Its override; None if it uses the default.
    pub fn stored(&self, setting: Setting) -> Option<&Value> {
        self.object()?.get(DEFAULTS)?.get(setting.key())
    }

    /// Why its overrides cannot be changed, as a sentence without its period; None if they can.
    pub fn why_not_editable(&self) -> Option<String> {
        match &self.file {
            WorkspaceFile::Read(object) => {
                let wrong = object.get(DEFAULTS).filter(|d| !d.is_object())?;
                Some(defaults_not_an_object(wrong))
            }
            WorkspaceFile::Unread => Some(NOT_READ_YET.to_owned()),
            WorkspaceFile::Missing { folder: false } => Some(folder_not_found(&self.root_path)),
            WorkspaceFile::Missing { folder: true } => Some(no_config_in(&self.root_path)),
            WorkspaceFile::Unusable(why) => Some(why.clone()),
        }
    }

    /// Sets or clears an override and bumps `updatedAt` (milliseconds since the epoch), as Craft
    /// does at every save. `defaults` is created as needed, and removed once empty if `drop_empty`
    /// is set.
    pub(crate) fn set(
        &mut self,
        setting: Setting,
        value: Option<Value>,
        drop_empty: bool,
        now_ms: u64,
    ) {
        let WorkspaceFile::Read(object) = &mut self.file else {
            return;
        };
        let object = Arc::make_mut(object);
        match (object.get_mut(DEFAULTS), value) {
            (Some(Value::Object(defaults)), Some(value)) => {
                defaults.insert(setting.key().to_owned(), value);
            }
            (Some(Value::Object(defaults)), None) => {
                defaults.shift_remove(setting.key());
                if drop_empty && defaults.is_empty() {
                    object.shift_remove(DEFAULTS);
                }
            }
            (None, Some(value)) => {
                let defaults = Map::from_iter([(setting.key().to_owned(), value)]);
                object.insert(DEFAULTS.to_owned(), Value::Object(defaults));
            }
            _ => return,
        }
        object.insert(UPDATED_AT.to_owned(), now_ms.into());
    }
}

impl Workspace {
    /// Replays or reverts a change to its own file.
    pub(crate) fn replay(&mut self, change: &Change) -> Result<(), Moved> {
        let WorkspaceFile::Read(object) = &mut self.file else {
            return Err(Moved { location: self.root_path.clone() });
        };
        let mut value = Value::Object((**object).clone());
        match replay(&mut value, change) {
            // A program that saved the file since has updated its timestamp, which stays.
            Err(_) if change.path == [PathStep::Key(UPDATED_AT.to_owned())] => return Ok(()),
            other => other?,
        }
        if let Value::Object(changed) = value {
            *object = Arc::new(changed);
        }
        Ok(())
    }
}

/// The workspaces in config.json. One without a `rootPath` has no file of its own and is left out.
pub(crate) fn listed(root: &Map<String, Value>) -> Vec<Workspace> {
    let rows = root.get("workspaces").and_then(Value::as_array);
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    rows.into_iter()
        .flatten()
        .filter_map(|row| {
            Some(Workspace {
                root_path: text(row, "rootPath")?,
                id: text(row, "id").unwrap_or_default(),
                listed_name: text(row, "name").unwrap_or_default(),
                file: WorkspaceFile::Unread,
            })
        })
        .collect()
}
