//! Standard input without the echo of its terminal, for lines that hold a secret and come at any
//! time. Signals, and what the terminal does with a line, stay as they are.

use std::io;

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::system::signals::{self, Terminal};

/// As long as it lives, nothing that is typed is shown.
pub(super) struct HiddenInput(());

impl HiddenInput {
    /// Takes the echo away; none where standard input is no terminal, or has no echo.
    pub(super) fn start() -> Option<Self> {
        let has_echo = tcgetattr(io::stdin()).ok()?.local_modes.contains(LocalModes::ECHO);
        if !has_echo {
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

/// A terminal that is gone has no echo to set.
fn set_echo(is_on: bool) {
    if let Ok(mut modes) = tcgetattr(io::stdin()) {
        modes.local_modes.set(LocalModes::ECHO, is_on);
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }
}
