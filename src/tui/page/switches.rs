//! Draws the row of a switch.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::columns::LEAD;
use crate::settings::problems::Location;
use crate::settings::workspace::performance::Switch;
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, indented};
use crate::tui::widgets::text::{fit, width};

/// Columns before the label, including the checkbox.
const LABEL: usize = LEAD + 4;

pub(super) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    switch: Switch,
    selected: bool,
    view: &View<'_>,
) {
    let settings = view.settings();
    let theme = painter.theme;
    let colored = |style: Style| if selected { Style::new() } else { style };
    let on = settings.is_on(switch);
    let (mark, style) = if on { ("[x]", theme.badge()) } else { ("[ ]", theme.dim()) };
    painter.line(indented(area, LEAD), Span::styled(mark, colored(style)));
    let label = indented(area, LABEL);
    let text = fit(switch.label(), usize::from(label.width)).into_owned();
    let used = width(&text);
    let style = if selected { theme.strong() } else { Style::new() };
    painter.line(label, Span::styled(text, style));
    let row = Location::Switch(switch);
    if view.problems.worst_in_row(&row).is_some() {
        let mark = Span::styled(marks::WARNING, colored(theme.warning_mark()));
        painter.line(indented(area, 2), mark);
    }
    let is_wrong = settings.stored_switch(switch).is_some_and(|value| !value.is_boolean());
    let note = if is_wrong {
        Some((messages::NOT_A_SWITCH.to_owned(), theme.warning()))
    } else {
        settings.tool_of(switch).map(|(text, is_there)| {
            (text, if on && !is_there { theme.warning() } else { theme.dim() })
        })
    };
    if let Some((note, style)) = note {
        let rest = indented(label, used + 2);
        let note = fit(&note, usize::from(rest.width)).into_owned();
        painter.line(rest, Span::styled(note, colored(style)));
    }
}
