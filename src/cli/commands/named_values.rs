//! Arguments of the form `NAME=VALUE`.

use super::failure::Failure;
use crate::cli::messages;

/// Parses `NAME=VALUE` texts as [`named_value`] does; each name may occur once.
pub(super) fn named_values<'a>(
    texts: &'a [String],
    names: &[&'static str],
) -> Result<Vec<(&'static str, Option<&'a str>)>, Failure> {
    let mut all: Vec<(&'static str, Option<&str>)> = Vec::new();
    for text in texts {
        let (name, value) = named_value(text, names)?;
        if all.iter().any(|(added_text, _)| *added_text == name) {
            return Err(Failure::Usage(messages::given_twice(name)));
        }
        all.push((name, value));
    }
    Ok(all)
}

/// Parses `NAME=VALUE` with one of these names; an empty value means none.
fn named_value<'a>(
    text: &'a str,
    names: &[&'static str],
) -> Result<(&'static str, Option<&'a str>), Failure> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| Failure::Usage(messages::not_an_assignment(names)))?;
    let Some(known) = names.iter().find(|known| **known == name) else {
        return Err(Failure::Usage(messages::unknown_name(name, names)));
    };
    let value = value.trim();
    Ok((known, (!value.is_empty()).then_some(value)))
}
