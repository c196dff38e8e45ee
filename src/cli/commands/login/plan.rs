//! The sign-in method, by the options and the provider.

use std::io::{self, IsTerminal, Read};

use zeroize::Zeroizing;

use super::super::ask::ask;
use super::super::context::Context;
use super::super::failure::Failure;
use crate::cli::args::LoginArguments;
use crate::cli::messages;
use crate::cli::output::warn;
use crate::cli::prompt::Prompt;
use crate::settings::secret::Secret;
use crate::settings::sign_in::pasted::token_in;
use crate::settings::sign_in::{LoginProvider, SignedIn};
use crate::signin::Method;
use crate::signin::messages::{CLAUDE_COMMAND, CLAUDE_TERMS, describe_wrong_paste};
use crate::system::github_tokens::GitHubTokens;

/// How to get a login.
pub(super) enum LoginPlan {
    /// Sign in at the provider.
    SignIn(Method),
    /// Store the token that was pasted.
    Store(Box<SignedIn>),
}

/// The most bytes a token may have.
const MAX_BYTES: u64 = 16 << 10;

pub(super) fn choose(
    context: &Context,
    arguments: &LoginArguments,
    provider: LoginProvider,
) -> Result<LoginPlan, Failure> {
    let options_of_copilot = [
        ("--token", arguments.token),
        ("--found", arguments.found),
        ("--accept-terms", arguments.accept_terms),
    ];
    let misplaced = options_of_copilot
        .map(|(option, is_given)| (option, is_given, LoginProvider::Copilot))
        .into_iter()
        .chain([("--browser", arguments.browser, LoginProvider::ChatGpt)])
        .find(|(_, is_given, owner)| *is_given && *owner != provider);
    if let Some((option, _, owner)) = misplaced {
        return Err(Failure::Usage(messages::only_for(option, owner)));
    }
    Ok(LoginPlan::SignIn(match provider {
        LoginProvider::ChatGpt if arguments.browser => Method::ChatGptBrowser,
        LoginProvider::ChatGpt => Method::ChatGptDevice,
        LoginProvider::Copilot if arguments.token => {
            Method::CopilotToken(token(provider, "GitHub token")?)
        }
        LoginProvider::Copilot if arguments.found => found(context)?,
        LoginProvider::Copilot => Method::CopilotDevice,
        LoginProvider::Claude => {
            if io::stdin().is_terminal() {
                for line in CLAUDE_TERMS {
                    warn(line);
                }
                warn(&messages::run_and_paste(CLAUDE_COMMAND));
            }
            let token = token(provider, "Claude token")?;
            return Ok(LoginPlan::Store(Box::new(SignedIn::of_claude(token))));
        }
    }))
}

/// Other programs' tokens, once the person has agreed to reading them. The option alone is not
/// consent.
fn found(context: &Context) -> Result<Method, Failure> {
    let sources = GitHubTokens::find();
    if sources.is_empty() {
        return Err(Failure::Refused(messages::found_nothing()));
    }
    let question = messages::read_tokens_of(&sources.describe());
    let agreed = if context.yes { Some(true) } else { ask(&question, &[])? };
    match agreed {
        Some(true) => Ok(Method::CopilotFound),
        Some(false) => Err(Failure::Refused(messages::NOTHING_STORED.to_owned())),
        None => Err(Failure::Refused(messages::agree_with_yes(&question))),
    }
}

/// A token from a prompt without echo, or from standard input.
fn token(provider: LoginProvider, label: &str) -> Result<Secret, Failure> {
    let text = if io::stdin().is_terminal() {
        Prompt::open()?.secret(label)?.ok_or(Failure::Interrupted)?
    } else {
        let mut text =
            Zeroizing::new(String::with_capacity(usize::try_from(MAX_BYTES).unwrap_or(0)));
        io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text)?;
        if text.trim().is_empty() {
            return Err(Failure::Refused(messages::no_token_on_input(provider)));
        }
        Secret::new(text)
    };
    token_in(&text, provider).map_err(|wrong| {
        let sentence = describe_wrong_paste(&wrong);
        Failure::Refused(format!("{sentence} {}", messages::NOTHING_STORED))
    })
}
