//! Saves: not in the middle of a signal, and not while another program holds the lock of
//! config.json.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::App;
use super::toast::Message;
use super::waiting_save::WaitingSave;
use crate::store::Store;
use crate::system::signals;
use crate::tui::component::{Effect, Outcome};
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;

/// Another program holds the lock for as long as it writes, which is a few milliseconds: so long
/// the screen waits with it.
const AT_ONCE: Duration = Duration::from_millis(100);

/// How often it is tried again, while the screen answers.
const AGAIN: Duration = Duration::from_millis(100);

impl App {
    /// Lets the store save. A signal that ends the program waits until that is done.
    pub(super) fn save<T>(&mut self, act: impl FnOnce(&mut Store) -> T) -> T {
        let _finished = signals::uninterrupted();
        act(&mut self.store)
    }

    /// Whether a save has to wait for another program.
    pub(super) fn must_wait(&self, effect: &Effect) -> bool {
        effect.saves() && self.store.is_held(AT_ONCE)
    }

    /// Waits with a save, and with what is to be done after it. The keys go to the layer that says
    /// so.
    pub(super) fn wait(&mut self, effects: VecDeque<Effect>) {
        let lines = messages::lock_is_held().into();
        let question = Confirm::notice(
            messages::SAVE_WAITS.to_owned(),
            lines,
            messages::DONT_SAVE,
            vec![Effect::StopWaiting],
        );
        self.apply(Outcome::push(question));
        self.waiting =
            Some(WaitingSave { effects, layers: self.layers.len(), at: Instant::now() + AGAIN });
    }

    /// Gives the save up; what it would have saved stays where it was typed.
    pub(super) fn stop_waiting(&mut self) {
        if self.waiting.take().is_some() {
            self.show_toast(Message::error(messages::not_saved_for_the_lock()));
        }
    }

    /// Tries a save again that waits.
    pub(super) fn try_waiting(&mut self, now: Instant) {
        let Some(waiting) = self.waiting.as_mut().filter(|waiting| waiting.at <= now) else {
            return;
        };
        waiting.at = now + AGAIN;
        // What was opened over it (the keys, the question whether to quit) is closed first.
        if self.layers.len() != waiting.layers || self.store.is_held(Duration::ZERO) {
            return;
        }
        if let Some(waiting) = self.waiting.take() {
            let effects = std::iter::once(Effect::Pop).chain(waiting.effects);
            self.apply(Outcome::Done(effects.collect()));
        }
    }
}
