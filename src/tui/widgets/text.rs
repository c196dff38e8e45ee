//! The text functions that the screen draws with. What is cut or broken has its keys left out
//! first: half a key looks like none, and would be shown.

use std::borrow::Cow;

use crate::settings::redact::without_keys;
use crate::text;
pub(crate) use crate::text::{capitalised, is_simple, plain, width};

/// A text without keys, cut to so many columns, with an ellipsis where something is missing.
pub(crate) fn fit(line: &str, columns: usize) -> Cow<'_, str> {
    match without_keys(line) {
        Cow::Borrowed(line) => text::fit(line, columns),
        Cow::Owned(line) => Cow::Owned(text::fit(&line, columns).into_owned()),
    }
}

/// A text without keys, broken into lines of at most so many columns, at spaces where there are
/// some.
pub(crate) fn wrap(lines: &str, columns: usize) -> Vec<String> {
    text::wrap(&without_keys(lines), columns)
}
