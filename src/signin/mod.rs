//! Signing in: gets a credential from a provider with a person's consent, and writes nothing. What
//! comes of it is a [`SignedIn`], which the store keeps.
//!
//! Each way is one future that reports how far it is. Dropped, it ends at once, and nothing of it
//! is left anywhere.

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
use crate::settings::sign_in::SignedIn;
use crate::settings::sign_in::pasted::WrongPaste;

use crate::system::github_tokens::GitHubTokens;
pub use client::Client;
pub use failure::{Failure, Reason};

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// A code that is typed into a browser on any machine.
    ChatGptDevice,
    /// A page in a browser, whose last address comes back by itself or pasted.
    ChatGptBrowser,
    CopilotDevice,
    /// A GitHub token that the person pasted.
    CopilotToken(Secret),
    /// A GitHub token that another program of this person keeps. They have agreed that it is read.
    CopilotFound,
}

/// A code, and where it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    pub address: String,
    pub code: String,
    /// When it ends.
    pub ends: Instant,
}

/// A page to open in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginPage {
    pub address: String,
    /// The port of this machine at which the browser's last address is waited for; none where all
    /// are taken.
    pub port: Option<u16>,
    /// The port that the address names, for a tunnel.
    pub named_port: u16,
    /// When it is given up.
    pub ends: Instant,
}

/// How far a login is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Code(DeviceCode),
    Page(LoginPage),
    /// The provider is asked again later: it said that this is too often.
    SlowedDown,
    /// The last question had no answer, and is asked again; why, in a sentence.
    Trouble(String),
    /// It had one again.
    Recovered,
    /// What was pasted is not what is wanted, and is waited for still.
    WrongPaste(WrongPaste),
    /// The person has done their part.
    Exchanging,
}

/// Takes note of how far a login is.
type Report<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Signs in. What the person pastes meanwhile comes through `pasted`.
///
/// # Errors
/// Why not.
pub async fn sign_in(
    method: Method,
    client: &Client,
    pasted: UnboundedReceiver<Secret>,
    report: Report<'_>,
) -> Result<SignedIn, Failure> {
    match method {
        Method::ChatGptDevice => chatgpt::by_device_code(client, report).await,
        Method::ChatGptBrowser => browser::sign_in(client, pasted, report).await,
        Method::CopilotDevice => copilot::by_device_code(client, report).await,
        Method::CopilotToken(token) => copilot::by_token(client, token, report).await,
        Method::CopilotFound => {
            let tokens = GitHubTokens::find().read().await;
            copilot::by_found_tokens(client, tokens, report).await
        }
    }
}

/// Accepts the terms of the models that a Copilot login may not use without, and lists its models
/// again. Those that GitHub refuses are in its notes.
pub async fn accept_terms(client: &Client, signed_in: SignedIn) -> SignedIn {
    copilot_models::accept_terms(client, signed_in).await
}
