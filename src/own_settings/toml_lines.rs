//! Parses the lines of a TOML file. A line that is not valid TOML is skipped, so that the others
//! apply.

use toml_span::{Error, ErrorKind, Value};

use super::{SettingsError, messages};
use crate::text::safe::one_line;

/// The most characters of a wrong value that a message quotes.
const LONGEST: usize = 40;

/// A file with more invalid lines is probably not a settings file: the rest is not checked.
const MOST_WRONG: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text(String),
    Switch(bool),
    Texts(Vec<String>),
    /// Not a valid setting value; describes its type.
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

/// A line that sets a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub section: Option<String>,
    pub name: String,
    pub value: Written,
    pub number: usize,
}

/// Parses the lines that set a value and reports what is wrong with the others.
pub(super) fn read(text: &str) -> (Vec<Line>, Vec<SettingsError>) {
    let mut text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let mut faults = Vec::new();
    loop {
        let wrong = match toml_span::parse(&text) {
            Ok(document) => return (lines(&document, &text), faults),
            Err(wrong) => wrong,
        };
        let at = wrong_line(&text, offset_of(&wrong));
        if faults.len() == MOST_WRONG {
            faults.push(SettingsError::at(at + 1, messages::too_many(MOST_WRONG)));
            text.truncate(start_of(&text, at));
            // An earlier iteration already parsed the text before this line.
            let rest = toml_span::parse(&text).map(|document| lines(&document, &text));
            return (rest.unwrap_or_default(), faults);
        }
        let left_out = line_to_skip(&text, at);
        faults.push(SettingsError::at(left_out + 1, sentence(&wrong)));
        text = without_line(&text, left_out);
    }
}

/// The message for a line that is not valid TOML.
fn sentence(wrong: &Error) -> String {
    match &wrong.kind {
        ErrorKind::DuplicateKey { key, .. } => messages::duplicate_setting(key),
        ErrorKind::UnquotedString => messages::MISSING_QUOTES.to_owned(),
        _ => messages::invalid_toml(&wrong.to_string()),
    }
}

const fn offset_of(wrong: &Error) -> usize {
    wrong.span.start
}

/// The 0-based number of the line that contains a byte.
fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count()
}

fn start_of(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line).map(str::len).sum()
}

fn is_blank(text: &str, line: usize) -> bool {
    text.lines().nth(line).is_none_or(|line| line.trim().is_empty())
}

/// The line of a byte, or the last non-empty line before it: a missing closing bracket is only
/// noticed at the end of the file.
fn wrong_line(text: &str, byte: usize) -> usize {
    let line = line_of(text, byte);
    (0..=line).rev().find(|line| !is_blank(text, *line)).unwrap_or(line)
}

/// The line to skip: the invalid one, or the one before it if skipping that leaves fewer errors, as
/// with an unclosed list.
fn line_to_skip(text: &str, wrong: usize) -> usize {
    let reach = |line: usize| {
        let text = without_line(text, line);
        toml_span::parse(&text).err().map_or(usize::MAX, |wrong| offset_of(&wrong))
    };
    let before = (0..wrong).rev().find(|line| !is_blank(text, *line));
    match before {
        Some(before) if reach(before) > reach(wrong) => before,
        _ => wrong,
    }
}

/// Blanks out a line, so that all other positions stay the same.
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

/// The lines of a document, in file order.
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
            // An empty section.
            Some(_) if key.name == super::KEYS => {}
            Some(_) => found.push(one(Some(&key.name), "", value, key.span.start)),
            None => found.push(one(None, &key.name, value, key.span.start)),
        }
    }
    found.sort_by_key(|line| line.number);
    // Report an unknown section only once.
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
        return texts.map_or(Written::Other("a list of something other than text"), Written::Texts);
    }
    Written::Other(match value.as_table() {
        Some(_) => "a section",
        None => "a number",
    })
}
