//! Exports connections, workspace overrides and defaults to a file that others may read, so it
//! never contains a secret. Anything that contains one is refused by name, so that nothing is
//! dropped silently.

use serde_json::{Map, Value, json};

use super::NeededCredential;
use super::document::name_of;
use super::words;
use super::{FORMAT, VERSION};
use crate::settings::connection::object::{Connection, json_type};
use crate::settings::credential::CredentialKind;
use crate::settings::redact::{redacted_text, secret_paths};
use crate::settings::workspace::defaults::{Setting, THINKING};
use crate::settings::{Settings, Workspace};
use crate::text::safe;

/// An export, ready to write.
#[derive(Debug)]
pub struct Export {
    pub value: Value,
    /// The credential that each connection needs after import.
    pub needs: Vec<NeededCredential>,
}

impl Export {
    /// The text of the file, with characters escaped that a terminal must not get.
    pub fn text(&self) -> String {
        safe::escaped_json(&format!("{:#}\n", self.value)).into_owned()
    }

    /// The number of its connections.
    pub fn count(&self) -> usize {
        self.value["connections"].as_array().map_or(0, Vec::len)
    }
}

/// Exports connections by slug, or all, at a time in RFC 3339. With specific connections, only
/// overrides and a default that refer to one of them are included.
///
/// # Errors
/// Everything that prevents it, in sentences.
pub fn export(
    settings: &Settings,
    only: Option<&[String]>,
    exported_at: &str,
) -> Result<Export, Vec<String>> {
    let is_chosen = |slug: &str| only.is_none_or(|only| only.iter().any(|one| one == slug));
    let chosen = settings.connections().iter().enumerate();
    let chosen: Vec<(usize, &Connection)> =
        chosen.map(|(n, c)| (n, &**c)).filter(|(_, c)| is_chosen(c.slug())).collect();
    let mut wrong: Vec<String> = Vec::new();
    for (n, connection) in &chosen {
        wrong.extend(why_not(settings, *n, connection));
    }
    let default = settings.stored_default().filter(|slug| is_chosen(slug));
    let thinking = settings.root().get(THINKING).and_then(Value::as_str);
    let thinking = thinking.filter(|_| only.is_none());
    let workspaces = settings.workspaces().iter();
    let workspaces: Vec<Value> =
        workspaces.filter_map(|w| overrides(w, only.is_none(), is_chosen)).collect();
    for workspace in &workspaces {
        let paths = secret_paths(workspace);
        let name = workspace["name"].as_str().unwrap_or_default();
        wrong.extend(paths.iter().map(|path| words::secret_in_workspace(name, path)));
    }
    let unread = settings.unreadable_workspaces();
    if only.is_none() && !unread.is_empty() {
        wrong.push(words::unreadable_workspaces(&unread));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let needs: Vec<NeededCredential> =
        chosen.iter().filter_map(|(_, connection)| needed(settings, connection)).collect();
    let credentials = needs.iter().map(|need| json!({"slug": need.slug, "needs": need.what}));
    let mut defaults = Map::new();
    let pairs = [("connection", default), ("thinking", thinking)];
    for (key, value) in pairs {
        defaults.extend(value.map(|value| (key.to_owned(), value.into())));
    }
    let value = json!({
        "format": FORMAT,
        "version": VERSION,
        "exportedAt": exported_at,
        "connections": chosen.iter().map(|(_, c)| c.value().clone()).collect::<Vec<_>>(),
        "defaults": defaults,
        "workspaces": workspaces,
        "credentials": credentials.collect::<Vec<_>>(),
    });
    Ok(Export { value, needs })
}

/// Why a connection cannot be exported.
fn why_not(settings: &Settings, position: usize, connection: &Connection) -> Vec<String> {
    let slug = connection.slug();
    if connection.object().is_none() || slug.is_empty() {
        return vec![words::no_connection(position, json_type(connection.value()))];
    }
    if settings.count_of_slug(slug) > 1 && settings.position_of_slug(slug) == Some(position) {
        return vec![words::duplicate_slug(&redacted_text(slug))];
    }
    let paths = secret_paths(connection.value());
    let name = redacted_text(slug);
    paths.iter().map(|path| words::secret_in_connection(&name, path)).collect()
}

/// The credential that a connection needs; None if chats need none, or only one that the machine
/// itself has.
fn needed(settings: &Settings, connection: &Connection) -> Option<NeededCredential> {
    let slug = connection.slug();
    let what = match connection.credential_kind() {
        Some(CredentialKind::OAuth) => "login",
        Some(kind) => kind.label(),
        None if connection.is_environment_auth() => "credentials of the environment",
        None => return None,
    };
    let is_stored = !settings.credentials().kinds_of(slug).is_empty();
    (is_stored || !connection.is_on_this_machine())
        .then(|| NeededCredential { slug: slug.to_owned(), what })
}

/// The overrides of a workspace; None if there are none, or they refer to no exported connection.
fn overrides(workspace: &Workspace, all: bool, is_chosen: impl Fn(&str) -> bool) -> Option<Value> {
    let connection = workspace.default_connection();
    if !all && !connection.is_some_and(is_chosen) {
        return None;
    }
    let mut object = Map::new();
    object.insert("id".to_owned(), workspace.id.clone().into());
    object.insert("name".to_owned(), workspace.name().into());
    let fixed = object.len();
    for setting in Setting::ALL {
        let value = workspace.stored(setting).and_then(Value::as_str);
        object.extend(value.map(|value| (name_of(setting).to_owned(), value.into())));
    }
    (object.len() > fixed).then_some(Value::Object(object))
}
