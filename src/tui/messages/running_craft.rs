//! How a running Craft affects a change.

use crate::craft_link::{LinkError, Tested};

pub const STORING_THROUGH_CRAFT: &str = "Storing through Craft";
pub const CRAFT_IS_RUNNING: &str = "Craft is running";
pub const WAITING_FOR_CRAFT: &str = "Waiting for Craft";
pub(crate) const SAVE_ANYWAY: &str = "Save anyway";
pub(crate) const WAIT: &str = "Wait";
pub const TOKEN: &str = "Token";

pub fn restart_craft_if_running() -> String {
    "If Craft is running, restart it.".to_owned()
}

/// Notes on a change that a running Craft makes itself; `sessions` may continue with the old key.
pub fn through_craft(sessions: &[String]) -> Vec<String> {
    let mut notes = vec!["Craft has it already".to_owned()];
    if !sessions.is_empty() {
        let names = sessions.join(", ");
        notes.push(format!("open sessions keep the old key until Craft restarts: {names}"));
    }
    notes
}

/// Why Craft did not make all of `of` changes, but the first `made`. What was saved for the others
/// is rolled back.
pub(crate) fn not_through_craft(why: &LinkError, made: usize, of: usize) -> String {
    let what = match made {
        0 => format!("Not saved. {why}"),
        _ => why.after_changes(made, of),
    };
    if why.may_still_happen() {
        format!("{what} Check the credential before you try again.")
    } else {
        what
    }
}

pub fn stopped() -> String {
    "Not saved, but Craft already has the request: check the credential before you try again."
        .to_owned()
}

pub(crate) fn not_rolled_back(why: &str) -> String {
    format!("The save could not be rolled back: {why}")
}

pub(crate) fn storing() -> [String; 2] {
    [
        "Craft keeps credentials in memory, so it makes this change itself.".to_owned(),
        "This usually takes less than a second.".to_owned(),
    ]
}

pub(crate) fn ways_while_craft_runs(wait: &str, token: &str) -> String {
    format!("{wait} waits until Craft quits, then saves; {token} asks for Craft's server token.")
}

pub(crate) fn waiting_for_end(pid: u32) -> [String; 2] {
    [
        format!("Craft is still running (process {pid})."),
        "This saves as soon as Craft quits.".to_owned(),
    ]
}

pub fn craft_running(version: Option<&str>) -> String {
    match version {
        Some(version) => format!("Craft {version} running"),
        None => "Craft running".to_owned(),
    }
}

/// Craft's own verdict on a connection.
pub fn tested(name: &str, answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(tested) => format!("“{name}” in Craft: {}", tested.describe()),
        Err(why) => format!("No test result from Craft for “{name}”: {why}"),
    }
}
