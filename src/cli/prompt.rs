//! A prompt that shows nothing of what is typed.

use std::io::{self, Read, Write};

use crossterm::event::{Event, KeyCode, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroize;

use super::signals;
use crate::settings::secret::Secret;
use crate::tui::{Decoder, SecretInput};

/// Asks for a secret on the terminal; none when it is given up. However it ends, the terminal has its echo again.
///
/// # Errors
/// When the terminal would not.
pub fn secret(question: &str) -> io::Result<Option<Secret>> {
    signals::listen()?;
    // Before the question, for those who answer at once.
    enable_raw_mode()?;
    let typed = asked(question).and_then(|()| read());
    disable_raw_mode()?;
    writeln!(io::stderr())?;
    typed
}

fn asked(question: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    write!(err, "{question} (not shown): ")?;
    err.flush()
}

/// What is typed up to enter; none when it is given up.
fn read() -> io::Result<Option<Secret>> {
    let (mut decoder, mut input) = (Decoder::default(), SecretInput::default());
    let mut buffer = [0; 1024];
    loop {
        let length = io::stdin().lock().read(&mut buffer)?;
        if length == 0 {
            return Ok(Some(input.secret()));
        }
        decoder.take(&buffer[..length], false);
        buffer[..length].zeroize();
        while let Some(event) = decoder.next() {
            match event {
                Event::Paste(mut text) => {
                    input.paste(&text);
                    text.zeroize();
                }
                Event::Key(key) => match key.code {
                    KeyCode::Enter => return Ok(Some(input.secret())),
                    // A line feed, as whoever types for somebody sends it.
                    KeyCode::Char('j') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                        return Ok(Some(input.secret()));
                    }
                    KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                        return Ok(None);
                    }
                    _ => drop(input.typed(key)),
                },
                _ => {}
            }
        }
    }
}
