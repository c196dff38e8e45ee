//! What is wrong, or about to go wrong, with the configuration as a whole: one list, each entry with where it is and, where
//! that is safe, an edit that mends it.

use std::borrow::Cow;

use serde_json::Value;

use super::check::Problem;
use super::connection::{Connection, json_type};
use super::defaults::Setting;
use super::edit::{Edit, FieldEdit, Global};
use super::fields::{Kind, field};
use super::performance::Switch;
use super::provider::Speaks;
use super::redact::{redacted_text, without_keys};
use super::workspace::{Workspace, WorkspaceFile};
use super::{ConnectionId, Settings};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Craft ignores the whole file.
    Error,
    /// Something does not work as it says.
    Warning,
    /// Craft is going to change something by itself.
    Note,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// In config.json as a whole.
    File,
    /// In the file of credentials.
    Credentials,
    /// In one of the global defaults.
    Default(Setting),
    /// In a switch.
    Switch(Switch),
    /// In a workspace, by its root path, or in one of the things that it sets.
    Workspace(String, Option<Setting>),
    /// In a connection.
    Connection(ConnectionId),
}

/// Something that is wrong, or about to go wrong.
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub subject: Subject,
    /// What is wrong and what would be right.
    pub sentence: String,
    /// What mends it; none where only a person can say what was meant.
    pub mend: Option<Mend>,
}

/// An edit that mends something, and loses nothing by it.
pub struct Mend {
    /// What it does, in a few words.
    pub label: String,
    /// The edit.
    pub edit: Edit,
}

impl Diagnostic {
    /// That config.json cannot be used now; why.
    pub fn unusable(why: &str) -> Self {
        let sentence = format!("{why}. What is shown is what it said before; nothing is written.");
        Self::new(Severity::Error, Subject::File, sentence)
    }

    pub(super) fn new(severity: Severity, subject: Subject, sentence: String) -> Self {
        // It quotes what is in the files.
        let left_out = match without_keys(&sentence) {
            Cow::Owned(shown) => Some(shown),
            Cow::Borrowed(_) => None,
        };
        Self {
            severity,
            subject,
            sentence: left_out.unwrap_or(sentence),
            mend: None,
        }
    }

    pub(super) fn mended_by(mut self, mend: Option<(String, Edit)>) -> Self {
        self.mend = mend.map(|(label, edit)| Mend { label, edit });
        self
    }
}

impl Settings {
    /// Everything, the worst first, and else in the page's order. `now` is in milliseconds since the epoch, for mends that
    /// stamp something.
    pub fn diagnostics(&self, now: u64) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        self.diagnose_file(&mut found);
        found.extend(self.diagnose_credentials());
        found.extend(self.diagnose_claude_login());
        found.extend(self.diagnose_default());
        found.extend(self.diagnose_login_of_default(now));
        for workspace in self.workspaces() {
            found.extend(self.diagnose_workspace(workspace, now));
        }
        for place in self.display_order() {
            self.diagnose_connection(place, now, &mut found);
            self.diagnose_login(place, now, &mut found);
            self.diagnose_unused_credentials(place, &mut found);
        }
        found.extend(
            Switch::ALL
                .into_iter()
                .filter_map(|s| self.diagnose_switch(s)),
        );
        found.sort_by_key(|d| d.severity);
        found
    }

    /// What to call where something is.
    pub fn name_of(&self, subject: &Subject) -> String {
        match subject {
            Subject::File => "config.json".to_owned(),
            Subject::Credentials => "credentials.enc".to_owned(),
            Subject::Default(setting) => format!("Default {}", setting.label().to_lowercase()),
            Subject::Switch(switch) => switch.label().to_owned(),
            Subject::Workspace(root, _) => {
                let found = self.workspace(root);
                found.map_or_else(|| redacted_text(root), |w| w.name().into_owned())
            }
            Subject::Connection(id) => match self.connection(id) {
                Some(connection) => connection.display_name().into_owned(),
                None => id.slug.clone(),
            },
        }
    }

    fn diagnose_file(&self, found: &mut Vec<Diagnostic>) {
        for global in Global::REQUIRED {
            if !self.root().contains_key(global.key()) {
                let sentence = format!(
                    "“{}” is missing, and Craft ignores the file without it; null is fine.",
                    global.key()
                );
                let mend = (
                    "Write it as null".to_owned(),
                    self.set_global(global, Some(Value::Null)),
                );
                found.push(
                    Diagnostic::new(Severity::Error, Subject::File, sentence).mended_by(Some(mend)),
                );
            }
        }
        let rows = self.root().get("workspaces").and_then(Value::as_array);
        for (n, row) in rows.into_iter().flatten().enumerate() {
            if row.get("rootPath").is_none_or(|path| !path.is_string()) {
                let name = row.get("name").and_then(Value::as_str);
                let name = name.map_or_else(
                    || format!("Workspace {}", n + 1),
                    |name| format!("Workspace “{name}”"),
                );
                let sentence = format!("{name} has no rootPath: Craft gives up on the file there.");
                found.push(Diagnostic::new(Severity::Error, Subject::File, sentence));
            }
        }
        let subject = Subject::Default(Setting::Thinking);
        match self.stored_thinking() {
            None | Some(Value::String(_)) => {}
            Some(Value::Null) => {
                let mend = (
                    "Leave it out".to_owned(),
                    self.set_global(Global::Thinking, None),
                );
                let null = Diagnostic::new(Severity::Error, subject, null_told("It"));
                found.push(null.mended_by(Some(mend)));
            }
            Some(other) => {
                let sentence = format!("It is {}, where a level belongs.", json_type(other));
                found.push(Diagnostic::new(Severity::Error, subject, sentence));
            }
        }
    }

    fn diagnose_default(&self) -> Option<Diagnostic> {
        let stored = self.stored_default_value()?;
        let used = self.default_connection();
        let instead = used.map_or_else(
            || "there is no connection".to_owned(),
            |c| {
                format!(
                    "the first in the list, “{}”, is used instead",
                    c.display_name()
                )
            },
        );
        let (severity, sentence) = match stored {
            Value::String(slug) if self.has_slug(slug) => return None,
            Value::String(slug) => (
                Severity::Warning,
                format!(
                    "No connection has the slug {}: {instead}.",
                    redacted_text(slug)
                ),
            ),
            Value::Null => (Severity::Error, null_told("It")),
            other => (
                Severity::Error,
                format!(
                    "It is {}, where a slug belongs: {instead}.",
                    json_type(other)
                ),
            ),
        };
        let first = used.map(|connection| (self.id_at(0), connection));
        let mend = first.filter(|(id, _)| self.why_not_editable(id).is_none());
        let mend = mend.map(|(id, connection)| {
            let label = format!("Make “{}” the default", connection.display_name());
            (label, self.make_default(&id))
        });
        let subject = Subject::Default(Setting::Connection);
        Some(Diagnostic::new(severity, subject, sentence).mended_by(mend))
    }

    fn diagnose_switch(&self, switch: Switch) -> Option<Diagnostic> {
        let stored = self.stored_switch(switch)?;
        let subject = Subject::Switch(switch);
        match stored {
            Value::Bool(_) => None,
            Value::Null => {
                let edit = self.set_global(Global::Switch(switch), None);
                let null = Diagnostic::new(Severity::Error, subject, null_told("It"));
                Some(null.mended_by(Some(("Leave it out, which is off".to_owned(), edit))))
            }
            other => {
                let sentence = format!("It is {}, where true or false belongs.", json_type(other));
                Some(Diagnostic::new(Severity::Error, subject, sentence))
            }
        }
    }

    fn diagnose_workspace(&self, workspace: &Workspace, now: u64) -> Vec<Diagnostic> {
        let subject = |setting| Subject::Workspace(workspace.root_path.clone(), setting);
        if matches!(workspace.file, WorkspaceFile::Unread) {
            return Vec::new();
        }
        if let Some(why) = workspace.why_not_editable() {
            let sentence = format!("Its own settings cannot be used: {why}.");
            return vec![Diagnostic::new(Severity::Warning, subject(None), sentence)];
        }
        let wrong = |setting: Setting| {
            let stored = workspace.stored(setting)?;
            let sentence = match (setting, stored.as_str()) {
                (Setting::Connection, Some(slug)) if !self.has_slug(slug) => {
                    let used = self.connection_of(workspace);
                    let used = used
                        .map_or_else(|| "none".to_owned(), |c| format!("“{}”", c.display_name()));
                    let slug = redacted_text(slug);
                    format!("Its connection {slug} is not there: new chats use {used}.")
                }
                (Setting::Model, Some(id)) => return self.diagnose_model(workspace, id),
                (_, Some(_)) => return None,
                (setting, None) => format!(
                    "Its {} is {}, where text belongs.",
                    setting.label().to_lowercase(),
                    json_type(stored)
                ),
            };
            let edit = self.override_in(&workspace.root_path, setting, None, now);
            let edit = Edit::SetOverride(edit);
            let found = Diagnostic::new(Severity::Warning, subject(Some(setting)), sentence);
            Some(found.mended_by(Some(("Use the default again".to_owned(), edit))))
        };
        Setting::ALL.into_iter().filter_map(wrong).collect()
    }

    /// A workspace's model that the connection of its new chats does not list.
    fn diagnose_model(&self, workspace: &Workspace, id: &str) -> Option<Diagnostic> {
        let connection = self.connection_of(workspace)?;
        connection.model_ids().next()?;
        (!connection.lists_model(id)).then(|| {
            let subject = Subject::Workspace(workspace.root_path.clone(), Some(Setting::Model));
            let sentence = format!(
                "Its model {} is not in the list of “{}”, which its new chats use: pick one of them.",
                redacted_text(connection.shown_model(id)),
                connection.display_name()
            );
            Diagnostic::new(Severity::Warning, subject, sentence)
        })
    }

    fn diagnose_connection(&self, place: usize, now: u64, found: &mut Vec<Diagnostic>) {
        let connection = &self.connections()[place];
        let problems = connection.problems();
        let migration = connection.migration();
        let doubled = self.count_of_slug(connection.slug()) > 1;
        if problems.is_empty() && migration.is_none() && !doubled {
            return;
        }
        let id = self.id_at(place);
        let subject = || Subject::Connection(id.clone());
        // Such a mend asks nothing of the other connections, of which there may be many.
        let alone = Settings::of_one(connection);
        let editable = self.why_not_editable(&id).is_none();
        if doubled && id.nth > 0 && !id.slug.is_empty() {
            let sentence = format!(
                "Craft ignores the file: the slug “{}” is there more than once.",
                id.slug
            );
            let same = self.connection(&ConnectionId::first(id.slug.clone())) == Some(connection);
            let delete = self.delete(&id, now).filter(|_| same);
            let mend =
                delete.map(|edit| ("Delete this one, the same as the other".to_owned(), edit));
            found.push(Diagnostic::new(Severity::Error, subject(), sentence).mended_by(mend));
        }
        for problem in problems {
            let mend = editable.then(|| mend_of(connection, &id, &problem, now));
            let mend = mend.flatten();
            // What would be refused is no mend.
            let mend = mend.filter(|(_, edit)| edit.apply(&alone).is_ok());
            let severity = severity_of(connection, &problem);
            found.push(Diagnostic::new(severity, subject(), problem.sentence).mended_by(mend));
        }
        if let Some(migration) = migration {
            let changes = connection.as_pi_compat().filter(|_| editable);
            let mend = changes.map(|changes| {
                let fields = changes.into_iter();
                let fields = fields.map(|(path, value)| field_edit(connection, path, Some(value)));
                let label = "Make it pi_compat, which Craft leaves alone".to_owned();
                (
                    label,
                    Edit::Update {
                        id: id.clone(),
                        fields: fields.collect(),
                    },
                )
            });
            found
                .push(Diagnostic::new(Severity::Note, subject(), migration.told()).mended_by(mend));
        }
    }
}

fn null_told(what: &str) -> String {
    format!("{what} is null, which makes Craft ignore the file: leave the key out instead.")
}

/// A text that is out of place is still a text: Craft reads the file. What is missing or of another type it does not, nor a
/// protocol that it does not know.
fn severity_of(connection: &Connection, problem: &Problem) -> Severity {
    let text = connection.text(problem.path);
    let is_text = text.is_some_and(|text| !text.trim().is_empty());
    let is_exposed_key = connection.exposed_keys().contains(problem);
    if is_exposed_key || is_text && problem.path != "customEndpoint.api" {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn field_edit(connection: &Connection, path: &'static str, after: Option<Value>) -> FieldEdit {
    FieldEdit {
        path,
        before: connection.get(path).cloned(),
        after,
    }
}

/// What mends a fault of one field without losing anything.
fn mend_of(
    connection: &Connection,
    id: &ConnectionId,
    problem: &Problem,
    now: u64,
) -> Option<(String, Edit)> {
    let field = field(problem.path)?;
    let update = |after: Option<Value>| Edit::Update {
        id: id.clone(),
        fields: vec![field_edit(connection, field.path, after)],
    };
    match (field.kind, connection.get(field.path)) {
        // What looks like a key is not copied anywhere.
        (Kind::Model, Some(Value::String(model))) if redacted_text(model) == *model => {
            let edit = Edit::SetDefaultModel {
                id: id.clone(),
                before: Some(model.as_str().into()),
                model: Some(model.clone()),
            };
            let shown = connection.shown_model(model);
            Some((format!("Add {shown} to its models"), edit))
        }
        (Kind::Choice(_), Some(_)) if field.path == "authType" => {
            // The only one that it takes, and the same secret.
            let [only] = connection.provider()?.auth else {
                return None;
            };
            let is_key = |auth: &str| matches!(auth, "api_key" | "api_key_with_endpoint");
            let same = is_key(connection.auth_type()) && is_key(only);
            same.then(|| (format!("Say {only}"), update(Some((*only).into()))))
        }
        (Kind::Timestamp, None) => Some((
            "Say that it was added now".to_owned(),
            update(Some(now.into())),
        )),
        (_, None) if field.path == "customEndpoint.api" => match connection.get("customEndpoint") {
            Some(Value::Null) => {
                let fields = vec![field_edit(connection, "customEndpoint", None)];
                let id = id.clone();
                Some(("Leave it out".to_owned(), Edit::Update { id, fields }))
            }
            // Anything else in its place is somebody's, and would be lost.
            Some(Value::Object(_)) => {
                let Speaks::Always(protocol) = connection.provider()?.speaks else {
                    return None;
                };
                let label = format!("Say {}", protocol.name());
                Some((label, update(Some(protocol.name().into()))))
            }
            _ => None,
        },
        (_, Some(Value::Null)) if (field.need)(connection) == super::fields::Need::Optional => {
            Some(("Leave it out".to_owned(), update(None)))
        }
        _ => None,
    }
}
