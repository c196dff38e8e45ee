//! Shells pass a word on as it was typed, with its quotes.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap_complete::env::EnvCompleter;

use super::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// No quote is open: characters special to the shell get a backslash.
    Backslash,
    /// A quote is open, and bash closes it.
    Open,
}

/// A word as the shell would read it, and whether a quote is still open in it.
pub(super) fn unquoted(word: &str) -> (String, Quote) {
    let mut text = String::new();
    let mut open = None;
    let mut letters = word.chars();
    while let Some(letter) = letters.next() {
        match (letter, open) {
            ('\\', None | Some('"')) => text.extend(letters.next()),
            ('\'' | '"', None) => open = Some(letter),
            (letter, Some(quote)) if letter == quote => open = None,
            _ => text.push(letter),
        }
    }
    (text, if open.is_some() { Quote::Open } else { Quote::Backslash })
}

/// Completes for a shell that passes quoted words and quotes the answer itself.
pub(super) struct Unquoted<C>(pub C);

impl<C: EnvCompleter> EnvCompleter for Unquoted<C> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn is(&self, name: &str) -> bool {
        self.0.is(name)
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        program: &str,
        completer: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        self.0.write_registration(variable, name, program, completer, script)
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Words,
        folder: Option<&Path>,
        answer: &mut dyn Write,
    ) -> io::Result<()> {
        let words = words.into_iter().map(|word| match word.to_str() {
            Some(text) => OsString::from(unquoted(text).0),
            None => word,
        });
        self.0.write_complete(command, words.collect(), folder, answer)
    }
}
