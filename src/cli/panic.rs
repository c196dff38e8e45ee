//! The message when the program has a bug and panics.

use std::any::Any;
use std::io::{Write, stderr};
use std::panic::PanicHookInfo;
use std::process::exit;
use std::sync::{Mutex, PoisonError};

use crate::settings::redact::redacted_text;
use crate::settings::redact::without_keys;
use crate::system::{signals, temporary};

/// Rust's exit code for a panic.
const PANICKED: i32 = 101;

/// The reports of panics that the program survived.
static SURVIVED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on a panic restores the terminal, prints a message for a bug report, and ends the
/// program: without one of its threads it would show false information. Only a task that asks a
/// provider may fail alone, since its failure is shown as the answer; its message is printed at the
/// end.
pub(super) fn explain() {
    std::panic::set_hook(Box::new(|panic| {
        if tokio::task::try_id().is_some() {
            survived(|reports| reports.push(report(panic)));
            return;
        }
        signals::release_terminal();
        log::info!(report = report(panic).as_str(); "panicked");
        // Whoever closed the pipe does not want to know, and a panic in here would abort.
        let _ = write!(stderr(), "{}", report(panic));
        temporary::remove_all();
        exit(PANICKED);
    }));
}

/// Prints the reports held back by [`explain`], once the terminal is released.
pub(super) fn print_survived() {
    for report in survived(std::mem::take) {
        let _ = write!(stderr(), "{report}");
    }
}

fn survived<T>(act: impl FnOnce(&mut Vec<String>) -> T) -> T {
    act(&mut SURVIVED.lock().unwrap_or_else(PoisonError::into_inner))
}

fn report(panic: &PanicHookInfo<'_>) -> String {
    let location = panic.location().map_or_else(
        || "an unknown place".to_owned(),
        |at| format!("{}:{}:{}", at.file(), at.line(), at.column()),
    );
    format!(
        "llm-connections {} has a bug at {location}: {}\n\
         Each file is old or new, except one that is written in place: its old text is beside it. Please report the line above.\n",
        env!("CARGO_PKG_VERSION"),
        message(panic.payload())
    )
}

/// The message of a panic, on one line. A message formatted at run time may contain typed or read
/// text.
fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(fixed) = payload.downcast_ref::<&'static str>() {
        return (*fixed).to_owned();
    }
    let made = payload.downcast_ref::<String>().map_or("", String::as_str);
    let words = made.split_whitespace().map(redacted_text);
    without_keys(&words.collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_words_and_loses_its_keys() {
        let made = "cannot store sk-ant-api03-abcdefghijklmnop0123456789:\n index 3".to_owned();
        let text = message(&made);
        assert!(text.starts_with("cannot store "), "{text}");
        assert!(text.ends_with(" index 3"), "{text}");
        assert!(!text.contains("abcdefghijklmnop"), "{text}");
        assert_eq!(message(&"a fixed text"), "a fixed text");
    }
}
