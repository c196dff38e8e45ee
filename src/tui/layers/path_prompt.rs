//! A prompt for a file path: the source of an import or the target of an export.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::settings::transfer::tools::Tool;
use crate::system::path_completion::{PathQuery, common_prefix};
use crate::tui::component::{Answer, Component, Effect, ExportRequest, Outcome, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages::transfer as messages;
use crate::tui::widgets::painter::{Painter, below, centred, padded, row};
use crate::tui::widgets::text::{fit, width, wrap};
use crate::tui::widgets::text_field::TextField;

/// The maximum width, frame included.
const WIDEST: usize = 76;

/// Lines for path completions.
const OFFERED: usize = 4;

/// What the file is for.
enum Purpose {
    Import,
    /// The slugs of the connections to export; none means all.
    Export(Option<Vec<String>>),
}

pub(crate) struct PathPrompt {
    purpose: Purpose,
    field: TextField,
    /// The text when the prompt opened.
    first: &'static str,
    /// The path completions, once requested.
    offered: Vec<String>,
    /// What to know, below the path.
    notes: Vec<String>,
}

impl PathPrompt {
    pub(crate) fn import() -> Self {
        Self::of(Purpose::Import, "~/")
    }

    /// Says that no other program offers anything to import.
    #[must_use]
    pub(crate) fn without_programs(mut self) -> Self {
        self.notes.push(messages::no_programs(&Tool::ALL.map(Tool::label)));
        self
    }

    pub(crate) fn export(only: Option<Vec<String>>) -> Self {
        Self::of(Purpose::Export(only), "~/llm-connections.json")
    }

    fn of(purpose: Purpose, first: &'static str) -> Self {
        let notes = match purpose {
            Purpose::Import => Vec::new(),
            Purpose::Export(_) => vec![messages::NO_SECRETS.to_owned()],
        };
        Self { purpose, field: TextField::new(first), first, offered: Vec::new(), notes }
    }

    fn title(&self) -> String {
        match &self.purpose {
            Purpose::Import => messages::IMPORT_FILE.to_owned(),
            Purpose::Export(None) => messages::EXPORT_ALL.to_owned(),
            Purpose::Export(Some(slugs)) => messages::export_some(slugs.len()),
        }
    }

    fn go_on(&self) -> Outcome {
        let path = self.field.text().trim().to_owned();
        if path.is_empty() {
            return Outcome::one(Effect::Toast(messages::NO_PATH_TYPED.to_owned()));
        }
        let effect = match &self.purpose {
            Purpose::Import => Effect::ImportFile(path),
            Purpose::Export(only) => {
                Effect::Export(ExportRequest { path, only: only.clone(), replaces: false })
            }
        };
        Outcome::one(effect)
    }

    /// The lines below the path, for a box in this area.
    fn note_lines(&self, view: &View<'_>) -> Vec<String> {
        let wide = usize::from(centred(view.body, WIDEST, 0).width).saturating_sub(4);
        let in_demo = view.demo.then(|| messages::DEMO_HOME.to_owned());
        let notes = self.notes.iter().chain(&in_demo);
        notes.flat_map(|note| wrap(note, wide)).collect()
    }

    fn area(&self, view: &View<'_>) -> Rect {
        let below = self.note_lines(view).len() + self.offered.len().min(OFFERED);
        centred(view.body, WIDEST, 3 + below.max(1))
    }
}

impl Component for PathPrompt {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::PathPrompt, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        match action {
            Action::Activate => self.go_on(),
            Action::Complete => {
                let typed = self.field.text().to_owned();
                Outcome::one(Effect::CompletePath(PathQuery { typed, read: false }))
            }
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn answer(&mut self, answer: Answer, _view: &View<'_>) -> Outcome {
        let Answer::Completions(seen) = answer else {
            return Outcome::Ignored;
        };
        // If the text changed meanwhile, the answer is for another path.
        if seen.typed == self.field.text() {
            let common = common_prefix(&seen.offered);
            if common.len() > seen.typed.len() {
                self.field = TextField::new(common);
            }
            self.offered = if seen.offered.len() > 1 { seen.offered } else { Vec::new() };
        }
        Outcome::taken()
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if !self.field.typed(key) {
            return Outcome::Ignored;
        }
        self.offered.clear();
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.field.paste(text);
        self.offered.clear();
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        self.field.text() != self.first
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let inside = painter.boxed(self.area(view), &self.title());
        let text = padded(inside);
        let room = usize::from(text.width);
        self.field.draw(painter, row(text, 0), Style::new());
        let notes = self.note_lines(view);
        let above = 1 + notes.len();
        painter.styled_lines(below(text, 1), notes, painter.theme.dim());
        for (n, path) in self.offered.iter().take(OFFERED).enumerate() {
            let is_last = n + 1 == OFFERED && self.offered.len() > OFFERED;
            let more = format!("  +{}", self.offered.len() - OFFERED.min(self.offered.len()));
            let room = if is_last { room.saturating_sub(width(&more)) } else { room };
            let mut line = fit(path, room).into_owned();
            if is_last {
                line.push_str(&more);
            }
            painter.line(row(text, n + above), Span::styled(line, painter.theme.dim()));
        }
    }
}
