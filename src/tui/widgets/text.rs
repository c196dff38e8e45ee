//! The text functions for drawing. They remove keys before they cut or wrap: half a key is no
//! longer recognized as one, and would show.

use std::borrow::Cow;

use crate::settings::redact::without_keys;
use crate::text;
pub(crate) use crate::text::{capitalized, is_simple, plain, width};

/// A text without keys, cut to this many columns, with an ellipsis if anything is cut.
pub(crate) fn fit(line: &str, columns: usize) -> Cow<'_, str> {
    match without_keys(line) {
        Cow::Borrowed(line) => text::fit(line, columns),
        Cow::Owned(line) => Cow::Owned(text::fit(&line, columns).into_owned()),
    }
}

/// Like [`fit`], cut at the end of a word where that leaves most of the text.
pub(crate) fn fit_words(line: &str, columns: usize) -> Cow<'_, str> {
    match without_keys(line) {
        Cow::Borrowed(line) => text::fit_words(line, columns),
        Cow::Owned(line) => Cow::Owned(text::fit_words(&line, columns).into_owned()),
    }
}

/// A text without keys, wrapped to this many columns, at spaces where possible.
pub(crate) fn wrap(lines: &str, columns: usize) -> Vec<String> {
    text::wrap(&without_keys(lines), columns)
}
