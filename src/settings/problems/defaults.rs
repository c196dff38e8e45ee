//! Problems with the defaults for new chats: the global defaults, the switches, and workspace
//! overrides.

use serde_json::Value;

use super::fix::config_fix;
use super::{Location, Problem, Severity, words};
use crate::settings::connection::field_errors::IGNORED;
use crate::settings::connection::object::json_type;
use crate::settings::craft::describe;
use crate::settings::craft::next_start::outside_connections::{
    WorkspaceChange, start_of_workspace,
};
use crate::settings::craft::start_of_file::FileChange;
use crate::settings::edit::Edit;
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::object::{DEFAULTS, Workspace, WorkspaceFile};
use crate::settings::workspace::performance::Switch;
use crate::settings::{DEFAULT, Settings};

impl Settings {
    pub(super) fn problem_of_default(&self) -> Option<Problem> {
        let location = Location::Default(Setting::Connection);
        let Some(stored) = self.stored_default_value() else {
            let to = self.first_slug()?.to_owned();
            let sentence = describe::file_change(&FileChange::DefaultReplaced { from: None, to });
            return Some(Problem::new(Severity::Note, location, sentence));
        };
        let used = self.default_connection();
        let instead = used.map_or_else(
            || "no connection is left".to_owned(),
            |c| words::new_chats_use(&c.display_name()),
        );
        let (severity, sentence) = match stored {
            Value::String(slug) if self.has_slug(slug) => return None,
            Value::String(slug) => (Severity::Warning, words::default_not_found(slug, &instead)),
            other => (
                Severity::Error,
                format!("The default is {}, not a slug: {IGNORED}.", json_type(other)),
            ),
        };
        let first = used.map(|connection| (self.id_at(0), connection));
        let fix = first.filter(|(id, _)| self.why_not_editable(id).is_none());
        let fix = fix.map(|(id, connection)| {
            let label = words::make_default(&connection.display_name());
            match stored {
                Value::String(_) => (label, self.make_default(&id)),
                _ => config_fix(&label, &[DEFAULT], Some(stored), Some(id.slug.clone().into())),
            }
        });
        let without_null = || config_fix(words::REMOVE_KEY, &[DEFAULT], Some(stored), None);
        let fix = fix.or_else(|| stored.is_null().then(without_null));
        Some(Problem::new(severity, location, sentence).fixed_by(fix))
    }

    pub(super) fn problem_of_switch(&self, switch: Switch) -> Option<Problem> {
        match self.stored_switch(switch)? {
            // Craft treats null as off.
            Value::Bool(_) | Value::Null => None,
            other => {
                let sentence = format!("It is {}, not true or false.", json_type(other));
                let location = Location::Switch(switch);
                Some(Problem::new(Severity::Warning, location, sentence))
            }
        }
    }

    pub(super) fn problems_of_workspace(&self, workspace: &Workspace, now_ms: u64) -> Vec<Problem> {
        let location = |setting| Location::Workspace(workspace.root_path.clone(), setting);
        if matches!(workspace.file, WorkspaceFile::Unread) {
            return Vec::new();
        }
        if let Some(why) = workspace.why_not_editable() {
            let sentence = format!("Workspace settings unreadable: {why}.");
            return vec![Problem::new(Severity::Warning, location(None), sentence)];
        }
        let wrong = |setting: Setting| {
            let stored = workspace.stored(setting)?;
            let sentence = match (setting, stored.as_str()) {
                (Setting::Connection, Some(slug)) if !self.has_slug(slug) => {
                    let used = self.connection_of(workspace);
                    let used = used
                        .map_or_else(|| "none".to_owned(), |c| format!("“{}”", c.display_name()));
                    words::connection_not_found(slug, &used)
                }
                (Setting::Model, Some(id)) => {
                    return (self.problem_of_model(workspace, id))
                        .or_else(|| replaced_model(workspace));
                }
                (_, Some(_)) => return None,
                (setting, None) => {
                    format!("{} is {}, not text.", setting.label(), json_type(stored))
                }
            };
            let edit = self.override_in(&workspace.root_path, setting, None, now_ms);
            let edit = Edit::SetOverride(edit);
            let found = Problem::new(Severity::Warning, location(Some(setting)), sentence);
            Some(found.fixed_by(Some((words::CLEAR_OVERRIDE.to_owned(), edit))))
        };
        Setting::ALL.into_iter().filter_map(wrong).collect()
    }

    /// A workspace's model that the connection of its new chats does not list.
    fn problem_of_model(&self, workspace: &Workspace, id: &str) -> Option<Problem> {
        let connection = self.connection_of(workspace)?;
        connection.model_ids().next()?;
        (!connection.lists_model(id)).then(|| {
            let location = Location::Workspace(workspace.root_path.clone(), Some(Setting::Model));
            let sentence =
                words::model_not_listed(connection.shown_model(id), &connection.display_name());
            Problem::new(Severity::Warning, location, sentence)
        })
    }
}

/// A workspace's model that a start replaces with its successor.
fn replaced_model(workspace: &Workspace) -> Option<Problem> {
    let defaults = workspace.object()?.get(DEFAULTS)?.as_object()?;
    // This does not depend on the existing slugs.
    let changes = start_of_workspace(defaults, &[]).into_iter();
    let mut replaced = changes.filter_map(|change| match change {
        WorkspaceChange::ModelReplaced { from, to } => Some((from, to)),
        WorkspaceChange::DefaultRemoved(_) => None,
    });
    let (from, to) = replaced.next()?;
    let from = redacted_text(&from);
    let sentence = format!("On next start Craft replaces the model {from} with {to}.");
    let location = Location::Workspace(workspace.root_path.clone(), Some(Setting::Model));
    Some(Problem::new(Severity::Note, location, sentence))
}
