//! The contents of an export file, parsed without trusting it: every part in an unexpected form is
//! reported.

use serde_json::{Map, Value};

use super::words;
use super::{FORMAT, VERSION};
use crate::settings::LIST;
use crate::settings::connection::object::{Connection, json_type};
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;

/// The contents of an export.
#[derive(Debug, Default)]
pub struct ExportDocument {
    pub connections: Vec<Connection>,
    /// The slug of the default connection.
    pub default: Option<String>,
    /// The thinking level of new chats.
    pub thinking: Option<String>,
    pub workspaces: Vec<WorkspaceOverrides>,
}

/// The overrides of a workspace.
#[derive(Debug)]
pub struct WorkspaceOverrides {
    pub id: String,
    pub name: String,
    pub values: Vec<(Setting, String)>,
}

/// The name of a workspace setting in an export.
pub(super) const fn name_of(setting: Setting) -> &'static str {
    match setting {
        Setting::Connection => "connection",
        Setting::Model => "model",
        Setting::Thinking => "thinking",
    }
}

impl ExportDocument {
    /// Parses an export.
    ///
    /// # Errors
    /// Everything that is wrong with it, in sentences.
    pub fn read(value: Value) -> Result<Self, Vec<String>> {
        let Value::Object(mut object) = value else {
            return Err(vec![words::not_an_export(json_type(&value))]);
        };
        check_format(&object).map_err(|why| vec![why])?;
        let mut wrong = Vec::new();
        let connections = list_of(&mut object, "connections", &mut wrong);
        let connections: Vec<Connection> = connections.into_iter().map(Connection::new).collect();
        check_slugs(&connections, &mut wrong);
        let defaults = object_of(&mut object, "defaults", &mut wrong);
        let mut text = |key: &str| text_of(&defaults, key, "defaults", &mut wrong);
        let (default, thinking) = (text("connection"), text("thinking"));
        let workspaces = list_of(&mut object, "workspaces", &mut wrong);
        let workspaces = workspaces.into_iter().enumerate();
        let workspaces: Vec<_> =
            workspaces.filter_map(|(n, entry)| workspace_of(entry, n, &mut wrong)).collect();
        if wrong.is_empty() {
            Ok(Self { connections, default, thinking, workspaces })
        } else {
            Err(wrong)
        }
    }
}

fn check_format(object: &Map<String, Value>) -> Result<(), String> {
    match object.get("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(Value::String(format)) => return Err(words::other_format(&redacted_text(format))),
        Some(other) => return Err(words::other_format(json_type(other))),
        None if object.contains_key(LIST) => return Err(words::IS_A_CONFIG.to_owned()),
        None => return Err(words::NO_FORMAT.to_owned()),
    }
    match object.get("version") {
        Some(Value::Number(number)) => match number.as_u64() {
            Some(1..=VERSION) => Ok(()),
            Some(newer) if newer > VERSION => Err(words::newer_version(newer)),
            _ => Err(words::bad_version(&number.to_string())),
        },
        Some(other) => Err(words::bad_version(json_type(other))),
        None => Err(words::bad_version("missing")),
    }
}

fn list_of(object: &mut Map<String, Value>, key: &str, wrong: &mut Vec<String>) -> Vec<Value> {
    match object.shift_remove(key) {
        Some(Value::Array(list)) => list,
        None => Vec::new(),
        Some(other) => {
            wrong.push(words::not_a(key, json_type(&other), "a list"));
            Vec::new()
        }
    }
}

fn object_of(
    object: &mut Map<String, Value>,
    key: &str,
    wrong: &mut Vec<String>,
) -> Map<String, Value> {
    match object.shift_remove(key) {
        Some(Value::Object(inner)) => inner,
        None | Some(Value::Null) => Map::new(),
        Some(other) => {
            wrong.push(words::not_a(key, json_type(&other), "an object"));
            Map::new()
        }
    }
}

/// A string in an object; None if it is null, empty or missing.
fn text_of(
    object: &Map<String, Value>,
    key: &str,
    path: &str,
    wrong: &mut Vec<String>,
) -> Option<String> {
    match object.get(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => (!text.is_empty()).then(|| text.clone()),
        Some(other) => {
            wrong.push(words::not_a(&format!("{path}.{key}"), json_type(other), "text"));
            None
        }
    }
}

fn check_slugs(connections: &[Connection], wrong: &mut Vec<String>) {
    for (n, connection) in connections.iter().enumerate() {
        let path = format!("connections[{n}]");
        let slug = connection.slug();
        if connection.object().is_none() {
            wrong.push(words::not_a(&path, json_type(connection.value()), "an object"));
        } else if slug.is_empty() {
            wrong.push(words::no_slug(&path));
        } else if connections[..n].iter().any(|other| other.slug() == slug) {
            wrong.push(words::duplicate_slug(&redacted_text(slug)));
        }
    }
}

fn workspace_of(entry: Value, n: usize, wrong: &mut Vec<String>) -> Option<WorkspaceOverrides> {
    let path = format!("workspaces[{n}]");
    let Value::Object(object) = entry else {
        wrong.push(words::not_a(&path, json_type(&entry), "an object"));
        return None;
    };
    let mut text = |key: &str| text_of(&object, key, &path, wrong);
    let (id, name) = (text("id").unwrap_or_default(), text("name").unwrap_or_default());
    let values = Setting::ALL.into_iter().filter_map(|setting| {
        let value = text(name_of(setting))?;
        Some((setting, value))
    });
    Some(WorkspaceOverrides { id, name, values: values.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(value: Value) -> String {
        ExportDocument::read(value).expect_err("it is wrong").join("\n")
    }

    #[test]
    fn other_files_are_refused_by_kind() {
        assert_eq!(wrong(json!([])), words::not_an_export(json_type(&json!([]))));
        assert_eq!(wrong(json!({})), words::NO_FORMAT);
        assert_eq!(wrong(json!({"llmConnections": []})), words::IS_A_CONFIG);
        assert_eq!(wrong(json!({"format": "crush"})), words::other_format("crush"));
        let of = |version: Value| wrong(json!({"format": FORMAT, "version": version}));
        assert_eq!(of(json!(2)), words::newer_version(2));
        for bad in [json!(0), json!(-1), json!(1.5), json!("1"), json!(null)] {
            assert!(of(bad.clone()).contains("version"), "{bad}");
        }
        assert_eq!(wrong(json!({"format": FORMAT})), words::bad_version("missing"));
    }

    #[test]
    fn every_invalid_part_is_reported() {
        let found = wrong(json!({"format": FORMAT, "version": 1,
            "connections": [1, {}, {"slug": "a"}, {"slug": "a"}],
            "defaults": {"connection": 1}, "workspaces": [[], {"name": "W", "model": {}}]}));
        for path in [
            "connections[0]",
            "connections[1]",
            "slug “a”",
            "defaults.connection",
            "workspaces[0]",
            "workspaces[1].model",
        ] {
            assert!(found.contains(path), "{path}: {found}");
        }
        let found = wrong(json!({"format": FORMAT, "version": 1, "connections": {}}));
        assert!(found.contains("connections"), "{found}");
    }
}
