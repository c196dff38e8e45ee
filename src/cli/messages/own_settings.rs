//! The messages about the person's own settings of the screen.

use std::io;
use std::path::Path;

pub const NO_FILE: &str = "not a file";
pub const FILE_TOO_LARGE: &str = "larger than 64 KiB";
pub const FILE_NOT_UTF8: &str = "not UTF-8 text";

pub(crate) fn own_settings_unreadable(error: &io::Error) -> String {
    format!("can't be read: {error}. The defaults apply")
}

pub(crate) const NO_CONFIG_FOLDER: &str = "No folder for settings: set $HOME or $XDG_CONFIG_HOME.";

pub const OWN_SETTINGS_OF_DEMO: &str = "The demo uses no config.toml.";

/// Shown instead of keys that were removed.
pub(crate) const NO_KEY: &str = "none";

pub fn own_settings_path(path: &Path, is_found: bool) -> String {
    let missing = if is_found { "" } else { " (not found: the defaults apply)" };
    format!("{}{missing}", path.display())
}

/// The first lines of the example file.
pub(crate) fn example_head(file: &str) -> String {
    format!(
        "# {file} of llm-connections. The lines are its defaults: take away a # to change one.\n\
         # llm-connections config shows where the file goes, what is in effect, and what is wrong.\n"
    )
}

/// The text above the keys in the example.
pub(crate) const fn example_keys() -> &'static str {
    "# Keys by action: one (\"d\"), several ([\"d\", \"f5\"]) or none (\"\"). Yours hold wherever the action does; where\n\
     # text is typed, letters stay text. Here are those of the page or, else, of one place. ctrl-c, esc and\n\
     # enter stay as they are.\n"
}
