//! The lines of a TOML file. One that is no TOML is left out, so that all others hold.

use toml_span::{Error, ErrorKind, Value};

use super::{Fault, messages};
use crate::text::safe::one_line;

/// Of a value that is wrong, so many characters are named.
const LONGEST: usize = 40;

/// A file with more wrong lines is something else: the rest of it is not looked at.
const MOST_WRONG: usize = 20;

/// The value of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text(String),
    Switch(bool),
    Texts(Vec<String>),
    /// Something that no setting is, in words.
    Other(&'static str),
}

impl Written {
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Text(text) => format!("“{}”", one_line(text, LONGEST)),
            Self::Switch(is_on) => is_on.to_string(),
            Self::Texts(_) => "a list".to_owned(),
            Self::Other(words) => (*words).to_owned(),
        }
    }
}

/// A line that sets something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub section: Option<String>,
    pub name: String,
    pub value: Written,
    pub number: usize,
}

/// The lines of a text that set something, and what is wrong with the others.
pub(super) fn read(text: &str) -> (Vec<Line>, Vec<Fault>) {
    let mut text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let mut faults = Vec::new();
    loop {
        let wrong = match toml_span::parse(&text) {
            Ok(document) => return (lines(&document, &text), faults),
            Err(wrong) => wrong,
        };
        let at = wrong_line(&text, place_of(&wrong));
        if faults.len() == MOST_WRONG {
            faults.push(Fault::at(at + 1, messages::too_many(MOST_WRONG)));
            text.truncate(start_of(&text, at));
            // What is before it was read in an earlier turn.
            let rest = toml_span::parse(&text).map(|document| lines(&document, &text));
            return (rest.unwrap_or_default(), faults);
        }
        let left_out = line_to_leave_out(&text, at);
        faults.push(Fault::at(left_out + 1, sentence(&wrong)));
        text = without_line(&text, left_out);
    }
}

/// What is wrong with a line that is no TOML.
fn sentence(wrong: &Error) -> String {
    match &wrong.kind {
        ErrorKind::DuplicateKey { key, .. } => messages::set_twice(key),
        ErrorKind::UnquotedString => messages::NO_QUOTES.to_owned(),
        _ => messages::no_toml(&wrong.to_string()),
    }
}

const fn place_of(wrong: &Error) -> usize {
    wrong.span.start
}

/// The number of the line, from 0, in which a byte is.
fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count()
}

fn start_of(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line).map(str::len).sum()
}

fn is_blank(text: &str, line: usize) -> bool {
    text.lines().nth(line).is_none_or(|line| line.trim().is_empty())
}

/// The line of a byte, or the last before it with something in it: an end that is missing is missed
/// where the file ends.
fn wrong_line(text: &str, byte: usize) -> usize {
    let line = line_of(text, byte);
    (0..=line).rev().find(|line| !is_blank(text, *line)).unwrap_or(line)
}

/// The line that has to go: the wrong one, or the one before it where that leaves less wrong, as a
/// list without its end does.
fn line_to_leave_out(text: &str, wrong: usize) -> usize {
    let reach = |line: usize| {
        let text = without_line(text, line);
        toml_span::parse(&text).err().map_or(usize::MAX, |wrong| place_of(&wrong))
    };
    let before = (0..wrong).rev().find(|line| !is_blank(text, *line));
    match before {
        Some(before) if reach(before) > reach(wrong) => before,
        _ => wrong,
    }
}

/// The text with blanks in the place of a line, so that all others stay where they are.
fn without_line(text: &str, line: usize) -> String {
    let of = |(n, other): (usize, &str)| match n {
        n if n == line => {
            let end = other.len() - other.trim_end_matches(['\r', '\n']).len();
            " ".repeat(other.len() - end) + &other[other.len() - end..]
        }
        _ => other.to_owned(),
    };
    text.split_inclusive('\n').enumerate().map(of).collect()
}

/// The lines of a document, in their order.
fn lines(document: &Value<'_>, text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    for (key, value) in document.as_table().into_iter().flatten() {
        let one = |section: Option<&str>, name: &str, value: &Value<'_>, byte: usize| Line {
            section: section.map(str::to_owned),
            name: name.to_owned(),
            value: written(value),
            number: line_of(text, byte) + 1,
        };
        match value.as_table() {
            Some(table) if !table.is_empty() => found.extend(
                table
                    .iter()
                    .map(|(name, value)| one(Some(&key.name), &name.name, value, name.span.start)),
            ),
            // A section in which nothing is set.
            Some(_) if key.name == super::KEYS => {}
            Some(_) => found.push(one(Some(&key.name), "", value, key.span.start)),
            None => found.push(one(None, &key.name, value, key.span.start)),
        }
    }
    found.sort_by_key(|line| line.number);
    // An unknown section is named once.
    found.dedup_by(|later, first| {
        later.section.as_deref().is_some_and(|section| section != super::KEYS)
            && later.section == first.section
    });
    found
}

fn written(value: &Value<'_>) -> Written {
    if let Some(text) = value.as_str() {
        return Written::Text(text.to_owned());
    }
    if let Some(is_on) = value.as_bool() {
        return Written::Switch(is_on);
    }
    if let Some(items) = value.as_array() {
        let texts: Option<Vec<String>> =
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
        return texts.map_or(Written::Other("a list of other things than text"), Written::Texts);
    }
    Written::Other(match value.as_table() {
        Some(_) => "a section",
        None => "a number",
    })
}
