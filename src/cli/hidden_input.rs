//! Standard input without the terminal's echo, for secrets that may be typed at any time. Signals
//! and line editing stay as they are.

use crate::system::console::{has_echo, set_echo};
use crate::system::signals::{self, Terminal};

/// While it lives, typed text is not shown.
pub(super) struct HiddenInput(());

impl HiddenInput {
    /// Turns the echo off; none when standard input is not a terminal or has no echo.
    pub(super) fn start() -> Option<Self> {
        if !has_echo() {
            return None;
        }
        signals::set_terminal(Some(Terminal {
            release: || set_echo(true),
            retake: || set_echo(false),
        }));
        set_echo(false);
        Some(Self(()))
    }
}

impl Drop for HiddenInput {
    fn drop(&mut self) {
        set_echo(true);
        signals::set_terminal(None);
    }
}
