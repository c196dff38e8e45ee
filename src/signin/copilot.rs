//! GitHub Copilot: a device code (RFC 8628) or an existing GitHub token, exchanged for a Copilot
//! token.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use reqwest::{StatusCode, Url};
use serde::Deserialize;
use serde_json::Value;

use super::as_editor::as_editor;
use super::client::{Client, read};
use super::copilot_models;
use super::device_code::{self, Poll, is_code};
use super::failure::{FailureReason, SignInFailure};
use super::{DeviceCode, OnProgress, Progress, messages};
use crate::net::HttpRequest;
use crate::settings::credential::copilot::TOKEN_URL;
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;

const CLIENT_ID: &str = "Iv1.b507a08c87ecfe98";
const HOST: &str = "github.com";
const API_HOST: &str = "api.github.com";

/// The polling interval if GitHub does not state one, in seconds.
const INTERVAL: u64 = 5;

/// A new token that expired more seconds ago than this shows that the clocks differ.
const CLOCK_TOLERANCE: u64 = 5 * 60;

#[derive(Deserialize)]
struct DeviceCodeAnswer {
    device_code: Secret,
    user_code: String,
    verification_uri: String,
    interval: Option<u64>,
    expires_in: u64,
}

#[derive(Deserialize)]
struct CopilotToken {
    token: Secret,
    expires_at: u64,
}

fn post_form(path: &str, fields: &[(&str, &str)]) -> Result<HttpRequest, String> {
    let request = HttpRequest::get(&format!("https://{HOST}{path}"))?;
    Ok(request.post_form(fields).with_header("accept", "application/json"))
}

/// Shows a code, waits until the person has typed it, and gets the tokens.
pub(super) async fn by_device_code(
    client: &Client,
    on_progress: OnProgress<'_>,
) -> Result<SignedIn, SignInFailure> {
    let fields = [("client_id", CLIENT_ID), ("scope", "read:user")];
    let response = client.send(post_form("/login/device/code", &fields), &[]).await?;
    if response.status != StatusCode::OK {
        let words = response.exchange.words.as_deref();
        return Err(match response.status {
            StatusCode::TOO_MANY_REQUESTS => messages::rate_limited(HOST),
            status => messages::refused(HOST, status.as_u16(), words),
        });
    }
    let code: DeviceCodeAnswer = read(response, HOST, messages::A_CODE)?;
    if !is_code(&code.user_code) {
        return Err(messages::unexpected(HOST, messages::A_TYPED_CODE));
    }
    // A person must not be sent to any other page.
    let page = Url::parse(&code.verification_uri).ok();
    let page = page.filter(|url| url.scheme() == "https" && url.host_str() == Some(HOST));
    let page = page.ok_or_else(|| messages::unexpected(HOST, messages::A_PAGE_ON_ITS_HOST))?;
    let shown = DeviceCode {
        url: page.into(),
        code: code.user_code.clone(),
        ends: Instant::now() + client.seconds(code.expires_in),
    };
    on_progress(Progress::Code(shown.clone()));
    let interval = code.interval.unwrap_or(INTERVAL).max(1);
    let poll = async || poll(client, &code.device_code).await;
    let github = device_code::wait(&shown, interval, client, on_progress, poll).await?;
    on_progress(Progress::Exchanging);
    exchange(client, github, None).await
}

async fn poll(client: &Client, device_code: &Secret) -> Result<Poll<Secret>, SignInFailure> {
    let fields = [
        ("client_id", CLIENT_ID),
        ("device_code", device_code.expose()),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
    ];
    let request = post_form("/login/oauth/access_token", &fields);
    let response = client.send(request, &[device_code]).await?;
    let status = response.status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Ok(Poll::SlowDown(None));
    }
    let mut answer: Value = read(response, HOST, "a token")?;
    if let Some(Value::String(token)) = answer.get_mut("access_token").map(Value::take) {
        return Ok(Poll::Done(Secret::new(token)));
    }
    let text = |name| answer.get(name).and_then(Value::as_str);
    let words = text("error_description").map(|words| crate::text::safe::one_line(words, 200));
    match text("error") {
        Some("authorization_pending") => Ok(Poll::Pending),
        Some("slow_down") => Ok(Poll::SlowDown(answer.get("interval").and_then(Value::as_u64))),
        Some("expired_token") => Err(messages::code_expired()),
        Some("access_denied") => Err(messages::denied(words.as_deref())),
        Some(other) => {
            let words = words.unwrap_or_else(|| crate::text::safe::one_line(other, 80));
            Err(messages::refused(HOST, status.as_u16(), Some(&words)))
        }
        None => Err(messages::unexpected(HOST, "a token")),
    }
}

/// Uses a GitHub token that was pasted.
pub(super) async fn by_token(
    client: &Client,
    token: Secret,
    on_progress: OnProgress<'_>,
) -> Result<SignedIn, SignInFailure> {
    on_progress(Progress::Exchanging);
    exchange(client, token, None).await
}

/// Uses the first GitHub token with Copilot access. If none has it, the failure is the last
/// token's.
pub(super) async fn by_found_tokens(
    client: &Client,
    tokens: Vec<(String, Secret)>,
    on_progress: OnProgress<'_>,
) -> Result<SignedIn, SignInFailure> {
    on_progress(Progress::Exchanging);
    let mut failure = None;
    for (from, token) in tokens {
        match exchange(client, token, Some(&from)).await {
            Ok(mut signed_in) => {
                signed_in.notes.insert(0, messages::used_token_of(&from));
                return Ok(signed_in);
            }
            Err(why)
                if matches!(why.reason, FailureReason::NoSubscription | FailureReason::Refused) =>
            {
                failure = Some(why);
            }
            Err(why) => return Err(why),
        }
    }
    Err(failure.unwrap_or_else(messages::no_token_found))
}

/// Exchanges a GitHub token for a Copilot token, and lists the models.
async fn exchange(
    client: &Client,
    github: Secret,
    from: Option<&str>,
) -> Result<SignedIn, SignInFailure> {
    let request = HttpRequest::get(TOKEN_URL);
    let request = request.and_then(|request| as_editor(request, &github));
    let response = client.send(request, &[&github]).await?;
    let words = response.exchange.words.as_deref();
    let copilot: CopilotToken = match response.status {
        StatusCode::OK => read(response, API_HOST, "a Copilot token")?,
        StatusCode::FORBIDDEN => return Err(messages::no_copilot(words)),
        StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => {
            return Err(messages::github_token_refused(from));
        }
        StatusCode::TOO_MANY_REQUESTS => return Err(messages::rate_limited(API_HOST)),
        status => return Err(messages::refused(API_HOST, status.as_u16(), words)),
    };
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let ended = time.saturating_sub(copilot.expires_at);
    let mut signed_in = SignedIn::of_copilot(copilot.token, github, copilot.expires_at);
    if ended > CLOCK_TOLERANCE {
        signed_in.notes.push(messages::clock_off(ended / 60, true));
    }
    copilot_models::list(client, &mut signed_in).await;
    Ok(signed_in)
}
