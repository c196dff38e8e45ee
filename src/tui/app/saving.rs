//! Saves: never interrupted by a signal, nor made while another program holds the lock of
//! config.json.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::App;
use super::toast::Message;
use crate::store::Store;
use crate::system::signals;
use crate::tui::component::{Effect, Outcome};
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;

/// How long the screen blocks for the lock. Another program holds it while it writes, which takes a
/// few milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_millis(100);

/// How often to retry while the screen stays responsive.
const RETRY_INTERVAL: Duration = Duration::from_millis(100);

/// A save that waits until another program releases the lock of config.json.
pub(super) struct WaitingSave {
    effects: VecDeque<Effect>,
    /// The number of layers including the one that reports the wait.
    layers: usize,
    /// When to retry.
    pub(super) at: Instant,
}

impl App {
    /// Lets the store save. A signal that ends the program waits until the save is done.
    pub(super) fn save<T>(&mut self, act: impl FnOnce(&mut Store) -> T) -> T {
        let _finished = signals::uninterrupted();
        act(&mut self.store)
    }

    pub(super) fn must_wait(&self, effect: &Effect) -> bool {
        effect.saves() && self.store.is_held(LOCK_TIMEOUT)
    }

    /// Queues a save and the effects after it until the lock is free. A layer says so and takes the
    /// keys.
    pub(super) fn wait(&mut self, effects: VecDeque<Effect>) {
        let lines = messages::lock_is_held().into();
        let question = Confirm::notice(
            messages::SAVE_WAITS.to_owned(),
            lines,
            messages::DONT_SAVE,
            vec![Effect::StopWaiting],
        );
        self.apply(Outcome::push(question));
        self.waiting = Some(WaitingSave {
            effects,
            layers: self.layers.len(),
            at: Instant::now() + RETRY_INTERVAL,
        });
    }

    /// Gives up the save; what was typed stays where it is.
    pub(super) fn stop_waiting(&mut self) {
        if self.waiting.take().is_some() {
            self.show_toast(Message::error(messages::not_saved_for_the_lock()));
        }
    }

    /// Retries the waiting save.
    pub(super) fn try_waiting(&mut self, now: Instant) {
        let Some(waiting) = self.waiting.as_mut().filter(|waiting| waiting.at <= now) else {
            return;
        };
        waiting.at = now + RETRY_INTERVAL;
        // Whatever was opened above it (the key list, the quit question) must close first.
        if self.layers.len() != waiting.layers || self.store.is_held(Duration::ZERO) {
            return;
        }
        if let Some(waiting) = self.waiting.take() {
            let effects = std::iter::once(Effect::Pop).chain(waiting.effects);
            self.apply(Outcome::Done(effects.collect()));
        }
    }
}
