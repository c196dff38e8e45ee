//! Standard input without the echo of its terminal, for lines that hold a secret and come at any
//! time. Signals, and what the terminal does with a line, stay as they are.

use crate::system::console::{has_echo, set_echo};
use crate::system::signals::{self, Terminal};

/// As long as it lives, nothing that is typed is shown.
pub(super) struct HiddenInput(());

impl HiddenInput {
    /// Takes the echo away; none where standard input is no terminal, or has no echo.
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
