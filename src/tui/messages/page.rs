//! The page: its title, its rows and its questions.

use crate::settings::connection::midstream::MidStream;
use crate::settings::problems::words::SAVING_IS_OFF;

pub const TITLE: &str = "AI connections";

/// Shown in the title for the demo tree, in full and in a word.
pub const DEMO: [&str; 2] = ["demo: your own files are not touched", "demo"];

pub const CONFIG_UNREADABLE: &str = "unreadable";
pub const NO_CONFIG: &str = "no file yet";

/// The folder of config.json does not exist, in full and in a word.
pub const NO_FOLDER: [&str; 2] = ["folder not found: saving creates it", "no folder"];

/// Follows the key that lists the problems.
pub const PROBLEMS_HINT: &str = "problems";

/// Follow the number of failed connections, and the key for the next failure.
pub(crate) const FAILED_HINT: &str = "failed";
pub(crate) const NEXT_FAILED_HINT: &str = "next";

/// No problems, but failed connections, which are not configuration problems.
pub fn no_problems_but_failed(failed: usize, next: &str) -> String {
    let validations = if failed == 1 { "validation" } else { "validations" };
    format!("No problems in the configuration. {failed} failed {validations}: esc, then {next}.")
}

pub const NEW_CHATS: &str = "New chats";
pub(crate) const NEW_CHATS_IN_SHORT: &str = "New";
pub const CONNECTIONS: &str = "CONNECTIONS";
pub const WORKSPACES: &str = "WORKSPACES";
pub const PERFORMANCE: &str = "PERFORMANCE";

/// Replaces the list of workspaces; also shown for the key that goes there.
pub const NO_WORKSPACES: &str = "No workspaces";

pub(crate) const STATUS_HEAD: &str = "STATUS";
pub(crate) const SENDS_HEAD: &str = "SENDS";
pub(crate) const CONNECTION_HEAD: &str = "CONNECTION";
pub(crate) const MODEL_HEAD: &str = "MODEL";
pub const THINKING_HEAD: &str = "THINKING";

/// A problem of a whole file or a workspace.
pub(crate) fn problem_of(name: &str, sentence: &str) -> String {
    format!("{name}: {sentence}")
}

/// How many connections match the filter; follows the section's title.
pub fn found(shown: usize, all: usize) -> String {
    format!("{shown} of {all}")
}

/// How many connections are marked; follows the section's title.
pub fn marked(all: usize, hidden: usize) -> String {
    match hidden {
        0 => format!("{all} marked"),
        hidden => format!("{all} marked, {hidden} hidden"),
    }
}

/// What the filter matched in; precedes the matching text.
pub(crate) const FOUND_IN_ENDPOINT: &str = "endpoint ";
pub(crate) const FOUND_IN_SLUG: &str = "slug ";
pub(crate) const FOUND_IN_MODEL: &str = "model ";

pub fn no_match(query: &str) -> String {
    format!("No connection matches “{query}”. Esc clears the filter.")
}

pub const ADD_ROW: &str = "+ Add connection";

pub const NO_CONNECTIONS: &str = "No connections configured. Add a connection to get started.";

/// How to fix an unusable config.json; `keys` edit it and restore a good copy, if it contains any
/// text.
pub fn repair_config(keys: Option<(String, String)>) -> String {
    match keys {
        Some((edit, restore)) => {
            format!("Press {edit} to edit it, or press {restore} to restore a backup")
        }
        None => "Fix it in an editor".to_owned(),
    }
}

/// Replaces the list of connections while config.json is unusable.
pub fn saving_is_off(why: &str, advice: &str) -> String {
    format!("{why}\n{SAVING_IS_OFF}. {advice}; the page reloads.")
}

// Defaults for new chats, and workspace overrides.

pub(crate) const NO_CONNECTION: &str = "No connection";
pub const CRAFT_DECIDES: &str = "Craft decides";

pub fn default_not_found(used: &str, slug: &str) -> String {
    format!("{used} · default “{slug}” not found")
}

/// The connection in use if no default is stored.
pub(crate) fn fallback(used: &str) -> String {
    format!("{used} (fallback)")
}

/// The connection in use, and what it lacks.
pub fn used_but(used: &str, lacking: &str) -> String {
    format!("{used} · {lacking}")
}

/// A thinking level that Craft does not know, and the one it uses instead.
pub fn unknown_level(level: &str, used: &str) -> String {
    format!("{level} · Craft uses {used}")
}

/// A value in effect that is not stored.
pub(crate) fn not_stored(value: &str) -> String {
    format!("({value})")
}

pub fn not_found(named: &str) -> String {
    format!("{named} not found")
}

pub(crate) const NOT_A_SWITCH: &str = "! stored value is not true or false";

// What a connection lacks, in its status column.

pub const NOT_LOGGED_IN: &str = "not logged in";
pub(crate) const NO_AWS_KEYS: &str = "no AWS keys";
pub(crate) const NO_SERVICE_ACCOUNT: &str = "no service account";
pub const NO_API_KEY: &str = "no API key";
pub const LOGIN_EXPIRED: &str = "login expired";
/// Within minutes, and nothing renews it.
pub const LOGIN_EXPIRES: &str = "login expires soon";
pub(crate) const CREDENTIAL_EXPIRES: &str = "credential expires soon";
pub(crate) const CREDENTIAL_EXPIRED: &str = "credential expired";
pub const LOGIN_UNUSABLE: &str = "login unusable";
pub const NOT_AUTHENTICATED: &str = "not authenticated";

// The action of a key where it differs from the key table.

pub const BACK_TO_LIST: &str = "back to the list";
pub const EDIT_CONFIG: &str = "edit config.json";
pub const CLEAR_MARKS: &str = "clear marks";
pub const CLEAR_FILTER: &str = "clear filter";
pub(crate) const CANCEL_VALIDATING: &str = "cancel validating";

pub const MODEL_NOT_WANTED: &str = "No validation found a problem with its model. Enter edits it.";

pub fn needs_a_connection(key: &str) -> String {
    format!("{key} needs a connection: select one first")
}

pub const NOTHING_TO_VALIDATE: &str = "No connections to validate";

pub const NO_OTHER_FAILED: &str = "No other failed connection.";

pub fn no_failed(validate_all: &str) -> String {
    format!("No failed connections. {validate_all} validates all.")
}

// Why a key or an item does not apply.

pub const IS_DEFAULT: &str = "it already is";

pub(crate) const NOT_IN_THE_DEMO_IN_SHORT: &str = "not in the demo";
pub const SIGN_IN_WITH_CRAFT: &str = "sign in with Craft";
pub(crate) const CRAFT_NOT_RUNNING: &str = "Craft isn't running";

pub(crate) fn craft_not_running() -> String {
    format!("{CRAFT_NOT_RUNNING}.")
}

pub fn not_editable_by_field(why: &str, edit_json: &str, delete: &str) -> String {
    format!("Not editable field by field: {why}. {edit_json} edits its JSON, {delete} deletes it.")
}

pub fn workspace_not_editable(name: &str, why: &str) -> String {
    format!("“{name}” can't be edited here: {why}.")
}

// What an action on connections reports.

pub fn copied_json(name: &str) -> String {
    format!("Copied the JSON of “{name}”, without secrets")
}

pub(crate) fn have_mode(mode: &str) -> String {
    format!("All marked connections already use “{mode}”")
}

// Lists to pick from.

/// The first choice for a workspace's setting: its label and its description.
pub const USE_DEFAULT: (&str, &str) = ("Use default", "Inherit from app settings");

/// The first choice for a connection's model.
pub(crate) const NO_MODEL: (&str, &str) = ("None", CRAFT_DECIDES);

pub fn default_title(setting: &str) -> String {
    format!("Default {}", setting.to_lowercase())
}

pub fn default_model_title(setting: &str, connection: &str) -> String {
    format!("{} of “{connection}”", default_title(setting))
}

pub fn override_title(setting: &str, workspace: &str) -> String {
    format!("{setting} of “{workspace}”")
}

pub(crate) const FLIP_MID_STREAM: &str = "Flip mid-stream sends";

pub(crate) const NOTHING_TO_FLIP: &str = "No connections to flip";

/// What picking a connection does to its mode.
pub(crate) fn flips_mode(from: MidStream, to: MidStream) -> String {
    format!("{} → {}: {}", from.value(), to.value(), to.about())
}
