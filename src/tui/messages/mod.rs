//! Sentences that people read on the screen, a file for each topic.

mod dialogs;
mod history;
mod lists;
mod local_servers;
mod menu;
mod models;
mod presets;
mod probes;
mod problems;
mod sign_in;

pub use dialogs::*;
pub use history::*;
pub use lists::*;
pub use local_servers::*;
pub use menu::*;
pub use models::*;
pub use presets::*;
pub use probes::*;
pub use problems::*;
pub use sign_in::*;

use crate::craft_link::{LinkError, Tested};
use crate::settings::connection::midstream::MidStream;
use crate::settings::redact::redacted_text;
use crate::tui::widgets::text::capitalised;

/// Something wrong with what the details are of.
pub fn problem(sentence: &str) -> String {
    format!("! {sentence}")
}

/// What a connection lacks, as a sentence of its own.
pub fn lacking(what: &str) -> String {
    format!("{}.", capitalised(what))
}

/// The title of the details where they lie over the list.
pub fn details_of(name: &str) -> String {
    format!("Details of “{name}”")
}

/// What is to be done next, at the top of the details.
pub fn next_step(sentence: &str) -> String {
    format!("→ {sentence}")
}

pub fn use_working_endpoint(key: &str, url: &str) -> String {
    format!("Works only at {}. Press {key} to use that endpoint.", redacted_text(url))
}

pub fn sign_in(key: &str) -> String {
    format!("Press {key} to sign in.")
}

/// The same where only Craft can sign in.
pub fn sign_in_with_craft(edit: &str) -> String {
    format!("Sign in with Craft, or press {edit} to store a token.")
}

pub fn add_credential(edit: &str) -> String {
    format!("Press {edit} to add it.")
}

pub fn replace_credential(edit: &str) -> String {
    format!("Press {edit} to replace it.")
}

pub fn fix_in_problems(problems: &str, fix: &str, label: &str) -> String {
    format!("Press {problems}, then {fix}: {label}.")
}

pub fn edit_it(edit: &str) -> String {
    format!("Press {edit} to edit it.")
}

pub fn edit_its_json(edit_json: &str) -> String {
    format!("Press {edit_json} to edit its JSON.")
}

/// How many connections are marked, behind the title of their section.
pub fn marked(all: usize, hidden: usize) -> String {
    match hidden {
        0 => format!("{all} marked"),
        hidden => format!("{all} marked, {hidden} hidden"),
    }
}

/// The question before several connections are deleted.
pub fn delete_several(count: usize) -> String {
    format!("Delete {count} connections?")
}

pub fn deletes(names: &str) -> String {
    format!("{names}.")
}

pub fn undo_brings_back_all() -> String {
    "u brings all of them back.".to_owned()
}

/// The question before the mode of some of the marked connections is changed.
pub fn set_mode_of(count: usize, mode: &str) -> String {
    match count {
        1 => format!("Set 1 connection to “{mode}”?"),
        count => format!("Set {count} connections to “{mode}”?"),
    }
}

pub fn left_out(names: &str, why: &str) -> String {
    format!("Left out, because not editable: {names} ({why}).")
}

pub fn have_mode(mode: &str) -> String {
    format!("All marked connections have “{mode}” already")
}

pub fn text_is_kept() -> String {
    "Draft kept: E reopens it; save it empty to discard.".to_owned()
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

/// What is to be done with a config.json that cannot be used, with the keys that edit it and restore
/// a good one, where it holds a text.
pub fn mend_config(keys: Option<(String, String)>) -> String {
    match keys {
        Some((edit, restore)) => {
            format!("Press {edit} to edit it, or press {restore} to restore a backup")
        }
        None => "Fix it in an editor".to_owned(),
    }
}

pub const NO_CONNECTIONS: &str = "No connections configured. Add a connection to get started.";

pub fn already_default(name: &str) -> String {
    format!("“{name}” is already the default")
}

/// What is wrong with something that was saved a moment ago.
pub fn saved_but(sentence: &str) -> String {
    format!("Saved. {sentence}")
}

pub const FLIP_MID_STREAM: &str = "Flip mid-stream sends";

pub const NOTHING_TO_FLIP: &str = "There is no connection to flip";

/// What picking a connection does to its mode.
pub fn flips_mode(from: MidStream, to: MidStream) -> String {
    format!("{} → {}", from.value(), to.value())
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

pub fn keeps_old_key() -> String {
    "Key changed since: open sessions keep the old one until Craft restarts.".to_owned()
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

pub fn asking_craft() -> String {
    "Craft is testing it…".to_owned()
}

/// Craft's own answer about a connection, by its name.
pub fn tested(name: &str, answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(Tested { failed: None, .. }) => format!("Craft: “{name}” is valid"),
        Ok(Tested { failed: Some(words), .. }) => format!("Craft: “{name}” failed: {words}"),
        Err(why) => format!("Craft was not asked about “{name}”: {why}"),
    }
}

/// The same beside what its provider says.
pub fn opinion(answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(Tested { failed: None, .. }) => "Craft: valid".to_owned(),
        Ok(Tested { failed: Some(words), .. }) => format!("Craft: failed: {words}"),
        Err(why) => format!("Craft was not asked: {why}"),
    }
}
