//! Which keys of the page open what takes text: a paste that the terminal did not mark may begin
//! with one.

use crossterm::event::{KeyCode, KeyEvent};

use super::decoder::unmarked_paste::OpenedByKey;
use crate::tui::keymap::{Action, KeyContext, Keymap};

/// The contexts of the page in which keys can open a text field.
const ON_PAGE: [KeyContext; 3] = [KeyContext::Connection, KeyContext::Page, KeyContext::List];

/// What `c` opens on the page, if it opens something that takes text.
pub(super) fn opened_by(keymap: &Keymap, c: char) -> Option<OpenedByKey> {
    match keymap.lookup(&ON_PAGE, KeyEvent::from(KeyCode::Char(c)))? {
        Action::Filter => Some(OpenedByKey::Filter),
        Action::ChooseDefault | Action::ChooseMidStream | Action::Help => Some(OpenedByKey::List),
        _ => None,
    }
}
