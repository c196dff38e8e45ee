//! Secrets on the terminal: a prompt that does not show what is typed, and input without echo.

use std::io::{self, Read, Write};

use crossterm::event::{Event, KeyCode, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroize;

use crate::settings::secret::Secret;
use crate::system::console::{has_echo, set_echo};
use crate::system::signals::{self, Terminal};
use crate::tui::{Decoder, SecretInput};

/// The terminal, for asking secrets. However it ends, the terminal gets its echo back.
pub(super) struct Prompt {
    /// Input typed ahead of a question is kept for it.
    decoder: Decoder,
}

impl Prompt {
    /// Turns the echo off before the first question, for people who answer at once.
    pub(super) fn open() -> io::Result<Self> {
        signals::set_terminal(Some(Terminal {
            // A terminal that is gone has no echo to restore.
            release: || drop(disable_raw_mode()),
            retake: || drop(enable_raw_mode()),
        }));
        enable_raw_mode()?;
        Ok(Self { decoder: Decoder::default() })
    }

    /// Asks for a secret; none when the person cancels.
    pub(super) fn secret(&mut self, question: &str) -> io::Result<Option<Secret>> {
        let mut err = io::stderr();
        write!(err, "{question} (not shown): ")?;
        err.flush()?;
        let typed = self.read()?;
        write!(err, "\r\n")?;
        Ok(typed)
    }

    /// What is typed up to enter; none when the person cancels.
    fn read(&mut self) -> io::Result<Option<Secret>> {
        let mut input = SecretInput::default();
        let mut buffer = [0; 1024];
        loop {
            while let Some(event) = self.decoder.next() {
                match event {
                    Event::Paste(mut text) => {
                        input.paste(&text);
                        text.zeroize();
                    }
                    Event::Key(key) => match key.code {
                        KeyCode::Enter => return Ok(Some(input.secret())),
                        // A line feed, which programs that type for a person send.
                        KeyCode::Char('j') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                            return Ok(Some(input.secret()));
                        }
                        KeyCode::Char('c' | 'd')
                            if key.modifiers.contains(KeyModifiers::CONTROL) =>
                        {
                            return Ok(None);
                        }
                        _ => drop(input.typed(key)),
                    },
                    _ => {}
                }
            }
            let length = match io::stdin().lock().read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if length == 0 {
                return Ok(Some(input.secret()));
            }
            self.decoder.take(&buffer[..length], false);
            buffer[..length].zeroize();
        }
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        // A terminal that is gone has no echo to restore.
        let _ = disable_raw_mode();
        signals::set_terminal(None);
    }
}

/// Standard input without the terminal's echo, for secrets that may be typed at any time: while it
/// lives, typed text is not shown. Signals and line editing stay as they are.
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
