//! Signing in: gets a credential from a provider with a person's consent. It writes nothing; the
//! result is a [`SignedIn`] for the store.
//!
//! Each method is one future that reports its progress. Dropping it ends the login at once, and
//! leaves nothing behind.

mod as_editor;
mod browser;
mod callback;
mod chatgpt;
mod client;
mod copilot;
mod copilot_models;
mod device_code;
mod failure;
pub mod messages;
mod pkce;
#[cfg(feature = "fault-injection")]
mod test_pace;
pub mod worker;

use std::time::Instant;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::settings::secret::Secret;
use crate::settings::sign_in::pasted::WrongPaste;
use crate::settings::sign_in::{LoginProvider, SignInWay, SignedIn};

use crate::system::github_tokens::GitHubTokens;
pub use client::Client;
pub use failure::{FailureReason, SignInFailure};

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// A code to type into a browser on any machine.
    ChatGptDevice,
    /// A page in a browser. Its last URL arrives by a redirect, or is pasted.
    ChatGptBrowser,
    CopilotDevice,
    /// A GitHub token that the person pasted.
    CopilotToken(Secret),
    /// Another program's GitHub token. The person has agreed to reading it.
    CopilotFound,
}

impl Method {
    /// How to sign in by a way; None if it needs a token first, or Craft.
    pub const fn without_token(way: SignInWay, provider: LoginProvider) -> Option<Self> {
        match (way, provider) {
            (SignInWay::Device, LoginProvider::ChatGpt) => Some(Self::ChatGptDevice),
            (SignInWay::Device, _) => Some(Self::CopilotDevice),
            (SignInWay::Browser, _) => Some(Self::ChatGptBrowser),
            (SignInWay::FoundToken, _) => Some(Self::CopilotFound),
            (SignInWay::GitHubToken | SignInWay::ClaudeToken | SignInWay::Craft, _) => None,
        }
    }
}

/// A code, and the page for typing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    pub url: String,
    pub code: String,
    /// When it expires.
    pub ends: Instant,
}

/// A page to open in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginPage {
    pub url: String,
    /// The port of this machine that waits for the redirect; none if all are in use.
    pub port: Option<u16>,
    /// The port in the redirect URL, for a tunnel.
    pub named_port: u16,
    /// When waiting ends.
    pub ends: Instant,
}

/// The seconds left, rounded up, so that a fresh code shows its full lifetime.
pub(crate) fn seconds_left(ends: Instant) -> u64 {
    let left = ends.saturating_duration_since(Instant::now());
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

/// The progress of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Code(DeviceCode),
    Page(LoginPage),
    /// The provider asked for slower polling.
    SlowedDown,
    /// The last request failed, and is repeated; why, in a sentence.
    RequestFailed(String),
    /// A request succeeded again.
    Recovered,
    /// The pasted text is wrong; the login still waits for the right one.
    WrongPaste(WrongPaste),
    /// The person has done their part.
    Exchanging,
}

/// Takes the progress of a login.
type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Signs in. Texts that the person pastes meanwhile arrive through `pasted`.
///
/// # Errors
/// Why the login failed.
pub async fn sign_in(
    method: Method,
    client: &Client,
    pasted: UnboundedReceiver<Secret>,
    on_progress: OnProgress<'_>,
) -> Result<SignedIn, SignInFailure> {
    match method {
        Method::ChatGptDevice => chatgpt::by_device_code(client, on_progress).await,
        Method::ChatGptBrowser => browser::sign_in(client, pasted, on_progress).await,
        Method::CopilotDevice => copilot::by_device_code(client, on_progress).await,
        Method::CopilotToken(token) => copilot::by_token(client, token, on_progress).await,
        Method::CopilotFound => {
            let tokens = GitHubTokens::find().read().await;
            copilot::by_found_tokens(client, tokens, on_progress).await
        }
    }
}

/// Accepts the terms that some models of a Copilot login require, and lists its models again. Its
/// notes name the models that GitHub refuses.
pub(crate) async fn accept_terms(client: &Client, signed_in: SignedIn) -> SignedIn {
    copilot_models::accept_terms(client, signed_in).await
}
