//! What is in the file: an object of entries, of which only some are ours. All of it is secret.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::format::Damage;
use crate::settings::credential::key::EXPIRES_AT;
use crate::settings::credential::{CredentialKind, Facts};
use crate::settings::secret::{Secret, wipe};
use crate::system::environment;

const CREDENTIALS: &str = "credentials";
const METADATA: &str = "metadata";
const UPDATED_AT: &str = "updatedAt";

/// The form of the contents that is known.
const VERSION: u64 = 1;

/// New at every start, so that a stamp reveals nothing of a secret.
pub(super) static STAMPS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Counts what it is given.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A value as text. Its room is known before it is written: a text that grows leaves pieces of
/// itself behind.
fn text_of(value: &Value) -> Zeroizing<Vec<u8>> {
    let mut length = Counter(0);
    serde_json::to_writer(&mut length, value).expect("a JSON value is always text");
    let mut text = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *text, value).expect("a JSON value is always text");
    text
}

/// One credential, or whatever else stands in its place: masked in `Debug`, and wiped when it goes.
#[derive(Clone, PartialEq)]
pub struct Entry(Value);

impl Entry {
    /// Takes a value over.
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// What of it may be shown.
    pub fn facts(&self) -> Facts {
        let text = text_of(&self.0);
        Facts::beside_variables(&self.0, STAMPS.hash_one(&*text), environment::is_set)
    }

    /// The text under a name; none where there is none.
    pub fn text(&self, key: &str) -> Option<Secret> {
        let text = self.0.get(key)?.as_str()?;
        Some(Secret::new(text.to_owned()))
    }

    /// All of its parts by their names; what is no text is text here.
    pub fn parts(&self) -> BTreeMap<String, Secret> {
        let parts = self.0.as_object().into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        parts.map(|(name, value)| (name.clone(), Secret::new(text(value)))).collect()
    }

    /// Those of its parts that have these names.
    #[must_use]
    pub fn only(&self, keys: &[&str]) -> Self {
        let parts = self.0.as_object().into_iter().flatten();
        let kept = parts.filter(|(key, _)| keys.contains(&key.as_str()));
        let kept: Map<String, Value> =
            kept.map(|(key, value)| (key.clone(), value.clone())).collect();
        Self(Value::Object(kept))
    }

    /// Puts a text under a name, or takes the name out. What else the entry has stays. A time is a
    /// number of milliseconds.
    #[must_use]
    pub fn with(mut self, key: &str, text: Option<&str>) -> Self {
        if !self.0.is_object() {
            wipe(&mut self.0);
            self.0 = Value::Object(Map::new());
        }
        if let Value::Object(object) = &mut self.0 {
            let old = match text {
                Some(text) => object.insert(key.to_owned(), value_of(key, text)),
                None => object.shift_remove(key),
            };
            drop(old.map(Self));
        }
        self
    }
}

/// The value that Craft keeps for a text: a time is a number.
fn value_of(key: &str, text: &str) -> Value {
    let time = (key == EXPIRES_AT).then(|| text.parse::<u64>().ok()).flatten();
    time.map_or_else(|| text.into(), Value::from)
}

impl Default for Entry {
    fn default() -> Self {
        Self(Value::Object(Map::new()))
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl fmt::Debug for Entry {
    /// That there is one, and nothing of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entry(…)")
    }
}

/// Everything in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents(Entry);

impl Contents {
    /// Nothing, made at a moment in milliseconds since the epoch.
    pub fn new(now: u64) -> Self {
        Self(Entry(json!({
            "version": VERSION,
            CREDENTIALS: {},
            METADATA: {"createdAt": now, UPDATED_AT: now},
        })))
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is not what Craft writes.
    pub fn parse(text: &[u8]) -> Result<Self, Damage> {
        let value: Value = serde_json::from_slice(text).map_err(|_| Damage::NotUnderstood)?;
        let contents = Self(Entry(value));
        let root = &contents.0.0;
        if root.get("version").and_then(Value::as_u64).is_some_and(|v| v > VERSION) {
            return Err(Damage::NewerFormat);
        }
        match root.get(CREDENTIALS) {
            Some(Value::Object(_)) => Ok(contents),
            _ => Err(Damage::NotUnderstood),
        }
    }

    fn entries(&self) -> Option<&Map<String, Value>> {
        self.0.0.get(CREDENTIALS)?.as_object()
    }

    /// An entry by its name; none where there is none.
    pub fn entry(&self, key: &str) -> Option<Entry> {
        self.entries()?.get(key).cloned().map(Entry)
    }

    /// Puts an entry in its place, or takes it out, at a moment in milliseconds since the epoch.
    pub fn set(&mut self, key: &str, entry: Option<&Entry>, now: u64) {
        let root = &mut self.0.0;
        if let Some(Value::Object(entries)) = root.get_mut(CREDENTIALS) {
            let old = match entry {
                Some(entry) => entries.insert(key.to_owned(), entry.0.clone()),
                None => entries.shift_remove(key),
            };
            drop(old.map(Entry));
        }
        if let Some(Value::Object(metadata)) = root.get_mut(METADATA) {
            metadata.insert(UPDATED_AT.to_owned(), now.into());
        }
    }

    /// The names of all entries, those of others too.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.entries().into_iter().flatten().map(|(key, _)| key)
    }

    /// What may be shown of the entries that are a connection's.
    pub fn facts(&self) -> BTreeMap<String, Facts> {
        let entries = self.entries().into_iter().flatten();
        let ours = entries.filter(|(key, _)| CredentialKind::concerns_connections(key));
        // Wiped by the entry that it is lent to.
        let facts = ours.map(|(key, value)| (key.clone(), Entry(value.clone()).facts()));
        facts.collect()
    }

    /// All of it as it is written.
    pub fn text(&self) -> Zeroizing<Vec<u8>> {
        text_of(&self.0.0)
    }
}
