//! A long message in a scrollable box.

use ratatui::layout::Rect;

use crate::tui::component::{Component, Effect, Outcome, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, inside};
use crate::tui::widgets::text::wrap;

/// The maximum width of the box, frame included.
const WIDEST: usize = 96;

pub(crate) struct Reader {
    text: String,
    cursor: Cursor,
}

impl Reader {
    pub(crate) fn new(text: String) -> Self {
        Self { text, cursor: Cursor::default() }
    }

    fn lines(&self, body: Rect) -> Vec<String> {
        let columns = inside(centred(body, WIDEST, 2)).width;
        wrap(&self.text, usize::from(columns))
    }

    /// As high as the text, if it fits.
    fn area(&self, body: Rect) -> Rect {
        centred(body, WIDEST, self.lines(body).len() + 2)
    }

    fn scroll(&mut self, by: isize, view: &View<'_>) {
        let len = self.lines(view.body).len();
        self.cursor.scroll(by, len, usize::from(inside(self.area(view.body)).height));
    }
}

impl Component for Reader {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Reader, KeyContext::List, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.scroll(way.in_lines(inside(self.area(view.body)).height), view);
                Outcome::taken()
            }
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.scroll(by, view);
    }

    fn sync(&mut self, view: &View<'_>) {
        self.scroll(0, view);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view.body);
        let frame = painter.boxed(area, messages::MESSAGE);
        let text = inside(area).intersection(frame);
        painter.scrolled(text, self.lines(view.body), self.cursor.top);
    }
}
