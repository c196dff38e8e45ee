//! Draws frames, and records what the mouse and the terminal need to know about them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{App, frame};
use crate::tui::widgets::hit_map::{HitMap, Target};
use crate::tui::widgets::painter::Painter;

/// What a frame holds besides its cells.
pub struct Drawn {
    pub(super) hits: HitMap,
    /// The terminal cursor's position; `None` where no text is typed.
    pub cursor: Option<(u16, u16)>,
}

impl Drawn {
    /// What was drawn where, and by which layer.
    pub fn spots(&self) -> &[(Rect, usize, Target)] {
        self.hits.spots()
    }

    /// The areas drawn as selected, with their layers.
    pub fn selected(&self) -> &[(Rect, usize)] {
        self.hits.selected()
    }

    /// The lines that link to a URL.
    pub(in crate::tui) fn links(&self) -> &[(Rect, String)] {
        self.hits.links()
    }
}

impl App {
    /// Draws a frame without changing the app. [`Self::drawn`] takes back what later events need.
    pub fn draw(&self, buffer: &mut Buffer) -> Drawn {
        let view = self.view();
        let mut drawn = Drawn { hits: HitMap::default(), cursor: None };
        let Some(top) = self.layers.last() else {
            return drawn;
        };
        for (n, layer) in self.layers.iter().enumerate() {
            // Only the top layer takes text.
            drawn.cursor = None;
            let mut painter =
                Painter::new(buffer, &mut drawn.hits, &mut drawn.cursor, n, self.theme);
            if n + 1 < self.layers.len() {
                painter = painter.beneath();
            }
            if n > 0 {
                painter.dim_behind(view.body);
            }
            if n == 0 {
                // Below all layers: a menu may cover the foot.
                frame::draw_header(&mut painter, &view, self.options.demo, &**top);
                frame::draw_foot(&mut painter, &view, self.message.as_ref(), &**top);
            }
            layer.draw(&mut painter, &view);
        }
        drawn
    }

    /// Records what a frame drew where, once it is on screen.
    pub fn drawn(&mut self, drawn: Drawn) {
        self.hits = drawn.hits;
        self.stale = false;
    }
}
