//! Edits of the current state: each records the current values, and is refused if they have changed
//! by the time it is applied.

use serde_json::Value;

use super::changed_fields::update_between;
use super::{Edit, FieldEdit, Global, OverrideEdit};
use crate::settings::connection::midstream::MidStream;
use crate::settings::connection::models::list::ModelList;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::models::refresh::Refresh;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{ConnectionId, Settings};

const BASE_URL: &str = "baseUrl";

impl Settings {
    fn stored(&self, id: &ConnectionId, path: &str) -> Option<Value> {
        self.connection(id)?.get(path).cloned()
    }

    pub fn rename(&self, id: &ConnectionId, name: &str) -> Edit {
        Edit::Rename { id: id.clone(), before: self.stored(id, "name"), name: name.to_owned() }
    }

    /// Deletes a connection, at a time in milliseconds since the epoch; None if it does not exist.
    pub fn delete(&self, id: &ConnectionId, now_ms: u64) -> Option<Edit> {
        Some(Edit::Delete { id: id.clone(), seen: self.connection(id)?.clone(), now_ms })
    }

    /// Changes the global default.
    pub fn make_default(&self, id: &ConnectionId) -> Edit {
        Edit::SetDefault { id: id.clone(), before: self.stored_default().map(str::to_owned) }
    }

    /// Changes the model for new chats with a connection; None leaves the choice to Craft.
    pub fn choose_model(&self, id: &ConnectionId, model: Option<&str>) -> Edit {
        Edit::SetDefaultModel {
            id: id.clone(),
            before: self.stored(id, "defaultModel"),
            model: model.map(str::to_owned),
        }
    }

    pub(crate) fn move_endpoint(&self, id: &ConnectionId, url: &str) -> Edit {
        let before = self.stored(id, BASE_URL);
        Edit::Update {
            id: id.clone(),
            fields: vec![FieldEdit { path: BASE_URL, before, after: Some(url.into()) }],
        }
    }

    /// Adds models from the endpoint's list. Without a default, the first in the list becomes it. None
    /// if nothing changes.
    pub(crate) fn choose_listed(&self, id: &ConnectionId, wanted: &[ListedModel]) -> Option<Edit> {
        let seen = self.connection(id)?;
        let mut list = ModelList::of(seen);
        list.choose(wanted, &[]);
        if list.default.is_none() {
            list.toggle_default(0);
        }
        update_between(id, seen, &seen.changed(&list.changes(seen)))
    }

    /// Refreshes a connection's list of models; None if nothing changes.
    pub(crate) fn refresh_models(
        &self,
        id: &ConnectionId,
        refresh: &Refresh,
        removes_unlisted: bool,
    ) -> Option<Edit> {
        let seen = self.connection(id)?;
        update_between(id, seen, &refresh.applied(seen, removes_unlisted))
    }

    /// Changes a connection's mid-stream mode.
    pub fn choose_mid_stream(&self, id: &ConnectionId, mode: MidStream) -> Edit {
        Edit::SetMidStream { id: id.clone(), before: self.stored(id, "midStreamBehavior"), mode }
    }

    /// Changes the thinking level of new chats; None leaves it to Craft.
    pub fn choose_thinking(&self, level: Option<&str>) -> Edit {
        self.set_global(Global::Thinking, level.map(Thinking::word).map(Into::into))
    }

    /// Turns a switch on or off; None removes its key.
    pub fn turn(&self, switch: Switch, on: Option<bool>) -> Edit {
        self.set_global(Global::Switch(switch), on.map(Into::into))
    }

    /// Changes a key of config.json itself; None removes it.
    pub(crate) fn set_global(&self, global: Global, after: Option<Value>) -> Edit {
        Edit::SetGlobal { global, before: self.root().get(global.key()).cloned(), after }
    }

    /// Changes a workspace's override, by root path, at a time in milliseconds since the epoch;
    /// None restores the default.
    pub fn override_in(
        &self,
        workspace: &str,
        setting: Setting,
        value: Option<&str>,
        now_ms: u64,
    ) -> OverrideEdit {
        let found = self.workspace(workspace);
        OverrideEdit {
            workspace: workspace.to_owned(),
            setting,
            before: found.and_then(|w| w.stored(setting)).cloned(),
            after: value.map(|value| match setting {
                Setting::Thinking => Thinking::word(value).to_owned(),
                Setting::Connection | Setting::Model => value.to_owned(),
            }),
            drop_empty: false,
            now_ms,
        }
    }
}
