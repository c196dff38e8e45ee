//! Logins of Copilot, proved by the exchange of the GitHub token and by the models of the API that
//! the Copilot token names.

use llm_connections::probe::messages::{self, logins};
use llm_connections::probe::report::StageName;
use llm_connections::settings::credential::key;
use llm_connections::settings::secret::Secret;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::asking::{has_key, list, upstream};
use crate::probe::subscriptions::{
    BUSINESS_HOST, GITHUB_HOST, INDIVIDUAL_HOST, found, hotel, login, serving,
};
use crate::support::login_provider::{COPILOT_TOKEN, GITHUB_TOKEN};

const TOKEN_PATH: &str = "/copilot_internal/v2/token";

fn copilot() -> ProbeRequest {
    // The Copilot token has ended long ago.
    let stored = json!({"value": COPILOT_TOKEN, "refreshToken": GITHUB_TOKEN, "expiresAt": 5});
    login(upstream("github-copilot", "gpt-5.4"), &stored)
}

fn copilot_models(policy: &Value) -> Value {
    let mut model = json!({"id": "gpt-5.4", "name": "GPT-5.4", "capabilities": {"type": "chat"}});
    if !policy.is_null() {
        model["policy"] = json!({"state": policy});
    }
    json!({"data": [model, {"id": "gpt-5-mini"}]})
}

fn copilot_token(token: &str) -> Value {
    json!({"token": token, "expires_at": 1_900_000_000, "refresh_in": 1500,
        "quota_snapshots": {"premium_interactions": {"percent_remaining": 60.0, "unlimited": false}}})
}

#[test]
fn copilot_login_is_exchanged_and_lists_models_at_its_tokens_api() {
    let github = || serving(vec![(TOKEN_PATH, 200, copilot_token(COPILOT_TOKEN))]);
    let api = || serving(vec![("/models", 200, copilot_models(&json!("enabled")))]);
    let found = found(&copilot(), &[(GITHUB_HOST, &github), (BUSINESS_HOST, &api)]);
    found.is("good", "PPPP", None, "");
    assert_eq!(found.lines(), [format!("GET {TOKEN_PATH}"), "GET /models".to_owned()]);
    assert_eq!(found.usage().as_deref(), Some("monthly subscriber · premium requests 40 %"));
    for (request, token) in
        [(&found.requests[0][0], GITHUB_TOKEN), (&found.requests[1][0], COPILOT_TOKEN)]
    {
        assert!(has_key(request, "authorization", &format!("Bearer {token}")), "{request:?}");
        assert_eq!(request.header("editor-version"), Some("vscode/1.107.0"));
        assert_eq!(request.header("copilot-integration-id"), Some("vscode-chat"));
        assert_eq!(request.header("user-agent"), Some("GitHubCopilotChat/0.35.0"));
    }
    let asked = |name| found.report.stage(name).exchange.as_ref().map(|it| it.what.clone());
    assert_eq!(asked(StageName::Auth), Some(format!("GET https://{GITHUB_HOST}{TOKEN_PATH}")));
    // A part of the token names the host, and no part of a token is shown of an address.
    let asked_last = asked(StageName::Model).expect("asked");
    assert!(asked_last.ends_with("/models"), "{asked_last}");
}

#[test]
fn a_github_token_is_judged_by_what_it_is_exchanged_for() {
    let none = json!({"message": "Resource not accessible by integration", "error_details": {"notification_id": "no_copilot_access"}});
    for (case, status, body, stages, reason, advice) in [
        ("refused", 401, json!({"message": "Bad credentials"}), "PPF-", Some("keyRefused"), "L on"),
        ("unknown", 404, json!({"message": "Not Found"}), "PPF-", Some("keyRefused"), "L on"),
        ("no Copilot", 403, none, "PPF-", Some("notAllowed"), logins::GET_COPILOT),
        ("too often", 429, json!({"message": "slow"}), "PPP-", Some("rateLimited"), "Try again"),
        ("trouble", 502, json!({}), "PF--", Some("serverError"), messages::TRY_LATER),
        ("another shape", 200, json!({"token": 5}), "PP--", Some("unclear"), logins::START_A_CHAT),
    ] {
        let github = move || serving(vec![(TOKEN_PATH, status, body.clone())]);
        let found = found(&copilot(), &[(GITHUB_HOST, &github)]);
        found.is(case, stages, reason, advice);
        assert_eq!(found.lines().len(), 1, "{case}");
    }
    let found = found(&copilot(), &[(GITHUB_HOST, &hotel)]);
    found.is("a page", "PF--", Some("webPage"), "browser");
}

#[test]
fn the_models_of_copilot_decide_after_the_exchange() {
    let of = |status: u16, body: Value| {
        let github = || serving(vec![(TOKEN_PATH, 200, copilot_token(COPILOT_TOKEN))]);
        let api = move || serving(vec![("/models", status, body.clone())]);
        found(&copilot(), &[(GITHUB_HOST, &github), (BUSINESS_HOST, &api)])
    };
    for state in ["disabled", "unconfigured"] {
        let found = of(200, copilot_models(&json!(state)));
        found.is(state, "PPPF", Some("accountPolicy"), logins::ACCEPT_TERMS);
        assert_eq!(found.report.sentence(), logins::terms_not_accepted("gpt-5.4"));
    }
    of(200, copilot_models(&Value::Null)).is("no policy", "PPPP", None, "");
    of(200, list(&["gpt-5-mini"])).is("other", "PPPF", Some("unknownModel"), "Choose");
    of(401, json!({"error": "no"})).is(
        "refused",
        "PPF-",
        Some("keyRefused"),
        messages::LOG_IN_AGAIN,
    );
    of(403, json!({"error": "no"})).is("no Copilot", "PPF-", Some("notAllowed"), "settings");
    of(404, json!({"error": "no"})).is("no list", "PPP-", None, "");
    of(500, json!({})).is("trouble", "PF--", Some("serverError"), messages::TRY_LATER);
}

#[test]
fn token_naming_another_host_is_not_sent_there() {
    let token = "tid=PLANTED;proxy-ep=proxy.evil.example;exp=1";
    let github = || serving(vec![(TOKEN_PATH, 200, copilot_token(token))]);
    let api = || serving(vec![("/models", 200, copilot_models(&Value::Null))]);
    // A question at the strange host is found by the server that must not be asked.
    let renewed = found(&copilot(), &[(GITHUB_HOST, &github), (INDIVIDUAL_HOST, &api)]);
    renewed.is("renewed", "PPPP", None, "");
    let alone = login(upstream("github-copilot", "gpt-5.4"), &json!({"value": token}));
    let alone = found(&alone, &[(INDIVIDUAL_HOST, &api)]);
    alone.is("alone", "PPPP", None, "");
    assert_eq!(alone.lines(), ["GET /models"]);
}

#[test]
fn a_typed_github_token_is_exchanged_and_the_stored_one_is_not() {
    let github = || serving(vec![(TOKEN_PATH, 200, copilot_token(COPILOT_TOKEN))]);
    let api = || serving(vec![("/models", 200, copilot_models(&Value::Null))]);
    let typed = "ghu_PLANTED-typed";
    let stored = copilot();
    let fields = vec![(key::VALUE, Some(Secret::new(typed.to_owned())))];
    let request = ProbeRequest { secrets: stored.secrets.clone().with_typed(&fields), ..stored };
    let found = found(&request, &[(GITHUB_HOST, &github), (BUSINESS_HOST, &api)]);
    found.is("typed", "PPPP", None, "");
    assert!(has_key(&found.requests[0][0], "authorization", &format!("Bearer {typed}")));
}
