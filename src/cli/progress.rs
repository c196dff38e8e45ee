//! A command's progress, on one erasable line of standard error: only on a terminal.

use std::io::{self, IsTerminal, Write};

/// Returns to the first column and erases the line.
const ERASE: &str = "\r\x1b[K";

/// The progress line.
pub(super) struct ProgressLine {
    is_wanted: bool,
    is_shown: bool,
}

impl ProgressLine {
    /// A line that is shown if standard error is a terminal that can erase.
    pub(super) fn new() -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        Self { is_wanted: io::stderr().is_terminal() && !is_dumb, is_shown: false }
    }

    /// Replaces the line's text.
    pub(super) fn show(&mut self, text: &str) {
        if self.is_wanted {
            // Display only: everything else continues without it.
            let _ = write!(io::stderr(), "{ERASE}{text}").and_then(|()| io::stderr().flush());
            self.is_shown = true;
        }
    }

    /// Erases the line, so that something else can be printed.
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
