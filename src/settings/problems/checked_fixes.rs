//! Which fixes introduce no problem. Among connections that differ only in fields that no fix
//! depends on, one is checked for all: a file with thousands of connections has the same fault in
//! most of them.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::Value;

use super::fix::FieldsFix;
use super::new_problems::takes;
use crate::settings::ConnectionId;
use crate::settings::connection::compatible::FieldChanges;
use crate::settings::connection::fields::is_inert;
use crate::settings::connection::object::Connection;
use crate::settings::edit::{Edit, FieldEdit};

#[derive(Default)]
pub(super) struct CheckedFixes<'a> {
    seen: HashMap<u64, Vec<CheckedFix<'a>>>,
}

struct CheckedFix<'a> {
    connection: &'a Connection,
    changes: FieldChanges,
    is_taken: bool,
}

impl<'a> CheckedFixes<'a> {
    /// Whether changes to a stored connection introduce no problem.
    pub(super) fn takes(&mut self, connection: &'a Connection, changes: &FieldChanges) -> bool {
        let check = || takes(connection, &connection.changed(changes));
        if changes.iter().any(|(path, _)| is_inert(path)) {
            return check();
        }
        let same = self.seen.entry(hash(connection)).or_default();
        let known = same.iter().find(|checked| {
            checked.changes == *changes
                && keys_that_decide(checked.connection).eq(keys_that_decide(connection))
        });
        if let Some(known) = known {
            return known.is_taken;
        }
        let is_taken = check();
        same.push(CheckedFix { connection, changes: changes.clone(), is_taken });
        is_taken
    }
}

/// The data that a fix may depend on, in file order.
fn keys_that_decide(connection: &Connection) -> impl Iterator<Item = (&String, &Value)> {
    let all = connection.object().into_iter().flatten();
    all.filter(|(key, _)| !is_inert(key))
}

fn hash(connection: &Connection) -> u64 {
    let mut hasher = DefaultHasher::new();
    keys_that_decide(connection).for_each(|pair| pair.hash(&mut hasher));
    hasher.finish()
}

impl FieldsFix {
    /// The edit of a connection; None if it would be refused.
    pub(super) fn edit<'a>(
        self,
        connection: &'a Connection,
        id: &ConnectionId,
        fixes: &mut CheckedFixes<'a>,
    ) -> Option<(String, Edit)> {
        if !self.is_sound && !fixes.takes(connection, &self.changes) {
            return None;
        }
        let field =
            |(path, after)| FieldEdit { path, before: connection.get(path).cloned(), after };
        let fields = self.changes.into_iter().map(field).collect();
        let id = id.clone();
        Some((self.label, Edit::Update { id, fields }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn groq(n: u64, model: &str) -> Connection {
        Connection::new(json!({"slug": format!("c{n}"), "name": format!("C {n}"), "createdAt": n,
            "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq", "models": [model]}))
    }

    #[test]
    fn fix_is_judged_once_for_equivalent_connections() {
        let (one, same, other) = (groq(1, "pi/a"), groq(2, "pi/a"), groq(3, "pi/b"));
        let mut fixes = CheckedFixes::default();
        let default = |id: &str| vec![("defaultModel", Some(Value::from(id)))];
        for connection in [&one, &same, &other] {
            for changes in [default("pi/openai/gpt-oss-120b"), default("pi/nope")] {
                let expected = takes(connection, &connection.changed(&changes));
                assert_eq!(fixes.takes(connection, &changes), expected, "{changes:?}");
            }
        }
        let checked: Vec<usize> = fixes.seen.values().map(Vec::len).collect();
        assert_eq!(checked, [2, 2], "two connections, two fixes of each");
    }

    #[test]
    fn name_fix_is_judged_by_name() {
        let nameless = groq(1, "pi/a").with("name", None);
        let mut fixes = CheckedFixes::default();
        let key = "sk-ant-api03-AbCdEf0123456789";
        let named = |name: &str| vec![("name", Some(Value::from(name)))];
        assert!(fixes.takes(&nameless, &named("Groq")));
        assert!(!fixes.takes(&nameless, &named(key)));
        assert!(fixes.seen.is_empty());
    }
}
