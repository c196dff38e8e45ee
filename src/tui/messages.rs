//! The sentences of the screen that more than one place or a test needs to know.

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

pub fn log_in(edit: &str) -> String {
    format!("Log in with Craft, or press {edit} to store a token.")
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

pub fn validate_several(count: usize) -> String {
    format!("Validate {count} connections")
}

pub fn sends_of_several(count: usize) -> String {
    format!("Mid-stream sends of {count}")
}

pub fn delete_item(count: usize) -> String {
    format!("Delete {count} connections")
}
