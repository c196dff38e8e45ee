//! The marks on the screen, and their replacements for terminals without Unicode. Drawing code uses
//! these constants; the painter replaces them where needed, in sentences too, so that no text can
//! miss it.

use std::borrow::Cow;

use ratatui::symbols::border;

use super::text::width;
use crate::text::unicode_support::{Variable, has_unicode};

pub(crate) const DEFAULT: &str = "●";
pub(crate) const VALID: &str = "✓";
/// Failed, or an error.
pub(crate) const FAILED: &str = "✗";
/// Something for the person to do.
pub(crate) const WARNING: &str = "!";
/// For information only.
pub(crate) const NOTE: &str = "·";
/// A value that is not set.
pub(crate) const UNSET: &str = "–";
/// Marked by the person, to act on everything marked at once.
pub(crate) const MARKED: &str = "◆";
/// The bar at the left of the selection.
pub(crate) const BAR: &str = "▌";
/// Something was cut.
pub(crate) const MORE: &str = "…";
/// Opens a submenu.
pub(crate) const SUBMENU: &str = "▸";
/// More text follows below.
pub(crate) const BELOW: &str = "▾";
/// A vertical line.
pub(crate) const EDGE: &str = "│";
/// The scrollbar's thumb.
pub(crate) const THUMB: &str = "┃";

/// The marks that a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    #[default]
    Unicode,
    /// Only ASCII.
    Ascii,
}

/// The ASCII replacements.
const IN_ASCII: [(char, &str); 37] = [
    ('●', "*"),
    ('◆', "#"),
    ('✓', "+"),
    ('✗', "x"),
    ('·', "-"),
    ('–', "-"),
    ('—', "-"),
    ('▌', ">"),
    ('…', "..."),
    ('•', "*"),
    ('▸', ">"),
    ('▾', "v"),
    ('‹', "<"),
    ('›', ">"),
    ('→', "->"),
    ('←', "<-"),
    ('↑', "up"),
    ('↓', "down"),
    ('“', "\""),
    ('”', "\""),
    ('’', "'"),
    ('─', "-"),
    ('│', "|"),
    ('┃', "#"),
    ('┌', "+"),
    ('┐', "+"),
    ('└', "+"),
    // The spinner has four steps.
    ('⠋', "|"),
    ('⠙', "/"),
    ('⠹', "-"),
    ('⠸', "\\"),
    ('⠼', "|"),
    ('⠴', "/"),
    ('⠦', "-"),
    ('⠧', "\\"),
    ('⠇', "|"),
    ('⠏', "/"),
];

fn in_ascii(sign: char) -> Option<&'static str> {
    IN_ASCII.iter().find(|(unicode, _)| *unicode == sign).map(|(_, ascii)| *ascii)
}

impl Marks {
    /// The marks for a terminal, by its environment.
    pub(crate) fn of_terminal(variable: Variable<'_>) -> Self {
        if has_unicode(variable) { Self::Unicode } else { Self::Ascii }
    }

    /// A text as the terminal can show it.
    pub fn shown(self, text: &str) -> Cow<'_, str> {
        self.swapped(text, |_| true)
    }

    /// Like [`Self::shown`], for aligned text: only replaces marks that keep their width.
    pub(crate) fn shown_in_place(self, text: &str) -> Cow<'_, str> {
        self.swapped(text, |ascii| ascii.len() == 1)
    }

    fn swapped(self, text: &str, wanted: impl Fn(&str) -> bool) -> Cow<'_, str> {
        if self == Self::Unicode || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        for sign in text.chars() {
            match in_ascii(sign).filter(|ascii| wanted(ascii)) {
                Some(ascii) => shown.push_str(ascii),
                None => shown.push(sign),
            }
        }
        Cow::Owned(shown)
    }

    /// The characters of a box's frame.
    pub(crate) const fn border(self) -> border::Set<'static> {
        match self {
            Self::Unicode => border::PLAIN,
            Self::Ascii => border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
        }
    }
}

/// A text in which `...` replaced `…`, shortened to fit: the characters before the dots are cut.
pub(crate) fn shortened(text: &str, columns: usize) -> Option<String> {
    let before = text.strip_suffix("...")?;
    let mut end = before.len();
    while width(&before[..end]) + 3 > columns {
        end = before[..end].char_indices().next_back()?.0;
    }
    Some(format!("{}...", &before[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_an_ascii_replacement() {
        for named in
            [DEFAULT, VALID, FAILED, WARNING, NOTE, UNSET, MARKED, BAR, MORE, SUBMENU, EDGE, THUMB]
        {
            assert!(Marks::Ascii.shown(named).is_ascii(), "{named}");
            assert_eq!(Marks::Unicode.shown(named), named);
        }
        for (sign, ascii) in IN_ASCII {
            assert!(ascii.is_ascii() && !sign.is_ascii(), "{sign}");
            assert_eq!(IN_ASCII.iter().filter(|(other, _)| *other == sign).count(), 1, "{sign}");
        }
    }

    #[test]
    fn ascii_marks_that_must_differ_do() {
        let all = [DEFAULT, VALID, FAILED, WARNING, UNSET, MARKED, BAR];
        let mut shown: Vec<_> = all.iter().map(|mark| Marks::Ascii.shown(mark)).collect();
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), all.len());
    }

    #[test]
    fn shortened_text_fits_its_width() {
        assert_eq!(shortened("Anthropic...", 8).as_deref(), Some("Anthr..."));
        assert_eq!(shortened("An...", 2), None);
        assert_eq!(shortened("Anthropic", 4), None);
    }
}
