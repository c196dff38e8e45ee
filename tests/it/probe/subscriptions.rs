//! Logins of subscriptions, proved by questions that cost nothing: each token reaches its own host
//! and no other, no message is sent, and nothing is renewed.

use llm_connections::probe::messages::{self, logins};
use llm_connections::probe::report::{Reason, Report, StageOutcome, Usage, Verdict};
use llm_connections::settings::credential::Facts;
use llm_connections::settings::credential::with_secrets::CredentialSecrets;
use llm_connections::settings::secret::Secret;
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::probe::asking::{
    asked_with_hosts, assert_honest, bystander, has_key, list, outcomes, request, upstream, with,
};
use crate::support::server::{Reply, Request, Server};
use crate::support::tokens::{CHATGPT, CLAUDE};

const NOW: u64 = 1_800_000_000_000;
const REFRESH: &str = "PLANTED-refresh";

const CHATGPT_HOST: &str = "chatgpt.com";
pub(super) const GITHUB_HOST: &str = "api.github.com";
pub(super) const BUSINESS_HOST: &str = "api.business.githubcopilot.com";
const CLAUDE_HOST: &str = "api.anthropic.com";

const CODEX_MODELS: &str = "/backend-api/codex/models?client_version=99.99.99";
const CODEX_USAGE: &str = "/backend-api/wham/usage";
const CLAUDE_USAGE: &str = "/api/oauth/usage";
const CLAUDE_LIST: &str = "/v1/models";

/// A connection with its stored login.
pub(super) fn login(connection: Value, stored: &Value) -> ProbeRequest {
    let text = |name: &str| Some(Secret::new(stored.get(name)?.as_str()?.to_owned()));
    ProbeRequest {
        secrets: CredentialSecrets::stored(text, &Facts::with_variables(stored, 0, |_| false)),
        now_ms: NOW,
        ..request(with(connection, "authType", json!("oauth")), "")
    }
}

fn chatgpt(expires_at: u64) -> ProbeRequest {
    let stored = json!({"value": CHATGPT, "refreshToken": REFRESH, "expiresAt": expires_at});
    login(upstream("openai-codex", "gpt-5.5"), &stored)
}

fn claude(stored: &Value) -> ProbeRequest {
    let connection = json!({"slug": "c", "name": "C", "providerType": "anthropic", "defaultModel": "claude-opus-4-7"});
    login(connection, stored)
}

/// What was found out, and who was asked for it.
pub(super) struct Found {
    pub(super) report: Report,
    /// The requests to each host, in the order of the hosts.
    pub(super) requests: Vec<Vec<Request>>,
}

/// Asks where servers stand for hosts, and one that must not be asked for all others.
pub(super) fn found(request: &ProbeRequest, hosts: &[(&str, &dyn Fn() -> Server)]) -> Found {
    let others = bystander();
    let servers: Vec<(&str, Server)> = hosts.iter().map(|(host, start)| (*host, start())).collect();
    let all = [CHATGPT_HOST, GITHUB_HOST, BUSINESS_HOST, CLAUDE_HOST, INDIVIDUAL_HOST, EVIL_HOST];
    let unused = all.into_iter().filter(|host| servers.iter().all(|(own, _)| own != host));
    let led: Vec<_> = servers.iter().map(|(host, server)| (*host, server)).collect();
    let led: Vec<_> = led.into_iter().chain(unused.map(|host| (host, &others))).collect();
    let report = asked_with_hosts(&led, request);
    assert_honest(&report);
    assert_eq!(others.lines(), [""; 0], "another host was asked");
    let requests: Vec<Vec<Request>> = servers.iter().map(|(_, server)| server.requests()).collect();
    for request in requests.iter().flatten() {
        assert_eq!(request.method, "GET", "no message is sent: {request:?}");
        assert!(!request.has(REFRESH), "{request:?}");
    }
    Found { report, requests }
}

pub(super) const INDIVIDUAL_HOST: &str = "api.individual.githubcopilot.com";
const EVIL_HOST: &str = "api.evil.example";

impl Found {
    #[track_caller]
    pub(super) fn is(&self, case: &str, stages: &str, reason: Option<&str>, advice: &str) {
        let letters: String = outcomes(&self.report)
            .map(|outcome| match outcome {
                StageOutcome::Passed => 'P',
                StageOutcome::Failed => 'F',
                StageOutcome::NotProbed => '-',
            })
            .into_iter()
            .collect();
        assert_eq!(letters, stages, "{case}: {:#?}", self.report);
        let given = self.report.reason().map(Reason::key);
        assert_eq!(given, reason, "{case}: {:#?}", self.report);
        let given = self.report.advice().unwrap_or_default();
        assert!(given.contains(advice), "{case}: {given:?} has no {advice:?}");
        let verdict = match stages {
            _ if stages.contains('F') => Verdict::Failed,
            _ if &stages[2..3] == "P" => Verdict::Valid,
            _ => Verdict::Unproven,
        };
        assert_eq!(self.report.verdict(), verdict, "{case}");
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.requests.iter().flatten().map(|request| format!("GET {}", request.path)).collect()
    }

    pub(super) fn usage(&self) -> Option<String> {
        self.report.usage.as_ref().map(Usage::describe)
    }
}

/// A server that answers each path as it should; others it does not have.
pub(super) fn serving(paths: Vec<(&'static str, u16, Value)>) -> Server {
    Server::start(move |request| {
        let found = paths.iter().find(|(path, ..)| *path == request.path);
        let missing = || Reply::Json(404, json!({"message": "Not Found"}));
        found.map_or_else(missing, |(_, status, body)| Reply::Json(*status, body.clone()))
    })
}

/// A page of the network's own, behind everything.
pub(super) fn hotel() -> Server {
    Server::start(|_| {
        let kind = vec![("content-type", "text/html".to_owned())];
        Reply::Full(200, kind, b"<!doctype html><html><title>Hotel Wi-Fi</title></html>".to_vec())
    })
}

fn codex_models(slugs: &[&str]) -> Value {
    let models: Value = slugs
        .iter()
        .map(|slug| json!({"slug": slug, "display_name": slug.to_uppercase(), "context_window": 272_000}))
        .collect();
    json!({"models": models})
}

fn codex_usage(used: u64, limit_reached: bool) -> Value {
    json!({"plan_type": "plus", "rate_limit": {"allowed": !limit_reached, "limit_reached": limit_reached,
        "primary_window": {"used_percent": used, "limit_window_seconds": 18_000, "reset_after_seconds": 60},
        "secondary_window": {"used_percent": 12, "limit_window_seconds": 604_800, "reset_after_seconds": 60}}})
}

#[test]
fn a_chatgpt_login_is_proved_by_its_models_and_shows_what_is_used() {
    let start = || {
        serving(vec![
            (CODEX_MODELS, 200, codex_models(&["gpt-5.5", "gpt-5.4"])),
            (CODEX_USAGE, 200, codex_usage(40, false)),
        ])
    };
    let found = found(&chatgpt(NOW + 1), &[(CHATGPT_HOST, &start)]);
    found.is("good", "PPPP", None, "");
    assert_eq!(found.report.model_count(), Some(2));
    assert_eq!(found.usage().as_deref(), Some("ChatGPT Plus · 5 h window 40 %, week 12 %"));
    let summary = found.report.summary();
    assert!(summary.ends_with("2 models · 5 h window 40 %, week 12 %"), "{summary}");
    assert_eq!(found.lines(), [CODEX_MODELS, CODEX_USAGE].map(|path| format!("GET {path}")));
    for request in &found.requests[0] {
        assert!(has_key(request, "authorization", &format!("Bearer {CHATGPT}")), "{request:?}");
        assert_eq!(request.header("chatgpt-account-id"), Some("acc-1"));
        assert_eq!(request.header("host"), Some(CHATGPT_HOST));
    }
}

#[test]
fn chatgpt_login_is_judged_by_the_answer_for_its_models() {
    let expired = json!({"error": {"message": "Provided authentication token is expired.", "code": "token_expired"}});
    let invalid =
        json!({"error": {"message": "Your session has ended.", "code": "token_invalidated"}});
    for (case, status, body, stages, reason, advice) in [
        ("refused", 401, invalid, "PPF-", Some("keyRefused"), messages::LOG_IN_AGAIN),
        ("expired", 401, expired, "PP--", None, ""),
        (
            "not allowed",
            403,
            json!({"detail": "no"}),
            "PPF-",
            Some("notAllowed"),
            logins::CHECK_SUBSCRIPTION,
        ),
        ("too often", 429, json!({"detail": "slow"}), "PPP-", Some("rateLimited"), "Try again"),
        ("trouble", 503, json!({}), "PF--", Some("serverError"), messages::TRY_LATER),
        (
            "moved",
            404,
            json!({"detail": "Not Found"}),
            "PP--",
            Some("unclear"),
            logins::START_A_CHAT,
        ),
        ("another shape", 200, json!({"data": 1}), "PP--", Some("unclear"), logins::START_A_CHAT),
        ("another model", 200, codex_models(&["gpt-5.4"]), "PPPF", Some("unknownModel"), "Choose"),
    ] {
        let start = move || serving(vec![(CODEX_MODELS, status, body.clone())]);
        let found = found(&chatgpt(NOW + 1), &[(CHATGPT_HOST, &start)]);
        found.is(case, stages, reason, advice);
        assert_eq!(found.report.usage, None, "{case}");
    }
    let found = found(&chatgpt(NOW + 1), &[(CHATGPT_HOST, &hotel)]);
    found.is("a page", "PF--", Some("webPage"), "browser");
}

#[test]
fn expired_chatgpt_token_is_not_sent_and_not_reported_as_failed() {
    let start = || serving(vec![]);
    let found = found(&chatgpt(NOW - 1), &[(CHATGPT_HOST, &start)]);
    found.is("ended", "PP--", None, "");
    assert_eq!(found.report.sentence(), messages::RENEWED_BY_CRAFT);
    assert_eq!(found.lines(), ["GET /"]);
    assert!(!found.requests[0][0].has("PLANTED"));
}

#[test]
fn a_subscription_that_is_used_up_answers_no_chat() {
    let start = || {
        serving(vec![
            (CODEX_MODELS, 200, codex_models(&["gpt-5.5"])),
            (CODEX_USAGE, 200, codex_usage(100, true)),
        ])
    };
    let of_chatgpt = found(&chatgpt(NOW + 1), &[(CHATGPT_HOST, &start)]);
    of_chatgpt.is("ChatGPT", "PPPF", Some("noCredit"), "Wait");
    assert!(of_chatgpt.report.sentence().contains("5 h window 100 %"));
    let start = || {
        serving(vec![
            (CLAUDE_USAGE, 200, json!({"five_hour": {"utilization": 100.0}, "seven_day": null})),
            (CLAUDE_LIST, 200, list(&["claude-opus-4-7"])),
        ])
    };
    let of_claude = found(&claude(&json!({"value": CLAUDE})), &[(CLAUDE_HOST, &start)]);
    of_claude.is("Claude", "PPPF", Some("noCredit"), "Wait");
}

#[test]
fn a_usage_of_another_shape_shows_nothing() {
    for (status, body) in [(200, json!({"rate_limit": "much"})), (200, json!([])), (500, json!({}))]
    {
        let start = {
            let body = body.clone();
            move || {
                serving(vec![
                    (CODEX_MODELS, 200, codex_models(&["gpt-5.5"])),
                    (CODEX_USAGE, status, body.clone()),
                ])
            }
        };
        let found = found(&chatgpt(NOW + 1), &[(CHATGPT_HOST, &start)]);
        found.is(&body.to_string(), "PPPP", None, "");
        assert_eq!(found.usage(), None);
    }
}

#[test]
fn a_claude_login_is_proved_by_its_usage() {
    let start = || {
        serving(vec![
            (
                CLAUDE_USAGE,
                200,
                json!({"five_hour": {"utilization": 40.0, "resets_at": null}, "seven_day": {"utilization": 12.0}}),
            ),
            (CLAUDE_LIST, 200, list(&["claude-opus-4-7"])),
        ])
    };
    let stored = json!({"value": CLAUDE, "refreshToken": REFRESH, "expiresAt": NOW + 1});
    let found = found(&claude(&stored), &[(CLAUDE_HOST, &start)]);
    found.is("good", "PPPP", None, "");
    assert_eq!(found.usage().as_deref(), Some("5 h window 40 %, week 12 %"));
    assert_eq!(found.lines(), [CLAUDE_USAGE, CLAUDE_LIST].map(|path| format!("GET {path}")));
    for request in &found.requests[0] {
        assert!(has_key(request, "authorization", &format!("Bearer {CLAUDE}")), "{request:?}");
        assert_eq!(request.header("anthropic-beta"), Some("oauth-2025-04-20"));
    }
}

#[test]
fn a_claude_login_is_judged_without_a_message() {
    let scope = json!({"type": "error", "error": {"type": "permission_error",
        "message": "OAuth token does not meet scope requirement user:profile"}});
    let invalid = json!({"type": "error", "error": {"type": "authentication_error", "message": "Invalid bearer token"}});
    let usage = json!({"five_hour": {"utilization": 40.0}, "seven_day": {"utilization": 12.0}});
    let models = || list(&["claude-opus-4-7"]);
    for (case, of_usage, of_list, stages, reason, advice) in [
        (
            "setup token",
            (403, scope.clone()),
            (403, scope.clone()),
            "PP--",
            Some("notAllowed"),
            logins::START_A_CHAT,
        ),
        (
            "setup token, unknown to the list",
            (403, scope.clone()),
            (401, invalid.clone()),
            "PP--",
            Some("notAllowed"),
            logins::START_A_CHAT,
        ),
        ("setup token that lists", (403, scope.clone()), (200, models()), "PPPP", None, ""),
        (
            "refused",
            (401, invalid.clone()),
            (401, invalid.clone()),
            "PPF-",
            Some("keyRefused"),
            messages::LOG_IN_AGAIN,
        ),
        ("asked too often", (429, json!({})), (200, models()), "PPPP", None, ""),
        (
            "asked too often for both",
            (429, json!({})),
            (429, json!({})),
            "PPP-",
            Some("rateLimited"),
            "Try again",
        ),
        ("no list", (200, usage.clone()), (403, scope.clone()), "PPP-", None, ""),
        (
            "trouble",
            (500, json!({})),
            (500, json!({})),
            "PF--",
            Some("serverError"),
            messages::TRY_LATER,
        ),
        (
            "another model",
            (200, usage),
            (200, list(&["claude-other"])),
            "PPPF",
            Some("unknownModel"),
            "Choose",
        ),
    ] {
        let start = move || {
            serving(vec![
                (CLAUDE_USAGE, of_usage.0, of_usage.1.clone()),
                (CLAUDE_LIST, of_list.0, of_list.1.clone()),
            ])
        };
        let found = found(&claude(&json!({"value": CLAUDE})), &[(CLAUDE_HOST, &start)]);
        found.is(case, stages, reason, advice);
    }
    let found = found(&claude(&json!({"value": CLAUDE})), &[(CLAUDE_HOST, &hotel)]);
    found.is("a page", "PF--", Some("webPage"), "browser");
}
