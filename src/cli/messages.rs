//! The sentences of the commands.

pub mod doctor;
pub mod log;
mod login;
pub mod models;
mod own_settings;
pub mod transfer;

use std::io;
use std::path::Path;

pub use crate::settings::craft::server::messages::restart_craft;
pub use crate::settings::edit::messages::DELETE_CLAUDE_LOGIN;
pub use crate::settings::sign_in::NOT_IN_THE_DEMO;
pub use login::*;
pub use own_settings::*;

use crate::craft_link::{LinkError, Tested};
use crate::settings::credential::Status;
use crate::settings::redact::REDACTED;
use crate::text::counted;
use crate::text::nearest::unknown;

/// What determines the location of config.json.
const CONFIG_FOLDER: &str =
    "Its folder comes from --config-dir, else from CRAFT_CONFIG_DIR, else it is ~/.craft-agent.";

pub const UNDO_IS_ON_THE_SCREEN: &str = "Undo and redo work only on the screen (u, ctrl-r). The command restore restores a backup of config.json.";
/// The prefix of a preview.
pub const DRY_RUN: &str = "Dry run, nothing is written: ";

/// A flag that would be ignored, by a command or by the screen.
pub fn flag_without_effect(flag: &str, command: Option<&str>) -> String {
    match command {
        Some("login") => NO_DRY_RUN.to_owned(),
        Some(command) => format!("{command} has no {flag}. Leave it out."),
        None => format!("The screen has no {flag}. Leave it out, or name a command."),
    }
}

/// The context that a local server runs a model with.
pub fn served_context(model: &str, tokens: &str, source: &str) -> String {
    format!("{model}: context {tokens}, {source}")
}

/// The label of an edit that changes nothing, by the connection's name.
pub fn is_unchanged(name: &str) -> String {
    format!("“{name}” is unchanged")
}

pub(crate) const NOTHING_DELETED: &str = "Nothing was deleted.";
pub(crate) const NOTHING_REMOVED: &str = "Nothing was removed.";
pub(crate) const NOTHING_RESTORED: &str = "Nothing was restored.";
pub(crate) const NOTHING_SAVED: &str = "Nothing was saved.";
pub const NOTHING_STORED: &str = "Nothing was stored.";
pub(crate) const NOTHING_TYPED: &str = "Nothing was typed. Nothing changed.";

pub(crate) const NO_CONNECTION: &str = "No connections.";
pub(crate) const NO_DEFAULT: &str = "The default can't be empty: name a connection.";
pub(crate) const CONNECTION_COMES_FIRST: &str =
    "Name the connection first: the model is one of its models.";
pub(crate) const NAME_A_WORKSPACE: &str = "Name a workspace.";
pub const NAME_A_PRESET: &str = "Name a preset (--preset NAME; the command presets lists them), or give at least providerType= and authType=.";
pub const ADD_YES: &str = "No terminal to ask on: add --yes.";
pub const NAME_A_BACKUP: &str = "No terminal to ask on: name a backup, or add --yes.";
pub const ONLY_AWS_KEYS_HAVE_REGIONS: &str = "Only an AWS access key has a region.";
pub(crate) const SERVICE_ACCOUNT_COMES_FROM_INPUT: &str =
    "A service account comes from standard input: llm-connections secret set SLUG < FILE";
pub(crate) const INPUT_TOO_LONG_FOR_CONNECTION: &str =
    "Standard input is too long for a connection.";
pub(crate) const INPUT_TOO_LONG_FOR_CREDENTIAL: &str =
    "Standard input is too long for a credential.";
pub const INPUT_EMPTY: &str = "Standard input is empty. Nothing changed.";
pub const INPUT_HAS_TOO_MANY_LINES: &str =
    "Standard input has more lines than the credential has parts. Nothing changed.";
pub const RESTART_CRAFT_IF_RUNNING: &str = "If Craft is running, restart it to see the change.";
pub const UNREADABLE_BACKUP: &str = "! unreadable";
pub(crate) const NO_HOME: &str =
    "No home folder found: set HOME, or name the folder of config.json with --config-dir";
pub(crate) const NO_BACKUP_FOLDER: &str = "No folder for backups found: set HOME or XDG_STATE_HOME";
pub const NEEDS_A_TERMINAL: &str =
    "The screen needs a terminal; llm-connections --help lists the commands that don't.";
#[cfg(not(feature = "tui"))]
pub(crate) const NO_SCREEN: &str =
    "This build has no screen. Name a command; llm-connections --help lists them.";

pub(crate) const ASK_TO_WAIT_FOR_CRAFT: &str = "Wait until Craft quits, then save?";
pub(crate) const ASK_TO_SAVE_WHILE_CRAFT_RUNS: &str = "Save anyway?";
pub(crate) const ASK_TO_SAVE_CREDENTIAL: &str = "This affects a stored credential. Save?";
pub const ASK_TO_STORE_ODD_KEY: &str = "Store it anyway?";

pub(crate) fn config_missing(missing: &str) -> String {
    format!("{missing}\n{CONFIG_FOLDER}")
}

pub fn config_unreadable(why: &str) -> String {
    format!("{why}\nFix it in an editor, or restore a backup with restore.")
}

pub(crate) fn not_a_folder(file: &Path) -> String {
    format!("{} is a file: --config-dir takes the folder that config.json is in", file.display())
}

pub(crate) fn unusable_folder(folder: &Path) -> String {
    format!("{} can't be used as a folder", folder.display())
}

pub fn ask_to_create(folder: &Path) -> String {
    format!("{} does not exist. Create it?", folder.display())
}

pub fn unknown_connection<'a>(slug: &str, slugs: impl IntoIterator<Item = &'a str>) -> String {
    unknown("connection", slug, slugs, "; “llm-connections list” shows them all.")
}

pub(crate) fn unknown_workspace<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> String {
    unknown("workspace", name, names, "; “llm-connections workspace” shows them all.")
}

pub(crate) fn ambiguous_workspace(name: &str) -> String {
    format!("Several workspaces are called {name}: name one by its id or its folder.")
}

pub(crate) fn unknown_preset<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    unknown("preset", name, names, "; the command presets lists them.")
}

pub(crate) fn unknown_local_server<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> String {
    unknown("local server", name, names, "; add --local lists them.")
}

/// Why a server on this machine can't be added, and what to do.
pub fn no_local_server(name: &str, host: &str, there: &str, advice: &str) -> String {
    format!("{name} at {host}: {there}. {advice}")
}

/// A note for a second connection to the same server.
pub fn goes_there_too(name: &str) -> String {
    format!("“{name}” uses this server, too")
}

pub fn local_server_asks_for_key(name: &str) -> String {
    format!("{name} needs a key: store it with secret set, then name its models with set")
}

/// The message when a command prints no JSON, or does not exist.
pub fn no_schema(name: &str, all: &[String]) -> String {
    let names = all.join(", ");
    format!("No command “{name}” with --json. Name one of: {names}.")
}

pub(crate) fn unknown_command<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    unknown("command", name, names, ".")
}

pub fn unknown_session(id: &str) -> String {
    format!("Session {id} not found, or unreadable.")
}

pub(crate) fn unknown_mode(mode: &str) -> String {
    format!("A mode is steer or queue, not {mode}.")
}

pub(crate) fn unknown_name(name: &str, names: &[&str]) -> String {
    let end = format!("; the names are {}.", names.join(", "));
    unknown("name", name, names.iter().copied(), &end)
}

/// Does not repeat the argument: it may be a misplaced key.
pub(crate) fn not_an_assignment(names: &[&str]) -> String {
    format!("Values are given as NAME=VALUE; the names are {}.", names.join(", "))
}

pub(crate) fn given_twice(name: &str) -> String {
    format!("{name} is given twice.")
}

/// A fix as the assignments that make it.
pub fn add_assignments(label: &str, assignments: &[String]) -> String {
    let add = if label.ends_with('?') { " Add" } else { ": add" };
    format!("{label}{add} {}", assignments.join(" "))
}

/// The label of a copy, with its name.
pub(crate) fn copied_as(label: &str, name: &str) -> String {
    format!("{label} as “{name}”")
}

pub(crate) fn not_editable(slug: &str, why: &str) -> String {
    format!("{slug} can't be edited field by field: {why}. Use replace or delete.")
}

pub(crate) fn input_is_no_json(why: &str) -> String {
    format!("{why}.")
}

pub fn input_is_redacted() -> String {
    format!(
        "The JSON contains “{REDACTED}” in place of a secret. Enter the value, or remove the key."
    )
}

pub(crate) fn ask_to_delete(name: &str) -> String {
    format!("Delete “{name}”?")
}

pub fn save_while_craft_runs(warning: &str) -> String {
    format!("{warning}\nTo save anyway, add --yes.")
}

pub fn not_done(what: &str) -> String {
    format!("Not done: {what}.")
}

pub(crate) fn unprintable(why: &io::Error) -> String {
    format!("Done, but the output can't be written: {why}")
}

pub fn secret_in_argument(slug: &str) -> String {
    format!(
        "A secret can't be an argument: others can see arguments. Type it at the prompt of llm-connections secret set {slug}, or pipe it in."
    )
}

pub fn needs_no_credential(slug: &str, auth: &str) -> String {
    format!("{slug} uses the authentication {auth}, which needs no stored credential.")
}

/// If a new file would lose something, says how to start one anyway.
pub(crate) fn unusable_credentials(why: &str, loss: Option<&str>) -> String {
    let begin_anew = loss.map(|loss| {
        format!("\nIf no copy can be restored, --begin-anew starts a new file and keeps the old one beside it. {loss}")
    });
    format!("credentials.enc {why}.{}", begin_anew.unwrap_or_default())
}

pub fn odd_key(oddities: &[String]) -> String {
    format!("{}\n{NOTHING_STORED} To store it anyway, add --yes.", oddities.join("\n"))
}

pub fn replaced_key(how: &str) -> String {
    format!("{how} Nothing changed; --as-command stores it anyway.")
}

pub(crate) fn listed_or_nothing(all: &[&str]) -> String {
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

pub fn part_missing(label: &str) -> String {
    format!("{label} is missing. Nothing changed.")
}

pub fn nothing_stored(label: &str, slug: &str) -> String {
    format!("{slug} has no stored {label}.")
}

pub(crate) fn ask_to_remove(label: &str, name: &str) -> String {
    format!("Remove the {label} of “{name}”?")
}

pub fn replaces_unreadable_config(slugs: &[String]) -> String {
    format!(
        "config.json is unreadable: all of it is replaced. The backup has: {}.",
        slugs.join(", ")
    )
}

pub fn credentials_not_in_backup(slugs: &[&str]) -> String {
    format!("Backups have no credentials, and none is stored for {}.", slugs.join(", "))
}

pub fn ask_to_restore(backup: &str) -> String {
    format!("Restore the newest backup, {backup}?")
}

pub fn restored(backup: &str) -> String {
    format!("Restored {backup}")
}

pub fn skipped_backup(backup: &str) -> String {
    format!("Skipped {backup}: unreadable.")
}

pub fn and_more(count: usize) -> String {
    format!("and {count} more")
}

pub(crate) fn token_prompt(address: &str) -> String {
    format!("Server token of the Craft at {address}, empty to go without")
}

/// What a change through Craft means for its running sessions: `sessions` may continue with the old
/// key.
pub fn through_craft(sessions: &[String]) -> Vec<String> {
    let mut notes = vec!["done by the running Craft, so no restart is needed".to_owned()];
    if !sessions.is_empty() {
        notes.push(format!(
            "sessions that are open in Craft keep the old key until Craft restarts: {}",
            sessions.join(", ")
        ));
    }
    notes
}

/// Craft's own answer about a connection, beside its provider's.
pub fn opinion_of_craft(answer: &Result<Tested, String>) -> String {
    match answer {
        Ok(tested) => tested.describe(),
        Err(why) => format!("no result: {why}"),
    }
}

pub const NO_CRAFT_IN_DEMO: &str = "The demo has no Craft: leave out --through-craft.";
pub const NO_CRAFT_RUNNING: &str = "Craft isn't running: start it, or leave out --through-craft.";

/// Why Craft did not make all of `of` changes, but the first `made`. What was saved for the others
/// is rolled back.
pub(crate) fn not_through_craft(why: &LinkError, made: usize, of: usize) -> String {
    let what = match made {
        0 => format!("{why} What was saved for it was rolled back."),
        _ => why.after_changes(made, of),
    };
    if why.may_still_happen() {
        format!("{what} Check with secret status before you try again.")
    } else {
        what
    }
}

/// Whether Craft shows a connection as authenticated, or, if its chats differ, their state.
pub const fn authenticated_text(status: &Status) -> &'static str {
    match (status.shown, status.is_usable()) {
        (Some(true), Some(false)) => "yes, but chats fail",
        (Some(true), None) => "yes, chats unknown",
        (Some(true), Some(true)) => "yes",
        (Some(false), Some(true)) => "no, but chats work",
        (Some(false), _) => "no",
        (None, _) => "unknown",
    }
}

/// How many of all connections were validated, and how many of these failed.
pub fn progress(ended: usize, all: usize, failed: usize) -> String {
    format!("{ended}/{all}, {failed} failed")
}

/// The last line of `check`.
pub fn problems_and_notes(problems: usize, notes: usize) -> String {
    let problems = match problems {
        0 => "No problems.".to_owned(),
        count => format!("{}.", counted(count, "problem")),
    };
    match notes {
        0 => problems,
        count => format!("{problems} {}.", counted(count, "note")),
    }
}

pub(crate) fn pages_written(pages: usize, folder: &Path) -> String {
    format!("{pages} manual pages in {}.\n", folder.display())
}

pub fn pages_unwritten(folder: &Path, why: &io::Error) -> String {
    format!("Can't write the manual pages to {}: {why}.", folder.display())
}

/// Replaces the advice on every host.
pub const NO_NETWORK: &str = "No network: no host name could be resolved from here.";
pub const NOTHING_TO_VALIDATE: &str = "There are no connections to validate.";
pub(crate) const NOTHING_ASKED: &str = "Nothing was validated.";
pub const ASK_TO_SEND_KEY: &str = "Send the key there?";
pub const ONE_DRAFT: &str =
    "--draft is about one connection: name one, or none for a new connection.";

pub(crate) fn verdicts(valid: usize, failed: usize, unproven: usize) -> String {
    format!("{valid} valid, {failed} failed, {unproven} unproven\n")
}

pub fn ask_to_send_unencrypted(name: &str, host: &str) -> String {
    format!("Send the key of “{name}” to {host} over plain http, readable by anyone on the way?")
}

pub fn endpoint_works_already(slug: &str) -> String {
    format!("The stored endpoint of {slug} works.")
}

pub(crate) fn no_working_endpoint(summary: &str) -> String {
    format!("No working endpoint found: {summary}. Nothing changed.")
}
