//! A question, with a button that does it and one that leaves it.

use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

use super::effect::{Effect, Outcome};
use super::hit::Target;
use super::keymap::{Intent, Where};
use super::layer::{Part, Press, View};
use super::paint::{Painter, centred, columns, row};
use super::text::{width, wrap};

/// The widest a question gets, frame included.
const WIDEST: usize = 72;

/// The question.
pub struct Confirm {
    title: String,
    lines: Vec<String>,
    /// What the buttons say: the one that does it, and the one that leaves it.
    buttons: [String; 2],
    marked: usize,
    /// What pressing the first does, once.
    then: Vec<Effect>,
    /// What pressing the second does besides closing, once.
    otherwise: Vec<Effect>,
}

impl Confirm {
    /// A question whose first button is marked: what it does can be undone.
    pub fn new(title: String, lines: Vec<String>, yes: &str, then: Vec<Effect>) -> Self {
        Self {
            title,
            lines,
            buttons: [yes.to_owned(), "Cancel".to_owned()],
            marked: 0,
            then,
            otherwise: Vec::new(),
        }
    }

    /// The same question with its second button marked: what the first does cannot be undone.
    #[must_use]
    pub fn careful(mut self, no: &str) -> Self {
        no.clone_into(&mut self.buttons[1]);
        self.marked = 1;
        self
    }

    /// The same question, whose second button does something too.
    #[must_use]
    pub fn or_else(mut self, no: &str, otherwise: Vec<Effect>) -> Self {
        no.clone_into(&mut self.buttons[1]);
        self.otherwise = otherwise;
        self
    }

    fn press(&mut self, button: usize) -> Outcome {
        let effects = if button == 0 {
            &mut self.then
        } else {
            &mut self.otherwise
        };
        Outcome::Done(
            std::iter::once(Effect::Pop)
                .chain(std::mem::take(effects))
                .collect(),
        )
    }

    fn text(&self, wide: u16) -> Vec<String> {
        self.lines
            .iter()
            .flat_map(|line| wrap(line, usize::from(wide).saturating_sub(4)))
            .collect()
    }

    fn area(&self, body: Rect) -> Rect {
        let buttons = width(&self.buttons[0]) + width(&self.buttons[1]) + 13;
        let wide = self
            .lines
            .iter()
            .map(|l| width(l))
            .chain([width(&self.title) + 4, buttons])
            .max()
            .unwrap_or_default();
        let wide = (wide + 4).min(WIDEST).min(usize::from(body.width));
        centred(body, wide, self.text(columns(wide)).len() + 4)
    }
}

impl Part for Confirm {
    fn places(&self) -> Vec<Where> {
        vec![Where::Confirm, Where::Everywhere]
    }

    fn intent(&mut self, intent: Intent, _view: &View<'_>) -> Outcome {
        match intent {
            Intent::Yes => self.press(0),
            Intent::No | Intent::Back => self.press(1),
            Intent::Activate => self.press(self.marked),
            Intent::Before | Intent::After => {
                self.marked = 1 - self.marked;
                Outcome::taken()
            }
            _ => Outcome::Ignored,
        }
    }

    fn pressed(
        &mut self,
        target: Target,
        _press: Press,
        _at: Position,
        _view: &View<'_>,
    ) -> Outcome {
        match target {
            Target::Button(n) => self.press(n),
            _ => Outcome::taken(),
        }
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view.body);
        let inside = painter.boxed(area, &self.title);
        let text = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        let room = usize::from(inside.height).saturating_sub(1);
        for (n, line) in self.text(area.width).into_iter().take(room).enumerate() {
            painter.line(row(text, n), Span::raw(line));
        }
        let bottom = row(text, usize::from(inside.height).saturating_sub(1));
        let mut x = text.x;
        for (n, label) in self.buttons.iter().enumerate() {
            let key = ["y", "n"][n];
            let label = format!(" {label} ({key}) ");
            let at = Rect {
                x,
                width: columns(width(&label)),
                ..bottom
            }
            .intersection(bottom);
            painter.line(at, Span::raw(label));
            if n == self.marked {
                painter.style(at, painter.theme.selected());
            }
            painter.hit(at, Target::Button(n));
            x = at.right() + 2;
        }
    }
}
