//! The line that tells of problems: the worst of them, and how many there are.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::settings::problems::{Problem, Severity};
use crate::tui::component::View;
use crate::tui::keymap::{self, Action, KeyContext};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, indented};
use crate::tui::widgets::text::fit;
use crate::tui::widgets::theme::Theme;

/// From how many lines on the page keeps the line free, so that nothing jumps when a problem comes
/// or goes.
const ROOMY: u16 = 13;

/// From how many lines on a problem gets the line.
const ENOUGH: u16 = 6;

/// How many lines it takes.
pub fn height(view: &View<'_>) -> u16 {
    let message = !view.problems.is_empty() && view.body.height >= ENOUGH;
    u16::from(message || view.body.height >= ROOMY)
}

/// Draws it.
pub fn draw(painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
    let Some(worst) = view.problems.first() else {
        return;
    };
    let theme = painter.theme;
    let key = keymap::key_of(KeyContext::Page, Action::Problems);
    let count = counted(view.problems);
    let right = Line::from(vec![
        Span::styled(key, theme.key()),
        Span::styled(format!(" {count} "), theme.dim()),
    ]);
    let used = painter.right(area, right);
    let left = Rect { width: area.width.saturating_sub(used + 2), ..area };
    let (mark, style) = mark(worst.severity, theme);
    painter.line(indented(left, 1), Span::styled(mark, style));
    let name = view.settings().name_of(&worst.location);
    let text = format!("{name}: {}", worst.sentence);
    let text = fit(&text, usize::from(left.width).saturating_sub(3)).into_owned();
    let style = match worst.severity {
        Severity::Note => theme.dim(),
        _ => style,
    };
    painter.line(indented(left, 3), Span::styled(text, style));
    painter.hit(area, Target::Banner);
}

/// What stands before a problem.
pub fn mark(severity: Severity, theme: Theme) -> (&'static str, Style) {
    match severity {
        Severity::Error => ("!", theme.error()),
        Severity::Warning => ("!", theme.warning()),
        Severity::Note => ("·", theme.accent()),
    }
}

/// How many problems there are, and how many notes.
fn counted(all: &[Problem]) -> String {
    let notes = all.iter().filter(|d| d.severity == Severity::Note).count();
    let some = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        n => Some(format!("{n} {what}s")),
    };
    let message = [some(all.len() - notes, "problem"), some(notes, "note")];
    message.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
