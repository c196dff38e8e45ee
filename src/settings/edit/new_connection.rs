//! A connection that a command adds, built from a preset or only from its assignments.

use serde_json::{Map, Value, json};

use super::assignment::Assignment;
use crate::settings::Settings;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::object::Connection;

/// The first keys in the file, in Craft's order.
const FIRST: [&str; 4] = ["slug", "name", "providerType", "authType"];

/// The last key: Craft writes the creation time after everything else.
const LAST: &str = "createdAt";

/// A connection to add.
pub struct New {
    /// The starting point, possibly empty.
    pub base: Connection,
    pub draft: Connection,
    /// Assignments that do not apply to it.
    pub misplaced: Vec<FieldError>,
}

impl Settings {
    /// A new connection based on a known one, such as a preset, or only on its creation time in
    /// milliseconds since the epoch. A missing slug is derived from the name. Without a known base,
    /// the slug is also the default name.
    pub fn new_connection(
        &self,
        known: Option<Connection>,
        slug: Option<&str>,
        given: Vec<Assignment>,
        now_ms: u64,
    ) -> New {
        let is_known = known.is_some();
        let base = known.unwrap_or_else(|| Connection::new(json!({LAST: now_ms})));
        let sets = |path: &str| given.iter().any(|a| a.field.path == path);
        let (says_name, says_slug) = (sets("name"), sets("slug"));
        let (says_models, says_default) = (sets("models"), sets("defaultModel"));
        let mut draft = base.clone();
        let misplaced = draft.assign(given);
        draft.join_default(says_models, says_default);
        if let Some(slug) = slug {
            draft.set("slug", Some(slug.into()));
            if !says_name && !is_known {
                draft.set("name", Some(slug.into()));
            }
        } else if !says_slug && (says_name || draft.slug().is_empty()) {
            let slug = self.slug_for(draft.text("name").unwrap_or_default());
            draft.set("slug", Some(slug.into()));
        }
        New { base, draft: in_order(draft), misplaced }
    }
}

impl Connection {
    /// Aligns a preset's list and default if only one was given: a list starts with its default,
    /// and a default is added to the list.
    fn join_default(&mut self, gives_models: bool, gives_default: bool) {
        let default = self.text("defaultModel").unwrap_or_default().to_owned();
        let first = self.model_ids().next().map(str::to_owned);
        let Some(first) = first.filter(|_| !default.is_empty() && !self.lists_model(&default))
        else {
            return;
        };
        if gives_default && !gives_models {
            let entries = self.get("models").and_then(Value::as_array).cloned().unwrap_or_default();
            let all = std::iter::once(Value::from(default)).chain(entries);
            self.set("models", Some(all.collect()));
        } else if gives_models && !gives_default {
            self.set("defaultModel", Some(first.into()));
        }
    }
}

fn in_order(connection: Connection) -> Connection {
    let Some(object) = connection.object() else {
        return connection;
    };
    let position = |key: &str| match FIRST.iter().position(|first| *first == key) {
        Some(position) => position,
        None if key == LAST => FIRST.len() + 1,
        None => FIRST.len(),
    };
    let mut keys: Vec<&String> = object.keys().collect();
    keys.sort_by_key(|key| position(key));
    let pairs = keys.into_iter().map(|key| (key.clone(), object[key].clone()));
    Connection::new(Value::Object(pairs.collect::<Map<_, _>>()))
}
