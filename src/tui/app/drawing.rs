//! Frames: what is drawn of what there is, and what of a frame is known later.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{App, frame};
use crate::tui::widgets::hit_map::{HitMap, Target};
use crate::tui::widgets::painter::Painter;

/// What a frame has besides its cells.
pub struct Drawn {
    pub(super) hits: HitMap,
    /// Where the terminal's cursor stands; none where nothing is typed.
    pub cursor: Option<(u16, u16)>,
}

impl Drawn {
    /// What was drawn where, and by which layer.
    pub fn spots(&self) -> &[(Rect, usize, Target)] {
        self.hits.spots()
    }

    /// What was drawn as selected, and by which layer.
    pub fn selected(&self) -> &[(Rect, usize)] {
        self.hits.selected()
    }

    /// The lines that lead to an address.
    pub(in crate::tui) fn links(&self) -> &[(Rect, String)] {
        self.hits.links()
    }
}

impl App {
    /// Draws a frame. The app does not change by it; what it needs of it later it gets from
    /// [`Self::drawn`].
    pub fn draw(&self, buffer: &mut Buffer) -> Drawn {
        let view = self.view();
        let mut drawn = Drawn { hits: HitMap::default(), cursor: None };
        let Some(top) = self.layers.last() else {
            return drawn;
        };
        for (n, layer) in self.layers.iter().enumerate() {
            // Only the top layer is typed in.
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
                // Beneath all layers: a menu may lie over the foot.
                frame::draw_header(&mut painter, &view, self.options.demo, &**top);
                frame::draw_foot(&mut painter, &view, self.message.as_ref(), &**top);
            }
            layer.draw(&mut painter, &view);
        }
        drawn
    }

    /// A frame was shown: what was drawn where is known from now on.
    pub fn drawn(&mut self, drawn: Drawn) {
        self.hits = drawn.hits;
        self.stale = false;
    }
}
