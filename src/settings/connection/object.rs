//! A connection wraps its own JSON object. Getters read it, setters change single keys, and unknown
//! keys stay in place.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use super::endpoint;
use super::provider;
use super::provider::{DefaultEndpoint, Protocol, ProtocolSource, Provider, UPSTREAMS};
use crate::settings::craft::converted_type;
use crate::settings::redact::shown_text;

/// One raw entry of `llmConnections`: usually an object, but it can be any JSON value.
#[derive(Clone, PartialEq)]
pub struct Connection(Value);

impl fmt::Debug for Connection {
    /// Prints only the slug: an object from a file that another program writes may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.slug()).finish()
    }
}

impl Connection {
    /// Wraps an entry of the list.
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The raw entry.
    pub const fn value(&self) -> &Value {
        &self.0
    }

    /// The entry's keys; None if it is not an object.
    pub fn object(&self) -> Option<&Map<String, Value>> {
        self.0.as_object()
    }

    /// The value at a path of keys joined by dots (`customEndpoint.api`).
    pub fn get(&self, path: &str) -> Option<&Value> {
        // Byte by byte: a search built for long texts costs more on a short path.
        let dot = path.bytes().position(|byte| byte == b'.');
        let (first, rest) = dot.map_or((path, None), |dot| (&path[..dot], Some(&path[dot + 1..])));
        // Linear search: the key is among the first of about ten, so hashing would cost more.
        let value = self.object()?.iter().find(|(key, _)| *key == first).map(|(_, value)| value)?;
        rest.map_or(Some(value), |rest| {
            rest.split('.').try_fold(value, |value, key| value.get(key))
        })
    }

    /// The string at a path; None if it is absent or not a string.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(Value::as_str)
    }

    /// The trimmed string at a path; None if that is absent, not a string or blank.
    pub(crate) fn filled(&self, path: &str) -> Option<&str> {
        self.text(path).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Sets the value at a path, or removes the key. Intermediate objects are created as needed and
    /// removed once empty.
    pub fn set(&mut self, path: &str, value: Option<Value>) {
        if let Some(object) = self.0.as_object_mut() {
            set_in(object, path, value);
        }
    }

    /// The connection with another value at a path.
    #[must_use]
    pub fn with(mut self, path: &str, value: Option<Value>) -> Self {
        self.set(path, value);
        self
    }

    /// The connection without its null keys; None if it has none.
    pub(crate) fn without_nulls(&self) -> Option<Self> {
        let object = self.object()?;
        object.values().any(Value::is_null).then(|| {
            let kept = object.iter().filter(|(_, value)| !value.is_null());
            Self(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
        })
    }

    /// The slug; empty if the entry has none.
    pub fn slug(&self) -> &str {
        self.text("slug").unwrap_or_default()
    }

    /// The display name: its name, else its slug, else a description of the entry; never what looks
    /// like a secret.
    pub fn display_name(&self) -> Cow<'_, str> {
        match self.get("name") {
            Some(Value::String(name)) if !name.trim().is_empty() => shown_text(name),
            _ if !self.slug().is_empty() => shown_text(self.slug()),
            _ => Cow::Owned(format!("({})", json_type(&self.0))),
        }
    }

    /// The stored `providerType`; empty if there is none.
    pub fn provider_type(&self) -> &str {
        self.text("providerType").unwrap_or_default()
    }

    /// The stored `authType`; empty if there is none.
    pub fn auth_type(&self) -> &str {
        self.text("authType").unwrap_or_default()
    }

    /// The provider's table row; None for an unknown type.
    pub fn provider(&self) -> Option<&'static Provider> {
        provider::provider(self.provider_type())
    }

    /// Whether the provider type is one of the `*_compat` types, which use the user's own endpoint.
    pub(crate) fn is_compat(&self) -> bool {
        self.provider().is_some_and(|p| p.endpoint == DefaultEndpoint::BaseUrl)
    }

    /// Whether the user must provide the endpoint: for `*_compat` types, and for Azure, where every
    /// user has their own.
    pub(crate) fn requires_endpoint(&self) -> bool {
        self.is_compat() || self.text("piAuthProvider") == Some("azure-openai-responses")
    }

    /// Whether it sends no credential at all.
    pub(crate) fn is_without_auth(&self) -> bool {
        self.auth_type() == "none"
    }

    /// Whether its credential comes from Craft's environment.
    pub(crate) fn is_environment_auth(&self) -> bool {
        self.auth_type() == "environment"
    }

    /// Whether Craft stores a secret for it, without which it cannot work.
    pub(crate) fn needs_secret(&self) -> bool {
        !self.is_without_auth() && !self.is_environment_auth()
    }

    /// The provider label on a row: the upstream's for `pi`, and the raw value for an unknown type.
    pub(crate) fn provider_label(&self) -> &str {
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

    /// The URL that reaches it: its own, else the provider's default if there is one.
    pub fn endpoint(&self) -> Option<&str> {
        let own = self.text("baseUrl").filter(|url| !url.is_empty());
        own.or(match self.provider()?.endpoint {
            DefaultEndpoint::Fixed(url) => Some(url),
            _ => None,
        })
    }

    /// Whether its endpoint is on this machine, which needs no key.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        self.endpoint().is_some_and(endpoint::is_loopback_for_craft)
    }

    /// The host of its own endpoint or of its type's; None if the endpoint follows from something
    /// else. Craft may actually contact another host.
    pub(crate) fn endpoint_host(&self) -> Option<&str> {
        self.endpoint().map(endpoint::host)
    }

    /// The host that a row shows: the one that Craft contacts. None for a browser login.
    pub(crate) fn shown_host(&self) -> Option<&str> {
        self.chat_host().filter(|_| self.auth_type() != "oauth")
    }

    /// The protocol it uses; None if it follows from an upstream's catalog or nothing sets it.
    pub fn protocol(&self) -> Option<Protocol> {
        match self.provider()?.protocol {
            ProtocolSource::Always(protocol) => Some(protocol),
            ProtocolSource::CustomEndpoint => {
                [Protocol::AnthropicMessages, Protocol::OpenAiCompletions]
                    .into_iter()
                    .find(|p| self.text("customEndpoint.api") == Some(p.name()))
            }
            ProtocolSource::Upstream => None,
        }
    }

    /// The upstream it reaches: the provider behind Craft's own backend, or the one that Craft's next
    /// start assigns to a connection of an older type. None for a custom endpoint.
    pub(crate) fn upstream(&self) -> Option<&str> {
        match self.provider_type() {
            "anthropic" => Some("anthropic"),
            "pi" => self.text("piAuthProvider"),
            _ if self.is_compat() => None,
            older => {
                let converted = converted_type(self.object()?).and_then(|(_, upstream)| upstream);
                // Craft's start leaves a connection without a key or login unchanged.
                converted.or_else(|| (older == "openai").then_some("openai"))
            }
        }
    }

    /// The destination of its messages, as short as possible: the host that Craft contacts, else
    /// the provider.
    pub(crate) fn host_or_provider(&self) -> &str {
        self.shown_host().unwrap_or_else(|| self.provider_label())
    }

    /// The description line under its name: provider label · host that Craft contacts.
    pub fn description(&self) -> String {
        let label = shown_text(self.provider_label());
        match self.shown_host() {
            Some(host) => format!("{label} · {}", shown_text(host)),
            None => label.into_owned(),
        }
    }
}

/// Whether nothing is stored: no value, null or blank text.
pub(in crate::settings) fn is_blank(stored: Option<&Value>) -> bool {
    match stored {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}

/// A JSON value's type with its article, for error messages.
pub(crate) const fn json_type(value: &Value) -> &'static str {
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
        // Not `remove`, which would move the last key into the gap.
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
    fn setter_preserves_order_of_other_keys() {
        let c = connection(json!({"z": 1, "name": "A", "a": 2}));
        let text = |c: Connection| c.value().to_string();
        assert_eq!(text(c.clone().with("name", Some(json!("B")))), r#"{"z":1,"name":"B","a":2}"#);
        assert_eq!(text(c.with("z", None)), r#"{"name":"A","a":2}"#);
    }

    #[test]
    fn nested_objects_are_created_and_removed_on_demand() {
        let c = connection(json!({"slug": "x"}));
        let with = c.clone().with("customEndpoint.api", Some(json!("openai-completions")));
        assert_eq!(
            with.value(),
            &json!({"slug": "x", "customEndpoint": {"api": "openai-completions"}})
        );
        assert_eq!(with.with("customEndpoint.api", None), c);
    }

    #[test]
    fn label_follows_auth_upstream_and_url() {
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
    fn browser_login_shows_no_host() {
        let c = connection(json!({"providerType": "anthropic", "authType": "oauth"}));
        assert_eq!(c.description(), "Anthropic Subscription");
        assert_eq!(
            c.with("authType", Some(json!("api_key"))).description(),
            "Anthropic API · api.anthropic.com"
        );
    }

    #[test]
    fn non_object_entry_is_named_by_its_type() {
        assert_eq!(connection(json!("oops")).display_name(), "(text)");
        assert_eq!(connection(json!({"slug": "s", "name": 7})).display_name(), "s");
    }
}
