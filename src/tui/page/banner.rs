//! The line for a problem of a whole file, which no row shows: why saving is off, or why no
//! connection has a key.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, indented};
use crate::tui::widgets::text::fit;

/// Pages at least this high show the line.
const MIN_HEIGHT: u16 = 6;

/// The number of lines it takes.
pub(super) fn height(view: &View<'_>) -> u16 {
    u16::from(view.problems.of_file().is_some() && view.body.height >= MIN_HEIGHT)
}

pub(super) fn draw(painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
    let Some(worst) = view.problems.of_file() else {
        return;
    };
    let (mark, style) = painter.theme.problem(worst.severity);
    painter.line(indented(area, 1), Span::styled(mark, style));
    let name = view.settings().name_of(&worst.location);
    let text = messages::problem_of(&name, &worst.sentence);
    let text = fit(&text, usize::from(area.width).saturating_sub(4)).into_owned();
    painter.line(indented(area, 3), Span::raw(text));
    painter.hit(area, Target::Banner);
}
