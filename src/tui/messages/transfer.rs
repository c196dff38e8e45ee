//! Exports and imports.

use crate::settings::transfer::tools::Tool;
use crate::text::{capitalized, counted};

pub(crate) const IMPORT: &str = "Import";
pub const IMPORT_FROM: &str = "Import from";
pub const A_FILE: &str = "A file…";
pub(crate) const MADE_BY_EXPORT: &str = "made by export";

/// Describes the import as a way to a first connection, by some of the tools to import from.
pub(crate) fn imports_from(tools: &[&str], more: usize) -> String {
    format!("From {} and {more} more, or a file", tools.join(", "))
}

pub const EXPORT_ALL: &str = "Export all connections to";

pub fn export_some(count: usize) -> String {
    format!("Export {} to", counted(count, "connection"))
}

/// Where a path is still empty.
pub const NO_PATH_TYPED: &str = "No path yet: type one, such as ~/llm-connections.json.";

pub const IMPORT_FILE: &str = "Import from the file";

/// Shown below the path of an import where no other program offers anything.
pub fn no_programs(tools: &[&str]) -> String {
    format!("Nothing to import in {}: choose a file.", tools.join(", "))
}

/// Shown below a path in the demo, whose home folder is made for it.
pub const DEMO_HOME: &str = "In the demo, ~ is a temporary folder, deleted when you quit.";

/// Shown below the path of an export.
pub const NO_SECRETS: &str = "Keys are not exported.";

pub fn exported(count: usize, path: &str) -> String {
    format!("Exported {} to {path}", counted(count, "connection"))
}

pub fn ask_to_replace(path: &str) -> String {
    format!("Replace {path}?")
}

pub(crate) const REPLACE: &str = "Replace";
pub(crate) const REPLACED_IS_LOST: &str = "The existing file is lost. You can't undo that.";

/// The number of connections that a program offers.
pub fn offers(count: usize) -> String {
    counted(count, "connection")
}

pub fn title_from(tool: Tool) -> String {
    format!("Import from {}", tool.label())
}

pub fn title_of_file(path: &str) -> String {
    format!("Import from {path}")
}

// The state of a row.

pub const NEW: &str = "new";
pub(crate) const SAME: &str = "here already";
pub(crate) const DIFFERS: &str = "differs: select it to replace";
pub const NOT_TAKEN: &str = "can't be imported";

pub fn like(name: &str) -> String {
    format!("here as “{name}”")
}

pub fn with_key(masked: &str) -> String {
    format!("key {masked}")
}

pub fn selected(count: usize) -> String {
    format!("{count} selected")
}

pub(crate) const OVERRIDES: &str = "Workspace overrides";
pub(crate) const DEFAULTS: &str = "Defaults for new chats";

pub fn workspaces(count: usize) -> String {
    counted(count, "workspace")
}

pub fn nothing_selected(select: &str) -> String {
    format!("Nothing selected. {} selects a row.", capitalized(select))
}

pub const ASK_TO_IMPORT: &str = "Import anyway?";
