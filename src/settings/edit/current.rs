//! Edits of what is there now: each carries the values that the settings have at this moment, and
//! is refused when they are others by the time that it is made.

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

/// Where a connection has its endpoint.
const BASE_URL: &str = "baseUrl";

impl Settings {
    pub fn rename(&self, id: &ConnectionId, name: &str) -> Edit {
        let connection = self.connection(id);
        Edit::Rename {
            id: id.clone(),
            before: connection.and_then(|c| c.get("name").cloned()),
            name: name.to_owned(),
        }
    }

    /// Away with a connection, at a moment in milliseconds since the epoch; none where there is no
    /// such connection.
    pub fn delete(&self, id: &ConnectionId, now: u64) -> Option<Edit> {
        Some(Edit::Delete { id: id.clone(), seen: self.connection(id)?.clone(), now })
    }

    /// Another global default.
    pub fn make_default(&self, id: &ConnectionId) -> Edit {
        Edit::SetDefault { id: id.clone(), before: self.stored_default().map(str::to_owned) }
    }

    /// Another model for new chats with a connection; none leaves it to Craft.
    pub fn choose_model(&self, id: &ConnectionId, model: Option<&str>) -> Edit {
        let connection = self.connection(id);
        Edit::SetDefaultModel {
            id: id.clone(),
            before: connection.and_then(|c| c.get("defaultModel").cloned()),
            model: model.map(str::to_owned),
        }
    }

    pub fn move_endpoint(&self, id: &ConnectionId, url: &str) -> Edit {
        let before = self.connection(id).and_then(|c| c.get(BASE_URL).cloned());
        Edit::Update {
            id: id.clone(),
            fields: vec![FieldEdit { path: BASE_URL, before, after: Some(url.into()) }],
        }
    }

    /// Some of the models that a connection's endpoint lists, of which the first is the default
    /// where there is none; no edit where that changes nothing.
    pub fn choose_listed(&self, id: &ConnectionId, wanted: &[ListedModel]) -> Option<Edit> {
        let seen = self.connection(id)?;
        let mut list = ModelList::of(seen);
        list.choose(wanted, &[]);
        if list.default.is_none() {
            list.toggle_default(0);
        }
        update_between(id, seen, &seen.changed(&list.changes(seen)))
    }

    /// A connection's list of models brought up to date; no edit where that changes nothing.
    pub fn refresh_models(
        &self,
        id: &ConnectionId,
        refresh: &Refresh,
        removes_unlisted: bool,
    ) -> Option<Edit> {
        let seen = self.connection(id)?;
        update_between(id, seen, &refresh.applied(seen, removes_unlisted))
    }

    /// Another mode for a connection's mid-stream sends.
    pub fn choose_mid_stream(&self, id: &ConnectionId, mode: MidStream) -> Edit {
        let connection = self.connection(id);
        Edit::SetMidStream {
            id: id.clone(),
            before: connection.and_then(|c| c.get("midStreamBehavior").cloned()),
            mode,
        }
    }

    /// Another level of thinking in new chats; none leaves it to Craft.
    pub fn choose_thinking(&self, level: Option<&str>) -> Edit {
        self.set_global(Global::Thinking, level.map(Thinking::word).map(Into::into))
    }

    /// A switch, on or off; none takes its key out.
    pub fn turn(&self, switch: Switch, on: Option<bool>) -> Edit {
        self.set_global(Global::Switch(switch), on.map(Into::into))
    }

    /// Another value of a key of config.json itself; none takes the key out.
    pub(crate) fn set_global(&self, global: Global, after: Option<Value>) -> Edit {
        Edit::SetGlobal { global, before: self.root().get(global.key()).cloned(), after }
    }

    /// What a workspace, known by its root path, sets for itself, at a moment in milliseconds since
    /// the epoch; none uses the default.
    pub fn override_in(
        &self,
        workspace: &str,
        setting: Setting,
        value: Option<&str>,
        now: u64,
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
            now,
        }
    }
}
