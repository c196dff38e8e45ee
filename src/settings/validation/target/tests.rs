//! Which host is contacted, how, with which model, and what is reported about an unused endpoint.

use super::*;
use crate::settings::connection::presets::presets;
use crate::settings::connection::provider::UPSTREAMS;
use crate::settings::craft::describe::{asks_for_instead, unused_endpoint};
use serde_json::{Value, json};

fn probe_target(value: Value) -> Result<ProbeTarget, NoProbe> {
    Connection::new(value).probe_target()
}

fn base(value: Value) -> (Dialect, String) {
    match probe_target(value) {
        Ok(ProbeTarget::Api { dialect, base, .. }) => (dialect, base),
        other => panic!("{other:?}"),
    }
}

fn notes(value: Value, was_asked: bool) -> Vec<String> {
    let connection = Connection::new(value);
    let probe_target = connection.probe_target().expect("askable");
    connection.notes(&probe_target, was_asked)
}

fn groq(base: &str) -> Value {
    json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": "groq", "baseUrl": base})
}

#[test]
fn upstreams_are_probed_at_the_host_of_their_chats() {
    for (upstream, _) in UPSTREAMS {
        let connection = json!({"providerType": "pi", "authType": "api_key",
            "piAuthProvider": upstream, "baseUrl": ""});
        let found = probe_target(connection);
        let own = ["azure-openai-responses", "cloudflare-ai-gateway", "cloudflare-workers-ai"];
        assert_eq!(found.is_err(), own.contains(upstream), "{upstream}: {found:?}");
        if let Ok(ProbeTarget::Api { dialect, base, is_stored, variants, .. }) = found {
            let known = Catalogue::bundled().upstream(upstream).expect("in the catalogue");
            // With a key, Codex uses OpenAI's own API.
            if *upstream != "openai-codex" {
                assert_eq!(host(&base), host(known.base_url), "{upstream}");
            }
            let speaks_anthropic = known.api == "anthropic-messages";
            assert_eq!(dialect == Dialect::Anthropic, speaks_anthropic, "{upstream}");
            assert!(!is_stored && variants.is_empty(), "{upstream}");
        }
    }
}

#[test]
fn own_url_applies_where_craft_uses_it() {
    for (connection, dialect, address) in [
        (json!({"providerType": "anthropic"}), Dialect::Anthropic, "https://api.anthropic.com"),
        (
            json!({"providerType": "anthropic", "baseUrl": "https://a.b"}),
            Dialect::Anthropic,
            "https://a.b",
        ),
        (
            json!({"providerType": "openai", "authType": "api_key"}),
            Dialect::OpenAi,
            "https://api.openai.com/v1",
        ),
        // The next start converts it to OpenAI's own.
        (
            json!({"providerType": "openai_compat", "authType": "api_key_with_endpoint",
                "baseUrl": "http://localhost:1/"}),
            Dialect::OpenAi,
            "https://api.openai.com/v1",
        ),
        (groq("https://a.b"), Dialect::OpenAi, "https://api.groq.com/openai/v1"),
        (
            json!({"providerType": "pi", "piAuthProvider": "anthropic", "baseUrl": "https://a.b"}),
            Dialect::Anthropic,
            "https://api.anthropic.com",
        ),
        (
            json!({"providerType": "pi", "piAuthProvider": "google"}),
            Dialect::Google,
            "https://generativelanguage.googleapis.com/v1beta",
        ),
        (
            json!({"providerType": "pi", "piAuthProvider": "azure-openai-responses",
                "baseUrl": " https://a.openai.azure.com/ "}),
            Dialect::Azure,
            "https://a.openai.azure.com/openai/v1",
        ),
        // With its own protocol it is treated like a compatible one.
        (
            json!({"providerType": "pi", "piAuthProvider": "groq", "baseUrl": "https://a.b/v1",
                "customEndpoint": {"api": "openai-completions"}}),
            Dialect::OpenAi,
            "https://a.b/v1",
        ),
        (
            json!({"providerType": "pi_compat", "baseUrl": " https://a.b/ ", "customEndpoint": {"api": "anthropic-messages"}}),
            Dialect::Anthropic,
            "https://a.b/",
        ),
        // The API follows from the model.
        (
            json!({"providerType": "pi", "piAuthProvider": "opencode", "defaultModel": "pi/claude-sonnet-4-5"}),
            Dialect::Anthropic,
            "https://opencode.ai/zen",
        ),
    ] {
        assert_eq!(base(connection.clone()), (dialect, address.to_owned()), "{connection}");
    }
}

#[test]
fn key_uses_the_same_header_as_craft() {
    let header =
        |value: Value, secret: &str| match Connection::new(value).probe_target_with(Some(secret)) {
            Ok(ProbeTarget::Api { header, .. }) => header,
            other => panic!("{other:?}"),
        };
    let of = |upstream: &str| json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": upstream});
    for (connection, secret, expected) in [
        (of("anthropic"), "sk-ant-api03-x", Header::XApiKey),
        (of("anthropic"), "sk-ant-oat01-x", Header::Bearer),
        (of("google"), "x", Header::XGoogApiKey),
        (of("openai"), "x", Header::Bearer),
        (
            json!({"providerType": "anthropic", "authType": "api_key"}),
            "sk-ant-oat01-x",
            Header::XApiKey,
        ),
        (
            json!({"providerType": "pi_compat", "baseUrl": "https://a.b", "customEndpoint": {"api": "anthropic-messages"}}),
            "x",
            Header::XApiKeyAndBearer,
        ),
    ] {
        assert_eq!(header(connection.clone(), secret), expected, "{connection} {secret}");
    }
}

#[test]
fn openai_login_uses_the_codex_binary() {
    let of = |value: Value| probe_target(value).expect("askable");
    assert_eq!(
        of(json!({"providerType": "openai", "authType": "oauth"})),
        ProbeTarget::Codex { path: None }
    );
}

#[test]
fn login_is_probed_at_the_host_of_its_chats() {
    let host = |upstream: &str, token: &str| {
        let connection =
            json!({"providerType": "pi", "authType": "oauth", "piAuthProvider": upstream});
        match Connection::new(connection).probe_target_with(Some(token)) {
            Ok(ProbeTarget::Subscription { base, .. }) => base,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(host("openai-codex", "x"), "https://chatgpt.com");
    assert_eq!(host("github-copilot", "x"), "https://api.individual.githubcopilot.com");
    let business = "tid=1;proxy-ep=proxy.business.githubcopilot.com;exp=2";
    assert_eq!(host("github-copilot", business), "https://api.business.githubcopilot.com");
}

#[test]
fn missing_fields_are_reported() {
    for (connection, message) in [
        (json!({"providerType": "copilot"}), "not known"),
        (json!({"providerType": "pi"}), "Upstream"),
        (
            json!({"providerType": "pi", "piAuthProvider": "openai-eu"}),
            "doesn't know this upstream",
        ),
        (
            json!({"providerType": "pi", "piAuthProvider": "cloudflare-workers-ai"}),
            "CLOUDFLARE_ACCOUNT_ID",
        ),
        (json!({"providerType": "pi_compat", "baseUrl": "https://a.b"}), "Protocol"),
        (
            json!({"providerType": "pi_compat", "customEndpoint": {"api": "openai-completions"}}),
            "Endpoint",
        ),
    ] {
        let error = probe_target(connection).expect_err(message);
        assert!(error.why.contains(message), "{error:?}");
    }
}

#[test]
fn unused_endpoint_is_reported_with_the_actual_one() {
    assert_eq!(
        notes(groq("https://me:secret-password@a.b/v1"), true),
        [unused_endpoint("https://(hidden)@a.b/v1", Some("api.groq.com"), false, true)]
    );
    assert_eq!(
        notes(groq("https://a.b"), false),
        [unused_endpoint("https://a.b", Some("api.groq.com"), false, false)]
    );
    // Another path on the same host is another endpoint.
    assert_eq!(notes(groq("https://api.groq.com/v2"), true).len(), 1);
    let older = json!({"providerType": "openai_compat", "authType": "none", "baseUrl": "http://localhost:1"});
    let after_start = unused_endpoint("http://localhost:1", Some("api.openai.com"), true, true);
    assert_eq!(notes(older, true)[0], after_start);
    let azure = json!({"providerType": "pi", "authType": "api_key",
        "piAuthProvider": "azure-openai-responses", "baseUrl": "https://a.openai.azure.com"});
    assert!(notes(azure, true).is_empty());
}

#[test]
fn no_preset_has_an_unused_endpoint() {
    for preset in presets() {
        let fields = Value::Object(preset.fields().clone());
        let connection = Connection::new(fields);
        let Ok(probe_target) = connection.probe_target() else { continue };
        assert_eq!(connection.notes(&probe_target, true), [""; 0], "{}", preset.name);
    }
}

#[test]
fn model_is_the_one_that_craft_sends() {
    let sent = |upstream: &str, model: &str| {
        let connection = Connection::new(json!({"providerType": "pi", "authType": "api_key",
            "piAuthProvider": upstream, "defaultModel": model}));
        let probe_target = connection.probe_target().expect("askable");
        (connection.sent_model().expect("one"), connection.notes(&probe_target, true))
    };
    assert_eq!(sent("groq", "pi/groq/compound"), ("groq/compound".to_owned(), Vec::new()));
    assert_eq!(sent("minimax-cn", "pi/MiniMax-M2.7").0, "M2.7");
    let (model, notes) = sent("groq", "pi/of-next-year");
    assert_eq!(model, "openai/gpt-oss-120b");
    assert_eq!(notes, [asks_for_instead("of-next-year", &model)]);
    // A custom endpoint has every model in its list.
    let compat = json!({"providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1",
        "customEndpoint": {"api": "openai-completions"}, "defaultModel": "pi/a"});
    let compat = Connection::new(compat);
    assert_eq!(compat.sent_model().as_deref(), Some("a"));
    // For a model that is not in the list, Craft requests the first one.
    let listed = compat.clone().with("models", Some(json!(["b"])));
    assert_eq!(listed.sent_model().as_deref(), Some("b"));
    assert_eq!(compat.with("defaultModel", Some(" ".into())).sent_model(), None);
}

#[test]
fn credential_is_only_sent_to_its_service() {
    for (auth, upstream, fits) in [
        ("iam_credentials", "amazon-bedrock", true),
        ("iam_credentials", "groq", false),
        ("iam_credentials", "google-vertex", false),
        ("service_account_file", "google-vertex", true),
        ("service_account_file", "openai", false),
    ] {
        let connection =
            json!({"providerType": "pi", "authType": auth, "piAuthProvider": upstream});
        assert_eq!(probe_target(connection).is_ok(), fits, "{auth} {upstream}");
    }
}

#[test]
fn destination_follows_the_host_that_craft_contacts() {
    let at = |base: &str| Connection::new(groq(base));
    assert_eq!(at("https://a.b").destination().as_deref(), Some("api.groq.com"));
    assert!(!at("https://a.b").exposes_secrets_differently_than(&at("https://c.d")));
    let own = |base: &str| at(base).with("customEndpoint.api", Some("openai-completions".into()));
    assert_eq!(own("https://a.b").destination().as_deref(), Some("a.b"));
    assert!(own("https://a.b").exposes_secrets_differently_than(&at("https://a.b")));
}

#[test]
fn secret_exposure_depends_on_host_and_encryption_not_path() {
    let own = |base: &str| {
        Connection::new(groq(base)).with("customEndpoint.api", Some("openai-completions".into()))
    };
    let reaches_others =
        |before: &str, after: &str| own(before).exposes_secrets_differently_than(&own(after));
    for (before, after) in [
        ("https://a.b/v1", "https://a.b/v2"),
        ("https://a.b", "https://A.B/v1"),
        ("http://a.b/v1", "https://a.b/v1"),
        ("http://a.b/v1", "http://a.b/v2"),
        ("http://localhost:1", "https://localhost:1/v1"),
        ("https://localhost:1", "http://localhost:1"),
    ] {
        assert!(!reaches_others(before, after), "{before} → {after}");
    }
    for (before, after) in [
        ("https://a.b/v1", "http://a.b/v1"),
        ("https://a.b/v1", "https://c.d/v1"),
        ("https://a.b/v1", "https://a.b:8443/v1"),
        ("http://localhost:1", "http://localhost:2"),
    ] {
        assert!(reaches_others(before, after), "{before} → {after}");
    }
}

#[test]
fn only_plain_http_to_another_machine_is_unencrypted() {
    let clear = |url: &str, auth: &str| {
        let c =
            Connection::new(json!({"providerType": "pi_compat", "authType": auth, "baseUrl": url,
            "customEndpoint": {"api": "openai-completions"}}));
        c.unencrypted_host().map(str::to_owned)
    };
    let key = "api_key_with_endpoint";
    assert_eq!(clear("HTTP://a.b:1/v1", key), Some("a.b:1".to_owned()));
    assert_eq!(clear("http://a.b", "none"), None);
    assert_eq!(clear("http://u:p@a.b", "none"), Some("a.b".to_owned()));
    assert_eq!(clear("https://a.b", key), None);
    assert_eq!(clear("http://localhost:1", key), None);
    // Craft does not go there.
    assert_eq!(Connection::new(groq("http://a.b")).unencrypted_host(), None);
    assert_eq!(Connection::new(groq("http://api.groq.com")).unencrypted_host(), None);
}
