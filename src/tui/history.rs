//! What was edited in this run: each edit with the values it changed.

use ratatui::text::{Line, Span};

use super::layer::View;
use super::text::{fit, width};
use super::theme::Theme;
use crate::settings::diff::Change;

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
        let state = match (entry.overtaken, undone) {
            (true, _) => "  overtaken",
            (false, true) => "  undone",
            (false, false) => "",
        };
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
            lines.push(Line::from(format!("    {}", values(change, room))));
        }
    }
    lines
}

/// The old and the new value in so many columns: side by side where there are two, else with all the room for the one.
fn values(change: &Change, columns: usize) -> String {
    let (before, after) = change.shown();
    match (&change.before, &change.after) {
        (None, _) => fit(&format!("added: {after}"), columns).into_owned(),
        (_, None) => fit(&format!("removed: {before}"), columns).into_owned(),
        _ => {
            let half = columns.saturating_sub(3) / 2;
            let before = fit(&before, half.max(columns.saturating_sub(3 + width(&after))));
            let after = fit(&after, columns.saturating_sub(3 + width(&before)));
            format!("{before} → {after}")
        }
    }
}
