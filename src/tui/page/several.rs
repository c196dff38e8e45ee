//! Actions on several connections at once, from a key on the marked ones or an item of their menu.

use super::actions::{ask_to_delete, on_connection, undo_key, validate_all};
use crate::settings::ConnectionId;
use crate::settings::connection::midstream::MidStream;
use crate::tui::component::{Effect, Outcome, View};
use crate::tui::keymap::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;

/// The most names in a question; the rest are counted.
const NAMED: usize = 12;

pub(crate) fn on_connections(action: Action, ids: &[ConnectionId], view: &View<'_>) -> Outcome {
    if let [id] = ids {
        return on_connection(action, id, view);
    }
    match action {
        Action::Validate => validate_all(ids, view),
        Action::FlipMidStream => {
            let first = ids.iter().find_map(|id| view.settings().connection(id));
            let mode = first.map(|connection| connection.mid_stream().0.flipped());
            mode.map_or(Outcome::Ignored, |mode| set_mode(mode, ids, view))
        }
        Action::Delete => delete(ids, view),
        _ => Outcome::Ignored,
    }
}

/// Sets the mode of several connections. If some can't be edited, asks before changing only the
/// others.
pub(crate) fn set_mode(mode: MidStream, ids: &[ConnectionId], view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let (editable, left_out): (Vec<_>, Vec<_>) =
        ids.iter().cloned().partition(|id| settings.why_not_editable(id).is_none());
    let edit = settings.choose_mid_stream_of_each(&editable, mode);
    let why = left_out.first().and_then(|id| settings.why_not_editable(id));
    match (edit, why) {
        (Some(edit), None) => Outcome::one(Effect::Edit(edit)),
        (Some(edit), Some(why)) => {
            let names = settings.names_of_each(&left_out, NAMED);
            let lines = vec![messages::left_out(&names, &why.to_string())];
            let title = messages::set_mode_of(editable.len(), mode.label());
            let question = Confirm::new(title, lines, messages::CHANGE, vec![Effect::Edit(edit)]);
            Outcome::push(question)
        }
        (None, None) => Outcome::one(Effect::Toast(messages::have_mode(mode.label()))),
        (None, Some(why)) => {
            let names = settings.names_of_each(&left_out, NAMED);
            Outcome::one(Effect::Alert(messages::left_out(&names, &why.to_string())))
        }
    }
}

/// Deletes several connections, after one question that lists the consequences.
fn delete(ids: &[ConnectionId], view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let Some(edit) = settings.delete_each(ids, view.now_ms) else {
        return Outcome::Ignored;
    };
    let names = settings.names_of_each(ids, NAMED);
    let mut lines = vec![messages::deletes(&names)];
    lines.extend(settings.consequences_of_deletes(ids).into_lines());
    lines.push(messages::undo_brings_back_all(&undo_key(view)));
    ask_to_delete(messages::delete_several(ids.len()), lines, edit, ids, view)
}
