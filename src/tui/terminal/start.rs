//! The options for starting the screen.

use ratatui::layout::Rect;

use crate::system::environment::variable;
use crate::tui::app::Options;
use crate::tui::keymap::Keymap;
use crate::tui::widgets::hues::Background;

/// The options for starting the screen.
pub(crate) struct ScreenStart {
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

impl ScreenStart {
    /// Logs the terminal that was taken over.
    pub(super) fn log(&self, area: Rect) {
        let size = area.as_size();
        let [term, colors] = ["TERM", "COLORTERM"].map(|name| variable(name).unwrap_or_default());
        let (has_color, marks, mouse) = (self.options.color, self.options.marks, self.mouse);
        log::info!(size:%, term, colors, has_color, marks:?, mouse; "terminal-taken");
    }
}
