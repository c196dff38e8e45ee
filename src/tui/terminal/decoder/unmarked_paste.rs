//! Recognizes a paste that the terminal did not mark as one (bracketed paste).
//!
//! All pending input is decoded before the program acts on any of it, so a paste is a run of
//! characters, including line ends. Typing is one key at a time, but a slow line or a busy program
//! can gather keys: a held `jjjj`, `jkjk`, `dd`, `jjjd`. The number of *different* characters
//! separates them: four different commands never arrive from a hand within one read, and hardly any
//! word or API key has fewer.

use std::collections::VecDeque;

use crossterm::event::{Event, KeyCode, KeyModifiers};

/// This many different characters at once count as a paste.
const PASTED: usize = 4;

/// How many characters to check for that.
const LOOKAHEAD: usize = 64;

/// What a key opens that takes text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenedByKey {
    Filter,
    /// A list in which Enter picks an item.
    List,
}

/// How many of the pending events are one paste; none if they are typed keys.
///
/// A run that starts with a key that opens a text field, such as the `/` of the filter, is meant as
/// text. If the key opens a list, a line end would run or pick the item that the text matched, so
/// such a run must contain none. Keys that are escape sequences, or that have Ctrl or Alt held, end
/// a run.
pub(super) fn length(
    ready: &VecDeque<Event>,
    opened_by: impl Fn(char) -> Option<OpenedByKey>,
) -> Option<usize> {
    let mut run = ready.iter().map_while(character);
    match run.next().and_then(opened_by) {
        // The line end accepts the filter; any keys after it would be commands.
        Some(OpenedByKey::Filter) if run.find(|c| is_end(*c)).is_none() || run.next().is_none() => {
            return None;
        }
        Some(OpenedByKey::List) if !run.any(is_end) => return None,
        _ => {}
    }
    let mut different: Vec<char> = Vec::new();
    // A paste shows early, and a long run of the same few keys must not be recounted for each
    // key.
    for event in ready.iter().take(LOOKAHEAD) {
        match character(event) {
            Some(c) if is_end(c) && different.is_empty() => return None,
            Some(c) if is_end(c) || different.contains(&c) => {}
            Some(c) => different.push(c),
            None => break,
        }
    }
    if different.len() < PASTED {
        return None;
    }
    Some(ready.iter().map_while(character).count())
}

/// The character if the key may be part of pasted text; none for other keys.
pub(super) fn character(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    match key.code {
        // A line feed.
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Char(c) if KeyModifiers::SHIFT.contains(key.modifiers) => Some(c),
        KeyCode::Enter if key.modifiers.is_empty() => Some('\n'),
        KeyCode::Tab if key.modifiers.is_empty() => Some('\t'),
        _ => None,
    }
}

const fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\t')
}
