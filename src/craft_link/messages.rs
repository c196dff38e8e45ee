//! The sentences of this module that people read.

pub(super) const WRONG_TOKEN: &str =
    "Craft refused the server token. A restarted server may have a new token.";
pub(super) const TOO_MANY_CLIENTS: &str = "Craft has too many clients. Close one and try again.";
pub(super) const GIVEN_UP: &str = "Craft timed out after 60 s, and may still finish.";
pub(super) const SHUTTING_DOWN: &str = "Craft is shutting down.";
pub(super) const CLOSED: &str = "Craft closed the connection.";
pub(super) const NOT_UNDERSTOOD: &str = "Craft sent something that isn't its protocol.";
pub(super) const TOO_LONG: &str = "Craft sent a message that is too long.";
pub(super) const NO_THREAD: &str = "Can't contact Craft: the system refuses another thread.";

pub(super) const NO_LOGIN_PENDING: &str = "Craft's sign-in has expired: 10 minutes have passed, Craft was restarted, or a sign-in somewhere else replaced it.";

pub const ONE_CLAUDE_LOGIN: &str = "Craft has one sign-in at a time; another one replaces this.";

/// That Craft did not take a code; its own words.
pub fn code_refused(words: &str) -> String {
    format!("Craft couldn't use the code: {words}")
}

pub(super) fn not_set_up(why: &str) -> String {
    format!("Craft stored the login, but didn't finish its connection: {why}")
}

pub(super) fn unknown_host(host: &str) -> String {
    format!("Can't resolve {host}.")
}

pub(super) fn refused(there: &str) -> String {
    format!("Connection refused at {there}: no Craft server listens there.")
}

pub(super) fn connect_timeout(there: &str) -> String {
    format!("Connection to {there} timed out.")
}

pub(super) fn unreachable(there: &str, why: &str) -> String {
    format!("{there} can't be reached: {why}.")
}

pub(super) fn no_tls(there: &str, why: &str) -> String {
    format!("Can't set up TLS with {there}: {why}.")
}

pub(super) fn no_websocket(there: &str) -> String {
    format!("{there} is not a Craft server.")
}

pub(super) fn handshake_timeout(there: &str) -> String {
    format!("{there} doesn't answer like a Craft server.")
}

pub(super) fn other_version(words: &str) -> String {
    format!("Craft speaks another version of its protocol ({words}).")
}

pub(super) fn not_admitted(words: &str) -> String {
    format!("Craft refused the connection: {words}.")
}

pub(super) fn several_servers(pids: &[u32]) -> String {
    let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
    format!(
        "Several Crafts use these credentials (processes {}), and each overwrites the others' changes. Stop all but one.",
        pids.join(", ")
    )
}

pub(super) fn no_channel(channel: &str, version: Option<&str>) -> String {
    let version = version.map(|version| format!(" {version}")).unwrap_or_default();
    format!("Craft{version} doesn't support {channel}.")
}

pub(super) fn failed(words: &str) -> String {
    let end = if words.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("Craft answered: {words}{end}")
}

/// Why the rest of several changes did not follow the first ones, which stay.
pub(super) fn after_changes(why: &str, made: usize, of: usize) -> String {
    format!(
        "{why} Before that, Craft made {made} of {of} changes of credentials; the rest was rolled back."
    )
}

pub(super) fn answer_timeout(seconds: u64) -> String {
    format!("Craft didn't answer within {seconds} s, and may still finish.")
}

pub(super) fn not_confirmed(slug: &str) -> String {
    format!("Craft reported that it stored the key of {slug}, but doesn't have it.")
}
