//! Which host Craft asks: every request that was seen, and every refusal.

use llm_connections::settings::catalogue::Catalogue;
use llm_connections::settings::craft::sends::{
    CUSTOM, Chat, ElsewhereReason, KeyFrom, NoRequest, Preflight, Sends, sends,
};
use llm_connections::settings::craft::small_model::small_model;
use llm_connections::settings::craft::stored::{Iam, Stored, StoredKey, StoredLogin, Variables};
use serde_json::{Value, json};

use crate::craft::data::{Object, cases, name};

const NOW: u64 = 1_800_000_000_000;

/// A connection in a case's short form.
fn connection(case: &Value) -> Object {
    let short = &case["connection"];
    let keys = [
        ("type", "providerType"),
        ("auth", "authType"),
        ("upstream", "piAuthProvider"),
        ("url", "baseUrl"),
        ("models", "models"),
        ("default", "defaultModel"),
    ];
    let set =
        keys.into_iter().filter_map(|(from, to)| Some((to.to_owned(), short.get(from)?.clone())));
    let mut object: Object = set.collect();
    object.insert("slug".to_owned(), "x".into());
    if let Some(api) = short.get("api") {
        object.insert("customEndpoint".to_owned(), json!({"api": api}));
    }
    object
}

fn variables(case: &Value) -> Variables {
    let all = case["variables"].as_object().into_iter().flatten();
    Variables::new(all.map(|(name, value)| (name.as_str(), value.as_str().expect("text"))))
}

fn stored(case: &Value, variables: &Variables) -> Stored {
    let has = &case["stored"];
    let key = |value: &Value| value.as_str().and_then(|secret| StoredKey::of(secret, variables));
    Stored {
        api_key: key(&has["key"]),
        oauth: has.get("login").map(|login| StoredLogin {
            token: key(&login["token"]),
            refreshable: login["refresh"] == true,
            expires_at: login["ends"].as_u64(),
        }),
        iam: has.get("iam").map(|iam| Iam {
            is_complete: true,
            region: iam["region"].as_str().map(str::to_owned),
        }),
        service_account: has["service_account"] == true,
        claude_login: has["claude_login"] == true,
        anthropic_key: key(&has["old_key"]),
    }
}

fn answer(case: &Value) -> Sends {
    let connection = connection(case);
    let variables = variables(case);
    let chat = Chat {
        connection: &connection,
        model: case["session_model"].as_str(),
        stored: &stored(case, &variables),
        variables: &variables,
        now_ms: NOW,
    };
    if case["connection"]["small"] == true {
        let model = small_model(&connection).map(|small| small.id);
        sends(&Chat { model: model.as_deref(), ..chat })
    } else {
        sends(&chat)
    }
}

/// What a case calls the place a key comes from.
fn source(key: &KeyFrom) -> &'static str {
    match key {
        KeyFrom::Stored | KeyFrom::StoredLogin | KeyFrom::AwsKeys | KeyFrom::ClaudeLogin => {
            "stored"
        }
        KeyFrom::Variable(_) => "variable",
        KeyFrom::Command => "command",
        KeyFrom::NamedVariable(_) => "named variable",
        KeyFrom::OldAnthropicKey => "old key",
        KeyFrom::NotNeeded => "not needed",
    }
}

#[test]
fn every_chat_is_sent_where_craft_sent_it() {
    let cases = cases("sends.jsonl", 124);
    let (mut sent, mut nothing) = (0, 0);
    for case in &cases {
        let answer = answer(case);
        let called = name(case);
        if let Some(expected) = case["says"].as_str() {
            let Sends::Nothing(why) = &answer else {
                panic!("{called}: {answer:?}");
            };
            assert_eq!(why.to_string(), expected, "{called}");
            nothing += 1;
            continue;
        }
        let request = answer.request().unwrap_or_else(|| panic!("{called}: {answer:?}"));
        let first = request.preflight.as_ref().map(|first| match first {
            Preflight::Renewal(url) => *url,
            Preflight::WebSocket(url) => url,
        });
        assert_eq!(first, case["first"].as_str(), "{called}");
        if case.get("to").is_some() {
            // The URL parser of Craft's language writes a host in lower case.
            let url = request.url.replace("LOCALHOST", "localhost");
            assert_eq!(url, case["to"], "{called}");
            assert_eq!(format!("{:?}", request.header), case["header"], "{called}");
            assert_eq!(request.model, case["model"], "{called}");
            assert_eq!(source(&request.key), case["sends"], "{called}");
        }
        sent += 1;
    }
    println!("{sent} requests and {nothing} refusals agree");
    assert_eq!((sent, nothing), (100, 24));
}

fn case(connection: Value, stored: Value, variables: Value) -> Value {
    let parts = [("connection", connection), ("stored", stored), ("variables", variables)];
    Value::Object(parts.map(|(key, value)| (key.to_owned(), value)).into_iter().collect())
}

fn compat(more: Value) -> Value {
    let mut connection = json!({"type": "pi_compat", "auth": "api_key_with_endpoint", "upstream": "openai",
        "url": "https://own.example/v1", "api": "openai-completions", "models": ["m1"], "default": "m1"});
    let (Value::Object(more), Some(object)) = (more, connection.as_object_mut()) else {
        panic!("both are objects");
    };
    for (key, value) in more {
        if value.is_null() {
            object.shift_remove(&key);
        } else {
            object.insert(key, value);
        }
    }
    connection
}

#[test]
fn key_sent_to_another_host_is_reported_with_host_and_reason() {
    let elsewhere = |connection: Value| {
        let answer = answer(&case(connection, json!({"key": "sk-x"}), json!({})));
        answer.key_goes_elsewhere().map(|(host, because)| (host.to_owned(), because))
    };
    let to = |host: &str, because| Some((host.to_owned(), because));
    assert_eq!(elsewhere(compat(json!({}))), None);
    assert_eq!(
        elsewhere(compat(json!({"default": "m2"}))),
        to("api.openai.com", ElsewhereReason::ModelNotListed)
    );
    assert_eq!(
        elsewhere(compat(json!({"api": null}))),
        to("api.openai.com", ElsewhereReason::NoCustomEndpoint)
    );
    assert_eq!(
        elsewhere(compat(json!({"url": null}))),
        to("api.openai.com", ElsewhereReason::NoBaseUrl)
    );
    assert_eq!(
        elsewhere(compat(
            json!({"upstream": "anthropic", "api": "anthropic-messages", "default": "m2"})
        )),
        to("api.anthropic.com", ElsewhereReason::ModelNotListed)
    );
    let pi = |url: &str| json!({"type": "pi", "auth": "api_key", "upstream": "groq", "url": url, "default": "pi/openai/gpt-oss-120b"});
    assert_eq!(
        elsewhere(pi("https://proxy.example/v1")),
        to("api.groq.com", ElsewhereReason::BaseUrlIgnored)
    );
    assert_eq!(
        elsewhere(pi("https://API.groq.com/openai/v1")),
        None,
        "Craft's own set-up writes the provider's own"
    );
}

#[test]
fn session_with_its_own_model_is_covered() {
    let mut case = case(compat(json!({})), json!({"key": "sk-x"}), json!({}));
    case["session_model"] = "gpt-5".into();
    let Sends::Elsewhere { request, because } = answer(&case) else {
        panic!("the endpoint does not have it");
    };
    assert_eq!(
        (request.url.as_str(), request.model.as_str()),
        ("https://api.openai.com/v1/responses", "gpt-5")
    );
    assert_eq!((because, request.instead_of), (ElsewhereReason::ModelNotListed, None));
}

#[test]
fn an_unknown_model_is_answered_by_another_one_and_perhaps_by_another_provider() {
    let groq = json!({"type": "pi", "auth": "api_key", "upstream": "groq", "default": "pi/my-own"});
    let own = answer(&case(groq.clone(), json!({"key": "sk-x"}), json!({})));
    let request = own.request().expect("a request");
    assert_eq!(
        (request.model.as_str(), request.instead_of.as_deref()),
        ("openai/gpt-oss-120b", Some("my-own"))
    );
    assert_eq!(own.key_goes_elsewhere(), None);
    let other = answer(&case(groq, json!({"key": "sk-x"}), json!({"ANTHROPIC_API_KEY": "set"})));
    let Sends::Elsewhere { request, because } = other else {
        panic!("Anthropic comes first");
    };
    assert_eq!((request.host(), because), ("api.anthropic.com", ElsewhereReason::UnknownModel));
    assert_eq!(request.key, KeyFrom::Variable("ANTHROPIC_API_KEY"));
}

#[test]
fn without_a_credential_the_upstream_does_not_count_either() {
    let vertex = json!({"type": "pi", "auth": "environment", "upstream": "google-vertex", "default": "pi/gemini-2.5-flash"});
    let google = answer(&case(vertex, json!({}), json!({"GEMINI_API_KEY": "set"})));
    let Sends::Elsewhere { request, because } = &google else {
        panic!("{google:?}");
    };
    assert_eq!((request.upstream.as_str(), *because), ("google", ElsewhereReason::NoCredential));
    assert_eq!(google.key_goes_elsewhere(), None, "the key is Google's own");
}

#[test]
fn loopback_endpoint_without_upstream_uses_its_first_model() {
    let local = compat(
        json!({"auth": "none", "upstream": null, "url": "http://localhost:1/v1", "default": "m9"}),
    );
    let answer = answer(&case(local, json!({}), json!({})));
    let request = answer.request().expect("a request");
    assert_eq!((request.upstream.as_str(), request.model.as_str()), (CUSTOM, "m1"));
    assert_eq!(request.instead_of.as_deref(), Some("m9"));
}

#[test]
fn a_key_that_is_not_read_differs_from_a_missing_one() {
    let needs = |stored| match answer(&case(compat(json!({"upstream": null})), stored, json!({}))) {
        Sends::Nothing(NoRequest::EndpointNeedsKey { unread }) => unread,
        other => panic!("{other:?}"),
    };
    assert!(needs(json!({"key": "sk-x"})) && !needs(json!({})));
}

#[test]
fn claude_requests_match_measurements() {
    let chat = |auth: &str, stored: Value, url: Option<&str>| {
        let mut connection =
            json!({"type": "anthropic", "auth": auth, "default": "pi/claude-opus-4-7"});
        if let Some(url) = url {
            connection["url"] = url.into();
        }
        answer(&case(
            connection,
            stored,
            json!({"ANTHROPIC_API_KEY": "set", "ANTHROPIC_BASE_URL": "http://other"}),
        ))
    };
    let shown = |answer: Sends| match answer {
        Sends::Request(r) => format!("{} {:?} {:?} {}", r.url, r.header, r.key, r.model),
        Sends::Nothing(why) => why.to_string(),
        Sends::Elsewhere { .. } => "elsewhere".to_owned(),
    };
    let main = "https://api.anthropic.com/v1/messages?beta=true";
    assert_eq!(
        shown(chat("api_key", json!({"key": "sk-x"}), None)),
        format!("{main} XApiKey Stored pi/claude-opus-4-7")
    );
    assert_eq!(shown(chat("api_key", json!({}), None)), "No API key found for: x");
    assert_eq!(
        shown(chat("api_key", json!({}), Some("https://own.example"))),
        "https://own.example/v1/messages?beta=true XApiKey NotNeeded pi/claude-opus-4-7"
    );
    let login = json!({"login": {"token": "sk-ant-oat01-x", "refresh": true}});
    assert_eq!(shown(chat("oauth", login, None)), "Failed to get OAuth token for: x");
    assert_eq!(
        shown(chat("oauth", json!({"claude_login": true}), None)),
        format!("{main} Bearer ClaudeLogin pi/claude-opus-4-7")
    );
    assert_eq!(shown(chat("none", json!({}), None)), "Not logged in · Please run /login");
}

#[test]
fn a_type_that_a_start_converts_sends_nothing_before() {
    for old in ["openai", "bedrock", "vertex", "anthropic_compat", "copilot", "later"] {
        let answer = answer(&case(
            json!({"type": old, "auth": "api_key"}),
            json!({"key": "sk-x"}),
            json!({}),
        ));
        assert_eq!(answer, Sends::Nothing(NoRequest::NotACurrentType), "{old}");
    }
}

#[test]
fn every_upstream_of_the_catalogue_has_a_row_and_a_default_that_it_has() {
    let catalogue = Catalogue::bundled();
    let mut rows = 0;
    for upstream in catalogue.upstreams() {
        let jwt = "e30.eyJodHRwczovL2FwaS5vcGVuYWkuY29tL2F1dGgiOnsiY2hhdGdwdF9hY2NvdW50X2lkIjoiYWNjLTEifX0.x";
        let connection = json!({"type": "pi", "auth": "api_key", "upstream": upstream.name, "default": "no such model"});
        let variables = json!({"CLOUDFLARE_ACCOUNT_ID": "a", "CLOUDFLARE_GATEWAY_ID": "g",
            "AZURE_OPENAI_RESOURCE_NAME": "r"});
        let (connection, stored) = if upstream.name == "amazon-bedrock" {
            let mut connection = connection;
            connection["auth"] = "iam_credentials".into();
            (connection, json!({"iam": {}}))
        } else {
            (connection, json!({"key": jwt}))
        };
        let answer = answer(&case(connection, stored, variables));
        let Sends::Request(request) = &answer else {
            panic!("{}: {answer:?}", upstream.name);
        };
        assert_eq!(request.upstream, upstream.name);
        assert!(
            request.url.starts_with("https://") && !request.url.contains('{'),
            "{}",
            request.url
        );
        rows += 1;
    }
    assert_eq!(rows, 31);
}
