//! The messages of `export` and `import`.

use std::path::Path;

use super::ADD_YES;
use crate::settings::transfer::tools::Tool;
use crate::text::counted;
use crate::text::nearest::unknown;

/// The header of the offers table.
pub(crate) const OFFERS: [&str; 6] = ["", "NAME", "CONNECTION", "ENDPOINT", "KEY", "HERE"];

pub const ASK_WHICH: &str = "Which? Numbers or names with commas, or all; enter for none:";

pub const NEEDS_ONLY: &str =
    "Without a terminal to choose on, add --only NAME or --yes for all that are new.";

pub const ASK_TO_IMPORT: &str = "Import it?";

pub(crate) const NOTHING_CHOSEN: &str = "Nothing imported.";

pub const ALL_HERE: &str =
    "Nothing new: each of them has a connection here. --only NAME adds one more.";

pub(crate) const INPUT_TOO_LONG: &str = "The file is larger than 16 MiB: not an export.";

pub fn nothing_exported(path: &Path) -> String {
    format!("{} exists. Add --force to replace it.", path.display())
}

pub fn exported(count: usize, path: &Path) -> String {
    format!("Exported {} to {}", counted(count, "connection"), path.display())
}

/// The note about something an import leaves out.
pub fn left_out(what: &str) -> String {
    format!("not imported: {what}")
}

pub fn nothing_offered(tool: Tool) -> String {
    format!("Nothing to import from {}: it is read from {}.", tool.label(), tool.locations())
}

pub(crate) fn unknown_offer<'a>(
    name: &str,
    all: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    let names: Vec<&str> = all.clone().into_iter().collect();
    unknown("name", name, all, &format!("; there are {}.", names.join(", ")))
}

pub fn equal(slugs: &[String]) -> String {
    format!("here already: {}", slugs.join(", "))
}

/// What needs consent, when there is no terminal to ask on.
pub(crate) fn not_agreed(risks: &[String]) -> String {
    format!("{}\n{ASK_TO_IMPORT} {ADD_YES}", risks.join("\n"))
}

/// Why a question needs an answer that can't be asked for.
pub(crate) fn odd_keys(odd: &[String]) -> String {
    format!("{} Add --yes to store them anyway.", odd.join(" "))
}
