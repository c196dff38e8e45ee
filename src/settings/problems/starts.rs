//! What Craft's next start does to connections on both of its hosts, in sentences.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::settings::Settings;
use crate::settings::catalogue::Host;
use crate::settings::connection::fields::{FIELDS, is_inert};
use crate::settings::connection::object::Connection;
use crate::settings::craft::known_keys::first_edit;
use crate::settings::craft::next_start::{changes_nothing, next_start_without_lists};
use crate::settings::craft::sends::is_current_type;
use crate::settings::craft::start_of_file::OPUS_RESTORED;
use crate::settings::craft::{Difference, LiveLists, NextStart, Start, describe};
use crate::text::uncapitalized;

/// Craft's hosts and their display names.
const HOSTS: [(Host, &str); 2] = [(Host::Desktop, "Desktop app"), (Host::Server, "Server")];

/// Whether a start neither reads nor changes a key, except that it reads the name of a type that it
/// renames.
fn is_free(key: &str) -> bool {
    key == "baseUrl" || is_inert(key)
}

/// The types for which a start changes the name.
const RENAMED: [&str; 2] = ["openai", "copilot"];

/// The starts of connections on both hosts. One simulation serves all connections that a start
/// treats alike.
pub(super) struct Starts<'a> {
    opus_restored: bool,
    seen: HashMap<u64, Vec<(&'a Connection, Rc<NextStarts>)>>,
}

/// The results of a connection's start on both hosts.
pub(super) struct NextStarts {
    /// The changes, in one text; None if there are none.
    pub text: Option<String>,
    /// The desktop app's result, if a start converts the type. Its free keys may come from
    /// another connection, and its models are omitted if chats do not read them.
    converted: Option<Map<String, Value>>,
}

/// Whether a start converts a connection's type.
pub(crate) fn is_converted(connection: &Connection) -> bool {
    let provider_type = connection.provider_type();
    !provider_type.is_empty() && !is_current_type(provider_type)
}

impl<'a> Starts<'a> {
    pub(super) fn of(settings: &Settings) -> Self {
        let applied = settings.root().get("migrationsApplied");
        let applied = applied.and_then(Value::as_array).into_iter().flatten();
        Self {
            opus_restored: applied.into_iter().any(|name| name == OPUS_RESTORED),
            seen: HashMap::new(),
        }
    }

    /// The results for a connection; None if the starts leave it unchanged.
    pub(super) fn next(&mut self, connection: &'a Connection) -> Option<Rc<NextStarts>> {
        let object = connection.object()?;
        if changes_nothing(object, self.opus_restored) && first_edit(object).is_empty() {
            return None;
        }
        let same = self.seen.entry(shape(connection)).or_default();
        if let Some((_, known)) = same.iter().find(|(other, _)| is_same(other, connection)) {
            return Some(Rc::clone(known));
        }
        let made = Rc::new(NextStarts::of(object, self.opus_restored));
        same.push((connection, Rc::clone(&made)));
        Some(made)
    }
}

/// A hash that is equal for connections that a start treats alike.
fn shape(connection: &Connection) -> u64 {
    let mut hasher = DefaultHasher::new();
    for key in ["providerType", "authType", "piAuthProvider", "defaultModel"] {
        connection.text(key).hash(&mut hasher);
    }
    connection.object().map(Map::len).hash(&mut hasher);
    for id in connection.model_ids() {
        id.hash(&mut hasher);
    }
    hasher.finish()
}

fn is_same(one: &Connection, other: &Connection) -> bool {
    let (Some(a), Some(b)) = (one.object(), other.object()) else {
        return false;
    };
    let is_free =
        |key: &str| is_free(key) && (key != "name" || !RENAMED.contains(&one.provider_type()));
    let is_blank = |c: &Connection| c.filled("baseUrl").is_none();
    let within = |a: &Map<String, Value>, b: &Map<String, Value>| {
        a.iter().all(|(key, value)| is_free(key) || b.get(key) == Some(value))
    };
    a.len() == b.len() && is_blank(one) == is_blank(other) && within(a, b) && within(b, a)
}

impl NextStarts {
    /// The results of one connection's start on both hosts.
    pub(super) fn of(object: &Map<String, Value>, opus_restored: bool) -> Self {
        let live = LiveLists::stored_in(object);
        let starts = HOSTS.map(|(host, _)| {
            let start = Start { host, opus_restored, live: &live };
            next_start_without_lists(object, &start)
        });
        let text = text(object, &starts);
        let [desktop, _] = starts;
        let is_converted = desktop.after.get("providerType") != object.get("providerType");
        let converted = is_converted.then(|| {
            let mut after = desktop.after;
            after.retain(|key, value| key != "models" || !value.is_null());
            after
        });
        Self { text, converted }
    }

    /// The desktop app's result for the given connection, if it converts it.
    pub(super) fn converted(&self, connection: &Connection) -> Option<Map<String, Value>> {
        let mut after = self.converted.clone()?;
        let keys = FIELDS.iter().map(|field| field.path);
        for key in keys.filter(|key| is_free(key) && *key != "name") {
            match connection.get(key) {
                Some(value) => drop(after.insert(key.to_owned(), value.clone())),
                None => drop(after.shift_remove(key)),
            }
        }
        Some(after)
    }
}

/// The differences, merged if both hosts do the same.
fn text(before: &Map<String, Value>, starts: &[NextStart; 2]) -> Option<String> {
    let [desktop, server] = starts.each_ref().map(|next| sentences(before, next));
    let both: Vec<&str> =
        desktop.iter().filter(|sentence| server.contains(sentence)).map(String::as_str).collect();
    let mut parts: Vec<String> = both.iter().map(|sentence| (*sentence).to_owned()).collect();
    for ((_, host), sentences) in HOSTS.iter().zip([&desktop, &server]) {
        let own: Vec<&str> = sentences
            .iter()
            .map(String::as_str)
            .filter(|sentence| !both.contains(sentence))
            .collect();
        if !own.is_empty() {
            parts.push(format!("{host}: {}", own.join(" ")));
        }
    }
    let mut text = parts.join(" ");
    if !text.is_empty() && !text.starts_with(PREFIX) {
        text = format!("{PREFIX}, {}", within_a_sentence(&text));
    }
    let mut later: Vec<&str> = first_edit(&starts[0].after);
    later.extend(first_edit(&starts[1].after));
    // In file order, each once.
    let later: Vec<&str> =
        before.keys().map(String::as_str).filter(|key| later.contains(key)).collect();
    // A key that is no longer read, or an endpoint that is no longer used, is also lost.
    let is_keyless = before.get("authType").is_some_and(|auth| auth == "none");
    let converts = |next: &NextStart| {
        is_keyless
            && next.differences.iter().any(|difference| {
                matches!(difference, Difference::Converted { to, .. } if to.as_deref() == Some("pi_compat"))
            })
    };
    let loses = |next: &NextStart| next.differences.iter().any(|d| d.loses(before));
    if starts.iter().all(converts) && !starts.iter().any(loses) && later.is_empty() {
        text.push_str(" Nothing is lost.");
    }
    let first_edit = describe::first_edit(&later);
    let all: Vec<String> =
        [Some(text).filter(|text| !text.is_empty()), first_edit].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// The start of a text about a start.
const PREFIX: &str = "On next start";

/// A text to continue after a comma.
fn within_a_sentence(text: &str) -> String {
    if text.starts_with("Craft") { text.to_owned() } else { uncapitalized(text) }
}

/// The changes by one host.
fn sentences(before: &Map<String, Value>, next: &NextStart) -> Vec<String> {
    let sentences = describe::next_start(before, next);
    if sentences.is_empty() && !next.is_unchanged() {
        // Only the prefix of ids differs, which people do not see elsewhere.
        return vec!["Craft respells the ids of its models.".to_owned()];
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text_of(value: &Value) -> Option<String> {
        let object = value.as_object().expect("an object");
        NextStarts::of(object, true).text
    }

    #[test]
    fn common_changes_of_both_hosts_are_reported_once() {
        let text = |value: Value| text_of(&value).unwrap_or_default();
        assert_eq!(
            text(
                json!({"providerType": "anthropic_compat", "authType": "none", "models": ["m"], "defaultModel": "m"})
            ),
            "On next start Craft converts this to pi_compat. Craft rewrites: customEndpoint. Nothing is lost."
        );
        let noted = json!({"providerType": "anthropic_compat", "models": ["m"], "defaultModel": "m", "teamNote": 1});
        let noted = text(noted);
        assert!(noted.ends_with("The first edit in Craft drops: teamNote."), "{noted}");
        assert!(!noted.contains("Nothing is lost"), "{noted}");
        let keyed = text(
            json!({"providerType": "anthropic_compat", "authType": "api_key_with_endpoint", "models": ["m"], "defaultModel": "m"}),
        );
        assert!(
            !keyed.contains("Nothing is lost"),
            "its key is not read without an upstream: {keyed}"
        );
        let openai = text(
            json!({"providerType": "openai_compat", "authType": "none", "models": ["m"], "defaultModel": "m"}),
        );
        assert!(openai.starts_with("On next start Craft converts this to pi (openai)"), "{openai}");
    }

    #[test]
    fn different_changes_are_reported_per_host() {
        let own = json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": "openai", "models": ["pi/gpt-4o", "pi/gpt-5"],
            "defaultModel": "pi/gpt-5", "modelSelectionMode": "userDefined3Tier"});
        assert_eq!(
            text_of(&own).as_deref(),
            Some("On next start, desktop app: Models: Craft drops gpt-4o.")
        );
    }

    #[test]
    fn unchanged_connection_is_not_reported() {
        let stays = json!({"providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
            "baseUrl": "https://h", "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m",
            "modelSelectionMode": "userDefined3Tier"});
        assert_eq!(text_of(&stays), None);
    }
}
