//! How far a command is, in one line on standard error that is taken away again: on a terminal,
//! and nowhere else.

use std::io::{self, IsTerminal, Write};

/// Back to the first column, and everything behind it taken away.
const ERASE: &str = "\r\x1b[K";

/// The line.
pub(super) struct ProgressLine {
    is_wanted: bool,
    is_shown: bool,
}

impl ProgressLine {
    /// One that is shown where standard error is a terminal that can erase.
    pub(super) fn new() -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        Self { is_wanted: io::stderr().is_terminal() && !is_dumb, is_shown: false }
    }

    /// Shows a text in the place of the last one.
    pub(super) fn show(&mut self, text: &str) {
        if self.is_wanted {
            // It is only for watching: without it everything else goes on.
            let _ = write!(io::stderr(), "{ERASE}{text}").and_then(|()| io::stderr().flush());
            self.is_shown = true;
        }
    }

    /// Takes it away, so that something else can be printed.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let _ = write!(io::stderr(), "{ERASE}").and_then(|()| io::stderr().flush());
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}
