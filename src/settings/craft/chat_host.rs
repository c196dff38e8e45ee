//! The host that a connection's chats go to, determined without the catalog and cheap enough for
//! each row of a list. [`craft_request`](super::craft_request) is the full answer, with model and
//! credential; it needs the catalog, which the first frame must not wait for. A property test holds
//! both to the same host.

use super::entries::{Object, entries, filled, id_of, text};
use super::next_start::migrate::{converted_type, next_upstream};
use super::sends::{base_url, endpoint_settings, row_of};
use crate::settings::catalogue::shown_id;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::{UPSTREAMS, label_in};
use crate::settings::credential::CredentialKind;

/// The upstream that has a separate endpoint for each user.
const AZURE: &str = "azure-openai-responses";

impl Connection {
    /// The host that Craft contacts for its chats, assuming that its credential is stored; for an
    /// older type, after Craft has converted it. If something else prevents the request, the host
    /// it would go to.
    ///
    /// None if the host follows from a region or a login, or if Craft does not know the upstream or
    /// type.
    pub fn chat_host(&self) -> Option<&str> {
        let object = self.object()?;
        let route = Route::of(object);
        match route.kind {
            // A blank URL counts as present.
            "anthropic" if filled(object, "baseUrl").is_some() => route.url.map(host),
            "anthropic" => row_of("anthropic")?.host,
            "pi" | "pi_compat" if route.reaches_endpoint() => route.url.map(host),
            "pi" | "pi_compat" => route.upstream_host(),
            _ => None,
        }
    }

    /// Whether chats never use its configured endpoint, whatever its model.
    pub(crate) fn ignores_endpoint(&self) -> bool {
        self.object().is_some_and(ignores_endpoint)
    }

    /// The label of the upstream that its chats use; None if Craft does not know the upstream or
    /// there is none.
    pub(super) fn chat_upstream(&self) -> Option<&'static str> {
        label_in(UPSTREAMS, Route::of(self.object()?).upstream?)
    }
}

/// Whether chats never use a connection's configured endpoint: with Craft's own backend, only
/// Azure's do, and those that set a protocol for the endpoint.
pub(crate) fn ignores_endpoint(connection: &Object) -> bool {
    let route = Route::of(connection);
    route.kind == "pi"
        && route.url.is_some()
        && route.upstream != Some(AZURE)
        && !route.has_protocol
}

/// The fields that decide where chats go; for an older type, as converted by a start.
struct Route<'a> {
    connection: &'a Object,
    kind: &'a str,
    upstream: Option<&'a str>,
    url: Option<&'a str>,
    has_protocol: bool,
    is_converted: bool,
}

impl<'a> Route<'a> {
    fn of(connection: &'a Object) -> Self {
        let stored = text(connection, "providerType").unwrap_or_default();
        let converted = converted_type(connection);
        let (kind, upstream) = converted.unwrap_or_else(|| {
            let named = || filled(connection, "piAuthProvider");
            (stored, next_upstream(connection).or_else(named))
        });
        Self {
            connection,
            kind,
            upstream,
            url: base_url(connection),
            has_protocol: stored == "anthropic_compat" || endpoint_settings(connection).is_some(),
            is_converted: converted.is_some() || next_upstream(connection).is_some(),
        }
    }

    /// Whether chats with its default model use the configured endpoint.
    fn reaches_endpoint(&self) -> bool {
        let leaves =
            || self.has_credential() && self.upstream.is_some_and(|name| row_of(name).is_some());
        self.has_protocol && self.url.is_some() && (self.lists_default() || !leaves())
    }

    /// Whether its list contains its default model. A start ensures that when it converts one. What
    /// Craft does without a default was not run.
    fn lists_default(&self) -> bool {
        let default = filled(self.connection, "defaultModel").map(str::trim);
        let Some(default) = default.filter(|id| !id.is_empty() && !self.is_converted) else {
            return true;
        };
        let ids = entries(self.connection).iter().filter_map(id_of);
        let mut ids = ids.filter(|id| !id.trim().is_empty()).peekable();
        ids.peek().is_none() || ids.any(|id| shown_id(id) == shown_id(default))
    }

    /// Whether its authentication makes the upstream known to Craft's runtime.
    fn has_credential(&self) -> bool {
        let auth = text(self.connection, "authType").unwrap_or_default();
        // AWS uses its own credential chain, whatever the connection says.
        self.upstream == Some("amazon-bedrock")
            || CredentialKind::of_auth(auth)
                .is_some_and(|kind| kind != CredentialKind::ServiceAccount)
    }

    fn upstream_host(&self) -> Option<&'a str> {
        let is_login = text(self.connection, "authType") == Some("oauth");
        match self.upstream {
            Some(AZURE) => self.url.map(host),
            // The login contains the host.
            Some("github-copilot") if is_login => None,
            upstream => match upstream.and_then(row_of) {
                Some(row) => row.host,
                // Craft sends no chat, but it would go to the endpoint.
                None => self.url.filter(|_| self.kind == "pi_compat").map(host),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::craft::describe;
    use serde_json::{Value, json};

    fn connection(kind: &str, auth: &str, upstream: &str, url: &str) -> Connection {
        let mut made = json!({"slug": "a", "providerType": kind, "authType": auth});
        for (key, value) in [("piAuthProvider", upstream), ("baseUrl", url)] {
            if !value.is_empty() {
                made[key] = value.into();
            }
        }
        Connection::new(made)
    }

    #[test]
    fn host_follows_from_type_upstream_and_login() {
        let own = "https://own.example/v1";
        for (kind, auth, upstream, url, expected) in [
            ("anthropic", "api_key", "", "", Some("api.anthropic.com")),
            ("anthropic", "oauth", "", own, Some("own.example")),
            ("anthropic", "api_key", "", " ", None),
            ("pi", "api_key", "openai", own, Some("api.openai.com")),
            ("pi", "api_key", "groq", "", Some("api.groq.com")),
            ("pi", "oauth", "openai-codex", "", Some("chatgpt.com")),
            ("pi", "api_key", "azure-openai-responses", own, Some("own.example")),
            ("pi", "api_key", "azure-openai-responses", "", None),
            ("pi", "iam_credentials", "amazon-bedrock", own, None),
            ("pi", "api_key", "google-vertex", "", None),
            ("pi", "oauth", "github-copilot", "", None),
            ("pi", "api_key", "openai-eu", own, None),
            ("pi", "api_key", "", own, None),
            ("pi_compat", "api_key_with_endpoint", "openai", own, Some("api.openai.com")),
            ("pi_compat", "none", "", own, Some("own.example")),
            ("openai", "api_key", "", own, Some("api.openai.com")),
            ("openai", "oauth", "", "", Some("chatgpt.com")),
            ("openai_compat", "none", "", own, Some("api.openai.com")),
            ("anthropic_compat", "api_key_with_endpoint", "", own, Some("own.example")),
            ("bedrock", "iam_credentials", "", own, None),
            ("vertex", "oauth", "", "", None),
            ("copilot", "oauth", "", "", None),
            ("openai", "none", "", own, None),
            ("of-a-later-version", "api_key", "", own, None),
        ] {
            let made = connection(kind, auth, upstream, url);
            assert_eq!(made.chat_host(), expected, "{kind} {auth} {upstream} {url}");
        }
        assert_eq!(Connection::new(json!("no object")).chat_host(), None);
    }

    fn compat(default: Value, models: Value) -> Connection {
        let made = connection("pi_compat", "api_key_with_endpoint", "openai", "https://h.example");
        let made = made.with("customEndpoint.api", Some("openai-completions".into()));
        made.with("defaultModel", Some(default)).with("models", Some(models))
    }

    #[test]
    fn endpoint_serves_only_its_own_models() {
        for (default, models, expected) in [
            (json!("m"), json!(["pi/m"]), "h.example"),
            (json!("m"), json!([]), "h.example"),
            (json!(""), json!(["m"]), "h.example"),
            (json!("m"), json!([{"id": "n"}]), "api.openai.com"),
        ] {
            let made = compat(default, models);
            assert_eq!(made.chat_host(), Some(expected), "{:?}", made.value());
            assert!(!made.ignores_endpoint());
        }
        let keyless = compat(json!("m"), json!(["n"])).with("authType", Some("none".into()));
        assert_eq!(keyless.chat_host(), Some("h.example"));
    }

    #[test]
    fn ignored_endpoint_is_reported_unless_chats_reach_it() {
        let ignored = |made: &Connection| describe::ignored_endpoint(made);
        for (kind, upstream, url, sentence) in [
            ("pi", "openai", "https://h.example", "ignored: Craft uses api.openai.com"),
            ("openai", "", "https://h.example", "ignored: Craft uses api.openai.com"),
            ("pi", "google-vertex", "https://h.example", "ignored: Craft uses Google Vertex AI"),
            ("pi", "openai-eu", "https://eu.api.openai.com/v1", "Craft ignores this"),
        ] {
            let made = connection(kind, "api_key", upstream, url);
            assert!(made.ignores_endpoint());
            assert_eq!(ignored(&made).as_deref(), Some(sentence), "{kind} {upstream}");
        }
        let same = connection("pi", "api_key", "groq", "https://API.groq.com/openai/v1");
        assert!(same.ignores_endpoint());
        assert_eq!(ignored(&same), None);
        for (kind, upstream) in
            [("pi", "azure-openai-responses"), ("anthropic", ""), ("pi_compat", "openai")]
        {
            let made = connection(kind, "api_key", upstream, "https://h.example");
            assert!(!made.ignores_endpoint(), "{kind} {upstream}");
            assert_eq!(ignored(&made), None, "{kind} {upstream}");
        }
        let custom = connection("pi", "api_key", "openai", "https://h.example")
            .with("customEndpoint.api", Some("openai-completions".into()));
        assert!(!custom.ignores_endpoint());
    }
}
