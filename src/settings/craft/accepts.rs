//! What a running Craft accepts: a single rejection makes it silently ignore the whole config.json.
//!
//! Measured: a missing required key, `null` in a known optional key, an unknown enum value and a
//! duplicate slug make Craft ignore the file; `null` and any other value in an unknown key are
//! accepted. Read in Craft's validator and not measured one by one: the list of known keys, that an
//! active workspace must exist, and what counts as a number. Craft parses numbers as JavaScript
//! does, so `2.0` and `1e6` are whole numbers.

use std::collections::HashSet;
use std::fmt;

use serde_json::{Map, Value};

use crate::settings::catalogue::{SYNCED, THREE_TIERS};
use crate::settings::workspace::thinking::Thinking;

/// Why Craft ignores the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Where: keys joined by dots, list indexes in brackets (`llmConnections[0].slug`); empty for
    /// the whole file.
    pub path: String,
    pub reason: RejectionReason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RejectionReason {
    /// A required key is missing.
    Missing,
    /// The value does not have this type.
    NotA(&'static str),
    /// A string is empty.
    Empty,
    /// The string is none of these.
    NotOneOf(Vec<&'static str>),
    /// An earlier connection has the slug.
    DuplicateSlug,
    /// No workspace has the id.
    NoSuchWorkspace,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "config.json" } else { &self.path };
        match &self.reason {
            RejectionReason::Missing => write!(f, "{path}: missing"),
            RejectionReason::NotA(what) => write!(f, "{path}: not {what}"),
            RejectionReason::Empty => write!(f, "{path}: empty"),
            RejectionReason::NotOneOf(words) => {
                write!(f, "{path}: not one of {}", words.join(", "))
            }
            RejectionReason::DuplicateSlug => write!(f, "{path}: duplicate slug"),
            RejectionReason::NoSuchWorkspace => write!(f, "{path}: no workspace has this id"),
        }
    }
}

/// What a key must hold.
enum Rule {
    /// A string, possibly empty.
    Text,
    /// A non-empty string.
    Filled,
    TextOrNull,
    Number,
    /// A positive integer that JavaScript represents exactly.
    Count,
    Bool,
    Word(&'static [&'static str]),
    /// An object with these keys. Other keys are not checked.
    Object(&'static [Key]),
    /// A list of such values.
    List(&'static Rule),
    /// A model: a string, or an object with an `id`.
    Model,
}

struct Key {
    name: &'static str,
    required: bool,
    rule: Rule,
}

const fn must(name: &'static str, rule: Rule) -> Key {
    Key { name, required: true, rule }
}

const fn may(name: &'static str, rule: Rule) -> Key {
    Key { name, required: false, rule }
}

/// The values that Craft accepts for a provider type.
const PROVIDER_TYPES: &[&str] = &[
    "anthropic",
    "openai",
    "openai_compat",
    "pi",
    "pi_compat",
    "copilot",
    "anthropic_compat",
    "bedrock",
    "vertex",
];

const AUTH_TYPES: &[&str] = &[
    "api_key",
    "api_key_with_endpoint",
    "oauth",
    "iam_credentials",
    "bearer_token",
    "service_account_file",
    "environment",
    "none",
];

const THINKING: &[&str] = &[
    Thinking::Off.value(),
    Thinking::Low.value(),
    Thinking::Medium.value(),
    Thinking::High.value(),
    Thinking::ExtraHigh.value(),
    Thinking::Max.value(),
    "think",
];

const WORKSPACE: &[Key] = &[
    must("id", Rule::Filled),
    must("name", Rule::Filled),
    may("slug", Rule::Text),
    must("createdAt", Rule::Count),
    may("sessionId", Rule::Text),
    may("iconUrl", Rule::Text),
];

const CUSTOM_ENDPOINT: &[Key] = &[
    must("api", Rule::Word(&["openai-completions", "anthropic-messages"])),
    may("supportsImages", Rule::Bool),
];

/// The keys of a connection that Craft validates. `midStreamBehavior`, `piAuthProvider`,
/// `codexPath`, the regions and `lastUsedAt` are not among them: Craft accepts any value there.
const CONNECTION: &[Key] = &[
    must("slug", Rule::Filled),
    must("name", Rule::Filled),
    must("providerType", Rule::Word(PROVIDER_TYPES)),
    must("authType", Rule::Word(AUTH_TYPES)),
    may("baseUrl", Rule::Text),
    may("models", Rule::List(&Rule::Model)),
    may("defaultModel", Rule::Text),
    may("modelSelectionMode", Rule::Word(&[SYNCED, THREE_TIERS])),
    may("customEndpoint", Rule::Object(CUSTOM_ENDPOINT)),
    must("createdAt", Rule::Number),
];

const CONFIG: &[Key] = &[
    must("workspaces", Rule::List(&Rule::Object(WORKSPACE))),
    must("activeWorkspaceId", Rule::TextOrNull),
    must("activeSessionId", Rule::TextOrNull),
    may("llmConnections", Rule::List(&Rule::Object(CONNECTION))),
    may("defaultLlmConnection", Rule::Text),
    may("defaultThinkingLevel", Rule::Word(THINKING)),
];

/// Why a running Craft ignores a config.json with this value; empty if it accepts it. Like Craft,
/// this checks rules across several values only if each value is valid.
///
/// The tests check the output of edits and fixes against it.
pub fn accepts(config: &Value) -> Vec<Rejection> {
    let mut rejections = Vec::new();
    check(&Rule::Object(CONFIG), config, "", &mut rejections);
    if let (true, Some(config)) = (rejections.is_empty(), config.as_object()) {
        active_workspace(config, &mut rejections);
        duplicate_slugs(config, &mut rejections);
    }
    rejections
}

/// Why a running Craft ignores a file with this entry in its list of connections. Paths start at
/// the entry (`customEndpoint.api`), or are empty if it is not an object. Duplicate slugs are not
/// checked here.
pub(crate) fn accepts_connection(entry: &Value) -> Vec<Rejection> {
    let mut rejections = Vec::new();
    check(&Rule::Object(CONNECTION), entry, "", &mut rejections);
    rejections
}

/// Why a running Craft ignores a file with these keys, excluding its list of connections. A missing
/// active workspace is reported only if each value is valid.
pub(crate) fn accepts_outside_connections(config: &Map<String, Value>) -> Vec<Rejection> {
    let mut rejections = Vec::new();
    for key in CONFIG.iter().filter(|key| key.name != "llmConnections") {
        check_key(key, config, "", &mut rejections);
    }
    if rejections.is_empty() {
        active_workspace(config, &mut rejections);
    }
    rejections
}

fn check_key(key: &Key, object: &Map<String, Value>, below: &str, found: &mut Vec<Rejection>) {
    let path = || {
        if below.is_empty() { key.name.to_owned() } else { format!("{below}.{}", key.name) }
    };
    match object.get(key.name) {
        // Build no paths for valid values: a long list has many.
        Some(value) if is_trivially_valid(&key.rule, value) => {}
        Some(value) => check(&key.rule, value, &path(), found),
        None if key.required => {
            found.push(Rejection { path: path(), reason: RejectionReason::Missing });
        }
        None => {}
    }
}

/// Whether a value is valid without inspecting its contents.
fn is_trivially_valid(rule: &Rule, value: &Value) -> bool {
    match (rule, value) {
        (Rule::Filled, Value::String(text)) => !text.is_empty(),
        (Rule::Text | Rule::TextOrNull | Rule::Model, Value::String(_))
        | (Rule::TextOrNull, Value::Null)
        | (Rule::Bool, Value::Bool(_)) => true,
        (Rule::Word(words), Value::String(text)) => words.contains(&text.as_str()),
        (Rule::Number, value) => value.is_u64(),
        (Rule::List(rule), Value::Array(list)) => {
            list.iter().all(|value| is_trivially_valid(rule, value))
        }
        _ => false,
    }
}

fn check(rule: &Rule, value: &Value, path: &str, found: &mut Vec<Rejection>) {
    let mut reject = |reason| {
        found.push(Rejection { path: path.to_owned(), reason });
    };
    match (rule, value) {
        (Rule::Filled, Value::String(text)) if text.is_empty() => reject(RejectionReason::Empty),
        (Rule::Text | Rule::Filled | Rule::TextOrNull | Rule::Model, Value::String(_))
        | (Rule::TextOrNull, Value::Null)
        | (Rule::Bool, Value::Bool(_)) => {}
        (Rule::Text | Rule::Filled, _) => reject(RejectionReason::NotA("text")),
        (Rule::TextOrNull, _) => reject(RejectionReason::NotA("text or null")),
        (Rule::Bool, _) => reject(RejectionReason::NotA("true or false")),
        (Rule::Number, value) if number(value).is_some() => {}
        (Rule::Number, _) => reject(RejectionReason::NotA("a number")),
        (Rule::Count, value) if number(value).is_some_and(is_count) => {}
        (Rule::Count, _) => reject(RejectionReason::NotA("a whole number above 0")),
        (Rule::Word(words), value) if words.iter().any(|word| value == word) => {}
        (Rule::Word(words), _) => reject(RejectionReason::NotOneOf(words.to_vec())),
        (Rule::Object(keys), Value::Object(object)) => {
            for key in *keys {
                check_key(key, object, path, found);
            }
        }
        (Rule::Object(_), _) => reject(RejectionReason::NotA("an object")),
        (Rule::List(rule), Value::Array(list)) => {
            for (position, value) in list.iter().enumerate() {
                check(rule, value, &format!("{path}[{position}]"), found);
            }
        }
        (Rule::List(_), _) => reject(RejectionReason::NotA("a list")),
        (Rule::Model, Value::Object(object)) if object.get("id").is_some_and(Value::is_string) => {}
        (Rule::Model, _) => reject(RejectionReason::NotA("a model id, or an object with one")),
    }
}

/// A number as JavaScript represents it; None if it is not finite there.
fn number(value: &Value) -> Option<f64> {
    let Value::Number(number) = value else {
        return None;
    };
    number.to_string().parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether it is a positive integer, small enough to be represented exactly.
fn is_count(number: f64) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    number > 0.0 && number <= LARGEST && number.fract() == 0.0
}

/// An active workspace must be in the list, if there is a list (read).
fn active_workspace(config: &Map<String, Value>, found: &mut Vec<Rejection>) {
    let active =
        config.get("activeWorkspaceId").and_then(Value::as_str).filter(|id| !id.is_empty());
    let workspaces =
        config.get("workspaces").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    if active.is_some_and(|id| !workspaces.is_empty() && !workspaces.iter().any(|w| w["id"] == id))
    {
        found.push(Rejection {
            path: "activeWorkspaceId".to_owned(),
            reason: RejectionReason::NoSuchWorkspace,
        });
    }
}

fn duplicate_slugs(config: &Map<String, Value>, found: &mut Vec<Rejection>) {
    let connections = config.get("llmConnections").and_then(Value::as_array);
    let mut seen = HashSet::new();
    for (position, connection) in connections.into_iter().flatten().enumerate() {
        if !seen.insert(&connection["slug"]) {
            found.push(Rejection {
                path: format!("llmConnections[{position}].slug"),
                reason: RejectionReason::DuplicateSlug,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::provider;
    use std::collections::BTreeSet;

    /// The order of the words is Craft's, so the lists stay apart.
    #[test]
    fn accepted_words_are_those_of_the_tables() {
        let set = |words: &[&'static str]| words.iter().copied().collect::<BTreeSet<_>>();
        let types = provider::PROVIDERS.iter().map(|provider| provider.value);
        let with_old: Vec<_> = types.chain(["copilot"]).collect();
        assert_eq!(set(PROVIDER_TYPES), set(&with_old));
        let auth: Vec<_> = provider::AUTH_TYPES.iter().map(|(value, _)| *value).collect();
        assert_eq!(set(AUTH_TYPES), set(&auth));
        let taken = provider::PROVIDERS.iter().flat_map(|provider| provider.auth);
        let taken: Vec<_> = taken.copied().collect();
        assert_eq!(set(AUTH_TYPES), set(&taken));
    }
}
