//! The options for starting the screen, and the keys that the input decoder needs to know.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::decoder::Opened;
use crate::system::environment::variable;
use crate::tui::app::Options;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::widgets::hues::Background;

/// The contexts of the page in which keys can open a text field.
const ON_PAGE: [KeyContext; 3] = [KeyContext::Connection, KeyContext::Page, KeyContext::List];

/// The options for starting the screen.
pub(crate) struct Start {
    pub options: Options,
    pub mouse: bool,
    /// The terminal's background, if known.
    pub background: Option<Background>,
    /// Whether to ask the terminal for its background.
    pub asks_background: bool,
    pub keymap: Keymap,
    /// What is wrong with the person's own settings, in a sentence.
    pub notice: Option<String>,
}

impl Start {
    /// Logs the terminal that was taken over.
    pub(super) fn log(&self, area: Rect) {
        let size = area.as_size();
        let [term, colors] = ["TERM", "COLORTERM"].map(|name| variable(name).unwrap_or_default());
        let (has_color, marks, mouse) = (self.options.color, self.options.marks, self.mouse);
        log::info!(size:%, term, colors, has_color, marks:?, mouse; "terminal-taken");
    }
}

/// What `c` opens on the page, if it opens something that takes text.
pub(super) fn opened_by(keymap: &Keymap, c: char) -> Option<Opened> {
    match keymap.lookup(&ON_PAGE, KeyEvent::from(KeyCode::Char(c)))? {
        Action::Filter => Some(Opened::Filter),
        Action::ChooseDefault | Action::ChooseMidStream | Action::Help => Some(Opened::List),
        _ => None,
    }
}
