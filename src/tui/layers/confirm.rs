//! A question with one button that confirms and one that cancels.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::tui::component::{Component, Effect, Label, Outcome, Press, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, button_lines, centred, columns, inside};
use crate::tui::widgets::text::{width, wrap};

/// The maximum width of a question, frame included.
const WIDEST: usize = 72;

pub(crate) struct Confirm {
    title: String,
    lines: Vec<String>,
    /// The first confirms and the second declines. If declining also does something, the last one
    /// cancels. Any others confirm in another way.
    buttons: Vec<Button>,
    marked: usize,
    /// The scroll offset of a question that is too long for the screen.
    top: usize,
    asks_to_quit: bool,
}

struct Button {
    label: &'static str,
    /// The action of the button's key.
    action: Action,
    /// The key as shown.
    key: &'static str,
    /// The effects of pressing it besides closing; taken once.
    then: Vec<Effect>,
}

impl Button {
    fn new(label: &'static str, action: Action, then: Vec<Effect>) -> Self {
        let key = match action {
            Action::Yes => "y",
            Action::No => "n",
            Action::Wait => "w",
            Action::Token => "t",
            _ => "esc",
        };
        Self { label, action, key, then }
    }

    fn text(&self) -> String {
        format!(" {} ({}) ", self.label, self.key)
    }
}

impl Confirm {
    /// A question with its first button marked: the action can be undone.
    pub(crate) fn new(
        title: String,
        lines: Vec<String>,
        yes: &'static str,
        then: Vec<Effect>,
    ) -> Self {
        Self {
            title,
            lines,
            buttons: vec![
                Button::new(yes, Action::Yes, then),
                Button::new(messages::CANCEL, Action::No, Vec::new()),
            ],
            marked: 0,
            top: 0,
            asks_to_quit: false,
        }
    }

    /// Asks whether to discard unsaved changes.
    pub(crate) fn discard(then: Vec<Effect>) -> Self {
        let title = messages::DISCARD_CHANGES.to_owned();
        let lines = vec![messages::CHANGES_NOT_SAVED.to_owned()];
        Self::new(title, lines, messages::DISCARD, then).careful(messages::KEEP_EDITING)
    }

    /// Like [`Self::discard`], when the person quits the program.
    pub(crate) fn quit() -> Self {
        let mut question = Self::discard(vec![Effect::Quit]);
        question.buttons[0].label = messages::DISCARD_AND_QUIT;
        question.asks_to_quit = true;
        question
    }

    pub(crate) fn notice(
        title: String,
        lines: Vec<String>,
        button: &'static str,
        then: Vec<Effect>,
    ) -> Self {
        let mut notice = Self::new(title, lines, button, then);
        notice.buttons.truncate(1);
        (notice.buttons[0].action, notice.buttons[0].key) = (Action::Back, "esc");
        notice
    }

    /// Marks the second button, because the first one's action cannot be undone.
    #[must_use]
    pub(crate) fn careful(mut self, no: &'static str) -> Self {
        self.buttons[1] = Button::new(no, Action::No, Vec::new());
        self.marked = 1;
        self
    }

    /// Gives the second button effects of its own.
    #[must_use]
    pub(crate) fn or_else(mut self, no: &'static str, otherwise: Vec<Effect>) -> Self {
        self.buttons[1] = Button::new(no, Action::No, otherwise);
        self
    }

    /// Adds a third button that cancels.
    #[must_use]
    pub(crate) fn or_neither(self) -> Self {
        self.or(messages::CANCEL, Action::Back, Vec::new())
    }

    /// Adds a button that the key of an action presses.
    #[must_use]
    pub(crate) fn or(mut self, label: &'static str, action: Action, then: Vec<Effect>) -> Self {
        self.buttons.push(Button::new(label, action, then));
        self
    }

    fn press(&mut self, button: usize) -> Outcome {
        let then = self.buttons.get_mut(button).map(|b| std::mem::take(&mut b.then));
        let then = then.unwrap_or_default();
        Outcome::Done(std::iter::once(Effect::Pop).chain(then).collect())
    }

    /// The button that Esc presses.
    fn button_of_back(&self) -> usize {
        let back = self.button_of(Action::Back).or(self.button_of(Action::No));
        back.unwrap_or_default()
    }

    fn button_of(&self, action: Action) -> Option<usize> {
        self.buttons.iter().position(|button| button.action == action)
    }

    fn text(&self, wide: u16) -> Vec<String> {
        self.lines.iter().flat_map(|line| wrap(line, usize::from(wide).saturating_sub(4))).collect()
    }

    /// The number of lines that the buttons need at this width.
    fn button_lines(&self, wide: u16) -> u16 {
        button_lines(wide, self.buttons.iter().map(|button| width(&button.text())))
    }

    /// The areas of the question's lines and of the buttons, which always stay in view.
    fn parts(&self, body: Rect) -> [Rect; 2] {
        let area = self.area(body);
        let buttons = self.button_lines(inside(area).width);
        let lines = columns(self.text(area.width).len());
        let parts = [Constraint::Max(lines), Constraint::Fill(1), Constraint::Length(buttons)];
        let [lines, _, buttons] = inside(area).layout(&Layout::vertical(parts));
        [lines, buttons]
    }

    fn scroll(&mut self, by: isize, body: Rect) {
        let len = self.text(self.area(body).width).len();
        let mut cursor = Cursor { at: 0, top: self.top };
        cursor.scroll(by, len, usize::from(self.parts(body)[0].height));
        self.top = cursor.top;
    }

    fn area(&self, body: Rect) -> Rect {
        let buttons: usize = self.buttons.iter().map(|b| width(&b.text()) + 2).sum();
        let wide = self
            .lines
            .iter()
            .map(|l| width(l))
            .chain([width(&self.title) + 4, buttons])
            .max()
            .unwrap_or_default();
        let wide = centred(body, (wide + 4).min(WIDEST), 0).width;
        let buttons = usize::from(self.button_lines(wide.saturating_sub(4)));
        centred(body, usize::from(wide), self.text(wide).len() + buttons + 3)
    }
}

impl Component for Confirm {
    fn asks_to_quit(&self) -> bool {
        self.asks_to_quit
    }

    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Confirm, KeyContext::Everywhere]
    }

    /// Labels a key like its button.
    fn hint(&self, action: Action, suggested: Label, _view: &View<'_>) -> Option<Label> {
        let button = match action {
            Action::Back => Some(self.button_of_back()),
            Action::Yes | Action::No | Action::Wait | Action::Token => self.button_of(action),
            _ => return Some(suggested),
        };
        button.map(|button| self.buttons[button].label)
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Yes | Action::No if self.buttons.len() == 1 => Outcome::taken(),
            Action::Yes => self.press(0),
            Action::No => self.press(1),
            Action::Wait | Action::Token => match self.button_of(action) {
                Some(button) => self.press(button),
                None => Outcome::Ignored,
            },
            Action::Back => self.press(self.button_of_back()),
            Action::Activate => self.press(self.marked),
            Action::Go(way) => {
                self.scroll(way.in_lines(self.parts(view.body)[0].height), view.body);
                Outcome::taken()
            }
            Action::Before | Action::After => {
                let by = match action {
                    Action::After => 1,
                    _ => self.buttons.len() - 1,
                };
                self.marked = (self.marked + by) % self.buttons.len();
                Outcome::taken()
            }
            _ => Outcome::Ignored,
        }
    }

    fn pressed(&mut self, target: Target, _press: Press, _view: &View<'_>) -> Outcome {
        match target {
            Target::Button(n) => self.press(n),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.scroll(by, view.body);
    }

    fn sync(&mut self, view: &View<'_>) {
        self.scroll(0, view.body);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view.body);
        painter.boxed(area, &self.title);
        let lines = self.text(area.width);
        let [room, bottom] = self.parts(view.body).map(|part| part.intersection(painter.frame()));
        painter.scrolled(room, lines, self.top);
        let theme = painter.theme;
        let marked = theme.button().patch(theme.selected());
        let buttons = self.buttons.iter().enumerate().map(|(n, button)| {
            (button.text(), if n == self.marked { marked } else { theme.button() })
        });
        painter.buttons(bottom, buttons);
    }
}
