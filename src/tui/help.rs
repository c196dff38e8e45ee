//! All keys, from the one table.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::cursor::Cursor;
use super::effect::{Effect, Outcome};
use super::hit::Target;
use super::keymap::{BINDINGS, Intent, Key, Where};
use super::layer::{Part, Press, View};
use super::paint::{Painter, centred, row};
use super::reader;
use super::theme::Theme;

/// Columns of the keys.
const KEYS: usize = 22;

/// The layer.
pub struct Help {
    /// The places whose keys come first: those of the layer below.
    first: Vec<Where>,
    cursor: Cursor,
}

impl Help {
    /// The keys of some places first, then all others.
    pub fn new(first: Vec<Where>) -> Self {
        Self {
            first,
            cursor: Cursor::default(),
        }
    }

    fn lines(&self, theme: Theme) -> Vec<Line<'static>> {
        let rest = Where::TITLES
            .into_iter()
            .map(|(place, _)| place)
            .filter(|place| !self.first.contains(place));
        let mut lines = Vec::new();
        for place in self.first.iter().copied().chain(rest) {
            let title = Where::TITLES
                .into_iter()
                .find(|(p, _)| *p == place)
                .map_or("", |(_, title)| title);
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::from(Span::styled(title, theme.title())));
            for binding in BINDINGS.iter().filter(|b| b.place == place) {
                let keys: Vec<String> = binding.keys.iter().map(|k: &Key| k.name()).collect();
                let keys = format!("{:KEYS$}", keys.join("  "));
                lines.push(Line::from(vec![
                    Span::styled(keys, theme.key()),
                    Span::raw(binding.label),
                ]));
            }
        }
        lines
    }

    fn area(body: Rect) -> Rect {
        centred(body, 76, usize::from(body.height))
    }

    fn scroll(&mut self, by: isize, view: &View<'_>) {
        let height = usize::from(Self::area(view.body).height).saturating_sub(2);
        self.cursor
            .scroll(by, self.lines(Theme::new(false)).len(), height);
    }
}

impl Part for Help {
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
            Intent::Back | Intent::Help => Outcome::one(Effect::Pop),
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
        let inside = painter.boxed(Self::area(view.body), "Keys");
        let text = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        let lines = self.lines(painter.theme);
        let len = lines.len();
        for (n, line) in lines.into_iter().skip(self.cursor.top).enumerate() {
            painter.line(row(text, n), line);
        }
        painter.scrollbar(inside, self.cursor.top, len);
    }
}
