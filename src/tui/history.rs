//! What was edited in this run: each edit with the values it changed.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::cursor::Cursor;
use super::effect::{Effect, Outcome};
use super::hit::Target;
use super::keymap::{Intent, Where};
use super::layer::{Part, Press, View};
use super::paint::{Painter, centred, row};
use super::reader;
use super::text::fit;
use super::theme::Theme;
use crate::settings::consequence::shown;

/// The layer.
#[derive(Default)]
pub struct HistoryView {
    cursor: Cursor,
}

impl HistoryView {
    fn lines(view: &View<'_>, columns: usize, theme: Theme) -> Vec<Line<'static>> {
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
            let label = fit(&entry.label, columns.saturating_sub(18)).into_owned();
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

    fn area(body: Rect) -> Rect {
        centred(body, 96, usize::from(body.height))
    }

    fn scroll(&mut self, by: isize, view: &View<'_>) {
        let area = Self::area(view.body);
        let lines = Self::lines(view, usize::from(area.width), Theme::new(false)).len();
        self.cursor
            .scroll(by, lines, usize::from(area.height).saturating_sub(2));
    }
}

impl Part for HistoryView {
    fn places(&self) -> Vec<Where> {
        vec![Where::Reader, Where::Everywhere]
    }

    fn intent(&mut self, intent: Intent, view: &View<'_>) -> Outcome {
        match intent {
            Intent::Go(way) => {
                self.scroll(
                    reader::lines(way, Self::area(view.body).height.saturating_sub(2)),
                    view,
                );
                Outcome::taken()
            }
            Intent::Undo => Outcome::one(Effect::Undo),
            Intent::Redo => Outcome::one(Effect::Redo),
            Intent::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn pressed(
        &mut self,
        _target: Target,
        _press: Press,
        _at: Position,
        _view: &View<'_>,
    ) -> Outcome {
        Outcome::taken()
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.scroll(by, view);
    }

    fn settle(&mut self, view: &View<'_>) {
        self.scroll(0, view);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let inside = painter.boxed(Self::area(view.body), "History of this run");
        let text = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        let lines = Self::lines(view, usize::from(text.width), painter.theme);
        let len = lines.len();
        for (n, line) in lines.into_iter().skip(self.cursor.top).enumerate() {
            painter.line(row(text, n), line);
        }
        painter.scrollbar(inside, self.cursor.top, len);
    }
}
