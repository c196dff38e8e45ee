//! All keys, from the one table.

use ratatui::text::{Line, Span};

use super::keymap::{BINDINGS, Where};
use super::theme::Theme;

/// Columns of the keys.
const KEYS: usize = 22;

/// The keys of some places, in their order, then all others.
pub fn lines(first: &[Where], theme: Theme) -> Vec<Line<'static>> {
    let rest = Where::TITLES
        .into_iter()
        .map(|(place, _)| place)
        .filter(|place| !first.contains(place));
    let mut lines = Vec::new();
    for place in first.iter().copied().chain(rest) {
        let title = Where::TITLES
            .into_iter()
            .find(|(p, _)| *p == place)
            .map_or("", |(_, title)| title);
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(Span::styled(title, theme.title())));
        for binding in BINDINGS.iter().filter(|b| b.place == place) {
            let keys: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
            let keys = format!("{:KEYS$}", keys.join("  "));
            lines.push(Line::from(vec![
                Span::styled(keys, theme.key()),
                Span::raw(binding.label),
            ]));
        }
    }
    lines
}
