//! A prompt that shows nothing of what is typed.

use std::io::{self, Read, Write};
use std::process::exit;
use std::thread;

use crossterm::event::{Event, KeyCode, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use zeroize::Zeroize;

use crate::settings::secret::Secret;
use crate::tui::{Decoder, SecretInput};

/// A shell knows by the number above this which signal ended a program.
const SIGNALLED: i32 = 128;

/// Asks for a secret on the terminal. However it ends, the terminal has its echo again.
///
/// # Errors
/// When the terminal would not.
pub fn secret(question: &str) -> io::Result<Secret> {
    hand_back_at_signals()?;
    // Before the question, for those who answer at once.
    enable_raw_mode()?;
    let typed = asked(question).and_then(|()| read());
    disable_raw_mode()?;
    writeln!(io::stderr())?;
    match typed? {
        Some(secret) => Ok(secret),
        None => exit(SIGNALLED + SignalKind::interrupt().as_raw_value()),
    }
}

fn asked(question: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    write!(err, "{question} (not shown): ")?;
    err.flush()
}

/// From now on a signal that ends the program gives the terminal its echo back first.
fn hand_back_at_signals() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listen = |kind: SignalKind| {
        let _inside = runtime.enter();
        signal(kind)
    };
    let mut terminated = listen(SignalKind::terminate())?;
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut hung_up = listen(SignalKind::hangup())?;
    thread::spawn(move || {
        let number = runtime.block_on(async {
            tokio::select! {
                _ = terminated.recv() => SignalKind::terminate(),
                _ = interrupted.recv() => SignalKind::interrupt(),
                _ = hung_up.recv() => SignalKind::hangup(),
            }
        });
        // A terminal that is gone has no echo to get back.
        let _ = disable_raw_mode();
        exit(SIGNALLED + number.as_raw_value());
    });
    Ok(())
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
