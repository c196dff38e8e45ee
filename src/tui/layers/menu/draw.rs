//! Places and draws the menu and its submenu.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use super::Menu;
use super::items::{Choice, Item, common_mode};
use crate::settings::connection::midstream::MidStream;
use crate::tui::component::View;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, padded, row, widest};
use crate::tui::widgets::text::{fit, width};

/// The maximum width of a menu, frame included: a reason may be long.
const WIDEST: usize = 58;

impl Menu {
    /// The areas of the menu and its submenu: at `place`, flipped where needed to stay on the
    /// screen.
    pub(super) fn boxes(&self, items: &[Item], frame: Rect) -> (Rect, Option<Rect>) {
        let inner =
            items.iter().map(|i| width(&i.label) + 2 + width(&i.right())).max().unwrap_or_default();
        let size = ((inner + 4).min(WIDEST), items.len() + 2);
        let wide = widest(MidStream::ALL.map(MidStream::label)) + 5;
        // Describe the modes only if that does not cover the menu.
        let with_abouts = wide + widest(MidStream::ALL.map(MidStream::about)) + 3;
        let fitting = |room: u16| if with_abouts <= usize::from(room) { with_abouts } else { wide };
        if self.only_modes {
            let wide = fitting(frame.right().saturating_sub(self.place.x));
            let modes = placed(frame, self.place, (wide, MidStream::ALL.len() + 2), None);
            return (Rect::ZERO, Some(modes));
        }
        let menu = placed(frame, self.place, size, None);
        let submenu = self.submenu.map(|_| {
            let line = columns(self.cursor.at.saturating_sub(self.cursor.top));
            let place = Position { x: menu.right(), y: menu.y.saturating_add(line) };
            let beside = frame.right().saturating_sub(menu.right()).max(menu.x - frame.x);
            placed(frame, place, (fitting(beside), MidStream::ALL.len() + 2), Some(menu))
        });
        (menu, submenu)
    }

    pub(super) fn draw_items(&self, painter: &mut Painter<'_>, items: &[Item], area: Rect) {
        let inside = painter.popup(area, "");
        for (line, (n, item)) in items
            .iter()
            .enumerate()
            .skip(self.cursor.top)
            .take(usize::from(inside.height))
            .enumerate()
        {
            let at = row(inside, line);
            let text = padded(at);
            if item.choice == Choice::Line {
                painter
                    .line(at, Span::styled("─".repeat(usize::from(at.width)), painter.theme.dim()));
                continue;
            }
            let style = if item.why_not.is_some() { painter.theme.dim() } else { Style::new() };
            let room = usize::from(text.width).saturating_sub(width(&item.label) + 2);
            painter.line(text, Span::styled(item.label.as_ref(), style));
            painter.right(
                text,
                Span::styled(fit(&item.right(), room).into_owned(), painter.theme.dim()),
            );
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
    }

    pub(super) fn draw_modes(
        &self,
        painter: &mut Painter<'_>,
        selected: usize,
        area: Rect,
        view: &View<'_>,
    ) {
        let inside = painter.popup(area, "");
        let in_effect = common_mode(&self.ids, view);
        let skip = (selected + 1).saturating_sub(usize::from(inside.height));
        for (line, (n, mode)) in MidStream::ALL.into_iter().enumerate().skip(skip).enumerate() {
            let at = row(inside, line);
            let tick = if in_effect == Some(mode) { "✓" } else { " " };
            let label = format!("{tick} {}", mode.label());
            let room = usize::from(padded(at).width).saturating_sub(width(&label) + 1);
            painter.line(at, Span::raw(label));
            if width(mode.about()) < room {
                painter.right(padded(at), Span::styled(mode.about(), painter.theme.dim()));
            }
            if n == selected {
                painter.select(at);
            }
            painter.hit(at, Target::SubRow(n));
        }
    }
}

/// A box at `place`, moved and flipped to fit the frame. A box beside another one flips to that
/// one's other side.
fn placed(frame: Rect, place: Position, size: (usize, usize), beside: Option<Rect>) -> Rect {
    let area = Rect::new(place.x, place.y, columns(size.0), columns(size.1));
    let x = match beside {
        Some(other) if area.right() > frame.right() => other.x.checked_sub(area.width),
        _ => None,
    };
    let y = match beside {
        None if area.bottom() > frame.bottom() => area.y.checked_sub(area.height),
        _ => None,
    };
    let x = x.filter(|x| *x >= frame.x).unwrap_or(area.x);
    let y = y.filter(|y| *y >= frame.y).unwrap_or(area.y);
    Rect::new(x, y, area.width, area.height).clamp(frame)
}
