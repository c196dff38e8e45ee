//! Messages for invalid lines of the file, with the correction.

use super::{KEYS, SETTINGS, ThemeChoice};

/// Joins words with commas, and “or” before the last.
fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match &words[..] {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        words => words.concat(),
    }
}

pub(super) fn unknown_theme(value: &str) -> String {
    let themes = one_of(ThemeChoice::ALL.map(ThemeChoice::name));
    format!("theme is {value}: use {themes}")
}

pub(super) fn no_switch(name: &str, value: &str) -> String {
    format!("{name} is {value}: use true or false, without quotes")
}

pub(super) fn unknown_setting(name: &str, near: Option<&str>) -> String {
    if let Some(near) = near {
        return format!("Unknown setting “{name}”; did you mean {near}?");
    }
    let settings = one_of(SETTINGS.iter().map(|(name, ..)| *name));
    format!("Unknown setting “{name}”: use {settings}, or [{KEYS}] above keys")
}

pub(super) fn unknown_section(name: &str) -> String {
    format!("Unknown section [{name}]: the only one is [{KEYS}]")
}

pub(super) fn no_keys(action: &str, value: &str) -> String {
    format!("{action} is {value}: write \"d\", [\"d\", \"f5\"] or \"\" for no key")
}

pub(super) fn duplicate_setting(name: &str) -> String {
    format!("“{name}” is set twice: the first holds")
}

pub(super) const MISSING_QUOTES: &str =
    "Text needs quotes, as in theme = \"dark\"; true and false need none";

pub(super) fn invalid_toml(why: &str) -> String {
    format!("Not TOML ({why}): write NAME = VALUE, as in theme = \"dark\"")
}

pub(super) fn too_many(most: usize) -> String {
    format!("More than {most} lines are wrong: all from here on are left out")
}
