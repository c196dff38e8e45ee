//! The sentences about exports and imports, the same on the screen and in commands.

use super::{Conflict, FORMAT, FieldDifference, NeededCredential, VERSION};
use crate::text::nearest::unknown;

pub const NO_FORMAT: &str =
    "This is not an export: `format` is missing; it must be “llm-connections”.";

pub const IS_A_CONFIG: &str = "This is a config.json of Craft, not an export. To make one: llm-connections --config-dir FOLDER \
    export";

pub(crate) const NOTHING_TO_IMPORT: &str = "Nothing to import: everything is here already.";

pub fn not_an_export(found: &str) -> String {
    format!("This is not an export: the file is {found}, not an object.")
}

pub fn other_format(found: &str) -> String {
    format!("This is not an export: `format` is {found}, not “{FORMAT}”.")
}

pub fn newer_version(version: u64) -> String {
    format!(
        "Version {version} of the format was written by a newer llm-connections; this one reads version {VERSION}. Update it."
    )
}

pub(crate) fn bad_version(found: &str) -> String {
    format!("`version` is {found}, where {VERSION} belongs.")
}

pub fn not_a(path: &str, found: &str, expected: &str) -> String {
    format!("{path} is {found}, where {expected} belongs.")
}

pub fn no_slug(path: &str) -> String {
    format!("{path} has no slug.")
}

pub fn duplicate_slug(slug: &str) -> String {
    format!("Duplicate slug “{slug}”: each connection needs its own.")
}

pub(crate) fn no_connection(position: usize, found: &str) -> String {
    format!(
        "llmConnections[{position}] is {found} or has no slug: fix it, or export connections by slug."
    )
}

pub(crate) fn secret_in_connection(slug: &str, path: &str) -> String {
    format!(
        "{slug}: {path} holds a secret, which is never exported. Remove it, or export the others by slug."
    )
}

pub(crate) fn secret_in_workspace(name: &str, path: &str) -> String {
    format!("Workspace “{name}”: {path} holds a secret, which is never exported. Remove it.")
}

pub(crate) fn unreadable_workspaces(names: &[String]) -> String {
    format!(
        "Workspace settings unreadable: {}. Fix them, or export connections by slug.",
        names.join(", ")
    )
}

pub(crate) fn invalid_connection(slug: &str, why: &str) -> String {
    format!("{slug}: {why}.")
}

pub(crate) fn not_in_file<'a>(slug: &str, slugs: impl IntoIterator<Item = &'a str>) -> String {
    unknown("connection", slug, slugs, ": the file does not contain it.")
}

pub fn credential_goes_along(slug: &str, host: &str) -> String {
    format!("{slug}: the credential stored under this slug goes to {host}.")
}

pub(crate) fn workspace_unusable(name: &str, why: &str) -> String {
    format!("Workspace “{name}” skipped: {why}")
}

pub fn default_stays(slug: &str) -> String {
    format!("the default stays; --set-default makes it “{slug}”")
}

pub(crate) fn default_unknown(slug: &str) -> String {
    format!("Default “{slug}” not found: it was not set.")
}

/// A workspace in the file that does not exist here.
pub fn missing_workspace(name: &str) -> String {
    format!("workspace “{name}” not found: its overrides are skipped")
}

pub fn renamed(from: &str, to: &str) -> String {
    format!("{from} is imported as {to}")
}

/// The differences of a connection or a workspace, in one line.
pub fn conflict(conflict: &Conflict) -> String {
    let field = |field: &FieldDifference| {
        format!("{} is {}, in the file {}", field.path, field.here, field.in_file)
    };
    let fields: Vec<String> = conflict.fields.iter().map(field).collect();
    let what = if conflict.is_workspace { "workspace " } else { "" };
    format!("{what}“{}” differs and was left alone: {}", conflict.name, fields.join("; "))
}

/// What an exported connection needs after import.
pub fn needs(needed: &NeededCredential) -> String {
    format!("{} needs its {} again", needed.slug, needed.what)
}
