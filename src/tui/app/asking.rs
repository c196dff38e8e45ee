//! Asking providers: what is to be asked goes to the thread that asks, and what came of it is told.

use std::sync::Arc;

use super::{App, now};
use crate::probe::prober::Told;
use crate::settings::ConnectionId;
use crate::tui::checks::{About, Came, Question};
use crate::tui::details::validation::told_of_better;
use crate::tui::keymap::{self, Intent, Where};
use crate::tui::message::{Kind, Message};
use crate::tui::trial::Trial;

impl App {
    /// What the thread that asks is to do next.
    pub fn take_question(&mut self) -> Option<Question> {
        self.checks.take_question()
    }

    pub(super) fn validate(
        &mut self,
        ids: &[ConnectionId],
        in_the_clear: &[ConnectionId],
        is_all: bool,
    ) {
        let settings = self.store.settings();
        let known = ids.iter().filter_map(|id| {
            let connection = settings.connection(id)?;
            Some((id.clone(), Arc::clone(connection)))
        });
        let (known, connections): (Vec<ConnectionId>, Vec<_>) = known.unzip();
        let subjects = self.store.subjects(connections, self.options.demo);
        for (id, mut subject) in known.iter().cloned().zip(subjects) {
            subject.in_the_clear = in_the_clear.contains(&id);
            self.checks.ask(About::Connection(id), subject);
        }
        if is_all {
            self.checks.begin_round(known);
            self.tell_progress(true);
        }
    }

    pub(super) fn stop_validating(&mut self) {
        if self.checks.cancel_connections() {
            self.say(Message::info("Validating was cancelled".to_owned()));
        }
    }

    /// Asks about what is in the form.
    pub(super) fn try_draft(&mut self, trial: &Trial) {
        let connection = Arc::clone(&trial.connection);
        let subject = self.store.subject(connection, self.options.demo);
        let mut subject = subject.with_typed(&trial.typed);
        // Where that was to be agreed to, it was.
        subject.in_the_clear = true;
        self.checks.ask(About::Draft, subject);
    }

    /// Takes what there is to tell of asking.
    pub(super) fn probed(&mut self, told: Told) {
        self.stale = true;
        match self.checks.take(told, now()) {
            Came::Nothing => {}
            Came::OfRound => self.tell_progress(false),
            Came::RoundEnded => {
                self.message.take_if(|m| m.kind == Kind::Progress);
                match self.checks.end_round(self.store.settings()) {
                    Some((true, told)) => self.say(Message::info(told)),
                    Some((false, told)) => self.say(Message::error(told)),
                    None => {}
                }
            }
            Came::Single(id) => self.tell_of_single(&id),
        }
    }

    /// Says what to do after one connection was asked about, beside what its row says.
    fn tell_of_single(&mut self, id: &ConnectionId) {
        let settings = self.store.settings();
        let Some(connection) = settings.connection(id) else {
            return;
        };
        if let Some(better) = self.checks.better_base_url(id, settings) {
            let key = keymap::binding(Where::Connection, Intent::UseEndpoint);
            let key = key.map_or_else(String::new, |b| b.keys[0].name());
            let told = told_of_better(better);
            return self.say(Message::info(format!(
                "{told} {key} makes it the endpoint."
            )));
        }
        let advice = self.checks.last(id, connection).and_then(|found| {
            let advice = found.advice().filter(|_| !found.is_valid())?;
            Some(format!("“{}”: {advice}", connection.display_name()))
        });
        if let Some(advice) = advice {
            self.say(Message::info(advice));
        }
    }

    /// Says how far the asking about all is, in the place of nothing but of what was said of it before.
    fn tell_progress(&mut self, begins: bool) {
        let is_free = self
            .message
            .as_ref()
            .is_none_or(|m| m.kind == Kind::Progress);
        if let Some(told) = self.checks.progress().filter(|_| is_free || begins) {
            self.say(Message::progress(told));
        }
    }
}
