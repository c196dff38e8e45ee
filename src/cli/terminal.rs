//! What is known about the terminal without querying it.

use std::io::{IsTerminal, stdin, stdout};

use crate::system::environment::{is_set, variable};

/// Reads an environment variable; none when it is empty.
type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Whether the terminal can show Unicode.
pub(super) fn has_unicode() -> bool {
    has_unicode_by(&variable)
}

/// Whether to use colors: not with `NO_COLOR`, and not on a terminal that has none.
pub(super) fn has_color_by(variable: Variable<'_>) -> bool {
    variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// Whether the terminal can show Unicode: not Linux's own console, and not if the locale rules it
/// out. An unset locale rules out nothing.
pub(super) fn has_unicode_by(variable: Variable<'_>) -> bool {
    variable("TERM").is_none_or(|term| term != "linux")
        && locale(variable).is_none_or(|locale| is_unicode(&locale))
}

fn locale(variable: Variable<'_>) -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable)
}

/// Whether a locale uses Unicode. One without a charset uses its language's, which today is UTF-8
/// nearly everywhere.
fn is_unicode(locale: &str) -> bool {
    let named = locale.split('@').next().unwrap_or_default();
    match named.split_once('.') {
        Some((_, charset)) => {
            let charset = charset.to_ascii_lowercase();
            charset == "utf-8" || charset == "utf8"
        }
        None => !matches!(named, "C" | "POSIX"),
    }
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
            has_color: has_color_by(&variable),
            has_unicode: has_unicode(),
            locale: locale(&variable),
            size: size.and_then(Result::ok),
            is_in_tmux: is_set("TMUX"),
            is_in_screen: is_set("STY"),
            is_over_ssh: is_set("SSH_CONNECTION"),
        }
    }
}
