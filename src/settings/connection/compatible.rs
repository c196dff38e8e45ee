//! Compatible endpoints: what a connection needs so that Craft reads its key, reaches the endpoint
//! and leaves the connection unchanged.

use serde_json::Value;

use super::endpoint::request_url::base_of_request;
use super::endpoint::without_version;
use super::object::Connection;
use super::provider::{Protocol, ProtocolSource};
use crate::settings::catalogue::{Catalogue, THREE_TIERS};

/// New values for fields of a connection, by path; None removes the key.
pub type FieldChanges = Vec<(&'static str, Option<Value>)>;

/// The only type for which Craft leaves endpoint and models unchanged.
const TYPE: &str = "pi_compat";

/// The authentication type of an endpoint that takes a key.
const KEYED: &str = "api_key_with_endpoint";

const UPSTREAM: &str = "piAuthProvider";
const PROTOCOL: &str = "customEndpoint.api";
const MODE: &str = "modelSelectionMode";
const URL: &str = "baseUrl";

/// Drops the changes that have no effect.
fn effective(connection: &Connection, changes: FieldChanges) -> FieldChanges {
    let changes = changes.into_iter();
    changes.filter(|(path, value)| connection.get(path) != value.as_ref()).collect()
}

impl Connection {
    /// A copy with the changes applied.
    #[must_use]
    pub fn changed(&self, changes: &FieldChanges) -> Self {
        let mut copy = self.clone();
        for (path, value) in changes {
            copy.set(path, value.clone());
        }
        copy
    }

    /// Whether it sends a key to a compatible endpoint.
    pub(crate) fn sends_key(&self) -> bool {
        !matches!(self.auth_type(), "none" | "environment" | "")
    }

    /// Whether it is a compatible endpoint without a model: Craft has none to offer for it.
    pub(crate) fn is_without_model(&self) -> bool {
        let is_blank = |id: &str| id.trim().is_empty();
        self.provider_type() == TYPE
            && self.text("defaultModel").is_none_or(is_blank)
            && self.model_ids().all(is_blank)
    }

    /// The changes that a compatible endpoint with a key needs so that Craft reads the key: the
    /// upstream for its protocol and the selection mode, as Craft's own setup writes both. Empty if
    /// nothing is missing or the protocol is unknown.
    pub(crate) fn missing_upstream(&self) -> FieldChanges {
        // Any other value was set by a person and stays.
        let lacks = self.get(UPSTREAM).is_none_or(|value| value.is_null() || value == "");
        let upstream = self.protocol().and_then(Protocol::upstream);
        match upstream.filter(|_| self.provider_type() == TYPE && self.sends_key() && lacks) {
            None => Vec::new(),
            Some(upstream) => {
                let changes = vec![(UPSTREAM, Some(upstream.into())), self.own_models()];
                effective(self, changes)
            }
        }
    }

    /// The selection mode: the stored value, else user-defined, as Craft's next start would write
    /// it.
    fn own_models(&self) -> (&'static str, Option<Value>) {
        let stored = self.get(MODE).filter(|mode| !mode.is_null()).cloned();
        (MODE, stored.or_else(|| Some(THREE_TIERS.into())))
    }

    /// The corrected URL, if an endpoint for Anthropic's protocol ends in the version that Craft
    /// adds.
    pub(crate) fn corrected_endpoint(&self) -> Option<&str> {
        without_version(self.text(URL).filter(|_| self.adds_version())?)
    }

    /// The base URL, if the endpoint is the URL of a whole request.
    pub(crate) fn base_of_request_url(&self) -> Option<String> {
        base_of_request(self.text(URL)?, self.adds_version())
    }

    /// Whether Craft appends the version to its endpoint.
    fn adds_version(&self) -> bool {
        match self.provider_type() {
            TYPE => self.protocol() == Some(Protocol::AnthropicMessages),
            "anthropic" | "anthropic_compat" => true,
            _ => false,
        }
    }

    /// The changes that turn it into a compatible endpoint: its own URL, else its upstream's, with
    /// the stored key. None if its protocol or login does not fit such an endpoint, or it is one
    /// already.
    pub(crate) fn as_compatible(&self) -> Option<FieldChanges> {
        // Any other value was set by a person and stays.
        let is_free = |path: &str, fits: fn(&Value) -> bool| {
            self.get(path).is_none_or(|value| value.is_null() || fits(value))
        };
        let texts = [URL, UPSTREAM, MODE];
        let fits = is_free("customEndpoint", Value::is_object)
            && texts.iter().all(|path| is_free(path, Value::is_string));
        if self.provider_type() == TYPE || !fits {
            return None;
        }
        let (protocol, own) = self.compatible_protocol()?;
        let auth = match self.auth_type() {
            "none" => "none",
            "api_key" | KEYED => KEYED,
            _ => return None,
        };
        let url = self.filled(URL);
        let url = match (url, protocol) {
            (Some(url), Protocol::AnthropicMessages) => without_version(url).unwrap_or(url),
            (Some(url), _) => url,
            (None, _) => own?,
        };
        let mut changes: FieldChanges = vec![
            ("providerType", Some(TYPE.into())),
            ("authType", Some(auth.into())),
            (URL, Some(url.into())),
            (PROTOCOL, Some(protocol.name().into())),
        ];
        if auth == KEYED {
            changes.push((UPSTREAM, protocol.upstream().map(Value::from)));
            changes.push(self.own_models());
        }
        let unlisted = self
            .text("defaultModel")
            .filter(|id| !id.trim().is_empty())
            .filter(|id| self.model_ids().next().is_some() && !self.lists_model(id));
        if let Some(id) = unlisted {
            changes.push(("models", self.with_listed_model(id)));
        }
        Some(effective(self, changes))
    }

    /// The list of models with one appended.
    pub(crate) fn with_listed_model(&self, id: &str) -> Option<Value> {
        let list = self.get("models")?.as_array()?;
        Some(list.iter().cloned().chain([id.into()]).collect())
    }

    /// The protocol of the compatible endpoint it could use, and the URL if it has none of its own.
    fn compatible_protocol(&self) -> Option<(Protocol, Option<&'static str>)> {
        if let Some(protocol) = [Protocol::AnthropicMessages, Protocol::OpenAiCompletions]
            .into_iter()
            .find(|protocol| self.text(PROTOCOL) == Some(protocol.name()))
        {
            return Some((protocol, None));
        }
        if let (true, Some(ProtocolSource::Always(protocol))) =
            (self.is_compat(), self.provider().map(|p| p.protocol))
        {
            return Some((protocol, None));
        }
        let name = self.upstream()?;
        // Craft's own setup offers these two, but its runtime does not know them.
        if matches!(name, "openai-eu" | "openai-us") {
            return Some((Protocol::OpenAiCompletions, None));
        }
        let upstream = Catalogue::bundled().upstream(name)?;
        let url = upstream.base_url;
        let own = (!url.is_empty() && !url.contains('{')).then_some(url);
        Some((Protocol::of_api(upstream.api)?, own))
    }

    /// Moves the protocol of its type into its endpoint settings, where Craft needs it.
    pub(crate) fn complete_protocol(&mut self) {
        let lacks_protocol =
            self.get("customEndpoint").is_some_and(|e| e.is_object() && e.get("api").is_none());
        if self.is_compat()
            && lacks_protocol
            && let Some(ProtocolSource::Always(protocol)) = self.provider().map(|p| p.protocol)
        {
            self.set(PROTOCOL, Some(protocol.name().into()));
        }
    }

    /// Completes user input as Craft's own setup does: adds the protocol and an upstream that makes
    /// Craft read the key, and strips a version from the end of the URL if Craft adds it.
    pub fn complete(&mut self) {
        self.complete_protocol();
        *self = self.changed(&self.missing_upstream());
        if let Some(url) = self.corrected_endpoint() {
            let url = Value::from(url);
            self.set(URL, Some(url));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn compatible(api: &str) -> Connection {
        Connection::new(
            json!({"providerType": "pi_compat", "authType": "api_key_with_endpoint", "baseUrl": "https://h/v1",
            "customEndpoint": {"api": api}, "models": ["m"], "defaultModel": "m"}),
        )
    }

    #[test]
    fn key_needs_the_upstream_for_its_protocol() {
        let upstream = |api| {
            let mut connection = compatible(api);
            connection.complete();
            let text = |path| connection.text(path).unwrap_or_default().to_owned();
            (text(UPSTREAM), text(MODE), text(URL))
        };
        let own = |upstream: &str, url: &str| {
            (upstream.to_owned(), "userDefined3Tier".to_owned(), url.to_owned())
        };
        assert_eq!(upstream("openai-completions"), own("openai", "https://h/v1"));
        assert_eq!(upstream("anthropic-messages"), own("anthropic", "https://h"));
        let local = compatible("openai-completions").with("authType", Some(json!("none")));
        let mut completed = local.clone();
        completed.complete();
        assert_eq!(completed, local);
    }

    #[test]
    fn upstream_converts_to_compatible_endpoint() {
        let of = |value: Value| {
            let connection = Connection::new(value);
            let changes = connection.as_compatible()?;
            Some(connection.changed(&changes).value().clone())
        };
        let groq = of(
            json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": "groq", "models": ["pi/m"], "defaultModel": "pi/n"}),
        );
        assert_eq!(
            groq,
            Some(
                json!({"providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
                "models": ["pi/m", "pi/n"], "defaultModel": "pi/n", "baseUrl": "https://api.groq.com/openai/v1",
                "customEndpoint": {"api": "openai-completions"}, "modelSelectionMode": "userDefined3Tier"})
            )
        );
        for none in [
            json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": "google"}),
            json!({"providerType": "pi", "authType": "oauth", "piAuthProvider": "openai"}),
            json!({"providerType": "bedrock", "authType": "environment"}),
            json!({"providerType": "pi_compat"}),
        ] {
            assert_eq!(of(none.clone()), None, "{none}");
        }
        let local = of(
            json!({"providerType": "openai_compat", "authType": "none", "baseUrl": "http://localhost:1"}),
        );
        assert_eq!(
            local,
            Some(
                json!({"providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1",
                "customEndpoint": {"api": "openai-completions"}})
            )
        );
    }
}
