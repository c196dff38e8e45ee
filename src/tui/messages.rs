//! Sentences of the screen about signing in.

use crate::settings::sign_in::LoginProvider;

pub(super) const NOT_IN_THE_DEMO: &str = "The demo does not sign in: its credentials are made up.";

pub(super) fn sign_in_title(provider: LoginProvider, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Sign in “{name}” to {}", provider.label()),
        None => format!("Sign in to {}", provider.label()),
    }
}

pub(super) const BY_DEVICE: (&str, &str) = ("With a code", "typed into a browser on any machine");
pub(super) const BY_BROWSER: (&str, &str) =
    ("In a browser", "its last address comes back or is pasted");
pub(super) const BY_GITHUB_TOKEN: (&str, &str) = ("With a GitHub token", "pasted");
pub(super) const BY_FOUND_TOKEN: (&str, &str) =
    ("With a login of this machine", "of your editor or of gh");
pub(super) const BY_CLAUDE_TOKEN: (&str, &str) = ("With a token", "made by claude setup-token");
pub(super) const BY_FORM: (&str, &str) = ("Later", "only fill in the form now");

pub(super) fn asking(provider: LoginProvider) -> String {
    format!("Asking {} for a login…", provider.label())
}

pub(super) const OPEN_THIS: &str = "Open this page in a browser on any machine:";
pub(super) const TYPE_THIS: &str = "and type this code:";
pub(super) const SIGNING_IN: &str = "Signing in…";
pub(super) const SLOWED_DOWN: &str = "The provider asks for more patience.";
pub(super) const OPEN_AND_SIGN_IN: &str = "Open this page in a browser and sign in:";
pub(super) const PORTS_TAKEN: &str = "Ports 1455 and 1457 are taken: the address must be pasted.";
pub(super) const PASTE_ADDRESS: &str = "Paste the address that the browser ends at (localhost:…):";
pub(super) const COMES_BY_ITSELF: &str =
    "With the browser on this machine it comes back by itself.";
pub(super) const PASTE_TOKEN: &str = "Paste the token:";

/// How the browser of another machine comes back by itself.
pub(super) fn tunnel(command: &str) -> String {
    format!("From another machine, first: {command}")
}

pub(super) fn run_in_a_terminal(command: &str) -> String {
    format!("Run {command} in a terminal, and sign in there.")
}

/// How long is left.
pub(super) fn time_left(seconds: u64) -> String {
    format!("Waiting · {}:{:02} left", seconds / 60, seconds % 60)
}

pub(super) const CRAFT_RUNS: &str = "Craft is running";

pub(super) fn waiting_for_craft(pid: u32) -> String {
    format!("Waiting until Craft has ended (process {pid})…")
}

pub(super) const NOT_STORED_YET: &str = "The login is made, and not stored yet.";
pub(super) const STORE_IT: &str = "Enter stores it, esc drops it.";
pub(super) const NOTHING_STORED: &str = "Nothing was stored.";
pub(super) const TRY_AGAIN: &str = "Enter goes back to the ways to sign in.";

pub(super) fn signed_in_as(provider: LoginProvider, account: Option<&str>) -> String {
    match account {
        Some(account) => format!("Signed in to {}: {account}", provider.label()),
        None => format!("Signed in to {}", provider.label()),
    }
}

pub(super) fn terms_left(count: usize) -> String {
    let models =
        if count == 1 { "1 model stays".to_owned() } else { format!("{count} models stay") };
    format!("{models} off: their terms were not accepted.")
}

pub(super) const NO_DISPLAY: &str =
    "No display here to open a browser on: copy the address instead.";
pub(super) const COPIED_CODE: &str = "Copied the code";
pub(super) const COPIED_ADDRESS: &str = "Copied the address";

pub(super) fn browser_not_started(why: &std::io::Error) -> String {
    format!("The browser could not be started: {why}. Copy the address instead.")
}

pub(super) const READ_TOKENS: &str = "Read GitHub tokens?";

pub(super) fn read_tokens_of(places: &str) -> String {
    format!("They are read from {places}, and tried with GitHub one after the other.")
}
