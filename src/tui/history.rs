//! What was edited in this run: each edit with the values it changed.

use ratatui::text::{Line, Span};

use super::layer::View;
use super::text::{fit, width};
use super::theme::Theme;
use crate::settings::consequence::shown;

/// What was edited in this run, the last first, in lines of at most so many columns.
pub fn lines(view: &View<'_>, columns: u16, theme: Theme) -> Vec<Line<'static>> {
    let columns = usize::from(columns);
    let history = view.store.history();
    if history.entries().is_empty() {
        return vec![Line::from(Span::styled(
            "Nothing was edited in this run.",
            theme.dim(),
        ))];
    }
    let mut lines = Vec::new();
    for (n, entry) in history.entries().iter().enumerate().rev() {
        let undone = n >= history.standing();
        let time = humantime::format_rfc3339_seconds(entry.at).to_string();
        let state = if undone { "  undone" } else { "" };
        let room = columns.saturating_sub(10 + width(state));
        let label = fit(&entry.label, room).into_owned();
        let style = if undone { theme.dim() } else { theme.strong() };
        lines.push(Line::from(vec![
            Span::styled(format!("{}  ", &time[11..19]), theme.dim()),
            Span::styled(label, style),
            Span::styled(state, theme.warning()),
        ]));
        for change in &entry.changes {
            let room = columns.saturating_sub(4);
            lines.push(Line::from(Span::styled(
                format!("  {}", fit(&change.place(), room)),
                theme.dim(),
            )));
            let half = columns.saturating_sub(8) / 2;
            let (before, after) = (shown(change.before.as_ref()), shown(change.after.as_ref()));
            lines.push(Line::from(format!(
                "    {} → {}",
                fit(&before, half),
                fit(&after, half)
            )));
        }
    }
    lines
}
