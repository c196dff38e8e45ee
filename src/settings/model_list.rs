//! A connection's list of models while it is edited, and which of them is the default.

use serde_json::Value;

use super::connection::Connection;
use super::exposed;
use super::listed::{ListedModel, is_same};
use super::models::{ModelEntry, parse_tokens};

/// The list.
pub struct ModelList {
    /// The entries, in their order.
    pub entries: Vec<ModelEntry>,
    /// The default model's id. It may name a model outside of the list.
    pub default: Option<String>,
}

impl ModelList {
    /// The models of a connection; none where `models` is absent or no list.
    pub fn of(connection: &Connection) -> Self {
        Self {
            entries: connection.models().unwrap_or_default(),
            default: connection.text("defaultModel").map(str::to_owned),
        }
    }

    /// What differs from the connection it was made of: paths and values. A list without an entry is left out of the file.
    pub fn changes(&self, connection: &Connection) -> Vec<(&'static str, Option<Value>)> {
        let mut changes = Vec::new();
        if connection.models().unwrap_or_default() != self.entries {
            let list = self.entries.iter().map(|entry| entry.value().clone());
            changes.push(("models", (!self.entries.is_empty()).then(|| list.collect())));
        }
        if connection.text("defaultModel") != self.default.as_deref() {
            changes.push(("defaultModel", self.default.clone().map(Value::from)));
        }
        changes
    }

    /// Gives a model another id. The default follows it.
    ///
    /// # Errors
    /// A sentence when it is none, or another model has it.
    pub fn rename(&mut self, at: usize, id: &str) -> Result<(), String> {
        if id.is_empty() {
            return Err("a model needs an id, as the provider calls it".to_owned());
        }
        if let Some(problem) = exposed::problem_of_text("Model", id) {
            return Err(problem);
        }
        let is_other = |(n, entry): (usize, &ModelEntry)| n != at && entry.id() == id;
        if self.entries.iter().enumerate().any(is_other) {
            return Err(format!("{id} is in the list already"));
        }
        let was_default = self.is_default(at);
        if let Some(entry) = self.entries.get_mut(at) {
            entry.set_id(id);
        }
        if was_default {
            self.default = Some(id.to_owned());
        }
        Ok(())
    }

    /// Says a model's context window as people write it, or unsays it with an empty text.
    ///
    /// # Errors
    /// A sentence when the text is no number of tokens.
    pub fn say_context(&mut self, at: usize, text: &str) -> Result<(), String> {
        let window = if text.is_empty() {
            None
        } else {
            Some(parse_tokens(text)?)
        };
        if let Some(entry) = self.entries.get_mut(at) {
            entry.set_context_window(window);
        }
        Ok(())
    }

    /// Turns whether a model takes images: unsaid, yes, no.
    pub fn turn_images(&mut self, at: usize) {
        if let Some(entry) = self.entries.get_mut(at) {
            entry.set_supports_images(match entry.supports_images() {
                None => Some(true),
                Some(true) => Some(false),
                Some(false) => None,
            });
        }
    }

    /// Takes a model out; no model is the default then, if it was.
    pub fn remove(&mut self, at: usize) {
        if self.is_default(at) {
            self.default = None;
        }
        if at < self.entries.len() {
            self.entries.remove(at);
        }
    }

    /// Makes a model the default, or none where it was.
    pub fn toggle_default(&mut self, at: usize) {
        let id = self.entries.get(at).map(|entry| entry.id().to_owned());
        self.default = id.filter(|_| !self.is_default(at));
    }

    /// Takes in those of the listed models that are wanted and not there yet, and takes out those that are not wanted, by their ids.
    /// What is there already stays as it is.
    pub fn choose(&mut self, wanted: &[ListedModel], unwanted: &[String]) {
        let is_unwanted = |id: &str| unwanted.iter().any(|other| other == id);
        self.entries.retain(|entry| !is_unwanted(entry.id()));
        if self.default.as_deref().is_some_and(is_unwanted) {
            self.default = None;
        }
        for model in wanted {
            if !self
                .entries
                .iter()
                .any(|entry| is_same(entry.id(), &model.id))
            {
                self.entries.push(model.entry());
            }
        }
    }

    /// Whether a model is the default.
    pub fn is_default(&self, at: usize) -> bool {
        let id = self.entries.get(at).map(ModelEntry::id);
        id.is_some() && id == self.default.as_deref()
    }
}

/// The list of a connection with one more of the models that its endpoint lists, so that it may be the default; none where it
/// needs no entry: it has one, or the connection lists no models.
pub fn with_listed(connection: &Connection, id: &str, listed: &[ListedModel]) -> Option<Value> {
    let entries = connection.models().filter(|all| !all.is_empty())?;
    if entries.iter().any(|entry| entry.id() == id) {
        return None;
    }
    let model = listed.iter().find(|model| model.id == id)?;
    let all = entries.iter().map(|entry| entry.value().clone());
    Some(all.chain([model.entry().value().clone()]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list() -> (Connection, ModelList) {
        let connection =
            Connection::new(json!({"models": ["a", {"id": "b", "x": 1}], "defaultModel": "b"}));
        let list = ModelList::of(&connection);
        (connection, list)
    }

    #[test]
    fn the_default_follows_a_rename_and_goes_with_its_model() {
        let (connection, mut list) = list();
        list.rename(1, "c").expect("free");
        let changed = vec![
            ("models", Some(json!(["a", {"id": "c", "x": 1}]))),
            ("defaultModel", Some(json!("c"))),
        ];
        assert_eq!(list.changes(&connection), changed);
        list.remove(1);
        assert_eq!(
            list.changes(&connection),
            [("models", Some(json!(["a"]))), ("defaultModel", None)]
        );
        list.remove(0);
        assert_eq!(list.changes(&connection)[0], ("models", None));
    }

    #[test]
    fn no_model_is_without_an_id_or_there_twice() {
        let (connection, mut list) = list();
        assert!(list.rename(0, "").is_err() && list.rename(0, "b").is_err());
        assert!(list.rename(0, "a").is_ok(), "its own");
        assert_eq!(list.changes(&connection), []);
    }
}
