//! The style of a JSON text: indentation, newlines, colons. Additions are written in the same
//! style.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::spans::{Member, is_space};

pub(super) struct Style {
    /// The indentation of one level; none for a text on one line.
    unit: Option<String>,
    newline: &'static str,
}

/// The style inside one list or object.
pub(super) struct Inside {
    /// The indentation of its entries.
    pub indent: String,
    /// The text between two entries.
    pub separator: String,
    /// The text between the opening bracket and the first entry.
    pub open: String,
    /// The text between the last entry and the closing bracket.
    pub close: String,
}

impl Style {
    /// Craft's style: `JSON.stringify(value, null, 2)`.
    pub(super) fn craft() -> Self {
        Self { unit: Some("  ".to_owned()), newline: "\n" }
    }

    /// The style of a text, by its first indented line. An empty object gets Craft's style.
    pub(super) fn detect(text: &str) -> Self {
        let body = text.trim_matches(is_space);
        if body.chars().filter(|c| !is_space(*c)).count() <= 2 {
            return Self::craft();
        }
        let newline = if body.contains("\r\n") { "\r\n" } else { "\n" };
        let indents = body
            .lines()
            .skip(1)
            .map(|line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
        let unit = if body.contains('\n') {
            Some(indents.into_iter().find(|i| !i.is_empty()).unwrap_or("  ").to_owned())
        } else {
            None
        };
        Self { unit, newline }
    }

    /// A value as text, for a place with this indentation.
    pub(super) fn render(&self, value: &Value, indent: &str) -> String {
        let Some(unit) = &self.unit else {
            return value.to_string();
        };
        let mut out = Vec::new();
        let mut serializer =
            Serializer::with_formatter(&mut out, PrettyFormatter::with_indent(unit.as_bytes()));
        value.serialize(&mut serializer).expect("a value is written to memory");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        // A newline inside a string is written as \n, so these are all between values.
        text.replace('\n', &format!("{}{indent}", self.newline))
    }

    /// The text between a key and its value, as in the container's first member.
    pub(super) fn colon(&self, container: &str, entries: &[Member]) -> &'static str {
        let tight = entries.first().map_or(self.unit.is_none(), |e| {
            container[e.range.start..e.value.start].ends_with(':')
        });
        if tight { ":" } else { ": " }
    }

    /// The style inside a container, by its existing entries.
    pub(super) fn inside(
        &self,
        text: &str,
        container: &Range<usize>,
        entries: &[Member],
    ) -> Inside {
        let body = &text[container.clone()];
        let lead = entries.first().map(|first| &body[1..first.range.start]);
        match (lead.map(|l| l.rfind('\n')), lead, &self.unit) {
            (Some(Some(newline)), Some(lead), _) => self.broken(lead[newline + 1..].to_owned(), ""),
            (Some(_), Some(_), _) => {
                let between = entries
                    .get(1)
                    .map_or(", ", |second| &body[entries[0].range.end..second.range.start]);
                let separator = match self.unit {
                    None if entries.len() < 2 => ",".to_owned(),
                    _ => between.to_owned(),
                };
                let indent = indent_at(text, container.start).to_owned();
                Inside { indent, separator, open: String::new(), close: String::new() }
            }
            (_, _, Some(unit)) => {
                let outer = indent_at(text, container.start);
                self.broken(format!("{outer}{unit}"), outer)
            }
            (_, _, None) => Inside {
                indent: String::new(),
                separator: ",".to_owned(),
                open: String::new(),
                close: String::new(),
            },
        }
    }

    fn broken(&self, indent: String, outer: &str) -> Inside {
        let open = format!("{}{indent}", self.newline);
        Inside {
            separator: format!(",{open}"),
            open,
            close: format!("{}{outer}", self.newline),
            indent,
        }
    }
}

/// The indentation of the line at a position.
pub(super) fn indent_at(text: &str, position: usize) -> &str {
    let line = &text[text[..position].rfind('\n').map_or(0, |n| n + 1)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
