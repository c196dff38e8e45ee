//! All keys, from the one table.

use ratatui::text::{Line, Span};

use crate::tui::keymap::{BINDINGS, KeyContext};
use crate::tui::widgets::text::fit;
use crate::tui::widgets::theme::Theme;

/// Columns of the keys.
const KEYS: usize = 22;

/// The keys of some places, in their order, then all others, in lines of at most so many columns.
pub fn lines(first: &[KeyContext], columns: u16, theme: Theme) -> Vec<Line<'static>> {
    let room = usize::from(columns).saturating_sub(KEYS);
    let titled = |place: &KeyContext| KeyContext::TITLES.into_iter().find(|(w, _)| w == place);
    let rest = KeyContext::TITLES.into_iter().filter(|(place, _)| !first.contains(place));
    let mut lines = Vec::new();
    for (place, title) in first.iter().filter_map(titled).chain(rest) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(Span::styled(title, theme.title())));
        for binding in BINDINGS.iter().filter(|b| b.place == place) {
            let keys: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
            let keys = format!("{:KEYS$}", keys.join("  "));
            lines.push(Line::from(vec![
                Span::styled(keys, theme.key()),
                Span::raw(fit(binding.label, room)),
            ]));
        }
    }
    lines
}
