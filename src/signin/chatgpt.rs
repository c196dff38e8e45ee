//! `ChatGPT`: a device code as Codex uses it (not RFC 8628: the server creates the PKCE pair), and
//! the exchange of a code for tokens.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::client::{Client, read};
use super::device_code::{self, Poll, is_code};
use super::failure::SignInFailure;
use super::{DeviceCode, OnProgress, Progress, messages};
use crate::net::{HttpRequest, HttpResponse};
use crate::settings::credential::account::issued_at;
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;

pub(super) const CLIENT_ID: &str = "app_EMoamEEZ73f0CkXaXp7hrann";
pub(super) const ISSUER: &str = "https://auth.openai.com";
const HOST: &str = "auth.openai.com";

/// The page for typing the code.
const DEVICE_PAGE: &str = "https://auth.openai.com/codex/device";

/// The redirect URL for exchanging a device code.
const DEVICE_REDIRECT: &str = "https://auth.openai.com/deviceauth/callback";

/// How long a code is valid if the server does not state that, in seconds.
const DEFAULT_LIFETIME: u64 = 15 * 60;

/// The minimum interval for polling the server in seconds, and the margin to add to it.
const LEAST_INTERVAL: u64 = 5;
const MARGIN: u64 = 3;

/// The difference between clocks in seconds above which it is reported.
const CLOCK_TOLERANCE: u64 = 5 * 60;

#[derive(Deserialize)]
struct DeviceCodeAnswer {
    device_auth_id: Secret,
    #[serde(alias = "usercode")]
    user_code: String,
    #[serde(default, deserialize_with = "seconds")]
    interval: Option<u64>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
}

#[derive(Deserialize)]
struct AuthorizationCode {
    authorization_code: Secret,
    code_verifier: Secret,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Secret,
    access_token: Secret,
    refresh_token: Secret,
    expires_in: u64,
}

/// A number of seconds, as a JSON number or a string.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()))
}

fn post_json(path: &str, body: &Value) -> Result<HttpRequest, String> {
    Ok(HttpRequest::get(&format!("{ISSUER}{path}"))?.post(body))
}

/// Shows a code, waits until the person has typed it, and gets the tokens.
pub(super) async fn by_device_code(
    client: &Client,
    on_progress: OnProgress<'_>,
) -> Result<SignedIn, SignInFailure> {
    let asked = post_json("/api/accounts/deviceauth/usercode", &json!({"client_id": CLIENT_ID}));
    let response = client.send(asked, &[]).await?;
    let code: DeviceCodeAnswer = match response.status {
        StatusCode::OK => read(response, HOST, messages::A_CODE)?,
        StatusCode::NOT_FOUND => return Err(messages::no_device_codes()),
        _ => return Err(refusal(&response)),
    };
    if !is_code(&code.user_code) {
        return Err(messages::unexpected(HOST, messages::A_TYPED_CODE));
    }
    let lasts = code.expires_in.filter(|lasts| *lasts > 0).unwrap_or(DEFAULT_LIFETIME);
    let shown = DeviceCode {
        url: DEVICE_PAGE.to_owned(),
        code: code.user_code.clone(),
        ends: Instant::now() + client.seconds(lasts),
    };
    on_progress(Progress::Code(shown.clone()));
    let interval = code.interval.unwrap_or(0).max(LEAST_INTERVAL) + MARGIN;
    let poll = async || poll(client, &code).await;
    let granted = device_code::wait(&shown, interval, client, on_progress, poll).await?;
    on_progress(Progress::Exchanging);
    let (code, verifier) = (&granted.authorization_code, &granted.code_verifier);
    exchange(client, code, verifier, DEVICE_REDIRECT).await
}

async fn poll(
    client: &Client,
    code: &DeviceCodeAnswer,
) -> Result<Poll<AuthorizationCode>, SignInFailure> {
    let body = json!({"device_auth_id": code.device_auth_id.expose(), "user_code": code.user_code});
    let asked = post_json("/api/accounts/deviceauth/token", &body);
    let response = client.send(asked, &[&code.device_auth_id]).await?;
    Ok(match response.status {
        StatusCode::OK => Poll::Done(read(response, HOST, "an authorization code")?),
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Poll::Pending,
        StatusCode::TOO_MANY_REQUESTS => Poll::SlowDown(None),
        StatusCode::GONE => return Err(messages::code_expired()),
        _ => return Err(refusal(&response)),
    })
}

/// Why an answer is a refusal. A code that was used twice has the same error as an expired one.
fn refusal(response: &HttpResponse) -> SignInFailure {
    let json = response.json().unwrap_or_default();
    let error = json.get("error");
    let name = error.and_then(|error| error.as_str().or_else(|| error.get("code")?.as_str()));
    let words = response.exchange.words.as_deref();
    match name {
        Some("invalid_grant") => {
            messages::code_used(words.filter(|words| *words != "invalid_grant"))
        }
        Some("access_denied") => messages::denied(words.filter(|words| *words != "access_denied")),
        _ if response.status == StatusCode::TOO_MANY_REQUESTS => messages::rate_limited(HOST),
        _ => messages::refused(HOST, response.status.as_u16(), words),
    }
}

/// Exchanges a code for the tokens. Craft cannot use a login without the account in its token.
pub(super) async fn exchange(
    client: &Client,
    code: &Secret,
    verifier: &Secret,
    redirect: &str,
) -> Result<SignedIn, SignInFailure> {
    let request = HttpRequest::get(&format!("{ISSUER}/oauth/token")).map(|request| {
        request.post_form(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", code.expose()),
            ("code_verifier", verifier.expose()),
            ("redirect_uri", redirect),
        ])
    });
    let response = client.send(request, &[code, verifier]).await?;
    if response.status != StatusCode::OK {
        return Err(refusal(&response));
    }
    let tokens: Tokens = read(response, HOST, messages::ALL_TOKENS)?;
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let issued = issued_at(tokens.access_token.expose());
    let ends = time.saturating_add(tokens.expires_in).saturating_mul(1000);
    let mut signed_in =
        SignedIn::of_chatgpt(tokens.access_token, tokens.id_token, tokens.refresh_token, ends);
    if signed_in.account.id.is_none() || !signed_in.is_fit() {
        return Err(messages::no_chatgpt_account());
    }
    signed_in.notes.extend(issued.and_then(|issued| clock_note(time, issued)));
    Ok(signed_in)
}

/// A note that the clock is wrong, judging by the provider's time of issue for a new token; both in
/// seconds since the epoch.
fn clock_note(time: u64, issued: u64) -> Option<String> {
    let off = time.abs_diff(issued);
    (off > CLOCK_TOLERANCE).then(|| messages::clock_off(off / 60, time > issued))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_come_as_numbers_and_as_texts() {
        let of = |interval: Value| {
            let json = json!({"device_auth_id": "d", "usercode": "A", "interval": interval});
            let code: DeviceCodeAnswer = serde_json::from_value(json).expect("a code");
            code.interval
        };
        assert_eq!(of(json!("7")), Some(7));
        assert_eq!(of(json!(0)), Some(0));
        assert_eq!(of(json!("soon")), None);
    }

    #[test]
    fn wrong_clock_is_reported_and_a_nearly_right_one_is_not() {
        assert_eq!(clock_note(1_000_000, 1_000_000 + CLOCK_TOLERANCE), None);
        let behind = clock_note(1_000_000, 1_003_600).expect("off");
        assert_eq!(behind, messages::clock_off(60, false));
        assert_eq!(clock_note(1_003_600, 1_000_000), Some(messages::clock_off(60, true)));
    }
}
