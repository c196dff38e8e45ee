//! The details: a connection, its credential and its validation, who uses it, and which connection
//! a new chat uses.

use crate::craft_link::Tested;
use crate::settings::connection::midstream::{MidStream, MidStreamSource};
use crate::settings::redact::redacted_text;
use crate::tui::widgets::text::capitalized;

/// The title of the details when they cover the list.
pub fn details_of(name: &str) -> String {
    format!("Details of “{name}”")
}

/// A problem with the item in the details.
pub fn problem(sentence: &str) -> String {
    format!("! {sentence}")
}

/// A note about the item, for information only.
pub fn note(sentence: &str) -> String {
    format!("· {sentence}")
}

/// What the last validation found wrong.
pub(crate) fn what_failed(summary: &str) -> String {
    format!("✗ {summary}.")
}

/// What a connection lacks, as a full sentence.
pub fn lacking(what: &str) -> String {
    format!("{}.", capitalized(what))
}

/// Another program deleted the item in the details.
pub(crate) const GONE: &str = "No longer exists.";

pub(crate) const ABOUT_ADDING: &str = "Pick a provider; the form opens filled in.";

// Next steps.

/// The recommended next step, at the top of the details.
pub fn next_step(sentence: &str) -> String {
    format!("→ {sentence}")
}

pub fn use_working_endpoint(key: &str, url: &str) -> String {
    format!("Works only at {}. Press {key} to use that endpoint.", redacted_text(url))
}

pub fn choose_model(key: &str) -> String {
    format!("Press {key} to choose a model.")
}

pub fn sign_in(key: &str) -> String {
    format!("Press {key} to sign in.")
}

/// The next step for a connection about which nothing else is known.
pub(crate) fn validate_it(key: &str) -> String {
    format!("Press {key} to validate it.")
}

/// The next step if only Craft can sign in.
pub(crate) fn sign_in_with_craft(edit: &str) -> String {
    format!("Sign in with Craft, or press {edit} to store a token.")
}

pub fn add_credential(edit: &str) -> String {
    format!("Press {edit} to add it.")
}

pub(crate) fn replace_credential(edit: &str) -> String {
    format!("Press {edit} to replace it.")
}

pub fn fix_in_problems(problems: &str, fix: &str, label: &str) -> String {
    format!("Press {problems}, then {fix}: {label}.")
}

pub fn edit_it(edit: &str) -> String {
    format!("Press {edit} to edit it.")
}

/// The remedy for a connection whose credential is to come from Craft's environment.
pub const SET_AWS_VARIABLES: &str = "Set the AWS variables where Craft starts.";

pub(crate) fn edit_its_json(edit_json: &str) -> String {
    format!("Press {edit_json} to edit its JSON.")
}

// A connection's fields and models.

/// Follows the addition of a connection that queues, with the key that changes the mode.
pub(crate) fn queues_by_default(key: &str) -> String {
    format!("Mid-stream messages queue, Craft's default for Anthropic ({key} changes that).")
}

/// A mid-stream mode, and why it is in effect if none is stored.
pub fn mode_in_effect(mode: MidStream, source: MidStreamSource) -> String {
    match source {
        MidStreamSource::Stored => mode.label().to_owned(),
        MidStreamSource::Provider => with_source(mode.label(), "default"),
    }
}

/// A value, with its source or a remark.
pub fn with_source(value: &str, source: &str) -> String {
    format!("{value} ({source})")
}

pub(crate) const fn on_or_off(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

pub(crate) const IN_NEW_CHATS: &str = "In new chats";
pub const MODEL: &str = "Model";
pub const THINKING: &str = "Thinking";
pub const CONTEXT: &str = "Context";
pub const IMAGES: &str = "Images";
/// The model that writes titles and summaries.
pub const TITLES: &str = "Titles";
pub const UNKNOWN: &str = "unknown";

pub fn models(count: usize) -> String {
    format!("Models ({count})")
}

/// The rest of the models, and the key that shows them.
pub(crate) fn more_models(count: usize, key: &str) -> String {
    format!("{}: press {key}", and_more(count))
}

/// The facts about a model that takes images.
pub fn with_images(context: &str) -> String {
    format!("images · {context}")
}

// A connection's credential.

pub const STORED: &str = "stored";
pub const NOT_USED: &str = "stored, but not used by this authentication";
pub const CREDENTIALS_UNUSABLE: &str = "unknown: credentials.enc can't be used";
pub(crate) const NOT_NEEDED: &str = "none; not needed on this machine";

/// A credential's state, and when it expires or expired.
pub fn expires(state: &str, has_expired: bool, at: &str) -> String {
    let expires = if has_expired { "expired" } else { "expires" };
    format!("{state}: {expires} {at}")
}

/// When a credential expires or expired.
pub fn until(has_expired: bool, at: &str) -> String {
    let until = if has_expired { "expired" } else { "until" };
    format!("{until} {at}")
}

pub const fn renewal(renews: bool) -> &'static str {
    if renews { "Craft renews it" } else { "nothing renews it" }
}

pub const WITH_SESSION_TOKEN: &str = "with a session token";

pub const ENVIRONMENT: &str = "Environment";
pub(crate) const NOTHING_FROM_ENVIRONMENT: &str = "Craft reads no credential from it here";
pub const NOTHING_FOUND_IN_ENVIRONMENT: &str = "no credentials found";
pub(crate) const OWN_ENVIRONMENT: &str = "as seen here; Craft's own may differ";

// A connection's validation.

pub const VALIDATION: &str = "Validation";
pub const CHANGED_SINCE: &str = "The connection has changed since.";

/// Only another URL than the stored one answers.
pub fn only_answers_at(url: &str) -> String {
    format!("Only {} answers.", redacted_text(url))
}

pub fn makes_it_the_endpoint(key: &str) -> String {
    format!("{key} use working endpoint")
}

pub fn balance(left: &str) -> String {
    format!("Balance: {left}.")
}

pub(crate) const SENT_A_MESSAGE: &str = "This validation sent a short message.";

/// A subscription's usage; `usage` names its plan and its limits.
pub fn usage(usage: &str) -> String {
    format!("Usage: {usage}.")
}

/// A provider's own words.
pub(crate) fn quoted(words: &str) -> String {
    format!("“{words}”")
}

pub(crate) fn asking_craft() -> String {
    "Craft is testing it…".to_owned()
}

/// Craft's own verdict on a connection, in addition to its provider's.
pub fn opinion(answer: Result<&Tested, &str>) -> String {
    match answer {
        Ok(tested) => format!("Craft: {}", tested.describe()),
        Err(why) => format!("No test result from Craft: {why}"),
    }
}

// Who uses a connection.

pub const USED_BY: &str = "Used by";
pub const UNUSED: &str = "no workspace";
pub(crate) const BY_SESSION: &str = "session";
pub const BY_OVERRIDE: &str = "workspace override";
pub const BY_DEFAULT: &str = "default";
pub const BY_FALLBACK: &str = "fallback (first in list)";

/// Marks the usage as incomplete, because a workspace's file is unreadable.
pub fn as_far_as_read(by: &str) -> String {
    format!("{by}, as far as can be read")
}

pub const SESSIONS: &str = "Sessions";

pub fn locked_sessions(count: usize) -> String {
    match count {
        0 => "Sessions using it".to_owned(),
        n => format!("Sessions using it ({n})"),
    }
}

pub const READING_SESSIONS: &str = "being read…";
pub const NO_SESSIONS: &str = "none";

pub fn and_more(count: usize) -> String {
    format!("and {count} more")
}

/// Sessions that selected the connection but have not started.
pub fn may_still_change(count: usize) -> String {
    format!("+{count} selected, not started")
}

pub(crate) fn session_in(session: &str, workspace: &str) -> String {
    format!("{session} · {workspace}")
}

pub fn keeps_old_key() -> String {
    "Key changed since: open sessions keep the old one until Craft restarts.".to_owned()
}

// Which connection a new chat uses, and why.

pub(crate) const NO_OVERRIDES: &str = "unless a workspace overrides it";

pub fn new_chat_uses(name: &str) -> String {
    format!("A new chat uses “{name}”")
}

pub(crate) const NEW_CHAT_HAS_NONE: &str = "No connection for new chats";

pub fn decides(name: &str) -> String {
    format!("“{name}” decides")
}

pub const SESSION_HAS_NONE: &str = "none";
pub(crate) const NO_WORKSPACE: &str = "no workspace";
pub(crate) const WORKSPACE_FOLDER_SKIPPED: &str = "folder not found: skipped";
pub(crate) const WORKSPACE_FILE_SKIPPED: &str = "no file: skipped";
pub const WORKSPACE_UNREADABLE: &str = "unreadable: skipped";
pub const NOT_SET: &str = "not set";
pub(crate) const LIST_EMPTY: &str = "no connections";
pub const STEP_NOT_NEEDED: &str = "not needed";

pub fn not_found_skipped(slug: &str) -> String {
    format!("{slug} not found: skipped")
}

pub(crate) fn not_found_unavailable(slug: &str) -> String {
    format!("{slug} not found: unavailable")
}

pub(crate) const WORKSPACE_SETS: &str = "Overrides";
pub(crate) const USES_DEFAULT: &str = "uses the default";

pub const UNAVAILABLE_SESSIONS: &str = "Sessions that are unavailable";
pub(crate) const MORE_SESSIONS: &str = "and more";

/// A session that uses a removed connection.
pub fn lost_session(session: &str, slug: &str) -> String {
    format!("{session}: {slug} not found")
}

// Switches.

pub(crate) const SWITCH_STATE: &str = "Now";
pub(crate) const SWITCH_NEEDS: &str = "Needs";
pub(crate) const SWITCH_KEY: &str = "In the file";
pub(crate) const OWN_PATH: &str = "as seen here; Craft's PATH may differ";
