//! What each command prints with `--json`: the schemas in `assets/schema`, which command prints
//! which, and their common version.
//!
//! The schemas are maintained by hand, as is the output. Each place that prints names its output
//! here, and a test validates every command's output against its schema: an added or removed key or
//! a changed type fails it.

use serde_json::{Map, Value, json};

/// Incremented when a key is removed or changes its meaning.
const VERSION: u64 = 1;

/// The key of the version, the first in each object.
pub(super) const VERSION_KEY: &str = "schemaVersion";

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

macro_rules! schema {
    ($name:literal) => {
        ($name, include_str!(concat!("../../assets/schema/", $name, ".json")))
    };
}

macro_rules! outputs {
    ($($output:ident $name:literal)*) => {
        /// A kind of output for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Output {
            $($output),*
        }

        impl Output {
            /// Its name among the definitions.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$output => $name),*
                }
            }
        }

        /// The schemas of the outputs, by name.
        const OUTPUTS: &[(&str, &str)] = &[$(schema!($name)),*];
    };
}

outputs! {
    Backups "backups"
    Check "check"
    Commit "commit"
    Config "config"
    Connection "connection"
    Connections "connections"
    Defaults "defaults"
    Doctor "doctor"
    Fields "fields"
    Import "import"
    LocalServers "localServers"
    LoginEvent "loginEvent"
    Logins "logins"
    MidStream "midStream"
    Models "models"
    Offers "offers"
    Performance "performance"
    Presets "presets"
    Resolution "resolution"
    SecretStatus "secretStatus"
    TakenOffers "takenOffers"
    Validation "validation"
    Workspace "workspace"
    Workspaces "workspaces"
}

impl Output {
    /// What a command prints, by its name with its parent command's; nothing for a command without
    /// JSON.
    pub fn printed_by(name: &str) -> &'static [Self] {
        match name {
            "add" => &[Self::Commit, Self::LocalServers],
            "backups" => &[Self::Backups],
            "check" => &[Self::Check],
            "config" => &[Self::Config],
            "default" => &[Self::Defaults, Self::Commit],
            "doctor" => &[Self::Doctor],
            "fields" => &[Self::Fields],
            "import" => &[Self::Import, Self::Offers, Self::TakenOffers],
            "list" => &[Self::Connections],
            "login" => &[Self::LoginEvent, Self::Logins],
            "midstream" => &[Self::MidStream, Self::Commit],
            "models" => &[Self::Models, Self::Commit],
            "performance" => &[Self::Performance, Self::Commit],
            "presets" => &[Self::Presets],
            "resolve" => &[Self::Resolution],
            "secret status" => &[Self::SecretStatus],
            "show" => &[Self::Connection],
            "validate" => &[Self::Validation],
            "workspace" => &[Self::Workspaces, Self::Workspace, Self::Commit],
            "delete" | "duplicate" | "logout" | "rename" | "replace" | "restore"
            | "secret clear" | "secret set" | "set" => &[Self::Commit],
            _ => &[],
        }
    }
}

/// The schemas that others refer to, by name.
const PARTS: [(&str, &str); 4] =
    [schema!("change"), schema!("offer"), schema!("storedConnection"), schema!("validationPart")];

fn definition(name: &str) -> Option<Value> {
    let (_, text) = OUTPUTS.iter().chain(&PARTS).find(|(own, _)| *own == name)?;
    serde_json::from_str(text).ok()
}

/// Adds the version as the first key.
pub(super) fn add_version(value: &Value) -> Value {
    let Value::Object(object) = value else {
        return value.clone();
    };
    let version = [(VERSION_KEY.to_owned(), VERSION.into())].into_iter();
    let rest = object.iter().filter(|(key, _)| *key != VERSION_KEY);
    version.chain(rest.map(|(key, value)| (key.clone(), value.clone()))).collect()
}

/// The schema that matches any of these outputs.
pub fn schema_of(title: &str, outputs: &[Output]) -> Value {
    let mut definitions = Map::new();
    for output in outputs {
        collect(output.name(), &mut definitions);
    }
    let reference = |output: &Output| json!({"$ref": format!("#/$defs/{}", output.name())});
    let mut schema = json!({"$schema": DRAFT, "title": title});
    match outputs {
        [one] => schema["$ref"] = reference(one)["$ref"].clone(),
        several => schema["anyOf"] = several.iter().map(reference).collect(),
    }
    schema["$defs"] = Value::Object(definitions);
    schema
}

/// Adds a definition and those it refers to.
fn collect(name: &str, definitions: &mut Map<String, Value>) {
    if definitions.contains_key(name) {
        return;
    }
    let Some(schema) = definition(name) else { return };
    definitions.insert(name.to_owned(), schema.clone());
    let mut referred = Vec::new();
    references(&schema, &mut referred);
    for name in &referred {
        collect(name, definitions);
    }
}

fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|text| text.strip_prefix("#/$defs/"));
            found.extend(name.map(str::to_owned));
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_json_and_refers_only_to_others() {
        for (name, text) in OUTPUTS.iter().chain(&PARTS) {
            let schema: Value =
                serde_json::from_str(text).unwrap_or_else(|why| panic!("{name}: {why}"));
            let mut referred = Vec::new();
            references(&schema, &mut referred);
            assert!(referred.iter().all(|name| definition(name).is_some()), "{name}: {referred:?}");
        }
    }

    #[test]
    fn the_version_is_the_first_key_and_there_once() {
        let value = add_version(&json!({"a": 1, "schemaVersion": "stored", "b": 2}));
        assert_eq!(value.to_string(), r#"{"schemaVersion":1,"a":1,"b":2}"#);
    }

    #[test]
    fn schema_has_only_the_definitions_it_needs() {
        let schema = schema_of("x", &[Output::Commit]);
        let names: Vec<&String> = schema["$defs"].as_object().expect("an object").keys().collect();
        assert_eq!(names, ["commit", "change"]);
    }
}
