//! Every provider by the address that is its own: who is asked, in which words, and with which key.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::probe::asking::list;
use crate::probe::internet::{Internet, home, outcomes, report};
use crate::support::server::{Reply, Request};
use crate::support::tokens;

/// A provider: its connection, where its key comes from, and what is asked with it.
struct Row {
    connection: Value,
    /// The variable that holds the key; none where it is stored.
    variable: Option<&'static str>,
    host: &'static str,
    path: &'static str,
    header: &'static str,
    before: &'static str,
}

/// The key of a connection.
fn key(slug: &str) -> String {
    format!("PLANTED-key-of-{slug}")
}

fn stored(slug: &str, fields: &Value, host: &'static str, path: &'static str) -> Row {
    let mut connection = json!({"slug": slug, "name": slug, "createdAt": 1});
    let object = connection.as_object_mut().expect("an object");
    object.extend(fields.as_object().expect("an object").clone());
    Row { connection, variable: None, host, path, header: "authorization", before: "Bearer " }
}

fn environment(
    upstream: &str,
    variable: &'static str,
    host: &'static str,
    path: &'static str,
) -> Row {
    let fields =
        json!({"providerType": "pi", "authType": "environment", "piAuthProvider": upstream});
    Row { variable: Some(variable), ..stored(upstream, &fields, host, path) }
}

impl Row {
    fn by(self, header: &'static str) -> Self {
        Self { header, before: "", ..self }
    }

    fn slug(&self) -> &str {
        self.connection["slug"].as_str().expect("text")
    }
}

/// Those whose key is stored.
fn with_stored_keys() -> Vec<Row> {
    let anthropic = "api.anthropic.com";
    let pi = |auth: &str, upstream: &str| json!({"providerType": "pi", "authType": auth, "piAuthProvider": upstream});
    let compat = |base: &str, api: &str| {
        json!({"providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": if api == "anthropic-messages" { "anthropic" } else { "openai" },
        "baseUrl": base, "customEndpoint": {"api": api}})
    };
    let mut azure = pi("api_key", "azure-openai-responses");
    azure["baseUrl"] = json!("https://own.openai.azure.com/openai/v1");
    vec![
        stored(
            "own-anthropic",
            &json!({"providerType": "anthropic", "authType": "api_key"}),
            anthropic,
            "/v1/models",
        )
        .by("x-api-key"),
        stored(
            "own-login",
            &json!({"providerType": "anthropic", "authType": "oauth"}),
            anthropic,
            "/v1/models",
        ),
        stored(
            "own-openai",
            &json!({"providerType": "openai", "authType": "api_key"}),
            "api.openai.com",
            "/v1/models",
        ),
        stored("pi-openai", &pi("api_key", "openai"), "api.openai.com", "/v1/models"),
        // The same API, by the key instead of the login.
        stored("pi-codex", &pi("api_key", "openai-codex"), "api.openai.com", "/v1/models"),
        stored("pi-login", &pi("oauth", "anthropic"), anthropic, "/v1/models"),
        stored("azure", &azure, "own.openai.azure.com", "/openai/v1/models").by("api-key"),
        stored(
            "minimax",
            &compat("https://api.minimax.io/anthropic", "anthropic-messages"),
            "api.minimax.io",
            "/anthropic/v1/models",
        )
        .by("x-api-key"),
        stored(
            "manifest",
            &compat("https://app.manifest.build/v1", "openai-completions"),
            "app.manifest.build",
            "/v1/models",
        ),
    ]
}

/// Those whose key is in the environment.
fn with_keys_of_the_environment() -> Vec<Row> {
    let anthropic = "api.anthropic.com";
    vec![
        environment("anthropic", "ANTHROPIC_API_KEY", anthropic, "/v1/models").by("x-api-key"),
        environment("openai", "OPENAI_API_KEY", "api.openai.com", "/v1/models"),
        environment(
            "google",
            "GEMINI_API_KEY",
            "generativelanguage.googleapis.com",
            "/v1beta/models",
        )
        .by("x-goog-api-key"),
        environment("openrouter", "OPENROUTER_API_KEY", "openrouter.ai", "/api/v1/models"),
        environment("groq", "GROQ_API_KEY", "api.groq.com", "/openai/v1/models"),
        environment("mistral", "MISTRAL_API_KEY", "api.mistral.ai", "/v1/models"),
        environment("deepseek", "DEEPSEEK_API_KEY", "api.deepseek.com", "/models"),
        environment("xai", "XAI_API_KEY", "api.x.ai", "/v1/models"),
        environment("cerebras", "CEREBRAS_API_KEY", "api.cerebras.ai", "/v1/models"),
        environment("zai", "ZAI_API_KEY", "api.z.ai", "/api/coding/paas/v4/models"),
        environment("huggingface", "HF_TOKEN", "router.huggingface.co", "/v1/models"),
        environment(
            "vercel-ai-gateway",
            "AI_GATEWAY_API_KEY",
            "ai-gateway.vercel.sh",
            "/v1/models",
        )
        .by("x-api-key"),
    ]
}

/// The providers with a question about an account, and a good answer.
const QUESTIONS: [(&str, &str, &str); 4] = [
    ("openrouter.ai", "/api/v1/key", r#"{"data": {"limit_remaining": null}}"#),
    (
        "api.deepseek.com",
        "/user/balance",
        r#"{"balance_infos": [{"currency": "USD", "total_balance": "1"}]}"#,
    ),
    ("api.moonshot.ai", "/v1/users/me/balance", r#"{"data": {"available_balance": 1}}"#),
    ("api.moonshot.cn", "/v1/users/me/balance", r#"{"data": {"available_balance": 1}}"#),
];

/// A list for whoever has any of the keys, and the answers to questions about accounts.
fn answer(request: &Request) -> Reply {
    let question = QUESTIONS.into_iter().find(|(_, path, _)| *path == request.path);
    if let Some((.., body)) = question.filter(|_| request.has("PLANTED")) {
        Reply::Json(200, serde_json::from_str(body).expect("JSON"))
    } else if request.has("PLANTED") {
        Reply::Json(200, list(&["m"]))
    } else {
        Reply::Json(401, json!({"error": {"message": "Who are you?"}}))
    }
}

#[test]
fn every_provider_is_asked_only_at_its_own_url_with_its_own_key() {
    let mut rows = with_stored_keys();
    rows.extend(with_keys_of_the_environment());
    let names: BTreeSet<&str> = rows.iter().map(|row| row.host).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let internet = Internet::start(&names, answer);
    let connections: Vec<Value> = rows.iter().map(|row| row.connection.clone()).collect();
    let tree = home(&connections);
    let mut program = internet.program(&tree);
    for row in &rows {
        match row.variable {
            Some(name) => {
                program.env(name, key(row.slug()));
            }
            None => {
                tree.run_with(&["secret", "set", row.slug()], &key(row.slug())).done();
            }
        }
    }
    let ran =
        crate::probe::internet::validate(program, &["--all", "--json", "--timeout", "60"]).done();
    let json = ran.json();
    assert_eq!(json["valid"], true, "{json:#}");
    let requests = internet.server.requests();
    for row in &rows {
        let found = report(&json, row.slug());
        // No default model is set, and that is no failure.
        assert_eq!(outcomes(found), ["passed", "passed", "passed", "notAsked"], "{found:#}");
        // Some have a question for a key or its account.
        let question = QUESTIONS.into_iter().find(|(host, ..)| *host == row.host);
        let has_question = question.is_some();
        let path = question.map_or(row.path, |(_, path, _)| path);
        let what = format!("GET https://{}{path}", row.host);
        assert_eq!(found["stages"][2]["asked"]["what"], json!(what));
        // The key is in one request for the list, at its place, on the way to its own host.
        let key = key(row.slug());
        let own: Vec<&Request> = requests.iter().filter(|r| r.has(&key)).collect();
        let is_login = row.slug().ends_with("-login");
        assert_eq!(own.len(), 1 + usize::from(has_question || is_login), "{} {own:?}", row.slug());
        // Of a login of Claude's, what is used is asked first.
        let first = if is_login { "/api/oauth/usage" } else { row.path };
        assert_eq!(own[0].line(), format!("GET {first}"), "{}", row.slug());
        assert_eq!(own[0].header("host"), Some(row.host), "{}", row.slug());
        let value = format!("{}{key}", row.before);
        assert_eq!(own[0].header(row.header), Some(value.as_str()), "{}", row.slug());
        assert_eq!(
            own[0].header("anthropic-beta"),
            is_login.then_some("oauth-2025-04-20"),
            "{}",
            row.slug()
        );
        let has_version = own[0].header("anthropic-version").is_some();
        let is_anthropic = is_login || row.header == "x-api-key";
        assert_eq!(has_version, is_anthropic, "{}", row.slug());
    }
    // Each is asked once more: without its key, to see whether the list is for anybody, or about
    // the key or the login.
    assert_eq!(requests.len(), 2 * rows.len());
    let mut asked = internet.proxy.asked();
    let twice = rows.iter().flat_map(|row| [row.host, row.host]);
    let mut expected: Vec<String> = twice.map(|host| format!("{host}:443")).collect();
    asked.sort();
    expected.sort();
    assert_eq!(asked, expected);
}

#[test]
fn logins_of_subscriptions_are_asked_at_their_own_hosts_with_their_own_tokens() {
    let hosts =
        ["api.individual.githubcopilot.com", "api.github.com", "chatgpt.com", "api.anthropic.com"];
    let internet = Internet::start(&hosts, |request| match request.path.as_str() {
        "/copilot_internal/v2/token" => {
            Reply::Json(200, json!({"token": "tid=PLANTED-copilot;exp=1", "expires_at": 1}))
        }
        "/models" => Reply::Json(200, list(&["gpt-5.4"])),
        path if path.starts_with("/backend-api/codex/models") => {
            Reply::Json(200, json!({"models": [{"slug": "gpt-5.5"}]}))
        }
        "/backend-api/wham/usage" => {
            let window = json!({"used_percent": 40, "limit_window_seconds": 18_000});
            Reply::Json(200, json!({"plan_type": "plus", "rate_limit": {"primary_window": window}}))
        }
        _ => Reply::Json(404, json!({})),
    });
    let pi = |slug: &str, upstream: &str| json!({"slug": slug, "name": slug, "providerType": "pi", "authType": "oauth", "piAuthProvider": upstream, "createdAt": 1});
    let tree = home(&[pi("copilot", "github-copilot"), pi("chatgpt", "openai-codex")]);
    tree.run_with(&["secret", "set", "copilot"], tokens::GITHUB).done();
    tree.run_with(&["secret", "set", "chatgpt"], tokens::CHATGPT).done();
    let ran = internet.validate(&tree, &["--all", "--json", "--timeout", "60"]).done();
    let json = ran.json();
    for slug in ["copilot", "chatgpt"] {
        let found = report(&json, slug);
        assert_eq!(outcomes(found)[..3], ["passed", "passed", "passed"], "{found:#}");
        assert_eq!(found["verdict"], "valid");
    }
    let limits = json!([{"name": "5 h window", "usedPercent": 40}]);
    let usage = &report(&json, "chatgpt")["usage"];
    assert_eq!(*usage, json!({"plan": "ChatGPT Plus", "limits": limits}));
    assert_eq!(report(&json, "copilot")["usage"], Value::Null);
    for request in internet.server.requests() {
        let token = match request.header("host").expect("a host") {
            "chatgpt.com" => tokens::CHATGPT,
            "api.github.com" => tokens::GITHUB,
            "api.individual.githubcopilot.com" => "tid=PLANTED-copilot;exp=1",
            other => panic!("{other}"),
        };
        let bearer = format!("Bearer {token}");
        assert_eq!(request.header("authorization"), Some(bearer.as_str()), "{request:?}");
        assert!(!request.path.contains("PLANTED"));
    }
}

#[test]
fn login_token_of_the_environment_precedes_a_key_as_in_craft() {
    let internet = Internet::start(&["api.anthropic.com"], answer);
    let tree = home(&[environment("anthropic", "", "", "").connection]);
    let mut program = internet.program(&tree);
    program.env("ANTHROPIC_OAUTH_TOKEN", key("login"));
    crate::probe::internet::validate(program, &["anthropic", "--timeout", "60"]).done();
    let request = internet.server.requests().remove(0);
    assert_eq!(request.header("authorization"), Some(format!("Bearer {}", key("login")).as_str()));
    assert_eq!(request.header("anthropic-beta"), Some("oauth-2025-04-20"));
    let mut program = internet.program(&tree);
    program.env("ANTHROPIC_OAUTH_TOKEN", key("login"));
    program.env("ANTHROPIC_API_KEY", key("api"));
    crate::probe::internet::validate(program, &["anthropic", "--timeout", "60"]).done();
    let request = internet.server.requests().remove(2);
    assert_eq!(request.header("authorization"), Some(format!("Bearer {}", key("login")).as_str()));
    assert!(!request.has(&key("api")));
}

#[test]
fn environment_without_a_key_is_reported_with_accepted_variables() {
    let internet = Internet::start(&["generativelanguage.googleapis.com"], answer);
    let tree = home(&[environment("google", "", "", "").connection]);
    let ran = internet.validate(&tree, &["google", "--json"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    let found = report(&json, "google");
    assert_eq!(outcomes(found), ["failed", "notAsked", "notAsked", "notAsked"]);
    let sentence = found["sentence"].as_str().expect("text");
    assert!(sentence.contains("GEMINI_API_KEY not set."), "{sentence}");
    assert!(internet.proxy.asked().is_empty());
}
