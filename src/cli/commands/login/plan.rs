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
use crate::settings::sign_in::{LoginProvider, SignInWay, SignedIn};
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
    let options = [
        ("--token", arguments.token, SignInWay::GitHubToken),
        ("--found", arguments.found, SignInWay::FoundToken),
        ("--browser", arguments.browser, SignInWay::Browser),
    ];
    let given = options.into_iter().find(|(_, is_given, _)| *is_given);
    let way = match given {
        Some((option, _, way)) => way_of_option(option, way, provider)?,
        None => provider.ways()[0],
    };
    if arguments.accept_terms && provider != LoginProvider::Copilot {
        return Err(Failure::Usage(messages::only_for("--accept-terms", LoginProvider::Copilot)));
    }
    if way == SignInWay::FoundToken {
        agree_to_read(context)?;
    }
    let method = match way {
        SignInWay::GitHubToken => Some(Method::CopilotToken(token(provider, "GitHub token")?)),
        way => Method::without_token(way, provider),
    };
    if let Some(method) = method {
        return Ok(LoginPlan::SignIn(method));
    }
    if io::stdin().is_terminal() {
        for line in CLAUDE_TERMS {
            warn(line);
        }
        warn(&messages::run_and_paste(CLAUDE_COMMAND));
    }
    let token = token(provider, "Claude token")?;
    Ok(LoginPlan::Store(Box::new(SignedIn::of_claude(token))))
}

/// The way of an option, if the provider has it.
pub(super) fn way_of_option(
    option: &str,
    way: SignInWay,
    provider: LoginProvider,
) -> Result<SignInWay, Failure> {
    if provider.ways().contains(&way) {
        return Ok(way);
    }
    Err(Failure::Usage(messages::only_for(option, LoginProvider::with_way(way))))
}

/// Asks whether other programs' tokens may be read. The option alone is not consent.
fn agree_to_read(context: &Context) -> Result<(), Failure> {
    let sources = GitHubTokens::find();
    if sources.is_empty() {
        return Err(Failure::Refused(messages::found_nothing()));
    }
    let question = messages::read_tokens_of(&sources.describe());
    let agreed = if context.yes { Some(true) } else { ask(&question, &[])? };
    match agreed {
        Some(true) => Ok(()),
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
