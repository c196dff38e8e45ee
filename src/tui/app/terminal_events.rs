//! Terminal events: keys, pastes and resizes; and quitting.

use crossterm::event::{Event as TerminalEvent, KeyEvent, KeyEventKind};
use ratatui::layout::Rect;
use zeroize::Zeroizing;

use super::App;
use super::toast::Message;
use crate::store::now_ms;
use crate::tui::component::{Effect, Outcome};
use crate::tui::keymap::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::key_list::KeyList;
use crate::tui::layers::reader::Reader;
use crate::tui::messages;

impl App {
    pub(super) fn terminal_event(&mut self, event: TerminalEvent) {
        match event {
            TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            TerminalEvent::Mouse(mouse) => self.mouse(mouse),
            TerminalEvent::Paste(text) => {
                let text = Zeroizing::new(text);
                match self.top(|layer, view| layer.pasted(&text, view)) {
                    Outcome::Ignored => self.show_toast(Message::info(messages::pasted_nowhere())),
                    outcome @ Outcome::Done(_) => self.apply(outcome),
                }
            }
            TerminalEvent::Resize(width, height) => {
                self.screen = Rect { x: 0, y: 0, width, height };
                self.stale = true;
            }
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent) {
        self.last_click = None;
        let contexts = self.key_contexts();
        let outcome = match self.keymap.lookup(&contexts, key) {
            Some(action) => self.outcome_of(action),
            None => self.top(|top, view| top.typed(key, view)),
        };
        self.apply(outcome);
    }

    /// Resolves an action: some are global, the others belong to the top layer.
    pub(super) fn outcome_of(&mut self, action: Action) -> Outcome {
        if !action.only_moves()
            && self.message.take_if(|message| message.goes_with_next_action()).is_some()
        {
            self.message = self.suspended_message.take();
            self.stale = true;
        }
        match action {
            Action::Quit => self.quit(),
            Action::Suspend => Outcome::one(Effect::Suspend),
            Action::Help if self.top(|top, _| top.is_help()) => Outcome::one(Effect::Pop),
            Action::Help => Outcome::push(KeyList::new(&self.key_contexts(), &self.keymap)),
            Action::WholeMessage => self.read_messages(),
            action => self.top(|top, view| top.perform(action, view)),
        }
    }

    /// Opens the current message, or else the latest one from the log.
    fn read_messages(&mut self) -> Outcome {
        let now_ms = now_ms();
        if let Some(message) = &self.message {
            self.log.record(message, now_ms);
        }
        if let Some(text) = self.log.describe(now_ms) {
            return Outcome::push(Reader::new(text));
        }
        // Logged, it would contradict itself.
        self.show_toast(Message::info(messages::NO_MESSAGES.to_owned()).unlogged());
        Outcome::taken()
    }

    /// Quits; with unsaved changes it asks first, and the same key then confirms.
    pub(super) fn quit(&self) -> Outcome {
        let is_asked = self.layers.last().is_some_and(|top| top.asks_to_quit());
        let is_changed = self.layers.iter().any(|layer| layer.is_changed());
        let is_saving = self.waiting.is_some() || self.link.is_saving();
        if is_asked || (!is_saving && !is_changed) {
            return Outcome::one(Effect::Quit);
        }
        Outcome::push(Confirm::quit())
    }
}
