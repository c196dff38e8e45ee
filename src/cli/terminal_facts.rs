//! What is known about the terminal without querying it.

use std::io::{IsTerminal, stdin, stdout};

use crate::system::environment::{is_set, variable};
use crate::text::color_support::has_color;
use crate::text::unicode_support;

/// Whether the terminal can show Unicode.
pub(super) fn has_unicode() -> bool {
    unicode_support::has_unicode(&variable)
}

/// What is known of the terminal.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct TerminalFacts {
    /// Whether the screen could start here.
    pub is_terminal: bool,
    pub term: Option<String>,
    /// The value of `COLORTERM`.
    pub colors: Option<String>,
    pub has_color: bool,
    pub has_unicode: bool,
    pub locale: Option<String>,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
    /// Whether terminals of this kind support mouse reporting and bracketed paste.
    pub reports_mouse: bool,
    pub is_in_tmux: bool,
    pub is_in_screen: bool,
    pub is_over_ssh: bool,
}

impl TerminalFacts {
    pub(super) fn find() -> Self {
        let is_terminal = stdin().is_terminal() && stdout().is_terminal();
        let size = is_terminal.then(crossterm::terminal::size);
        let term = variable("TERM");
        Self {
            is_terminal,
            reports_mouse: term.as_deref().is_some_and(|term| !matches!(term, "dumb" | "linux")),
            term,
            colors: variable("COLORTERM"),
            has_color: has_color(&variable),
            has_unicode: has_unicode(),
            locale: unicode_support::locale(&variable),
            size: size.and_then(Result::ok),
            is_in_tmux: is_set("TMUX"),
            is_in_screen: is_set("STY"),
            is_over_ssh: is_set("SSH_CONNECTION"),
        }
    }
}
