//! What a person does at the screen: keys, pastes, the mouse.

use std::time::Duration;

use crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use llm_connections::tui::event::Event;
use llm_connections::tui::messages;
use ratatui::layout::Position;

use crate::screen::harness::{SOON, Screen};
use crate::screen::keys::keys;

impl Screen {
    /// Presses keys without running what becomes due afterwards.
    pub fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.app.handle(Event::Terminal(TerminalEvent::Key(key)));
        }
        self.show()
    }

    pub(super) fn terminal(&mut self, event: TerminalEvent) -> &mut Self {
        self.give(Event::Terminal(event))
    }

    /// Presses keys, in the notation of [`keys`]. They arrive at once, as a held key's do: one
    /// frame shows them all.
    pub fn keys(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.app.handle(Event::Terminal(TerminalEvent::Key(key)));
        }
        self.find_craft();
        self.ask();
        self.sign_in();
        self.come_due(SOON)
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.terminal(TerminalEvent::Paste(text.to_owned()))
    }

    /// Resizes the screen.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.terminal(TerminalEvent::Resize(width, height))
    }

    /// Sends one mouse event at a position.
    pub fn mouse(&mut self, kind: MouseEventKind, at: Position) -> &mut Self {
        self.terminal(TerminalEvent::Mouse(MouseEvent {
            kind,
            column: at.x,
            row: at.y,
            modifiers: KeyModifiers::NONE,
        }))
    }

    /// Clicks at a position.
    pub fn click_at(&mut self, at: impl Into<Position>) -> &mut Self {
        let at = at.into();
        self.mouse(MouseEventKind::Down(MouseButton::Left), at)
            .mouse(MouseEventKind::Up(MouseButton::Left), at)
    }

    /// Clicks on the first occurrence of a text.
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.click_at(at)
    }

    /// Clicks on it with Ctrl held.
    #[track_caller]
    pub fn control_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        let event =
            |kind| MouseEvent { kind, column: at.x, row: at.y, modifiers: KeyModifiers::CONTROL };
        let press = event(MouseEventKind::Down(MouseButton::Left));
        self.terminal(TerminalEvent::Mouse(press));
        self.terminal(TerminalEvent::Mouse(event(MouseEventKind::Up(MouseButton::Left))))
    }

    /// Double-clicks on it.
    #[track_caller]
    pub fn double_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.click_at(at);
        // However late a busy machine makes the second.
        let time = self.app.set_double_click(Duration::from_secs(20));
        self.click_at(at);
        self.app.set_double_click(time);
        self
    }

    /// Right-clicks at a position.
    pub fn right_click_at(&mut self, at: Position) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Right), at)
            .mouse(MouseEventKind::Up(MouseButton::Right), at)
    }

    /// Right-clicks on the first occurrence of a text.
    #[track_caller]
    pub fn right_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.right_click_at(at)
    }

    /// Presses a button at a position, drags to another and releases there.
    pub fn drag(&mut self, button: MouseButton, from: Position, to: Position) -> &mut Self {
        self.mouse(MouseEventKind::Down(button), from)
            .mouse(MouseEventKind::Drag(button), to)
            .mouse(MouseEventKind::Up(button), to)
    }

    /// Scrolls the wheel over it: down by this many notches, or up when negative.
    #[track_caller]
    pub fn wheel(&mut self, text: &str, notches: i8) -> &mut Self {
        let at = self.place_of(text);
        let kind = if notches > 0 { MouseEventKind::ScrollDown } else { MouseEventKind::ScrollUp };
        for _ in 0..notches.unsigned_abs() {
            self.mouse(kind, at);
        }
        self
    }

    /// Clicks an item of the open menu by its label.
    #[track_caller]
    pub fn menu(&mut self, label: &str) -> &mut Self {
        match self.item_of(label) {
            Some(at) => self.click_at(at),
            None => self.fail(&format!("no menu has the item “{label}”")),
        }
    }

    /// Focuses a form field by its label, even if it is still scrolled out of view.
    #[track_caller]
    pub fn field(&mut self, label: &str) -> &mut Self {
        for _ in 0..30 {
            let focused = self.focused_label();
            if focused.starts_with(label) {
                return self;
            }
            let is_more = focused.starts_with(messages::MORE_FIELDS);
            self.keys(if is_more { "<enter>" } else { "<tab>" });
        }
        self.fail(&format!("the form has no field “{label}”"))
    }
}
