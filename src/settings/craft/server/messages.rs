//! User-visible sentences about a Craft server.

use std::path::Path;

pub(super) fn no_address(text: &str) -> String {
    let text = text.split(['?', '#', '@']).next().unwrap_or_default();
    format!("“{text}” isn't a server address. A Craft server's looks like ws://127.0.0.1:9100.")
}

pub(super) const LOGIN_IN_ADDRESS: &str = "A Craft server's address has no user and no password.";

pub(super) fn unencrypted(host: &str) -> String {
    format!(
        "The server token would cross the network to {host} unencrypted. Use wss://, or an address of this machine."
    )
}

pub(super) fn in_variable(why: &str) -> String {
    format!("CRAFT_SERVER_URL: {why}")
}

pub const NO_TOKEN: &str = "No server token: set CRAFT_SERVER_TOKEN, or turn on Settings > Server in Craft and restart it.";

pub(super) fn other_home(home: &Path) -> String {
    let home = home.display();
    format!("This Craft server stores its credentials in {home}, not in this home.")
}

pub(super) const OTHER_CONNECTIONS: &str =
    "This Craft server doesn't list the connections of config.json: it serves another folder.";

pub(super) const NO_CLAUDE_PAGE: &str = "Craft returned no sign-in URL.";

pub(super) fn foreign_claude_page(scheme: &str, host: &str) -> String {
    let there = if host.is_empty() { format!("{scheme}:") } else { format!("{scheme}://{host}") };
    format!("Craft returned a sign-in URL at {there}, which isn't Anthropic's.")
}

pub(super) const NO_CLAUDE_LOGIN: &str = "A running Craft can't be given a Claude login.";
pub(super) const NO_LOGIN: &str = "A running Craft can't store a login with its refresh token.";
pub(super) const NO_SERVICE_ACCOUNT: &str = "A running Craft can't be given a service account.";
pub(super) const NO_PART_OF_AWS_KEY: &str =
    "A running Craft stores only a complete AWS access key.";
pub(super) const NOT_AS_IT_IS: &str = "A running Craft can't store this credential unchanged.";
pub(super) const NO_REGION: &str = "A running Craft stores an AWS access key only with its region.";
pub(super) const LOOKS_MASKED: &str =
    "Craft ignores a text that contains ••, because it shows stored keys that way.";
pub(super) const NO_CONNECTION: &str =
    "A running Craft stores credentials of saved connections only.";
pub(super) const OTHERS_STAY: &str =
    "A running Craft can only remove all of a connection's credentials at once.";
pub(super) const OTHER_ENTRY: &str = "A running Craft can't change this entry.";
pub const TESTS_KEYS_ALONE: &str = "Craft tests only connections with an API key.";
pub(super) const NO_KEY_TO_TEST: &str = "No key for Craft to test.";
pub(super) const REPLACED_KEY: &str = "Craft would run or replace this key instead of testing it.";
pub(super) const KEY_GOES_UNENCRYPTED: &str = "The key would cross the network unencrypted.";

pub(super) fn old_provider(provider: &str) -> String {
    format!("Craft can't test the provider type {provider}.")
}

/// After credentials changed beside a running Craft, which has its own in memory.
pub fn restart_craft(pid: u32) -> String {
    format!(
        "Craft is running (process {pid}): restart it, or it keeps the old credentials and writes them back."
    )
}
