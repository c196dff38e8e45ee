//! Sentences that people read on the screen, a file for each topic.

mod dialogs;
mod lists;
mod models;

pub use dialogs::*;
pub use lists::*;
pub use models::*;

use crate::craft_link::{LinkError, Tested};
use crate::settings::connection::local_server::{LocalServer, LocalServerKind};
use crate::settings::connection::midstream::MidStream;
use crate::settings::connection::presets::PresetGroup;
use crate::settings::redact::redacted_text;
use crate::settings::sign_in::LoginProvider;
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

pub fn validate_several(count: usize) -> String {
    format!("Validate {count} connections")
}

pub fn sends_of_several(count: usize) -> String {
    format!("Mid-stream sends of {count}")
}

pub fn delete_item(count: usize) -> String {
    format!("Delete {count} connections")
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

/// The question before all problems with a fix are fixed.
pub fn fix_all(count: usize) -> String {
    match count {
        1 => "Fix 1 problem?".to_owned(),
        count => format!("Fix {count} problems?"),
    }
}

/// What a fix does, and where.
pub fn fix_of(place: &str, label: &str) -> String {
    format!("{place}: {label}.")
}

pub fn undo_takes_all_back() -> String {
    "u takes all of it back.".to_owned()
}

pub fn no_fixes() -> String {
    "No problem has an automatic fix; enter goes to where one is".to_owned()
}

pub fn no_broken_file() -> String {
    "No broken file here; enter goes to where the problem is".to_owned()
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

pub const ADD_CONNECTION: &str = "Add a connection";

pub const NO_CONNECTIONS: &str = "No connections configured. Add a connection to get started.";

/// What is behind a way to a first model: the first names of its providers, and how many more there
/// are.
pub fn describe_group(group: PresetGroup, first: &[&str], more: usize) -> String {
    let names = first.join(", ");
    match group {
        PresetGroup::ApiKey => format!("{names} and {more} more"),
        PresetGroup::SignIn => names,
        PresetGroup::LocalServer => format!("Looks for {names} on this machine"),
    }
}

pub const LOCAL_SERVERS: &str = "Servers on this machine";

pub const FIND_LOCAL_SERVERS: &str = "Look for local servers";

pub fn names_of_local_servers() -> String {
    LocalServerKind::ALL.map(LocalServerKind::name).join(", ")
}

pub const LOOKING: &str = "looking…";

pub const NOT_LOOKED: &str = "not looked at";

pub fn already_connected(name: &str) -> String {
    format!("added as “{name}”")
}

pub fn already_default(name: &str) -> String {
    format!("“{name}” is already the default")
}

pub fn already_connected_at(name: &str) -> String {
    format!("“{name}” goes there already.")
}

/// What becomes of a server that is added.
pub fn what_is_added(server: &LocalServer) -> String {
    let ids: Vec<&str> = server.chat_models().map(|model| model.id.as_str()).collect();
    let (first, others) = ids.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    match others.len() {
        0 => format!("Is added with its model {first}."),
        n => {
            let all = n + 1;
            let others = others.join(", ");
            format!("Is added with its {all} models. New chats get {first}; also: {others}.")
        }
    }
}

/// What a server that asks for a key needs.
pub fn key_is_asked(kind: LocalServerKind) -> String {
    format!("{} lists its models only with a key. Enter opens the form for it.", kind.name())
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

pub const NOT_IN_THE_DEMO: &str = "The demo does not sign in: its credentials are made up.";

pub fn sign_in_title(provider: LoginProvider, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Sign in “{name}” to {}", provider.label()),
        None => format!("Sign in to {}", provider.label()),
    }
}

pub const BY_DEVICE: (&str, &str) = ("With a code", "typed into a browser on any machine");
pub const BY_BROWSER: (&str, &str) = ("In a browser", "its last address comes back or is pasted");
pub const BY_GITHUB_TOKEN: (&str, &str) = ("With a GitHub token", "pasted");
pub const BY_FOUND_TOKEN: (&str, &str) =
    ("With a login of this machine", "of your editor or of gh");
pub const BY_CLAUDE_TOKEN: (&str, &str) = ("With a token", "made by claude setup-token");
pub const BY_FORM: (&str, &str) = ("Later", "only fill in the form now");

pub fn asking(provider: LoginProvider) -> String {
    format!("Asking {} for a login…", provider.label())
}

pub const OPEN_THIS: &str = "Open this page in a browser on any machine:";
pub const TYPE_THIS: &str = "and type this code:";
pub const OPEN_AND_SIGN_IN: &str = "Open this page in a browser and sign in:";
pub const PORTS_TAKEN: &str = "Ports 1455 and 1457 are taken: the address must be pasted.";
pub const PASTE_ADDRESS: &str = "Paste the address that the browser ends at (localhost:…):";
pub const PASTE_TOKEN: &str = "Paste the token:";

/// How the browser of another machine comes back by itself.
pub fn tunnel(command: &str) -> String {
    format!("From another machine, first: {command}")
}

pub fn run_in_a_terminal(command: &str) -> String {
    format!("Run {command} in a terminal, and sign in there.")
}

/// How long is left.
pub fn time_left(seconds: u64) -> String {
    format!("Waiting · {}:{:02} left", seconds / 60, seconds % 60)
}

pub const CRAFT_RUNS: &str = "Craft is running";

pub fn waiting_for_craft(pid: u32) -> String {
    format!("Waiting until Craft has ended (process {pid})…")
}

pub const NOT_STORED_YET: &str = "The login is made, and not stored yet.";
pub const STORE_IT: &str = "Enter stores it, esc drops it.";
pub const NOTHING_STORED: &str = "Nothing was stored.";
pub const TRY_AGAIN: &str = "Enter goes back to the ways to sign in.";

pub fn terms_left(count: usize) -> String {
    format!("{}.", crate::signin::messages::terms_left(count))
}

pub const NO_DISPLAY: &str = "No display here to open a browser on: copy the address instead.";
pub const COPIED_CODE: &str = "Copied the code";
pub const COPIED_ADDRESS: &str = "Copied the address";

pub fn browser_not_started(why: &std::io::Error) -> String {
    format!("The browser could not be started: {why}. Copy the address instead.")
}

pub const READ_TOKENS: &str = "Read GitHub tokens?";

pub fn read_tokens_of(places: &str) -> String {
    format!("They are read from {places}, and tried with GitHub one after the other.")
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
