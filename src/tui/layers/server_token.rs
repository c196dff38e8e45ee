//! A prompt for the URL and the token of a Craft server. The token is masked.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::settings::craft::server::{Access, AccessSource, ServerAddress};
use crate::tui::component::{Component, Effect, Outcome, View, WhileCraftRuns};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::painter::{Painter, below, centred, indented, padded, row};
use crate::tui::widgets::secret_field::SecretInput;
use crate::tui::widgets::text::wrap;
use crate::tui::widgets::text_field::TextField;

/// The maximum width, frame included.
const WIDEST: usize = 60;

/// Label width in columns.
const LABEL: usize = 9;

pub(crate) struct ServerToken {
    address: TextField,
    token: SecretInput,
    /// Whether the cursor is in the URL field; otherwise it is in the token field.
    at_address: bool,
    wrong: Option<String>,
}

impl ServerToken {
    pub(crate) fn new(address: &ServerAddress) -> Self {
        let address = TextField::new(address.to_string());
        Self { address, token: SecretInput::default(), at_address: false, wrong: None }
    }

    fn use_it(&mut self) -> Outcome {
        // The first field that needs something is named, and gets the cursor.
        match ServerAddress::parse(self.address.text()) {
            Ok(_) if self.token.is_empty() => {
                self.at_address = false;
                self.wrong = Some(messages::TOKEN_MISSING.to_owned());
                Outcome::taken()
            }
            Ok(address) => {
                let (token, source) = (self.token.secret(), AccessSource::Typed);
                let server = WhileCraftRuns::UseServer(Access { address, token, source });
                Outcome::Done(vec![Effect::Pop, Effect::WhileCraftRuns(server)])
            }
            Err(why) => {
                self.at_address = true;
                self.wrong = Some(why);
                Outcome::taken()
            }
        }
    }

    fn area(&self, body: Rect) -> (Rect, Vec<String>) {
        let wide = usize::from(centred(body, WIDEST, 0).width);
        let text = self.wrong.as_deref().unwrap_or(messages::SERVER_HELP);
        let lines = wrap(text, wide.saturating_sub(4));
        (centred(body, wide, 5 + lines.len()), lines)
    }
}

impl Component for ServerToken {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::ServerToken, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        match action {
            Action::Activate => self.use_it(),
            Action::Back => {
                let stop = Effect::WhileCraftRuns(WhileCraftRuns::Stop);
                Outcome::Done(vec![Effect::Pop, stop])
            }
            Action::Go(_) => {
                self.at_address = !self.at_address;
                Outcome::taken()
            }
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        let taken = if self.at_address { self.address.typed(key) } else { self.token.typed(key) };
        if !taken {
            return Outcome::Ignored;
        }
        self.wrong = None;
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        if self.at_address {
            self.address.paste(text);
        } else {
            self.token.paste(text);
        }
        self.wrong = None;
        Outcome::taken()
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let (area, lines) = self.area(view.body);
        let inside = painter.boxed(area, messages::CRAFT_SERVER);
        let text = padded(inside);
        let field = |n: usize| indented(row(text, n), LABEL);
        let theme = painter.theme;
        for (n, label) in messages::SERVER_FIELDS.into_iter().enumerate() {
            let has_focus = (n == 0) == self.at_address;
            let style = if has_focus { theme.strong() } else { Style::new() };
            painter.line(row(text, n), Span::styled(label, style));
        }
        // Draw the focused field last: it places the cursor.
        if self.at_address {
            self.token.draw(painter, field(1), false);
            self.address.draw(painter, field(0), Style::new());
        } else {
            self.address.draw(painter, field(0), Style::new());
            self.token.draw(painter, field(1), false);
        }
        let style = if self.wrong.is_some() { theme.error() } else { theme.dim() };
        painter.styled_lines(below(text, 3), lines, style);
    }
}
