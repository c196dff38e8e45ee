//! A person's key bindings from config.toml, and what is wrong with them. An invalid line leaves
//! the keys of its action unchanged.

use super::bindings::Keymap;
use super::key::{ENTER, ESC, QUIT};
use super::names::{action_of, name_of};
use super::{ACTION_NAMES, Action, BINDINGS, Binding, Key, KeyContext, WrongKey, takes_text};
use crate::own_settings::{KeyLine, SettingsError};
use crate::text::nearest::nearest;
use crate::tui::messages::own_keys as messages;

/// Keys that never change their meaning, so that there is always a way out.
const FIXED: [Key; 3] = [QUIT, ESC, ENTER];

/// The contexts of the rows on the page.
const ROWS: [KeyContext; 7] = [
    KeyContext::Connection,
    KeyContext::Marked,
    KeyContext::Default,
    KeyContext::Workspace,
    KeyContext::Override,
    KeyContext::Switch,
    KeyContext::Start,
];

/// Contexts that can be active at the same time, besides [`KeyContext::Everywhere`].
const TOGETHER: [&[KeyContext]; 16] = [
    &[KeyContext::Details, KeyContext::Page, KeyContext::List],
    &[KeyContext::Connection, KeyContext::Marked],
    &[KeyContext::Secret, KeyContext::Form],
    &[KeyContext::Path, KeyContext::Form],
    &[KeyContext::Choice, KeyContext::Form],
    &[KeyContext::Menu, KeyContext::List],
    &[KeyContext::Models, KeyContext::List],
    &[KeyContext::Problems, KeyContext::List],
    &[KeyContext::History, KeyContext::List],
    &[KeyContext::LocalServers, KeyContext::List],
    &[KeyContext::Validation, KeyContext::List],
    &[KeyContext::SignIn, KeyContext::List],
    &[KeyContext::Reader, KeyContext::List],
    &[KeyContext::Picker, KeyContext::FilteredList],
    &[KeyContext::Fetch, KeyContext::FilteredList],
    &[KeyContext::ImportList, KeyContext::FilteredList],
];

/// Whether two contexts can be active at the same time.
pub fn overlap(one: KeyContext, other: KeyContext) -> bool {
    let page = [KeyContext::Details, KeyContext::Page, KeyContext::List];
    let is_row_of_page = |a: KeyContext, b: KeyContext| ROWS.contains(&a) && page.contains(&b);
    let both = |set: &&[KeyContext]| set.contains(&one) && set.contains(&other);
    one == other
        || [one, other].contains(&KeyContext::Everywhere)
        || is_row_of_page(one, other)
        || is_row_of_page(other, one)
        || TOGETHER.iter().any(both)
}

/// A line with a valid action and valid keys.
struct Override {
    line: usize,
    action: Action,
    keys: Vec<Key>,
}

impl Keymap {
    /// The keys of the table with a person's overrides, and the faults of the lines that do not
    /// apply.
    pub fn with(lines: &[KeyLine]) -> (Self, Vec<SettingsError>) {
        let mut faults = Vec::new();
        let mut overrides: Vec<Override> = Vec::new();
        for line in lines {
            match parse(line) {
                Ok(found) => overrides.push(found),
                Err(sentence) => faults.push(SettingsError::at(line.line, sentence)),
            }
        }
        if overrides.is_empty() {
            return (Self::default(), faults);
        }
        loop {
            let rows = rows_with(&overrides);
            let Some((at, sentence)) = first_conflict(&rows, &overrides) else {
                faults.sort_by_key(|fault| fault.line);
                return (Self::of(rows), faults);
            };
            // Dropping it resolves at least one conflict.
            let wrong = overrides.remove(at);
            faults.push(SettingsError::at(wrong.line, sentence));
        }
    }
}

fn parse(line: &KeyLine) -> Result<Override, String> {
    let Some(action) = action_of(&line.action) else {
        let near = nearest(&line.action, ACTION_NAMES.iter().map(|(name, _)| *name));
        return Err(messages::unknown_action(&line.action, near));
    };
    let key = |text: &String| {
        let key = Key::parse(text).map_err(|wrong| match wrong {
            WrongKey::Unknown => messages::unknown_key(&line.action, text),
            WrongKey::SentAs(sent) => messages::sent_as(&line.action, text, sent),
        })?;
        if FIXED.contains(&key) && !has_by_table(action, key) {
            return Err(messages::fixed_key(&line.action, &key.name()));
        }
        Ok(key)
    };
    let keys = line.keys.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    Ok(Override { line: line.line, action, keys })
}

fn has_by_table(action: Action, key: Key) -> bool {
    BINDINGS.iter().any(|row| row.action == action && row.keys.contains(&key))
}

fn rows_with(overrides: &[Override]) -> Vec<Binding> {
    let row = |row: &Binding| {
        // The last line for an action wins; a parsed file has no more than one.
        let own = overrides.iter().rev().find(|own| own.action == row.action);
        let keys = own.map_or_else(|| row.keys.clone(), |own| keys_of(row, &own.keys).into());
        Binding { keys, ..row.clone() }
    };
    BINDINGS.iter().map(row).collect()
}

/// The keys of a row that an override changes. Where text is typed, a key that types stays text; if
/// the override has no other key, the row keeps its own.
fn keys_of(row: &Binding, wanted: &[Key]) -> Vec<Key> {
    let is_typed_in = row.context == KeyContext::Everywhere || takes_text(&[row.context]);
    let mut fitting: Vec<Key> =
        wanted.iter().copied().filter(|key| !(is_typed_in && key.is_typed())).collect();
    if fitting.is_empty() && !wanted.is_empty() {
        return row.keys.to_vec();
    }
    let fixed = row.keys.iter().filter(|key| FIXED.contains(key) && !fitting.contains(key));
    let fixed: Vec<Key> = fixed.copied().collect();
    // After the keys that the person chose, because hints show the first.
    fitting.extend(fixed);
    // Drop fixed keys that belong to other actions.
    fitting.retain(|key| !FIXED.contains(key) || row.keys.contains(key));
    fitting
}

/// The first key that the overrides give to two actions and the table does not: the index of the
/// override to drop, and the reason.
fn first_conflict(rows: &[Binding], overrides: &[Override]) -> Option<(usize, String)> {
    let position = |action: Action| overrides.iter().position(|own| own.action == action);
    for (n, row) in rows.iter().enumerate() {
        for (m, other) in rows.iter().enumerate().skip(n + 1) {
            let (first, second) = (position(row.action), position(other.action));
            let Some(later) = first.max(second) else { continue };
            if row.action == other.action
                || !overlap(row.context, other.context)
                || share_a_key(&BINDINGS[n].keys, &BINDINGS[m].keys)
            {
                continue;
            }
            if let Some(key) = row.keys.iter().find(|key| other.keys.contains(key)) {
                let own = overrides[later].action;
                let taken = if own == row.action { other } else { row };
                let taken = match name_of(taken.action) {
                    "" => taken.label,
                    name => name,
                };
                let title = if row.context == KeyContext::Everywhere { other } else { row };
                let context = title.context.title();
                let names = (name_of(own), taken);
                return Some((later, messages::taken_key(&key.name(), names, context)));
            }
        }
    }
    None
}

fn share_a_key(one: &[Key], other: &[Key]) -> bool {
    one.iter().any(|key| other.contains(key))
}

#[cfg(test)]
#[path = "overrides_tests.rs"]
mod tests;
