//! Signing in: tasks go to the sign-in thread, and its events to the layer that started it.

use super::App;
use super::toast::Message;
use crate::signin::worker::{SignInEvent, SignInTask};
use crate::system::surroundings;
use crate::tui::component::LoginEvent;
use crate::tui::messages;

impl App {
    /// The next task for the sign-in thread.
    pub fn take_sign_in_task(&mut self) -> Option<SignInTask> {
        self.sign_in_tasks.pop_front()
    }

    pub(super) fn sign_in_event(&mut self, event: SignInEvent) {
        self.sign_in_events.push_back(LoginEvent::Own(event));
    }

    /// Passes events to the sign-in layer. They wait while another layer covers it (the key list, a
    /// question), and are dropped when it closes.
    pub(super) fn give_sign_in_events(&mut self) {
        if !self.layers.iter().any(|layer| layer.takes_sign_in()) {
            self.sign_in_events.clear();
        }
        while self.layers.last().is_some_and(|top| top.takes_sign_in()) {
            let Some(event) = self.sign_in_events.pop_front() else {
                return;
            };
            let outcome = self.top(|top, view| top.sign_in(event, view));
            self.apply(outcome);
        }
    }

    /// Ticks the top layer if it has a deadline. It may not be due: the tick may be another's, and
    /// the layer may have set a later one.
    pub(super) fn tick_top(&mut self) {
        if self.layers.last().is_some_and(|top| top.deadline().is_some()) {
            let outcome = self.top(|top, view| top.tick(view));
            self.apply(outcome);
        }
    }

    pub(super) fn open_page(&mut self, address: &str) {
        let Some(opener) = &self.surroundings.opener else {
            return;
        };
        if let Err(why) = surroundings::open(opener, address) {
            self.show_toast(Message::info(messages::browser_not_started(&why)));
        }
    }
}
