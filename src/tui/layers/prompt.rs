//! A one-line prompt for a connection's new name.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::style::Style;
use serde_json::Value;

use crate::settings::ConnectionId;
use crate::settings::edit::{Edit, Refusal};
use crate::tui::component::{Component, Effect, Outcome, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::painter::{Painter, below, centred, padded, row};
use crate::tui::widgets::text::wrap;
use crate::tui::widgets::text_field::TextField;

/// The maximum width, frame included.
const WIDEST: usize = 60;

pub(crate) struct Prompt {
    title: String,
    id: ConnectionId,
    /// The text when the prompt opened.
    first: String,
    /// The name as the person saw it. The save does not overwrite any other name.
    before: Option<Value>,
    field: TextField,
    wrong: Option<String>,
}

impl Prompt {
    pub(crate) fn rename(id: ConnectionId, view: &View<'_>) -> Self {
        let connection = view.settings().connection(&id);
        let name = connection.map(|c| c.display_name().into_owned()).unwrap_or_default();
        let before = connection.and_then(|c| c.get("name").cloned());
        // Start from the raw value in the file, because the typed name replaces that.
        let typed = before.as_ref().and_then(Value::as_str).unwrap_or(&name);
        let first = typed.to_owned();
        let field = TextField::new(typed);
        Self { title: messages::rename_title(&name), id, before, first, field, wrong: None }
    }

    fn save(&self) -> Outcome {
        let edit = Edit::Rename {
            id: self.id.clone(),
            before: self.before.clone(),
            name: self.field.text().to_owned(),
        };
        Outcome::Done(vec![Effect::Edit(edit), Effect::Pop])
    }

    fn area(&self, body: Rect) -> Rect {
        let wide = usize::from(centred(body, WIDEST, 0).width);
        let wrong = self.wrong.as_ref().map_or(0, |text| wrap(text, wide.saturating_sub(4)).len());
        centred(body, wide, 3 + wrong)
    }
}

impl Component for Prompt {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Prompt, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        match action {
            Action::Activate => self.save(),
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if !self.field.typed(key) {
            return Outcome::Ignored;
        }
        self.wrong = None;
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.field.paste(text);
        self.wrong = None;
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        self.field.text() != self.first
    }

    fn refused(&mut self, refusal: &Refusal, view: &View<'_>) -> bool {
        self.wrong = Some(refusal.to_string());
        // The name may have changed underneath: the next attempt replaces the name that is shown
        // now.
        self.before = view.settings().connection(&self.id).and_then(|c| c.get("name").cloned());
        true
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let inside = painter.boxed(self.area(view.body), &self.title);
        let text = padded(inside);
        if let Some(wrong) = &self.wrong {
            let lines = wrap(wrong, usize::from(text.width));
            painter.styled_lines(below(text, 1), lines, painter.theme.error());
        }
        self.field.draw(painter, row(text, 0), Style::new());
    }
}
