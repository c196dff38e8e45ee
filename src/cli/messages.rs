//! Sentences of the commands that people read.

use crate::settings::sign_in::LoginProvider;
use crate::system::craft_process::RunningCraft;

pub(super) const NOT_IN_THE_DEMO: &str = "The demo does not sign in: its credentials are made up.";
pub(super) const NO_DRY_RUN: &str =
    "A login has no dry run: it needs you, and a provider that is asked for real.";
pub(super) const NO_TARGET: &str =
    "Name a connection, or say --provider chatgpt, copilot or claude for a new one.";
pub(super) const NOTHING_STORED: &str = "Nothing was stored.";

/// That an option is for another provider.
pub(super) fn only_for(option: &str, provider: LoginProvider) -> String {
    format!("{option} is for {} only.", provider.label())
}

/// That a login which is stored now is lost.
pub(super) fn craft_would_lose_it(craft: &RunningCraft) -> String {
    let version = craft.version.as_ref().map(|version| format!(" {version}"));
    format!(
        "Craft{} is running (process {}): its next save loses a login that is stored now.",
        version.unwrap_or_default(),
        craft.pid
    )
}

/// What to do where there is no terminal to ask on.
pub(super) const WAIT_OR_YES: &str =
    "Stop Craft first, add --wait to wait until it has ended, or add --yes to sign in anyway.";

pub(super) fn waiting_for_craft(craft: &RunningCraft) -> String {
    format!("Waiting until Craft has ended (process {}) · Ctrl-C cancels", craft.pid)
}

pub(super) fn waiting_for_code(minutes: u64) -> String {
    format!("Waiting until you have typed the code · it lasts {minutes} min · Ctrl-C cancels")
}

pub(super) const PASTE_HERE: &str =
    "When the browser ends at a page that it can't open, paste that address here and press Enter.";
pub(super) const COMES_BY_ITSELF: &str =
    "With the browser on this machine it comes back by itself.";
pub(super) const PORTS_TAKEN: &str =
    "Ports 1455 and 1457 are taken, so the address must be pasted.";
pub(super) const SLOWED_DOWN: &str = "The provider asks for more patience.";
pub(super) const RECOVERED: &str = "The provider answers again.";
pub(super) const EXCHANGING: &str = "Signing in…";

/// How to reach this machine's port from the machine of the browser.
pub(super) fn from_another_machine(tunnel: &str) -> String {
    format!("Or run this on the machine with the browser first: {tunnel}")
}

pub(super) fn signed_in(provider: LoginProvider, account: Option<&str>) -> String {
    match account {
        Some(account) => format!("Signed in to {}: {account}.", provider.label()),
        None => format!("Signed in to {}.", provider.label()),
    }
}

/// The terms that were left alone.
pub(super) fn terms_left(count: usize) -> String {
    let models =
        if count == 1 { "1 model stays".to_owned() } else { format!("{count} models stay") };
    format!("{models} off: their terms were not accepted (--accept-terms).")
}

pub(super) fn found_nothing() -> String {
    "No GitHub token of an editor or of gh was found here.".to_owned()
}

/// The question before tokens of other programs are read.
pub(super) fn read_tokens_of(places: &str) -> String {
    format!("Read the GitHub token of {places}?")
}
