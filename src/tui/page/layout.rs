//! The layout of the page.

use ratatui::layout::{Position, Rect};

use super::target::PageItem;
use super::{Page, banner};
use crate::tui::component::View;
use crate::tui::widgets::painter::{below, columns, right_part, top_part, without_right};

/// Pages at least this wide show the details beside the list.
pub(super) const DETAILS_FROM: u16 = 110;

/// Pages at least this high leave a line free between the pinned row and the list.
const ROOMY: u16 = 13;

/// Pages at least this high pin the new chats row above the list.
const PINS: u16 = 4;

/// The areas of the page: a line for a problem of a whole file, the pinned row, the list, and the
/// details. These are beside the list if there is room, else over it while focused.
pub(super) struct Areas {
    pub banner: Rect,
    pub pinned: Rect,
    pub list: Rect,
    pub beside: Option<Rect>,
    pub over: Option<Rect>,
}

impl Page {
    pub(super) fn areas(&self, view: &View<'_>) -> Areas {
        let high = banner::height(view);
        let (banner, body) = (top_part(view.body, high), below(view.body, high));
        let has_connections = !view.settings().connections().is_empty();
        let mut list = body;
        let mut beside = None;
        if body.width >= DETAILS_FROM && has_connections {
            let wide = (body.width * 2 / 5).clamp(40, 60);
            list = without_right(body, wide);
            beside = Some(right_part(body, wide));
        }
        let is_there = matches!(self.selected, Some(PageItem::Default(_)));
        let is_pinned = has_connections && (body.height >= PINS || is_there);
        let pinned = top_part(list, u16::from(is_pinned));
        // A message that takes a line must not move the list.
        let gap = u16::from(usize::from(body.height) + view.message_lines >= usize::from(ROOMY));
        let list = below(list, pinned.height + gap);
        let over = (self.in_details && beside.is_none()).then_some(view.body);
        Areas { banner, pinned, list, beside, over }
    }

    pub(super) fn height(&self, view: &View<'_>) -> usize {
        usize::from(self.areas(view).list.height)
    }

    /// Where a key opens the context menu: below the name in the selected row.
    pub(super) fn menu_place(&self, view: &View<'_>) -> Position {
        let list = self.areas(view).list;
        let line = self.rows.line_in_view().unwrap_or_default();
        let y = list.y.saturating_add(columns(line + 1));
        Position { x: list.x + list.width.saturating_sub(28).min(list.width / 2), y }
    }
}
