//! The items of a menu, and why an item does not apply.

use std::borrow::Cow;

use super::Menu;
use crate::settings::ConnectionId;
use crate::settings::connection::midstream::MidStream;
use crate::tui::component::{View, WhyNot};
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;
use crate::tui::page::why_not_on_connection;

pub(super) struct Item {
    pub label: Cow<'static, str>,
    pub choice: Choice,
    /// The key that does the same on the page.
    pub shortcut: String,
    pub why_not: Option<WhyNot>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Do(Action),
    MidStream,
    Line,
}

impl Item {
    fn with_shortcut(self, keymap: &Keymap) -> Self {
        let key = |action| keymap.shortcut(KeyContext::Connection, action);
        let shortcut = match self.choice {
            Choice::Do(action) => key(action),
            Choice::MidStream => format!("{} ▸", key(Action::FlipMidStream)),
            Choice::Line => String::new(),
        };
        Self { shortcut, ..self }
    }

    /// The right column: why the item does not apply, or else its shortcut.
    pub(super) fn right(&self) -> String {
        self.why_not.as_ref().map_or_else(|| self.shortcut.clone(), |why| why.short.clone())
    }
}

impl Menu {
    pub(super) fn items(&self, view: &View<'_>) -> Vec<Item> {
        let items = match &self.ids[..] {
            [id] => items_of_one(id, view),
            ids => items_of_several(ids.len()),
        };
        items.into_iter().map(|item| item.with_shortcut(view.keymap)).collect()
    }
}

fn items_of_one(id: &ConnectionId, view: &View<'_>) -> Vec<Item> {
    let settings = view.settings();
    let of = |label: &'static str, action| Item {
        label: label.into(),
        choice: Choice::Do(action),
        shortcut: String::new(),
        why_not: why_not_on_connection(action, id, view),
    };
    let mut items = vec![
        of(messages::RENAME, Action::Rename),
        of(messages::SET_AS_DEFAULT, Action::SetDefault),
        of(messages::EDIT, Action::Edit),
    ];
    if let Some(connection) = settings.connection(id).filter(|c| c.login().is_some()) {
        let is_signed_in = settings.credentials().of_chats(connection).is_some();
        items.push(of(messages::sign_in_item(is_signed_in), Action::SignIn));
    }
    items.extend([
        of(messages::DUPLICATE, Action::Duplicate),
        of(messages::VALIDATE_CONNECTION, Action::Validate),
        of(messages::FULL_TEST, Action::FullTest),
    ]);
    if view.craft.running().is_some() {
        items.push(of(messages::VALIDATE_THROUGH_CRAFT, Action::ValidateThroughCraft));
    }
    if view.probes.working_endpoint(id, settings).is_some() {
        items.push(of(messages::USE_WORKING_ENDPOINT, Action::UseEndpoint));
    }
    if view.probes.wants_model(id, settings) {
        items.push(of(messages::CHOOSE_A_MODEL, Action::ChooseModel));
    }
    let sends = messages::sends_item(settings.connection(id).map(|c| c.mid_stream().0));
    items.extend([
        Item { choice: Choice::MidStream, ..of(sends, Action::FlipMidStream) },
        of_line(),
        of(messages::DELETE, Action::Delete),
    ]);
    items
}

const fn of_line() -> Item {
    Item { label: Cow::Borrowed(""), choice: Choice::Line, shortcut: String::new(), why_not: None }
}

/// The items for several connections.
fn items_of_several(count: usize) -> Vec<Item> {
    let of = |label: String, choice| Item { label: label.into(), choice, ..of_line() };
    vec![
        of(messages::validate_several(count), Choice::Do(Action::Validate)),
        of(messages::sends_of_several(count), Choice::MidStream),
        of(String::new(), Choice::Line),
        of(messages::delete_item(count), Choice::Do(Action::Delete)),
    ]
}

/// The mode that all of the connections share.
pub(super) fn common_mode(ids: &[ConnectionId], view: &View<'_>) -> Option<MidStream> {
    let modes = ids.iter().filter_map(|id| view.settings().connection(id));
    let mut modes = modes.map(|connection| connection.mid_stream().0);
    let first = modes.next()?;
    modes.all(|mode| mode == first).then_some(first)
}

/// The submenu index of the shared mode, or else of the first.
pub(super) fn first_mode(ids: &[ConnectionId], view: &View<'_>) -> usize {
    let mode = common_mode(ids, view);
    MidStream::ALL.iter().position(|m| Some(*m) == mode).unwrap_or_default()
}
