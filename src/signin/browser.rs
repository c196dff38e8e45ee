//! `ChatGPT` login on a page in a browser. The redirect arrives at a port of this machine if the
//! browser runs on it; otherwise the person pastes the last URL. The first one counts.

use std::pin::pin;
use std::time::Instant;

use reqwest::Url;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep_until;

use super::callback;
use super::chatgpt::{CLIENT_ID, ISSUER, exchange};
use super::client::Client;
use super::failure::SignInFailure;
use super::pkce::Pkce;
use super::{LoginPage, OnProgress, Progress, messages};
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;
use crate::settings::sign_in::pasted::{WrongPaste, code_in};

/// How long to wait for the page, in seconds.
const PAGE_TIMEOUT: u64 = 15 * 60;

const SCOPE: &str = "openid profile email offline_access";

pub(super) async fn sign_in(
    client: &Client,
    mut pasted: UnboundedReceiver<Secret>,
    on_progress: OnProgress<'_>,
) -> Result<SignedIn, SignInFailure> {
    let pkce = Pkce::new()?;
    let listener = callback::listen(client.ports).await;
    let port = listener.as_ref().map(|(_, port)| *port);
    let named_port = port.unwrap_or(client.ports[0]);
    let redirect = format!("http://localhost:{named_port}/auth/callback");
    let ends = Instant::now() + client.seconds(PAGE_TIMEOUT);
    let url = url(&pkce, &redirect)?;
    on_progress(Progress::Page(LoginPage { url, port, named_port, ends }));
    let code = {
        let mut called =
            pin!(callback::wait(listener.map(|(listener, _)| listener), &pkce.state, on_progress));
        loop {
            tokio::select! {
                code = &mut called => break code?,
                Some(text) = pasted.recv() => match code_in(text.expose(), &pkce.state) {
                    Ok(code) => break code,
                    Err(WrongPaste::Denied(words)) => return Err(messages::denied(words.as_deref())),
                    Err(wrong) => on_progress(Progress::WrongPaste(wrong)),
                },
                () = sleep_until(ends.into()) => return Err(messages::page_expired()),
            }
        }
    };
    on_progress(Progress::Exchanging);
    exchange(client, &code, &pkce.verifier, &redirect).await
}

/// The login page.
fn url(pkce: &Pkce, redirect: &str) -> Result<String, SignInFailure> {
    let query = [
        ("client_id", CLIENT_ID),
        ("response_type", "code"),
        ("redirect_uri", redirect),
        ("scope", SCOPE),
        ("code_challenge", &pkce.challenge),
        ("code_challenge_method", "S256"),
        ("state", &pkce.state),
        ("codex_cli_simplified_flow", "true"),
        ("id_token_add_organizations", "true"),
        ("originator", "llm-connections"),
    ];
    let page = format!("{ISSUER}/oauth/authorize");
    let url = Url::parse_with_params(&page, query);
    url.map(String::from).map_err(|why| messages::cannot_start(why.to_string()))
}
