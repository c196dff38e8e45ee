//! The messages about logins, and about what other programs' files have for them.

use super::NOTHING_STORED;
use crate::settings::sign_in::LoginProvider;
use crate::signin;
use crate::text::nearest::unknown;

pub const NO_DRY_RUN: &str = "login has no --dry-run: a sign-in needs you and the provider.";
pub const NO_TARGET: &str =
    "Name a connection, or add --provider chatgpt, copilot or claude for a new one.";

/// The message for an option that belongs to another provider.
pub fn only_for(option: &str, provider: LoginProvider) -> String {
    format!("{option} is for {} only.", provider.label())
}

/// What to do without a terminal to ask on.
pub const WAIT_OR_YES: &str =
    "Stop Craft first, add --wait to wait until it quits, or add --yes to sign in anyway.";

pub fn waiting_for_craft(pid: u32) -> String {
    format!("Waiting for Craft to quit (process {pid}) · Ctrl-C cancels")
}

pub(crate) fn waiting_for_code(minutes: u64) -> String {
    format!("Waiting for you to enter the code · valid for {minutes} min · Ctrl-C cancels")
}

pub const PASTE_HERE: &str = "When the browser ends at a page that it can't open, paste that URL here and press Enter. It is not shown.";
/// What to do with the page that Claude's sign-in ends at.
pub(crate) fn paste_claude_code(minutes: u64) -> String {
    format!(
        "Sign in there, paste the code it shows (CODE#STATE) here and press Enter within {minutes} min. It is not shown."
    )
}

pub fn no_claude_code() -> String {
    format!("No code: standard input ended before one was pasted. {NOTHING_STORED}")
}

pub const MAY_BE_STORED: &str =
    "Craft may have stored the login: check with login --status before you try again.";
pub(crate) const PORTS_TAKEN: &str = "Ports 1455 and 1457 are in use: paste the URL instead.";
pub const RECOVERED: &str = "The provider answers again.";

/// How to reach this machine's port from the browser's machine.
pub(crate) fn from_another_machine(tunnel: &str) -> String {
    format!("Or run this on the machine with the browser first: {tunnel}")
}

pub(crate) fn signed_in(provider: LoginProvider, account: Option<&str>) -> String {
    format!("{}.", signin::messages::signed_in(provider, account))
}

/// Where a login is stored: for an old connection, or for one that was added for it.
pub fn login_stored(slug: &str, is_added: bool) -> String {
    let stored = if is_added { "Added and stored as" } else { "Stored for" };
    format!("{stored} {slug}.")
}

/// A stored token that no provider has accepted yet, and why.
pub fn token_not_verified(why: &str) -> String {
    format!("Token stored; not verified: {why}")
}

pub(crate) const ASK_TO_SIGN_IN_WHILE_CRAFT_RUNS: &str = "Sign in anyway?";
pub(crate) const ASK_TO_ACCEPT_TERMS: &str = "Accept them?";
pub(crate) const ASK_TO_REPLACE_LOGIN: &str = "Replace it?";

/// The message when another account's login would be replaced, without a terminal to ask on.
pub fn other_account(other: &[String]) -> String {
    format!("{} {NOTHING_STORED} To replace it, add --yes.", other.join(" "))
}

pub(crate) fn cannot_sign_in(slug: &str, why: &str) -> String {
    format!("{slug} can't sign in: {why}.")
}

pub fn has_no_login(slug: &str, auth: &str) -> String {
    format!("{slug} has the authentication {auth}, which has no login: secret clear removes a key.")
}

pub(crate) fn run_and_paste(command: &str) -> String {
    format!("Run {command} in another terminal and paste what it prints.")
}

/// The message when a question needs a yes and no terminal is there.
pub fn agree_with_yes(question: &str) -> String {
    format!("{question} To agree, add --yes.")
}

pub fn unknown_provider(name: &str) -> String {
    let keys = LoginProvider::ALL.map(LoginProvider::key);
    unknown("provider", name, keys, &format!("; the providers are {}", keys.join(", ")))
}

pub fn claude_login_is_used(names: &[String]) -> String {
    format!("The Claude login is used by {}: name a connection instead.", names.join(", "))
}

/// What to give a login on an empty standard input.
pub fn no_token_on_input(provider: LoginProvider) -> String {
    let what = match provider {
        LoginProvider::Claude => "the token that “claude setup-token” prints",
        LoginProvider::Copilot | LoginProvider::ChatGpt => "a GitHub token",
    };
    format!("Standard input is empty: pipe in {what}. {NOTHING_STORED}")
}

/// The note about terms that were not accepted.
pub fn terms_left(count: usize) -> String {
    format!("{} (--accept-terms).", signin::messages::terms_left(count))
}

pub(crate) fn found_nothing() -> String {
    "No GitHub token found from an editor or gh.".to_owned()
}

/// The question before reading other programs' tokens.
pub(crate) fn read_tokens_of(sources: &str) -> String {
    format!("Read the GitHub token of {sources}?")
}

pub(crate) const CRAFT_STORES_NO_LOGINS: &str =
    "Craft's server can't store a login made elsewhere: stop Craft first.";

// The login of Claude, which all its connections share.

pub(crate) const ASK_TO_REMOVE_CLAUDE_LOGIN: &str = "Remove the Claude login?";
pub const WITH_LOGIN_REMOVES_IT: &str = "Add --with-login to remove it, too.";
pub const LOGOUT_REMOVES_IT: &str = "“llm-connections logout --provider claude” removes it.";
pub const NO_CONNECTION_SIGNS_IN: &str = "No connection signs in.";
pub const CLAUDE_LOGIN_IS_LEFT: &str =
    "The Claude login (claude_oauth::global) is stored, but no connection uses it.";
pub const NO_CLAUDE_LOGIN_STORED: &str = "No Claude login is stored.";
pub(crate) const ONLY_CLAUDE_LOGINS_ARE_LEFT: &str =
    "Only the Claude login outlasts its connection. For another one, name the connection.";

pub fn no_claude_login(slug: &str) -> String {
    format!("{slug} uses no Claude login to delete with it.")
}

pub fn claude_login_stays(sharing: &[String]) -> String {
    format!("The Claude login stays: {} need it.", sharing.join(", "))
}
