//! The edit history of this run: each edit with the values it changed. A person can go back to the
//! state before any edit.

use ratatui::text::{Line, Span};

use crate::settings::edit::diff::Change;
use crate::store::history::HistoryEntry;
use crate::tui::component::{Component, Effect, Outcome, Press, View, WhyNot};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::blocks::{Block, Blocks, columns};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::Painter;
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::theme::Theme;

/// The newest edit comes first.
pub(crate) struct HistoryList {
    blocks: Blocks,
}

impl HistoryList {
    /// Selects the newest edit that is not undone.
    pub(crate) fn new(view: &View<'_>) -> Self {
        let history = view.store.history();
        let undone = history.entries().len() - history.applied_count();
        Self { blocks: Blocks::on(undone) }
    }

    /// Undoes the selected edit and all later ones; if it is already undone, redoes it and all
    /// earlier ones.
    fn go_to_state(&self, view: &View<'_>) -> Outcome {
        let history = view.store.history();
        let Some(position) = (history.entries().len()).checked_sub(self.blocks.at() + 1) else {
            return Outcome::one(Effect::Pop);
        };
        let is_applied = position < history.applied_count();
        let target = if is_applied { position } else { position + 1 };
        Outcome::one(Effect::MoveInHistory(target))
    }
}

/// The edit in a row of the list, and whether it is undone.
fn entry<'v>(view: &View<'v>, n: usize) -> Option<(&'v HistoryEntry, bool)> {
    let history = view.store.history();
    let position = history.entries().len().checked_sub(n + 1)?;
    Some((history.entries().get(position)?, position >= history.applied_count()))
}

fn block(entry: &HistoryEntry, undone: bool, columns: u16, theme: Theme) -> Block {
    let columns = usize::from(columns);
    let time = humantime::format_rfc3339_seconds(entry.at).to_string();
    let state = match (entry.overtaken, undone) {
        (true, _) => messages::OVERTAKEN,
        (false, true) => messages::UNDONE,
        (false, false) => "",
    };
    let room = columns.saturating_sub(12 + width(state));
    let label = fit(&entry.label, room).into_owned();
    let style = if undone { theme.dim() } else { theme.strong() };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("  {}  ", &time[11..19]), theme.dim()),
        Span::styled(label, style),
        Span::styled(state, theme.warning()),
    ])];
    let room = columns.saturating_sub(6);
    for change in &entry.changes {
        let location = format!("    {}", fit(&change.location(), room));
        lines.push(Line::from(Span::styled(location, theme.dim())));
        lines.push(Line::from(format!("      {}", values(change, room))));
    }
    Block { lines, button: None }
}

/// The old and the new value within this many columns: side by side if there are two; a single one
/// gets the whole width.
fn values(change: &Change, columns: usize) -> String {
    let (before, after) = change.shown();
    match (&change.before, &change.after) {
        (None, _) => fit(&messages::value_added(&after), columns).into_owned(),
        (_, None) => fit(&messages::value_removed(&before), columns).into_owned(),
        _ => {
            let half = columns.saturating_sub(3) / 2;
            let before = fit(&before, half.max(columns.saturating_sub(3 + width(&after))));
            let after = fit(&after, columns.saturating_sub(3 + width(&before)));
            messages::value_changed(&before, &after)
        }
    }
}

/// Why undo or redo is unavailable; none for any other action.
pub(crate) fn why_not_undo(action: Action, view: &View<'_>) -> Option<WhyNot> {
    let history = view.store.history();
    // The store reports that there is nothing to undo or redo.
    match action {
        Action::Undo if history.next_undo().is_none() => Some(WhyNot::instead(Effect::Undo)),
        Action::Redo if history.next_redo().is_none() => Some(WhyNot::instead(Effect::Redo)),
        _ => None,
    }
}

impl Component for HistoryList {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::History, KeyContext::List, KeyContext::Everywhere]
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        let is_empty = view.store.history().entries().is_empty();
        match action {
            Action::Activate if is_empty => Some(WhyNot::instead(Effect::Pop)),
            _ => why_not_undo(action, view),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.blocks.go(way, view.body);
            }
            Action::Activate => return self.go_to_state(view),
            Action::Undo => return Outcome::one(Effect::Undo),
            Action::Redo => return Outcome::one(Effect::Redo),
            Action::Back => return Outcome::one(Effect::Pop),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        if let Target::Row(n) = target {
            self.blocks.select(n, view.body);
            if press == Press::Double {
                return self.go_to_state(view);
            }
        }
        Outcome::taken()
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.blocks.scroll(by, view.body);
    }

    fn sync(&mut self, view: &View<'_>) {
        let entries = view.store.history().entries().iter().rev();
        // One line for the edit, and two for each value it changed.
        let heights = entries.map(|entry| 1 + 2 * entry.changes.len());
        self.blocks.set_heights(heights);
        self.blocks.sync(view.body);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let (columns, theme) = (columns(view.body), painter.theme);
        let item = |n: usize| match entry(view, n) {
            Some((entry, undone)) => block(entry, undone, columns, theme),
            None => Block::default(),
        };
        self.blocks.draw(painter, messages::HISTORY, item, messages::NO_EDITS, view.body);
    }
}
