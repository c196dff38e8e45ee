//! Asking providers: what is to be asked goes to the thread that asks, and what came of it is told.

use std::sync::Arc;

use super::{App, now};
use crate::probe::prober::Told;
use crate::settings::ConnectionId;
use crate::settings::draft::Attempt;
use crate::tui::checks::{About, Came, Question, Tone};
use crate::tui::details::validation::told_of_better;
use crate::tui::keymap::{self, Intent, Where};
use crate::tui::layer::Layer;
use crate::tui::message::{Kind, Message};

impl App {
    /// What the thread that asks is to do next.
    pub fn take_question(&mut self) -> Option<Question> {
        self.checks.take_question()
    }

    pub(super) fn validate(
        &mut self,
        ids: &[ConnectionId],
        in_the_clear: &[(ConnectionId, String)],
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
            // The file may have been changed while that was asked.
            let there = subject.connection.host_in_the_clear();
            subject.in_the_clear = there.is_some_and(|host| {
                in_the_clear.iter().any(|(agreed, to)| *agreed == id && to == host)
            });
            self.checks.ask(About::Connection(id), subject);
        }
        if is_all {
            self.checks.begin_round(known);
            self.tell_progress(true);
        } else if let [id] = &known[..] {
            let settings = self.store.settings();
            let name = settings.connection(id).map(|c| c.display_name().into_owned());
            let name = name.unwrap_or_default();
            self.say(Message::progress(format!("Validating “{name}” · esc cancels")));
        }
    }

    pub(super) fn stop_validating(&mut self) {
        if let Some(told) = self.checks.cancel_connections() {
            self.say(Message::info(told));
        }
    }

    /// Asks about what is in the form.
    pub(super) fn try_draft(&mut self, attempt: &Attempt, only_list: bool) {
        let connection = Arc::clone(&attempt.connection);
        let subject = self.store.subject(connection, self.options.demo);
        let mut subject = subject.with_attempt(attempt);
        subject.may_spend = !only_list;
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
                match self.checks.end_round() {
                    Some((true, told)) => self.say(Message::info(told)),
                    Some((false, told)) => self.say(Message::error(told)),
                    None => {}
                }
            }
            Came::Single(id) => self.tell_of_single(&id),
        }
    }

    /// Says what came of asking about one connection, and what to do, where that is not said enough
    /// by its row.
    fn tell_of_single(&mut self, id: &ConnectionId) {
        let is_progress = |m: &mut Message| m.kind == Kind::Progress;
        self.message.take_if(is_progress);
        let settings = self.store.settings();
        // Over another layer it would be taken for something that is said of that.
        let is_seen = matches!(self.layers.last(), Some(Layer::Page(_)));
        let Some(connection) = settings.connection(id).filter(|_| is_seen) else {
            return;
        };
        let name = connection.display_name();
        if let Some(better) = self.checks.better_base_url(id, settings) {
            let key = keymap::key_of(Where::Connection, Intent::UseEndpoint);
            let told = told_of_better(better);
            let told = format!("“{name}”: {told} {key} there makes it the endpoint.");
            return self.say(Message::info(told));
        }
        let told = self.checks.last(id, connection).and_then(|found| {
            let advice = found.advice().filter(|_| found.tone() != Tone::Good)?;
            let sentence = found.outcome.as_ref().map_or("", |report| report.sentence());
            Some(format!("“{name}”: {sentence} {advice}"))
        });
        if let Some(told) = told {
            self.say(Message::info(told));
        }
    }

    /// Says how far the asking about all is, in the place of nothing but of what was said of it
    /// before.
    fn tell_progress(&mut self, begins: bool) {
        let is_free = self.message.as_ref().is_none_or(|m| m.kind == Kind::Progress);
        if let Some(told) = self.checks.progress().filter(|_| is_free || begins) {
            self.say(Message::progress(told));
        }
    }
}
