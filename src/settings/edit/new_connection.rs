//! A connection that a command adds: made from a preset, or from its assignments alone.

use serde_json::{Map, Value, json};

use super::assignment::Assignment;
use crate::settings::Settings;
use crate::settings::connection::faults::FieldError;
use crate::settings::connection::object::Connection;

/// The keys that stand first in the file, as Craft writes them.
const FIRST: [&str; 4] = ["slug", "name", "providerType", "authType"];

/// The key that stands last: when it was made, behind what it is.
const LAST: &str = "createdAt";

/// A connection that is to be added.
pub struct New {
    /// As it was known, or empty.
    pub base: Connection,
    pub draft: Connection,
    /// What was assigned and does not apply to it.
    pub misplaced: Vec<FieldError>,
}

impl Settings {
    /// A new connection over one that is known, as from a preset, or with its time of creation, in
    /// milliseconds since the epoch. A slug that is not given is made of the name. Where nothing is
    /// known, a name that is not given is the slug.
    pub fn new_connection(
        &self,
        known: Option<Connection>,
        slug: Option<&str>,
        given: Vec<Assignment>,
        now: u64,
    ) -> New {
        let is_known = known.is_some();
        let base = known.unwrap_or_else(|| Connection::new(json!({LAST: now})));
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
    /// Brings a preset's list and its default together, of which only one was given: a list begins
    /// with its default, and a default comes into the list.
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
    let place = |key: &str| match FIRST.iter().position(|first| *first == key) {
        Some(place) => place,
        None if key == LAST => FIRST.len() + 1,
        None => FIRST.len(),
    };
    let mut keys: Vec<&String> = object.keys().collect();
    keys.sort_by_key(|key| place(key));
    let pairs = keys.into_iter().map(|key| (key.clone(), object[key].clone()));
    Connection::new(Value::Object(pairs.collect::<Map<_, _>>()))
}
