//! Asking a person on the terminal: yes or no, or a typed answer.

use std::io::{self, IsTerminal, Write};

use super::failure::Failure;
use crate::cli::output::plain;

/// The answer to a question; none without a terminal to ask on.
pub(super) fn ask(question: &str, lines: &[String]) -> Result<Option<bool>, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut err = io::stderr().lock();
    for line in lines {
        writeln!(err, "  {}", plain(line))?;
    }
    drop(err);
    let answer = answer_to(&format!("{} [y/N]", plain(question)))?;
    Ok(Some(matches!(answer.trim(), "y" | "Y" | "yes")))
}

/// What a person types on the terminal after a question.
pub(super) fn answer_to(question: &str) -> io::Result<String> {
    let mut err = io::stderr().lock();
    write!(err, "{question} ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer)
}
