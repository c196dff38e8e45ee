//! Changing one value in a JSON text while every other byte stays.

use std::collections::BTreeMap;

use serde_json::Value;

use super::spans::{Member, elements, members, value_span};
use super::style::{Style, indent_at};
use crate::settings::edit::diff::{Change, PathStep};

type Range = std::ops::Range<usize>;

/// Why a change could not be written into the text. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The text has no such place.
    #[error("the file has no place for {0}")]
    NoLocation(String),
    /// The new text would not say what was intended.
    #[error("the change could not be written correctly")]
    Unintended,
}

/// A text after some changes, each applied to the result of those before it.
pub(super) fn patched(text: &str, changes: &[&Change]) -> Result<String, PatchError> {
    let style = Style::detect(text);
    let mut text = text.to_owned();
    let mut rest = changes;
    while let Some(first) = rest.first() {
        let inside = inside_same_list(rest);
        let (patched, rest_of_changes) = rest.split_at(inside.max(1));
        if inside > 1 {
            text = patched_items(&text, &style, patched)?;
        } else {
            let (range, replacement) = splice(&text, &style, first)
                .ok_or_else(|| PatchError::NoLocation(first.location()))?;
            text.replace_range(range, &replacement);
        }
        rest = rest_of_changes;
    }
    Ok(text)
}

/// The list that contains a change, if it is inside an item of a list under a key of the file's
/// object.
fn list_of(change: &Change) -> Option<&str> {
    match &change.path[..] {
        [PathStep::Key(list), PathStep::Item { .. }, _, ..] => Some(list),
        _ => None,
    }
}

/// How many of the leading changes are inside items of the same list.
fn inside_same_list(changes: &[&Change]) -> usize {
    let list = changes.first().and_then(|change| list_of(change));
    let same = |change: &&&Change| list.is_some() && list_of(change) == list;
    changes.iter().take_while(same).count()
}

/// A text after changes inside the items of one list. Walks the text once, however many there are:
/// each item is patched on its own, and no item moves.
fn patched_items(text: &str, style: &Style, changes: &[&Change]) -> Result<String, PatchError> {
    let no_location = |change: &Change| PatchError::NoLocation(change.location());
    let mut by_item: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let Some(PathStep::Item { index, .. }) = change.path.get(1) else {
            return Err(no_location(change));
        };
        by_item.entry(*index).or_default().push(change);
    }
    let first = changes[0];
    let all = || {
        let root = value_span(text);
        let Children { mut list, position } = children(&text[root.clone()], &first.path[0])?;
        let list = list.swap_remove(position?).value;
        let list = list.start + root.start..list.end + root.start;
        Some((list.start, elements(&text[list])?))
    };
    let (at, items) = all().ok_or_else(|| no_location(first))?;
    let mut patched = String::with_capacity(text.len());
    let (mut copied, mut line, mut seen) = (0, 0, 0);
    for (index, changes) in by_item {
        let item = items.get(index).ok_or_else(|| no_location(changes[0]))?;
        let (start, end) = (item.value.start + at, item.value.end + at);
        patched.push_str(&text[copied..start]);
        // The item's depth follows from the indentation of its line.
        if let Some(newline) = text[seen..start].rfind('\n') {
            line = seen + newline + 1;
        }
        seen = start;
        let indent = indent_at(&text[line..], 0);
        let before = indent.len();
        let mut item = format!("{indent}{}", &text[start..end]);
        for change in changes {
            let inner = Change { path: change.path[2..].to_vec(), ..(*change).clone() };
            let (range, replacement) = splice_in(&item, before..item.len(), style, &inner)
                .ok_or_else(|| no_location(change))?;
            item.replace_range(range, &replacement);
        }
        patched.push_str(&item[before..]);
        copied = end;
    }
    patched.push_str(&text[copied..]);
    Ok(patched)
}

/// The bytes of the text to replace for a change, and their replacement.
fn splice(text: &str, style: &Style, change: &Change) -> Option<(Range, String)> {
    splice_in(text, value_span(text), style, change)
}

/// The same for a change to a value inside the text, with a path relative to that value.
fn splice_in(text: &str, value: Range, style: &Style, change: &Change) -> Option<(Range, String)> {
    let (last, way) = change.path.split_last()?;
    let mut parent = value;
    for step in way {
        let Children { mut list, position } = children(&text[parent.clone()], step)?;
        let value = list.swap_remove(position?).value;
        parent = value.start + parent.start..value.end + parent.start;
    }
    let container = &text[parent.clone()];
    let Children { list, position } = children(container, last)?;
    let (range, replacement) = match (&change.before, &change.after) {
        (Some(_), Some(after)) => {
            let range = list[position?].value.clone();
            let indent = indent_at(text, range.start + parent.start);
            (range, style.render(after, indent))
        }
        (Some(_), None) => {
            let position = position?;
            let range = match (position.checked_sub(1), list.get(position + 1)) {
                (Some(before), _) => list[before].range.end..list[position].range.end,
                (None, Some(next)) => list[position].range.start..next.range.start,
                // Removing the last one leaves an empty pair of brackets, as Craft would write it.
                (None, None) => 1..container.len() - 1,
            };
            (range, String::new())
        }
        (None, Some(after)) => {
            let inside = style.inside(text, &parent, &list);
            let value = style.render(after, &inside.indent);
            let (at, entry) = match last {
                PathStep::Key(key) => (
                    list.len(),
                    format!(
                        "{}{}{value}",
                        Value::from(key.as_str()),
                        style.colon(container, &list)
                    ),
                ),
                PathStep::Item { index, .. } => ((*index).min(list.len()), value),
            };
            match (at.checked_sub(1), list.get(at)) {
                (_, Some(next)) => {
                    (next.range.start..next.range.start, format!("{entry}{}", inside.separator))
                }
                (Some(before), None) => (
                    list[before].range.end..list[before].range.end,
                    format!("{}{entry}", inside.separator),
                ),
                (None, None) => {
                    (1..container.len() - 1, format!("{}{entry}{}", inside.open, inside.close))
                }
            }
        }
        (None, None) => (0..0, String::new()),
    };
    Some((range.start + parent.start..range.end + parent.start, replacement))
}

/// The contents of a list or an object, and which of them a step selects.
pub(super) struct Children {
    pub list: Vec<Member>,
    pub position: Option<usize>,
}

/// The members of a container, and the one that a step selects.
pub(super) fn children(container: &str, step: &PathStep) -> Option<Children> {
    Some(match step {
        PathStep::Key(key) => {
            let members = members(container)?;
            // For a duplicate key the last one counts, as in Craft.
            let position = members.iter().rposition(|(k, _)| k == key);
            Children { list: members.into_iter().map(|(_, entry)| entry).collect(), position }
        }
        PathStep::Item { index, .. } => {
            let list = elements(container)?;
            let position = Some(*index).filter(|i| *i < list.len());
            Children { list, position }
        }
    })
}
