//! A connection is its own JSON object. Getters read it, setters change single keys, and what this
//! program does not know stays where it is.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use super::endpoint;
use super::provider;
use super::provider::{Endpoint, Protocol, Provider, Speaks, UPSTREAMS};
use crate::settings::redact::shown_text;

/// One entry of `llmConnections`, as it stands in the file: usually an object, but whatever else
/// was found there too.
#[derive(Clone, PartialEq)]
pub struct Connection(Value);

impl fmt::Debug for Connection {
    /// Only the slug: an object in a file that another program writes may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.slug()).finish()
    }
}

impl Connection {
    /// Wraps an entry of the list.
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The entry as it stands in the file.
    pub const fn value(&self) -> &Value {
        &self.0
    }

    /// The entry's keys; none when it is not an object.
    pub fn object(&self) -> Option<&Map<String, Value>> {
        self.0.as_object()
    }

    /// The value at a path, whose steps are joined by dots (`customEndpoint.api`).
    pub fn get(&self, path: &str) -> Option<&Value> {
        // Byte by byte: a search that is made for long texts costs more on a path.
        let dot = path.bytes().position(|byte| byte == b'.');
        let (first, rest) = dot.map_or((path, None), |dot| (&path[..dot], Some(&path[dot + 1..])));
        // One by one: of some ten keys the one asked for is among the first, and hashing
        // it would cost more.
        let value = self.object()?.iter().find(|(key, _)| *key == first).map(|(_, value)| value)?;
        rest.map_or(Some(value), |rest| {
            rest.split('.').try_fold(value, |value, key| value.get(key))
        })
    }

    /// The text at a path; none when it is absent or something else.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(Value::as_str)
    }

    /// Puts a value at a path, or removes the key. An object on the way is made when needed, and
    /// removed once it is empty.
    pub fn set(&mut self, path: &str, value: Option<Value>) {
        if let Some(object) = self.0.as_object_mut() {
            set_in(object, path, value);
        }
    }

    /// The same connection with another value at a path.
    #[must_use]
    pub fn with(mut self, path: &str, value: Option<Value>) -> Self {
        self.set(path, value);
        self
    }

    /// The same connection without its keys that are null; none where it has none of those.
    pub(crate) fn without_nulls(&self) -> Option<Self> {
        let object = self.object()?;
        object.values().any(Value::is_null).then(|| {
            let kept = object.iter().filter(|(_, value)| !value.is_null());
            Self(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
        })
    }

    /// The slug; empty when the entry has none.
    pub fn slug(&self) -> &str {
        self.text("slug").unwrap_or_default()
    }

    /// What to call it: its name, else its slug, else what stands there instead of a connection;
    /// never what looks like a secret.
    pub fn display_name(&self) -> Cow<'_, str> {
        match self.get("name") {
            Some(Value::String(name)) if !name.trim().is_empty() => shown_text(name),
            _ if !self.slug().is_empty() => shown_text(self.slug()),
            _ => Cow::Owned(format!("({})", json_type(&self.0))),
        }
    }

    /// The stored `providerType`; empty when there is none.
    pub fn provider_type(&self) -> &str {
        self.text("providerType").unwrap_or_default()
    }

    /// The stored `authType`; empty when there is none.
    pub fn auth_type(&self) -> &str {
        self.text("authType").unwrap_or_default()
    }

    /// The provider's row of the table; none for a type that this program does not know.
    pub fn provider(&self) -> Option<&'static Provider> {
        provider::provider(self.provider_type())
    }

    /// Whether the provider type is one of the `*_compat` ones, whose endpoint is the user's.
    pub(crate) fn is_compat(&self) -> bool {
        self.provider().is_some_and(|p| p.endpoint == Endpoint::BaseUrl)
    }

    /// Whether only the user can say where it is: the `*_compat` ones, and Azure's, whose
    /// endpoint is each user's.
    pub(crate) fn has_no_endpoint_of_its_own(&self) -> bool {
        self.is_compat() || self.text("piAuthProvider") == Some("azure-openai-responses")
    }

    /// Whether Craft keeps a secret for it: it is of no use before that was entered.
    pub(crate) fn needs_a_secret(&self) -> bool {
        !matches!(self.auth_type(), "none" | "environment")
    }

    /// The label on a row: the provider's, the upstream's for `pi`, and the raw value for a type
    /// that is not known.
    pub fn provider_label(&self) -> &str {
        let Some(provider) = self.provider() else {
            return self.provider_type();
        };
        match provider.value {
            "pi" => self.upstream_label().unwrap_or(provider.label),
            "pi_compat"
                if self.text("baseUrl").is_some_and(|url| url.contains("manifest.build")) =>
            {
                "Manifest"
            }
            _ => provider
                .oauth_label
                .filter(|_| self.auth_type() == "oauth")
                .unwrap_or(provider.label),
        }
    }

    fn upstream_label(&self) -> Option<&str> {
        let upstream = self.text("piAuthProvider").filter(|v| !v.is_empty())?;
        Some(provider::label_in(UPSTREAMS, upstream).unwrap_or(upstream))
    }

    /// The address it is reached at: its own, else the provider's default where there is one.
    pub fn endpoint(&self) -> Option<&str> {
        let own = self.text("baseUrl").filter(|url| !url.is_empty());
        own.or(match self.provider()?.endpoint {
            Endpoint::Fixed(url) => Some(url),
            _ => None,
        })
    }

    /// Whether it asks this machine, which needs no key.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        self.endpoint().is_some_and(endpoint::is_loopback)
    }

    /// The host of the endpoint that it names, or that its type has; none where the endpoint
    /// follows from something else. It need not be the one that Craft asks.
    pub(crate) fn endpoint_host(&self) -> Option<&str> {
        self.endpoint().map(endpoint::host)
    }

    /// The host that a row shows: the one that Craft asks. None for a browser login.
    pub fn shown_host(&self) -> Option<&str> {
        self.asked_host().filter(|_| self.auth_type() != "oauth")
    }

    /// What it speaks; none where that follows from an upstream's catalogue, or nothing sets it.
    pub fn protocol(&self) -> Option<Protocol> {
        match self.provider()?.speaks {
            Speaks::Always(protocol) => Some(protocol),
            Speaks::CustomEndpoint => [Protocol::AnthropicMessages, Protocol::OpenAiCompletions]
                .into_iter()
                .find(|p| self.text("customEndpoint.api") == Some(p.name())),
            Speaks::Upstream => None,
        }
    }

    /// Where its messages go, in the fewest words: the host that Craft asks, else the provider.
    pub fn host_or_provider(&self) -> &str {
        self.shown_host().unwrap_or_else(|| self.provider_label())
    }

    /// The description line under its name: provider label · the host that Craft asks.
    pub fn description(&self) -> String {
        let label = shown_text(self.provider_label());
        match self.shown_host() {
            Some(host) => format!("{label} · {}", shown_text(host)),
            None => label.into_owned(),
        }
    }
}

/// What a JSON value is, in a word with its article, for a sentence about a wrong one.
pub const fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn set_in(object: &mut Map<String, Value>, path: &str, value: Option<Value>) {
    match (path.split_once('.'), value) {
        (None, Some(value)) => {
            object.insert(path.to_owned(), value);
        }
        // Not `remove`: that one moves the last key into the gap.
        (None, None) => {
            object.shift_remove(path);
        }
        (Some((key, rest)), value) => {
            if value.is_some() && !object.get(key).is_some_and(Value::is_object) {
                object.insert(key.to_owned(), Value::Object(Map::new()));
            }
            if let Some(Value::Object(inner)) = object.get_mut(key) {
                let had_any = !inner.is_empty();
                set_in(inner, rest, value);
                if had_any && inner.is_empty() {
                    object.shift_remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn connection(value: Value) -> Connection {
        Connection::new(value)
    }

    #[test]
    fn a_setter_changes_its_key_and_leaves_the_order_of_the_others() {
        let c = connection(json!({"z": 1, "name": "A", "a": 2}));
        let text = |c: Connection| c.value().to_string();
        assert_eq!(text(c.clone().with("name", Some(json!("B")))), r#"{"z":1,"name":"B","a":2}"#);
        assert_eq!(text(c.with("z", None)), r#"{"name":"A","a":2}"#);
    }

    #[test]
    fn a_nested_object_is_made_when_needed_and_goes_when_it_is_empty() {
        let c = connection(json!({"slug": "x"}));
        let with = c.clone().with("customEndpoint.api", Some(json!("openai-completions")));
        assert_eq!(
            with.value(),
            &json!({"slug": "x", "customEndpoint": {"api": "openai-completions"}})
        );
        assert_eq!(with.with("customEndpoint.api", None), c);
    }

    #[test]
    fn the_label_follows_auth_upstream_and_address() {
        let label = |v: Value| connection(v).provider_label().to_owned();
        assert_eq!(
            label(json!({"providerType": "anthropic", "authType": "oauth"})),
            "Anthropic Subscription"
        );
        assert_eq!(label(json!({"providerType": "openai", "authType": "api_key"})), "OpenAI API");
        assert_eq!(label(json!({"providerType": "pi", "piAuthProvider": "xai"})), "xAI");
        assert_eq!(label(json!({"providerType": "pi", "piAuthProvider": "new-one"})), "new-one");
        assert_eq!(label(json!({"providerType": "pi"})), "Craft Agents Backend");
        assert_eq!(
            label(json!({"providerType": "pi_compat", "baseUrl": "https://app.manifest.build/v1"})),
            "Manifest"
        );
        assert_eq!(label(json!({"providerType": "copilot"})), "copilot");
    }

    #[test]
    fn a_browser_login_shows_no_host() {
        let c = connection(json!({"providerType": "anthropic", "authType": "oauth"}));
        assert_eq!(c.description(), "Anthropic Subscription");
        assert_eq!(
            c.with("authType", Some(json!("api_key"))).description(),
            "Anthropic API · api.anthropic.com"
        );
    }

    #[test]
    fn an_entry_that_is_no_object_is_named_for_what_it_is() {
        assert_eq!(connection(json!("oops")).display_name(), "(text)");
        assert_eq!(connection(json!({"slug": "s", "name": 7})).display_name(), "s");
    }
}
