//! Signing in.

use crate::settings::sign_in::LoginProvider;

pub fn sign_in_title(provider: LoginProvider, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Sign in “{name}” to {}", provider.label()),
        None => format!("Sign in to {}", provider.label()),
    }
}

pub const BY_DEVICE: (&str, &str) = ("With a code", "entered in a browser on any machine");
pub const BY_BROWSER: (&str, &str) = ("In a browser", "the final URL returns here or is pasted");
pub(crate) const BY_GITHUB_TOKEN: (&str, &str) = ("With a GitHub token", "pasted");
pub(crate) const BY_FOUND_TOKEN: (&str, &str) =
    ("With a login on this machine", "from your editor or gh");
pub const BY_CLAUDE_TOKEN: (&str, &str) = ("With a token", "made by claude setup-token");
pub const BY_CRAFT: (&str, &str) = ("Through Craft", "Craft signs in and renews the login");
pub(crate) const ASKING_CRAFT: &str = "asking Craft…";
pub(crate) const CRAFT_SIGNS_IN: &str =
    "Through Craft you sign in as in Craft's own settings. Craft stores the login and renews it.";
pub(crate) const TOKEN_OF_CLAUDE: &str = "Anthropic keeps subscription logins to its own programs. Its own command makes a token that lasts one year; nothing renews it.";
pub const PASTE_CODE: &str = "Paste the page's code (CODE#STATE):";
pub const CRAFT_LOGIN_EXPIRED: &str = "Craft's sign-in expired after 10 minutes.";
pub const MAY_BE_STORED: &str =
    "Craft may have stored the login. Check the connection before you try again.";

/// That Craft has a login, for a connection by its name.
pub fn craft_stored_login(name: &str) -> String {
    format!("Craft stored the login of “{name}”")
}

pub const BY_FORM: (&str, &str) = ("Later", "only fill in the form now");

pub const WITH_OTHER_ACCOUNT: (&str, &str) = ("With another account", "as a new connection");
pub const OTHER_ACCOUNT_IN_BROWSER: &str = "Your browser may still be signed in to the first account. Sign out there, or use a private window.";

/// What a sign-in does to a connection that is signed in, with its account if known.
pub fn renews_login(account: Option<&str>) -> String {
    match account {
        Some(account) => format!("Signed in as {account}. Signing in again renews this login."),
        None => "Signed in already. Signing in again renews this login.".to_owned(),
    }
}

pub fn asking(provider: LoginProvider) -> String {
    format!("Starting the sign-in at {}…", provider.label())
}

pub(crate) const OPEN_THIS: &str = "Open this page in a browser on any machine:";
pub(crate) const TYPE_THIS: &str = "and type this code:";
pub(crate) const OPEN_AND_SIGN_IN: &str = "Open this page and sign in there:";
pub(crate) const PORTS_TAKEN: &str = "Ports 1455 and 1457 are in use. Paste the URL instead.";
pub const PASTE_ADDRESS: &str = "Paste the URL the browser ends at (localhost:…):";
pub(crate) const PASTE_TOKEN: &str = "Paste the token:";

/// How to make the sign-in redirect work in a browser on another machine.
pub fn tunnel(command: &str) -> String {
    format!("From another machine, first: {command}")
}

pub fn run_in_a_terminal(command: &str) -> String {
    format!("Run {command} in a terminal, and sign in there.")
}

pub fn time_left(seconds: u64) -> String {
    format!("Waiting · {}:{:02} left", seconds / 60, seconds % 60)
}

pub const CRAFT_RUNS: &str = "Craft is running";

pub fn waiting_for_craft(pid: u32) -> String {
    format!("Waiting for Craft to quit (process {pid})…")
}

pub const NOT_STORED_YET: &str = "Signed in, but the login is not stored yet.";
pub const STORE_IT: &str = "Enter stores the login; esc discards it.";
pub const NOTHING_STORED: &str = "Nothing was stored.";
pub const TRY_AGAIN: &str = "Enter tries the same way again; esc goes back to the ways to sign in.";

pub fn terms_left(count: usize) -> String {
    format!("{}.", crate::signin::messages::terms_left(count))
}

pub const NO_DISPLAY: &str = "No display to open a browser on. Copy the URL instead.";
pub const COPIED_CODE: &str = "Copied the code";
pub(crate) const COPIED_URL: &str = "Copied the URL";

pub(crate) fn browser_not_started(why: &std::io::Error) -> String {
    format!("Can't start the browser: {why}. Copy the URL instead.")
}

pub(crate) const READ_TOKENS: &str = "Read GitHub tokens?";

pub(crate) fn read_tokens_of(sources: &str) -> String {
    format!("Tokens are read from {sources} and tried with GitHub one by one.")
}

pub(crate) const READ: &str = "Read";
pub(crate) const WAIT_FOR_CRAFT: &str = "Wait until Craft quits";
pub(crate) const SIGN_IN_ANYWAY: &str = "Sign in anyway";
pub const REPLACE_LOGIN: &str = "Replace the login?";
pub(crate) const REPLACE: &str = "Replace";
pub(crate) const ADD_BESIDE: &str = "Add as new";

pub const STOP_SIGN_IN: &str = "Stop signing in?";
pub const DISCARD_UNSTORED: &str = "Discard the login?";

/// What is given up with a sign-in that is under way.
pub(crate) fn waits_for_sign_in(provider: LoginProvider) -> String {
    format!("{} still waits for you in the browser. Stopping stores nothing.", provider.label())
}

pub const STOP: &str = "Stop";
pub const GO_ON_SIGNING_IN: &str = "Go on";
pub const ACCEPT_TERMS: &str = "Accept the models' terms?";
pub(crate) const ACCEPT: &str = "Accept";
pub(crate) const LEAVE_THEM_OFF: &str = "Leave them off";

pub(crate) const CHOOSE_WAY: &str = "choose";
pub(crate) const STORE_LOGIN: &str = "store";
pub(crate) const DISCARD_LOGIN: &str = "discard";
pub const TRY_WAY_AGAIN: &str = "try again";
pub const BACK_TO_WAYS: &str = "other ways";
