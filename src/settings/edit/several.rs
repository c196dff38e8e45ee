//! One edit of several connections: how to build and describe it.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::Edit;
use super::messages::actions::deleted;
use super::messages::phrases::{NAMED, StateChange, mid_stream_sentence, named, undone_together};
use crate::settings::connection::midstream::MidStream;
use crate::settings::{ConnectionId, Settings};
use crate::text::uncapitalized;

impl Settings {
    /// Deletes connections in one edit, at a time in milliseconds since the epoch; None if none of
    /// them exists.
    pub(crate) fn delete_each(&self, ids: &[ConnectionId], now_ms: u64) -> Option<Edit> {
        let mut ids: Vec<&ConnectionId> = ids.iter().collect();
        // Delete the last of several with the same slug first, so that the others keep their
        // numbers.
        ids.sort_by_key(|id| Reverse(id.nth));
        let edits = ids.into_iter().filter_map(|id| self.delete(id, now_ms)).collect();
        combined(edits)
    }

    /// Changes the mid-stream mode of connections in one edit; None if all of them have it already.
    pub(crate) fn choose_mid_stream_of_each(
        &self,
        ids: &[ConnectionId],
        mode: MidStream,
    ) -> Option<Edit> {
        let differs = |id: &&ConnectionId| {
            self.connection(id).is_some_and(|connection| connection.mid_stream().0 != mode)
        };
        combined(ids.iter().filter(differs).map(|id| self.choose_mid_stream(id, mode)).collect())
    }

    /// The names of connections in quotes: the first few, and how many more.
    pub(crate) fn names_of_each(&self, ids: &[ConnectionId], most: usize) -> String {
        named(ids.iter().map(|id| self.name_of_connection(id)), ids.len(), most)
    }
}

/// Combines several edits; a single one stays as it is.
fn combined(mut edits: Vec<Edit>) -> Option<Edit> {
    match edits.len() {
        0 | 1 => edits.pop(),
        _ => Some(Edit::All(edits)),
    }
}

/// Groups edits that one phrase can describe together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delete,
    MidStream(MidStream),
    Other,
}

fn kind_of(edit: &Edit) -> Kind {
    match edit {
        Edit::Delete { .. } => Kind::Delete,
        Edit::SetMidStream { mode, .. } => Kind::MidStream(*mode),
        _ => Kind::Other,
    }
}

/// The wording of a description.
#[derive(Clone, Copy)]
pub(super) enum Wording {
    /// For the toast and the history.
    Label,
    /// For edits that changed nothing.
    Unchanged,
    /// For what an undo restores.
    Undone,
}

/// Describes several edits, grouping those of one kind. Takes the settings before them; each edit
/// is described with the result of the previous ones, because it may name a connection that another
/// one adds.
pub(super) fn describe(edits: &[Edit], settings: &Settings, words: Wording) -> String {
    let one = |edit: &Edit, settings: &Settings| match words {
        Wording::Label => edit.label(settings),
        Wording::Unchanged => edit.unchanged_label(settings),
        Wording::Undone => edit.undo_label(settings),
    };
    let mut before = Cow::Borrowed(settings);
    let mut phrases = Vec::new();
    let mut left = edits;
    while let Some(first) = left.first() {
        let kind = kind_of(first);
        let same = match kind {
            Kind::Other => 1,
            _ => left.iter().take_while(|edit| kind_of(edit) == kind).count(),
        };
        let (run, rest) = left.split_at(same);
        left = rest;
        let phrase =
            if same == 1 { one(first, &before) } else { together(kind, run, &before, words) };
        let goes_on = !phrases.is_empty() && matches!(first, Edit::ClaudeLogin(_));
        phrases.push(if goes_on { uncapitalized(&phrase) } else { phrase });
        if !left.is_empty() && phrases.len() < NAMED {
            for edit in run {
                // If it is refused, the whole group is, and its description is not shown.
                let _ = edit.apply_to(before.to_mut());
            }
        }
    }
    let more = phrases.len().saturating_sub(NAMED);
    phrases.truncate(NAMED);
    phrases.extend((more > 0).then(|| format!("{more} more")));
    phrases.join("; ")
}

/// Describes consecutive edits of one kind.
fn together(kind: Kind, edits: &[Edit], settings: &Settings, words: Wording) -> String {
    let names = edits.iter().filter_map(|edit| match edit {
        Edit::Delete { id, .. } | Edit::SetMidStream { id, .. } => {
            Some(settings.name_of_connection(id))
        }
        _ => None,
    });
    let (count, names) = (edits.len(), named(names, edits.len(), NAMED));
    match (kind, words) {
        (Kind::MidStream(mode), Wording::Label) => {
            mid_stream_sentence(&names, count, mode, StateChange::Changed)
        }
        (Kind::MidStream(mode), Wording::Unchanged) => {
            mid_stream_sentence(&names, count, mode, StateChange::Unchanged)
        }
        (_, Wording::Undone) => undone_together(&names, edits, settings),
        (_, Wording::Label | Wording::Unchanged) => deleted(&names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings() -> Settings {
        let list = ["a", "b", "c", "b", "d"].map(|slug| {
            json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "anthropic", "authType": "none",
                "createdAt": 1})
        });
        Settings::from_value(
            json!({"workspaces": [], "llmConnections": list, "defaultLlmConnection": "a"}),
        )
        .expect("usable")
    }

    fn second_b() -> ConnectionId {
        ConnectionId { slug: "b".to_owned(), nth: 1 }
    }

    #[test]
    fn duplicate_slugs_are_deleted_together() {
        let settings = settings();
        let ids = [ConnectionId::first("b"), second_b(), ConnectionId::first("a")];
        let after = settings.delete_each(&ids, 7).expect("they exist").apply(&settings);
        let after = after.expect("deleted");
        let left: Vec<&str> = after.connections().iter().map(|c| c.slug()).collect();
        assert_eq!(left, ["c", "d"]);
        assert_eq!(after.stored_default(), Some("c"));
    }

    #[test]
    fn same_kind_edits_are_described_together() {
        let settings = settings();
        let ids = ["a", "c", "d"].map(ConnectionId::first);
        let delete = settings.delete_each(&ids, 7).expect("they exist");
        assert_eq!(delete.label(&settings), "Deleted “A”, “C” and “D”");
        let all = [&ids[..], &[second_b()]].concat();
        let delete = settings.delete_each(&all, 7).expect("they exist");
        assert_eq!(delete.undo_label(&settings), "“B”, “A”, “C” and 1 more are back");
    }

    #[test]
    fn only_connections_with_another_mode_change() {
        let settings = settings();
        let ids = ["a", "c"].map(ConnectionId::first);
        let has = settings.connections()[0].mid_stream().0;
        assert!(settings.choose_mid_stream_of_each(&ids, has).is_none());
        let other = settings.choose_mid_stream_of_each(&ids, has.flipped()).expect("both differ");
        let label = mid_stream_sentence("“A” and “C”", 2, has.flipped(), StateChange::Changed);
        assert_eq!(other.label(&settings), label);
        let after = other.apply(&settings).expect("changed");
        assert!(
            ids.iter().all(|id| {
                after.connection(id).is_some_and(|c| c.mid_stream().0 == has.flipped())
            })
        );
    }
}
