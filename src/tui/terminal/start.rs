//! With what the screen starts, and what of it the input is read by.

use crossterm::event::{KeyCode, KeyEvent};

use super::decoder::Opened;
use crate::tui::app::Options;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::widgets::hues::Background;

/// Where keys open what one types in.
const ON_PAGE: [KeyContext; 3] = [KeyContext::Connection, KeyContext::Page, KeyContext::List];

/// How the screen starts.
pub(crate) struct Start {
    pub options: Options,
    pub mouse: bool,
    /// What the terminal draws on, where that is known.
    pub background: Option<Background>,
    /// Whether the terminal is asked for it.
    pub asks_background: bool,
    pub keymap: Keymap,
    /// What is wrong with the person's own settings, in a sentence.
    pub notice: Option<String>,
}

/// What a key opens on the page behind which one types.
pub(super) fn opened_by(keymap: &Keymap, c: char) -> Option<Opened> {
    match keymap.lookup(&ON_PAGE, KeyEvent::from(KeyCode::Char(c)))? {
        Action::Filter => Some(Opened::Filter),
        Action::ChooseDefault | Action::ChooseMidStream | Action::Help => Some(Opened::List),
        _ => None,
    }
}
