//! The login providers, played by one server on this machine: each path returns the test's answers
//! one by one, then repeats the last.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::server::{Reply, Request, Server};

/// The hosts it stands in for.
const HOSTS: [&str; 5] = [
    "auth.openai.com",
    "github.com",
    "api.github.com",
    "api.business.githubcopilot.com",
    "chatgpt.com",
];

/// How long a second of waiting takes in these tests.
pub const SECOND: Duration = Duration::from_millis(10);

pub const COPILOT_TOKEN: &str =
    "tid=PLANTED;exp=1;sku=monthly_subscriber;proxy-ep=proxy.business.githubcopilot.com;x=PLANTED";
pub const GITHUB_TOKEN: &str = "ghu_PLANTED0123456789abcdefABCDEF";

pub type Answer = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

/// A JSON answer.
pub fn json_of(status: u16, json: Value) -> Answer {
    Box::new(move |_| Reply::Json(status, json.clone()))
}

/// An answer with these bytes, after which the connection ends.
pub fn bytes_of(bytes: &'static [u8]) -> Answer {
    Box::new(move |_| Reply::Bytes(bytes.to_vec()))
}

/// A page injected by the network.
pub fn page() -> Answer {
    Box::new(|_| {
        let kind = vec![("content-type", "text/html".to_owned())];
        Reply::Full(200, kind, b"<!doctype html><html><title>Hotel Wi-Fi</title></html>".to_vec())
    })
}

/// Answers each path by a script.
pub fn answering(
    script: Vec<(&'static str, Vec<Answer>)>,
) -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    let paths: HashMap<&'static str, (Mutex<usize>, Vec<Answer>)> =
        script.into_iter().map(|(path, answers)| (path, (Mutex::new(0), answers))).collect();
    move |request| {
        let path = request.path.split('?').next().unwrap_or_default();
        let Some((next, answers)) = paths.get(path) else {
            return Reply::Json(404, json!({"message": "no such path"}));
        };
        let mut next = next.lock().expect("no test panicked in it");
        let answer = &answers[(*next).min(answers.len() - 1)];
        *next += 1;
        answer(request)
    }
}

pub struct LoginProvider {
    pub server: Server,
}

impl LoginProvider {
    pub fn start(script: Vec<(&'static str, Vec<Answer>)>) -> Self {
        Self { server: Server::start(answering(script)) }
    }

    /// The setting that directs the hosts to it.
    pub fn hosts(&self) -> String {
        let pairs = HOSTS.map(|host| format!("{host}={}", self.server.url()));
        pairs.join(",")
    }

    /// The bodies sent to a path.
    pub fn bodies(&self, path: &str) -> Vec<String> {
        let requests = self.server.requests().into_iter();
        requests.filter(|r| r.path == path).map(|request| request.body).collect()
    }
}

pub const USER_CODE: &str = "/api/accounts/deviceauth/usercode";
pub const DEVICE_TOKEN: &str = "/api/accounts/deviceauth/token";
pub const OAUTH_TOKEN: &str = "/oauth/token";

/// A `ChatGPT` code, as its server returns one: the interval is a string.
pub fn chatgpt_code() -> Answer {
    json_of(
        200,
        json!({"device_auth_id": "PLANTED-device", "user_code": "WXYZ-1234", "interval": "0"}),
    )
}

/// The same, expiring after two polls.
pub fn short_chatgpt_code() -> Answer {
    json_of(
        200,
        json!({"device_auth_id": "PLANTED-device", "user_code": "WXYZ-1234", "interval": "0", "expires_in": 17}),
    )
}

pub fn granted() -> Answer {
    let granted = json!({"authorization_code": "PLANTED-code", "code_verifier": "PLANTED-verifier", "code_challenge": "x"});
    json_of(200, granted)
}

/// A token with claims.
pub fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.PLANTED-signature", part(&json!({"alg": "none"})), part(claims))
}

pub fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after the epoch").as_secs()
}

/// An account's tokens.
pub fn chatgpt_tokens(account: &str, email: &str) -> Value {
    let auth = json!({"chatgpt_account_id": account, "chatgpt_plan_type": "plus"});
    json!({
        "id_token": jwt(&json!({"email": email, "https://api.openai.com/auth": auth})),
        "access_token": jwt(&json!({"https://api.openai.com/auth": auth, "iat": seconds()})),
        "refresh_token": "PLANTED-refresh",
        "expires_in": 864_000,
    })
}

/// `ChatGPT` by device code: the person enters it before the second poll.
pub fn chatgpt() -> Vec<(&'static str, Vec<Answer>)> {
    vec![
        (USER_CODE, vec![chatgpt_code()]),
        (DEVICE_TOKEN, vec![json_of(403, json!({})), granted()]),
        (OAUTH_TOKEN, vec![json_of(200, chatgpt_tokens("acc-1", "ada@example.com"))]),
    ]
}

pub const DEVICE_CODE: &str = "/login/device/code";
pub const ACCESS_TOKEN: &str = "/login/oauth/access_token";
pub const EXCHANGE: &str = "/copilot_internal/v2/token";
pub const MODELS: &str = "/models";

pub fn copilot_code() -> Answer {
    json_of(
        200,
        json!({"device_code": "PLANTED-device", "user_code": "ABCD-5678",
        "verification_uri": "https://github.com/login/device", "interval": 1, "expires_in": 900}),
    )
}

pub fn copilot_models(state: &str) -> Value {
    json!({"data": [
        {"id": "gpt-5", "name": "GPT-5", "capabilities": {"limits": {"max_context_window_tokens": 128_000}}},
        {"id": "claude-sonnet-4.6", "name": "Claude Sonnet 4.6", "policy": {"state": state},
         "capabilities": {"limits": {"max_context_window_tokens": 200_000}}},
        {"id": "gpt-4o", "name": "GPT-4o"},
        {"id": "off", "name": "Off", "policy": {"state": "disabled"}},
    ]})
}

/// Copilot by device code: the person enters it before the third poll; the second came too early.
pub fn copilot(state: &str) -> Vec<(&'static str, Vec<Answer>)> {
    vec![
        (DEVICE_CODE, vec![copilot_code()]),
        (
            ACCESS_TOKEN,
            vec![
                json_of(200, json!({"error": "authorization_pending"})),
                json_of(200, json!({"error": "slow_down", "interval": 10})),
                json_of(200, json!({"access_token": GITHUB_TOKEN, "token_type": "bearer"})),
            ],
        ),
        (
            EXCHANGE,
            vec![json_of(200, json!({"token": COPILOT_TOKEN, "expires_at": 1_900_000_000_u64}))],
        ),
        (
            MODELS,
            vec![json_of(200, copilot_models(state)), json_of(200, copilot_models("enabled"))],
        ),
        ("/models/claude-sonnet-4.6/policy", vec![json_of(200, json!({}))]),
    ]
}
