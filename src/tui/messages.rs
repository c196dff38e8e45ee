//! Sentences of the screen about a running Craft.

use crate::craft_link::{LinkError, Tested};

/// What becomes of a change that a running Craft makes itself: `sessions` are those that may go on
/// with the old key.
pub(super) fn through_craft(sessions: &[String]) -> Vec<String> {
    let mut notes = vec!["Craft has it already".to_owned()];
    if !sessions.is_empty() {
        let names = sessions.join(", ");
        notes.push(format!("open sessions keep the old key until Craft restarts: {names}"));
    }
    notes
}

pub(super) fn keeps_old_key() -> String {
    "Key changed since: open sessions keep the old one until Craft restarts.".to_owned()
}

/// Why Craft did not make a change. What was saved for it is taken back.
pub(super) fn not_through_craft(why: &LinkError) -> String {
    if why.may_still_happen() {
        format!("Not saved. {why} Look at the credential before you try again.")
    } else {
        format!("Not saved. {why}")
    }
}

pub(super) fn stopped() -> String {
    "Not saved, but Craft was asked already: look at the credential before you try again."
        .to_owned()
}

pub(super) fn not_taken_back(why: &str) -> String {
    format!("What was saved for it could not be taken back: {why}")
}

pub(super) fn storing() -> [String; 2] {
    [
        "Craft keeps keys in its memory, so it is asked to store this itself.".to_owned(),
        "This usually takes less than a second.".to_owned(),
    ]
}

pub(super) fn ways_beside_craft() -> String {
    "w waits until Craft has ended and saves then; t takes Craft's server token.".to_owned()
}

pub(super) fn waiting_for_end(pid: u32) -> [String; 2] {
    [
        format!("Craft is still running (process {pid})."),
        "This saves as soon as Craft has ended.".to_owned(),
    ]
}

pub(super) fn craft_running(version: Option<&str>) -> String {
    match version {
        Some(version) => format!("Craft {version} running"),
        None => "Craft running".to_owned(),
    }
}

pub(super) fn asking_craft() -> String {
    "Craft is testing it…".to_owned()
}

/// Craft's own answer about a connection, by its name.
pub(super) fn tested(name: &str, answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(Tested { failed: None, .. }) => format!("Craft: “{name}” is valid"),
        Ok(Tested { failed: Some(words), .. }) => format!("Craft: “{name}” failed: {words}"),
        Err(why) => format!("Craft was not asked about “{name}”: {why}"),
    }
}

/// The same beside what its provider says.
pub(super) fn opinion(answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(Tested { failed: None, .. }) => "Craft: valid".to_owned(),
        Ok(Tested { failed: Some(words), .. }) => format!("Craft: failed: {words}"),
        Err(why) => format!("Craft was not asked: {why}"),
    }
}
