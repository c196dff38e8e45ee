//! The keys of the help, read from the one table.

use ratatui::text::{Line, Span};

use crate::tui::keymap::{BINDINGS, KeyContext};
use crate::tui::widgets::text::fit;
use crate::tui::widgets::theme::Theme;

/// Columns of the keys.
const KEYS: usize = 22;

/// The keys of some contexts in their order, then all others, in lines of at most so many columns.
pub(crate) fn lines(first: &[KeyContext], columns: u16, theme: Theme) -> Vec<Line<'static>> {
    let room = usize::from(columns).saturating_sub(KEYS);
    let titled =
        |context: &KeyContext| KeyContext::TITLES.into_iter().find(|(other, _)| other == context);
    let rest = KeyContext::TITLES.into_iter().filter(|(context, _)| !first.contains(context));
    let mut lines = Vec::new();
    for (context, title) in first.iter().filter_map(titled).chain(rest) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(Span::styled(title, theme.title())));
        for binding in BINDINGS.iter().filter(|b| b.context == context) {
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
