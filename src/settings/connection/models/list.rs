//! A connection's model list during editing, and its default model.

use serde_json::Value;

use super::id::Spelling;
use super::listed::{ChangedModel, ListedModel, is_same};
use super::{ModelEntry, parse_tokens};
use crate::settings::catalogue::{Catalogue, THREE_TIERS};
use crate::settings::connection::object::Connection;
use crate::settings::credential::exposed;
use crate::text::safe::may_be_entered;

/// Craft's tiers, in the order of the list.
const TIERS: [&str; 3] = ["best", "balanced", "fast"];

pub struct ModelList {
    /// The entries, in order.
    pub entries: Vec<ModelEntry>,
    /// The default model's id. It may name a model that is not in the list.
    pub default: Option<String>,
    /// Whether the list is one of three tiers, by position.
    has_tiers: bool,
    /// How the connection spells ids.
    spelling: Spelling,
    /// Whether chats use more of an entry than its id.
    reads_entries: bool,
}

/// The result of inserting lines of text as models.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inserted {
    pub added: usize,
    /// How many lines were already in the list.
    pub listed: usize,
    /// Why other lines are not models, one sentence each.
    pub refused: Vec<String>,
}

pub const ID_MISSING: &str = "a model needs an id, exactly as the provider spells it";

// What an empty list means for chats.

pub const NO_MODEL_TO_CHAT: &str = "No models. Craft needs one here to chat.";
pub const DEFAULT_MODEL_ALONE: &str = "No models listed: chats can use only the default model.";

/// Why an id is refused that another model of the list has.
pub fn listed_already(id: &str) -> String {
    format!("{id} is already in the list")
}

impl ModelList {
    /// The models of a connection; empty if `models` is absent or not a list.
    pub fn of(connection: &Connection) -> Self {
        Self {
            entries: connection.models().unwrap_or_default(),
            default: connection.text("defaultModel").map(str::to_owned),
            has_tiers: connection.text("modelSelectionMode") == Some(THREE_TIERS),
            spelling: connection.spelling(),
            reads_entries: connection.reads_model_entries(),
        }
    }

    /// The changes relative to the original connection: paths and values. An empty list is left out
    /// of the file.
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

    /// The tier that the entry at a position is: one model may be two of them. None in a list that
    /// has no tiers.
    pub fn tier(&self, at: usize) -> Option<&'static str> {
        let is_one_each = self.has_tiers && self.entries.len() == TIERS.len();
        TIERS.get(at).filter(|_| is_one_each).copied()
    }

    /// Whether the entry at a position is the first that is the default model.
    pub(crate) fn is_first_default(&self, at: usize) -> bool {
        self.is_default(at) && !(0..at).any(|before| self.is_default(before))
    }

    /// A model's id as shown and typed.
    pub fn shown_id<'a>(&self, entry: &'a ModelEntry) -> &'a str {
        self.spelling.shown(entry.id())
    }

    /// The default model's id as shown.
    pub(crate) fn shown_default(&self) -> Option<&str> {
        self.default.as_deref().map(|id| self.spelling.shown(id))
    }

    /// Changes a model's id to a typed one. The default follows.
    ///
    /// # Errors
    /// A sentence if the id is not valid or another model has it.
    pub fn rename(&mut self, at: usize, id: &str) -> Result<(), String> {
        if id.is_empty() {
            return Err(ID_MISSING.to_owned());
        }
        if let Some(problem) = exposed::problem_of_text("Model", id) {
            return Err(problem);
        }
        let is_other =
            |(n, entry): (usize, &ModelEntry)| n != at && self.spelling.is_same(entry.id(), id);
        if self.entries.iter().enumerate().any(is_other) {
            return Err(listed_already(id));
        }
        let was_default = self.is_default(at);
        if let Some(entry) = self.entries.get_mut(at)
            && !self.spelling.is_same(entry.id(), id)
        {
            let stored = self.spelling.stored(id).into_owned();
            entry.set_id(&stored);
            if was_default {
                self.default = Some(stored);
            }
        }
        Ok(())
    }

    /// Inserts models at a position: one per line of text, as typed or copied from a list.
    pub(crate) fn insert_lines(&mut self, at: usize, text: &str) -> Inserted {
        let mut inserted = Inserted::default();
        let mut at = at.min(self.entries.len());
        for line in text.lines() {
            // For a copied table, use the first column.
            let cell = line.trim().split('\t').next().unwrap_or_default();
            let id = cell.trim().trim_end_matches(',').trim_matches(['"', '\'', '`']).trim();
            let id: String = id.chars().filter(|c| may_be_entered(*c)).collect();
            if id.is_empty() {
                continue;
            }
            if self.entries.iter().any(|entry| self.spelling.is_same(entry.id(), &id)) {
                inserted.listed += 1;
                continue;
            }
            self.entries.insert(at, ModelEntry::new(Value::from("")));
            match self.rename(at, &id) {
                Ok(()) => {
                    inserted.added += 1;
                    at += 1;
                }
                Err(why) => {
                    self.entries.remove(at);
                    inserted.refused.push(why);
                }
            }
        }
        inserted
    }

    /// Sets a model's context size from text, or unsets it if the text is empty.
    ///
    /// # Errors
    /// A sentence if the text is not a number of tokens.
    pub(crate) fn set_context(&mut self, at: usize, text: &str) -> Result<(), String> {
        let window = if text.is_empty() { None } else { Some(parse_tokens(text)?) };
        if let Some(entry) = self.entries.get_mut(at) {
            entry.set_context_window(window);
        }
        Ok(())
    }

    /// Cycles whether a model accepts images: not set, yes, no.
    pub(crate) fn cycle_images(&mut self, at: usize) {
        if let Some(entry) = self.entries.get_mut(at) {
            entry.set_supports_images(match entry.supports_images() {
                None => Some(true),
                Some(true) => Some(false),
                Some(false) => None,
            });
        }
    }

    /// Removes a model. If it was the default, there is no default afterwards.
    pub fn remove(&mut self, at: usize) {
        let was_default = self.is_default(at);
        if at < self.entries.len() {
            self.entries.remove(at);
        }
        // Two of the three tiers may be the same model.
        if was_default && !(0..self.entries.len()).any(|other| self.is_default(other)) {
            self.default = None;
        }
    }

    /// Makes a model the default, or clears the default if it already was.
    pub(crate) fn toggle_default(&mut self, at: usize) {
        let id = self.entries.get(at).map(|entry| entry.id().to_owned());
        self.default = id.filter(|_| !self.is_default(at));
    }

    /// Adds the wanted models that are missing and removes the unwanted ones by id. Existing
    /// entries stay unchanged.
    pub fn choose(&mut self, wanted: &[ListedModel], unwanted: &[String]) {
        let spelling = self.spelling;
        let is_unwanted = |id: &str| unwanted.iter().any(|other| spelling.is_same(other, id));
        self.entries.retain(|entry| !is_unwanted(entry.id()));
        if self.default.as_deref().is_some_and(is_unwanted) {
            self.default = None;
        }
        for model in wanted {
            if !self.entries.iter().any(|entry| is_same(spelling.shown(entry.id()), &model.id)) {
                self.entries.push(model.entry_for(spelling, self.reads_entries));
            }
        }
    }

    /// Updates stored models with what the endpoint reports. The rest of each entry stays.
    pub fn update(&mut self, changed: &[ChangedModel]) {
        let spelling = self.spelling;
        for entry in &mut self.entries {
            let is_it = |it: &&ChangedModel| is_same(spelling.shown(entry.id()), &it.model.id);
            let Some(changed) = changed.iter().find(is_it) else { continue };
            if let Some((_, tokens)) = changed.context_window {
                entry.set_context_window(Some(tokens));
            }
            if let Some((_, images)) = changed.supports_images {
                entry.set_supports_images(Some(images));
            }
        }
    }

    /// Replaces one model with another by stored id, also as the default.
    pub fn replace(&mut self, from: &str, to: &str) {
        let spelling = self.spelling;
        let at = |id: &str| self.entries.iter().position(|entry| spelling.is_same(entry.id(), id));
        match (at(from), at(to)) {
            (Some(wrong), Some(_)) => drop(self.entries.remove(wrong)),
            (Some(wrong), None) => self.entries[wrong].set_id(to),
            (None, None) if !self.entries.is_empty() => {
                self.entries.push(ModelEntry::new(to.into()));
            }
            (None, _) => {}
        }
        if self.default.as_deref().is_some_and(|id| spelling.is_same(id, from)) {
            self.default = Some(to.to_owned());
        }
    }

    /// Whether a model is the default.
    pub(crate) fn is_default(&self, at: usize) -> bool {
        let id = self.entries.get(at).map(ModelEntry::id);
        let default = self.default.as_deref();
        id.zip(default).is_some_and(|(id, default)| self.spelling.is_same(id, default))
    }
}

impl Connection {
    /// What an empty list means for chats, in a sentence.
    pub(crate) fn describe_empty_list(&self) -> &'static str {
        let is_unknown = || {
            let upstream = self.text("piAuthProvider").unwrap_or_default();
            Catalogue::bundled().upstream(upstream).is_none()
        };
        match self.provider_type() {
            "pi_compat" if self.is_without_model() => NO_MODEL_TO_CHAT,
            "pi_compat" => DEFAULT_MODEL_ALONE,
            "pi" if is_unknown() => "No models listed, and Craft knows none for this upstream.",
            _ => "No models listed: Craft lists the provider's own at its next start.",
        }
    }
}

/// The connection's list plus one model from its endpoint or upstream, so that it can be the
/// default. None if no entry is needed: the list has it already, or the connection has no list.
pub(crate) fn with_listed(
    connection: &Connection,
    id: &str,
    listed: &[ListedModel],
) -> Option<Value> {
    let entries = connection.models().filter(|all| !all.is_empty())?;
    if connection.lists_model(id) {
        return None;
    }
    let spelling = connection.spelling();
    let mut listed = listed.iter();
    let listed = listed.find(|model| spelling.is_same(&model.id, id));
    let is_known = || connection.provider_type() == "pi" && connection.known_model(id).is_some();
    let entry = match listed {
        Some(model) => model.entry_for(spelling, connection.reads_model_entries()).value().clone(),
        None if is_known() => spelling.stored(id).into(),
        None => return None,
    };
    let all = entries.iter().map(|entry| entry.value().clone());
    Some(all.chain([entry]).collect())
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
    fn default_follows_rename_and_removal() {
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
    fn lines_become_unique_models_and_keys_are_refused() {
        let (connection, mut list) = list();
        let key = "sk-ant-api03-AbCdEf0123456789AbCdEf0123456789";
        let text = format!("  c\n\n\"d\u{1b}\",\t200K\r\nb\nc\n{key}\n");
        let inserted = list.insert_lines(1, &text);
        assert_eq!((inserted.added, inserted.listed, inserted.refused.len()), (2, 2, 1));
        assert!(!inserted.refused[0].contains(key));
        let models = json!(["a", "c", "d", {"id": "b", "x": 1}]);
        assert_eq!(list.changes(&connection), [("models", Some(models))]);
    }

    #[test]
    fn ids_are_required_and_unique() {
        let (connection, mut list) = list();
        assert!(list.rename(0, "").is_err() && list.rename(0, "b").is_err());
        assert!(list.rename(0, "a").is_ok(), "its own");
        assert_eq!(list.changes(&connection), []);
    }
}
