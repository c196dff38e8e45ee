//! Sentences that people read on the screen, a file for each topic.

mod details;
mod dialogs;
mod form;
mod history;
mod lists;
mod local_servers;
mod logins;
mod menu;
mod models;
mod page;
mod presets;
mod probes;
mod problems;
mod sign_in;

pub mod fetched_models;
pub mod own_keys;

pub use details::*;
pub use dialogs::*;
pub use form::*;
pub use history::*;
pub use lists::*;
pub use local_servers::*;
pub use logins::usage;
pub use menu::*;
pub use models::*;
pub use page::*;
pub use presets::*;
pub use probes::*;
pub use problems::*;
pub use sign_in::*;

use crate::craft_link::{LinkError, Tested};

pub fn text_is_kept(edit: &str) -> String {
    format!("Draft kept: {edit} reopens it; save it empty to discard.")
}

pub fn came_back_empty() -> String {
    "The text came back empty: nothing was changed".to_owned()
}

pub fn not_utf8() -> String {
    "What the editor left is not UTF-8 text: nothing was changed.".to_owned()
}

/// That a broken file came back from the editor as it was.
pub fn still_broken(file: &str) -> String {
    format!("Nothing was changed: {file} is still broken")
}

pub fn repaired(file: &str) -> String {
    format!("Saved {file}. The broken text is kept as a backup.")
}

/// The title of the question what becomes of a text that was refused.
pub fn not_saved(file: &str) -> String {
    format!("Not saved: {file}")
}

/// What is wrong with something that was saved a moment ago.
pub fn saved_but(sentence: &str) -> String {
    format!("Saved. {sentence}")
}

/// What becomes of a change that a running Craft makes itself: `sessions` are those that may go on
/// with the old key.
pub fn through_craft(sessions: &[String]) -> Vec<String> {
    let mut notes = vec!["Craft has it already".to_owned()];
    if !sessions.is_empty() {
        let names = sessions.join(", ");
        notes.push(format!("open sessions keep the old key until Craft restarts: {names}"));
    }
    notes
}

/// Why Craft did not make a change. What was saved for it is taken back.
pub fn not_through_craft(why: &LinkError) -> String {
    if why.may_still_happen() {
        format!("Not saved. {why} Look at the credential before you try again.")
    } else {
        format!("Not saved. {why}")
    }
}

pub fn stopped() -> String {
    "Not saved, but Craft was asked already: look at the credential before you try again."
        .to_owned()
}

pub fn not_taken_back(why: &str) -> String {
    format!("What was saved for it could not be taken back: {why}")
}

pub fn storing() -> [String; 2] {
    [
        "Craft keeps keys in its memory, so it is asked to store this itself.".to_owned(),
        "This usually takes less than a second.".to_owned(),
    ]
}

pub fn ways_beside_craft() -> String {
    "w waits until Craft has ended and saves then; t takes Craft's server token.".to_owned()
}

pub fn waiting_for_end(pid: u32) -> [String; 2] {
    [
        format!("Craft is still running (process {pid})."),
        "This saves as soon as Craft has ended.".to_owned(),
    ]
}

pub fn craft_running(version: Option<&str>) -> String {
    match version {
        Some(version) => format!("Craft {version} running"),
        None => "Craft running".to_owned(),
    }
}

/// Craft's own answer about a connection, by its name.
pub fn tested(name: &str, answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(Tested { failed: None, .. }) => format!("Craft: “{name}” is valid"),
        Ok(Tested { failed: Some(words), .. }) => format!("Craft: “{name}” failed: {words}"),
        Err(why) => format!("Craft was not asked about “{name}”: {why}"),
    }
}
