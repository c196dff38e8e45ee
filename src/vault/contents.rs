//! The content of the file: an object of entries, some of which belong to connections. All of it is
//! secret.

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

/// The known version of the content.
const VERSION: u64 = 1;

/// Random at every start, so that a stamp reveals nothing about a secret.
pub(super) static STAMPS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Counts the written bytes.
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

/// A value as text. Its exact size is allocated first: a growing buffer would leave unwiped pieces
/// behind.
fn text_of(value: &Value) -> Zeroizing<Vec<u8>> {
    let mut length = Counter(0);
    serde_json::to_writer(&mut length, value).expect("a JSON value is always text");
    let mut text = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *text, value).expect("a JSON value is always text");
    text
}

/// One credential, or any other value in its place: masked in `Debug`, and wiped on drop.
#[derive(Clone, PartialEq)]
pub struct Entry(Value);

impl Entry {
    /// Takes ownership of a value.
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The parts that may be shown.
    pub fn facts(&self) -> Facts {
        let text = text_of(&self.0);
        Facts::with_variables(&self.0, STAMPS.hash_one(&*text), environment::is_set)
    }

    /// The text of a key, if it has one.
    pub fn text(&self, key: &str) -> Option<Secret> {
        let text = self.0.get(key)?.as_str()?;
        Some(Secret::new(text.to_owned()))
    }

    /// All values by their keys; other values than texts are converted.
    pub fn parts(&self) -> BTreeMap<String, Secret> {
        let parts = self.0.as_object().into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        parts.map(|(name, value)| (name.clone(), Secret::new(text(value)))).collect()
    }

    /// Only the values of these keys.
    #[must_use]
    pub fn only(&self, keys: &[&str]) -> Self {
        let parts = self.0.as_object().into_iter().flatten();
        let kept = parts.filter(|(key, _)| keys.contains(&key.as_str()));
        let kept: Map<String, Value> =
            kept.map(|(key, value)| (key.clone(), value.clone())).collect();
        Self(Value::Object(kept))
    }

    /// Sets or removes the value of a key, and keeps all others. A time becomes a number of
    /// milliseconds.
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

/// The JSON value for a text: Craft stores a time as a number.
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
    /// Shows nothing of the entry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entry(…)")
    }
}

/// Everything in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents(Entry);

impl Contents {
    /// Empty contents, created at a time in milliseconds since the epoch.
    pub fn new(now_ms: u64) -> Self {
        Self(Entry(json!({
            "version": VERSION,
            CREDENTIALS: {},
            METADATA: {"createdAt": now_ms, UPDATED_AT: now_ms},
        })))
    }

    /// Parses the contents.
    ///
    /// # Errors
    /// When the format is not Craft's.
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

    /// An entry by its name, if it exists.
    pub fn entry(&self, key: &str) -> Option<Entry> {
        self.entries()?.get(key).cloned().map(Entry)
    }

    /// Sets or removes an entry, at a time in milliseconds since the epoch.
    pub fn set(&mut self, key: &str, entry: Option<&Entry>, now_ms: u64) {
        let root = &mut self.0.0;
        if let Some(Value::Object(entries)) = root.get_mut(CREDENTIALS) {
            let old = match entry {
                Some(entry) => entries.insert(key.to_owned(), entry.0.clone()),
                None => entries.shift_remove(key),
            };
            drop(old.map(Entry));
        }
        if let Some(Value::Object(metadata)) = root.get_mut(METADATA) {
            metadata.insert(UPDATED_AT.to_owned(), now_ms.into());
        }
    }

    /// The names of all entries, including those that belong to no connection.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.entries().into_iter().flatten().map(|(key, _)| key)
    }

    /// The parts that may be shown of the connections' entries.
    pub fn facts(&self) -> BTreeMap<String, Facts> {
        let entries = self.entries().into_iter().flatten();
        let ours = entries.filter(|(key, _)| CredentialKind::concerns_connections(key));
        // The temporary entry wipes the copy.
        let facts = ours.map(|(key, value)| (key.clone(), Entry(value.clone()).facts()));
        facts.collect()
    }

    /// The whole contents as text.
    pub fn text(&self) -> Zeroizing<Vec<u8>> {
        text_of(&self.0.0)
    }
}
