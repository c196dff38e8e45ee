//! The details of the selection: beside the list if there is room, else over it while focused.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Page;
use super::layout::Areas;
use super::target::PageItem;
use crate::tui::component::View;
use crate::tui::details::{self, Extent};
use crate::tui::messages;
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{
    Painter, below, indented, inside, right_part, row, without_right,
};
use crate::tui::widgets::text::fit;
use crate::tui::widgets::theme::Theme;

/// The lines of a connection's problems and next step beside the list, at least.
const HEAD: usize = 4;

/// The most models while the list has the focus. All of them would fill the screen with other
/// letters at every key.
const MODELS: usize = 3;

/// Details at least this high have them.
const ROOMY: u16 = 30;

impl Page {
    /// Scrolls the text.
    pub(super) fn go_in_details(&mut self, way: Move, view: &View<'_>) {
        if let Some(text) = self.details_text(view) {
            self.scroll_details(way.in_lines(text.height), view);
        }
    }

    pub(super) fn scroll_details(&mut self, by: isize, view: &View<'_>) {
        let Some(text) = self.details_text(view) else { return };
        let len = self.details_lines(view, text, Theme::new(false)).len();
        let mut cursor = Cursor { at: 0, top: self.details_top };
        let height = usize::from(text.height);
        cursor.clamp(len, height);
        cursor.scroll(by, len, height);
        self.details_top = cursor.top;
    }

    /// The area of the text, without its title; `None` if it is hidden.
    fn details_text(&self, view: &View<'_>) -> Option<Rect> {
        let Areas { beside, over, .. } = self.areas(view);
        match (beside, over) {
            (Some(area), _) => Some(without_right(indented(below(area, 1), 2), 2)),
            (None, over) => over.map(inside),
        }
    }

    /// The item that the details describe: none while a typed filter hides all.
    fn item_in_details(&self, view: &View<'_>) -> Option<&PageItem> {
        self.selected.as_ref().filter(|_| !self.typing || !self.hides_all(view))
    }

    fn details_lines(&self, view: &View<'_>, text: Rect, theme: Theme) -> Vec<Line<'static>> {
        let Some(item) = self.item_in_details(view) else { return Vec::new() };
        let extent = Extent {
            columns: text.width,
            head: if text.height >= ROOMY { HEAD } else { 0 },
            models: if self.in_details { usize::MAX } else { MODELS },
        };
        details::lines(view, item, extent, theme)
    }

    fn details_title(&self, view: &View<'_>) -> String {
        let item = self.item_in_details(view);
        item.map(|item| details::title(view, item)).unwrap_or_default()
    }

    pub(super) fn draw_details_beside(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        view: &View<'_>,
    ) {
        let theme = painter.theme;
        let rule = if painter.has_focus { theme.accent() } else { theme.dim() };
        let ruled = painter.ruled(area, rule);
        painter.hit(ruled, Target::Details);
        let title = without_right(row(ruled, 0), 1);
        let text = fit(&self.details_title(view), usize::from(title.width)).into_owned();
        painter.line(title, Span::styled(text, theme.strong()));
        if self.in_details {
            painter.style(title, theme.selected());
        }
        let len = self.draw_details_text(painter, view);
        let track = below(area, 1);
        let top = self.details_top_of(len, track.height);
        if self.in_details || top > 0 {
            painter.scrollbar(track, top, len);
        } else if len > usize::from(track.height) {
            // A scrollbar would differ for every connection, and take half a kilobyte.
            let last = row(track, usize::from(track.height).saturating_sub(1));
            painter.line(right_part(last, 1), Span::styled(marks::BELOW, theme.dim()));
        }
    }

    pub(super) fn draw_details_over(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        let frame = painter.boxed(area, &messages::details_of(&self.details_title(view)));
        painter.hit(area, Target::Details);
        let len = self.draw_details_text(painter, view);
        painter.scrollbar_of_box(frame, self.details_top_of(len, frame.height), len);
    }

    /// Draws the lines in view and returns the total number of lines.
    fn draw_details_text(&self, painter: &mut Painter<'_>, view: &View<'_>) -> usize {
        let Some(text) = self.details_text(view) else { return 0 };
        let text = text.intersection(painter.frame());
        let lines = self.details_lines(view, text, painter.theme);
        let len = lines.len();
        let top = self.details_top_of(len, text.height);
        painter.lines(text, lines.into_iter().skip(top));
        len
    }

    /// The first line in view, clamped in case the text has become shorter.
    fn details_top_of(&self, len: usize, height: u16) -> usize {
        self.details_top.min(len.saturating_sub(usize::from(height)))
    }
}
