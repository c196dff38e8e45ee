//! Bash: it splits words at `=` and `:`, and inserts completions verbatim.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap_complete::engine::complete;
use clap_complete::env::EnvCompleter;

use super::unquoted::{Quote, unquoted};
use super::{Words, index};

/// Where bash ends a word, besides spaces.
const BREAKS: [char; 2] = ['=', ':'];

pub(super) struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        program: &str,
        completer: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        let function = format!("_{}", name.replace('-', "_"));
        writeln!(
            script,
            "{function}() {{
    local IFS=$'\\n'
    COMPREPLY=( $(_CLAP_COMPLETE_INDEX=\"$COMP_CWORD\" {variable}=bash {completer} -- \"${{COMP_WORDS[@]}}\" 2>/dev/null) )
    if [[ ${{#COMPREPLY[@]}} -eq 1 && ${{COMPREPLY[0]}} == *[=/] ]]; then
        compopt -o nospace
    fi
}}
complete -o bashdefault -F {function} {program}"
        )
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Words,
        folder: Option<&Path>,
        answer: &mut dyn Write,
    ) -> io::Result<()> {
        let typed = Typed::join(&words, index());
        for candidate in complete(command, typed.words.clone(), typed.index, folder)? {
            let value = candidate.get_value().to_string_lossy();
            if let Some(rest) = value.strip_prefix(&typed.standing) {
                writeln!(answer, "{}", typed.quote.written(rest))?;
            }
        }
        Ok(())
    }
}

/// The typed words, rejoined.
struct Typed {
    words: Words,
    index: usize,
    /// The start of the current word, which bash leaves in place.
    standing: String,
    quote: Quote,
}

impl Typed {
    fn join(split: &[OsString], at: usize) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut joins = false;
        let mut standing = String::new();
        let mut quote = Quote::Backslash;
        // A new word is not among the typed ones.
        let new = (at == split.len()).then(OsString::new);
        for (position, word) in split.iter().chain(&new).take(at + 1).enumerate() {
            let is_break = position > 1 && !word.is_empty() && is_break(word);
            let (text, open) = unquoted(&word.to_string_lossy());
            if is_break || joins {
                let whole = words.last_mut().expect("a word that breaks is not the first");
                standing.clone_from(whole);
                whole.push_str(&text);
                if is_break {
                    standing.clone_from(whole);
                }
            } else {
                standing.clear();
                words.push(text);
            }
            joins = is_break;
            quote = open;
        }
        let index = words.len().saturating_sub(1);
        Self { words: words.into_iter().map(Into::into).collect(), index, standing, quote }
    }
}

fn is_break(word: &OsString) -> bool {
    word.to_str().is_some_and(|word| word.chars().all(|c| BREAKS.contains(&c)))
}

impl Quote {
    fn written(self, value: &str) -> String {
        match self {
            Self::Open => value.to_owned(),
            Self::Backslash => value.chars().fold(String::new(), |mut written, letter| {
                let is_plain = letter.is_alphanumeric() || "=:/._-+,@%".contains(letter);
                if !is_plain {
                    written.push('\\');
                }
                written.push(letter);
                written
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str], at: usize) -> (Vec<String>, String, Quote) {
        let words: Words = words.iter().map(Into::into).collect();
        let typed = Typed::join(&words, at);
        let words = typed.words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        (words, typed.standing, typed.quote)
    }

    #[test]
    fn words_split_by_bash_are_joined() {
        let of = |words: &[&str], standing: &str, quote| {
            (words.iter().map(ToString::to_string).collect(), standing.to_owned(), quote)
        };
        let plain = Quote::Backslash;
        for (split, at, expected) in [
            (&["p", "set", "wo"][..], 2, of(&["p", "set", "wo"], "", plain)),
            (&["p", "set"], 2, of(&["p", "set", ""], "", plain)),
            (
                &["p", "set", "w", "authType", "="],
                4,
                of(&["p", "set", "w", "authType="], "authType=", plain),
            ),
            (
                &["p", "set", "w", "authType", "=", "a"],
                5,
                of(&["p", "set", "w", "authType=a"], "authType=", plain),
            ),
            (
                &["p", "set", "w", "baseUrl", "=", "http", ":", "//h"],
                7,
                of(&["p", "set", "w", "baseUrl=http://h"], "baseUrl=http:", plain),
            ),
            (
                &["p", "add", "--preset", "Azure\\ O"],
                3,
                of(&["p", "add", "--preset", "Azure O"], "", plain),
            ),
            (
                &["p", "add", "--preset", "'Azure O"],
                3,
                of(&["p", "add", "--preset", "Azure O"], "", Quote::Open),
            ),
            (&["p", "set", "later"], 1, of(&["p", "set"], "", plain)),
        ] {
            assert_eq!(typed(split, at), expected, "{split:?}");
        }
    }

    #[test]
    fn special_characters_are_escaped_outside_quotes() {
        assert_eq!(Quote::Backslash.written("Azure $(x)"), "Azure\\ \\$\\(x\\)");
        assert_eq!(Quote::Open.written("Azure OpenAI"), "Azure OpenAI");
    }
}
