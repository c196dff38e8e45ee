//! Validation: sends probes to the thread that runs them, and turns their results into messages.

use std::sync::Arc;

use super::App;
use super::toast::{Message, MessageKind};
use crate::probe::worker::{ProbeEvent, ProbeTask};
use crate::settings::ConnectionId;
use crate::settings::edit::draft::ProbeDraft;
use crate::store::now_ms;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::probes::{About, Arrival, Tone};

impl App {
    /// The next task for the probe thread.
    pub fn take_probe_task(&mut self) -> Option<ProbeTask> {
        self.probes.take_task()
    }

    pub(super) fn validate(
        &mut self,
        ids: &[ConnectionId],
        unencrypted: &[(ConnectionId, String)],
        is_all: bool,
    ) {
        let known = self.start_probes(ids, unencrypted);
        if is_all {
            self.probes.start_batch(known);
            self.report_progress(true);
        } else if let [id] = &known[..] {
            let settings = self.store.settings();
            let name = settings.connection(id).map(|c| c.display_name().into_owned());
            let name = name.unwrap_or_default();
            self.show_toast(Message::progress(messages::validating(&name)));
        }
    }

    /// Starts probes for those of the connections that exist, and returns these.
    pub(super) fn start_probes(
        &mut self,
        ids: &[ConnectionId],
        unencrypted: &[(ConnectionId, String)],
    ) -> Vec<ConnectionId> {
        let settings = self.store.settings();
        let known = ids.iter().filter_map(|id| {
            let connection = settings.connection(id)?;
            Some((id.clone(), Arc::clone(connection)))
        });
        let (known, connections): (Vec<ConnectionId>, Vec<_>) = known.unzip();
        let requests = self.store.requests(connections, self.options.demo);
        for (id, mut request) in known.iter().cloned().zip(requests) {
            // The file may have changed while the person was asked.
            let there = request.connection.unencrypted_host();
            request.unencrypted = there.is_some_and(|host| {
                unencrypted.iter().any(|(agreed, to)| *agreed == id && to == host)
            });
            self.probes.start(About::Connection(id), request);
        }
        known
    }

    pub(super) fn stop_validating(&mut self) {
        if let Some(text) = self.probes.cancel_connections() {
            self.show_toast(Message::info(text));
        }
    }

    /// Probes a form's draft, or a saved connection the same way.
    pub(super) fn start_draft_probe(
        &mut self,
        about: About,
        probe_draft: &ProbeDraft,
        only_list: bool,
    ) {
        let connection = Arc::clone(&probe_draft.connection);
        let request = self.store.request(connection, self.options.demo);
        let mut request = request.with_probe_draft(probe_draft);
        request.may_spend = !only_list;
        self.probes.start(about, request);
    }

    pub(super) fn probe_event(&mut self, event: ProbeEvent) {
        self.stale = true;
        match self.probes.take(event, now_ms()) {
            Arrival::Nothing => {}
            Arrival::InBatch => self.report_progress(false),
            Arrival::BatchFinished => {
                self.message.take_if(|m| m.kind == MessageKind::Progress);
                let next = self.keymap.key_of(KeyContext::Page, Action::NextNotValid);
                match self.probes.finish_batch(&next) {
                    Some((true, text)) => self.show_toast(Message::info(text)),
                    Some((false, text)) => self.show_toast(Message::error(text)),
                    None => {}
                }
            }
            Arrival::Single(id) => {
                let outcome = self.top(|layer, view| layer.validated(&id, view));
                self.apply(outcome);
                self.report_single(&id);
            }
        }
    }

    /// Reports the result for one connection and what to do next, unless its row says enough.
    fn report_single(&mut self, id: &ConnectionId) {
        let is_progress = |m: &mut Message| m.kind == MessageKind::Progress;
        self.message.take_if(is_progress);
        let settings = self.store.settings();
        // Above another layer, the message would seem to be about that layer.
        let is_seen = self.layers.len() == 1;
        let Some(connection) = settings.connection(id).filter(|_| is_seen) else {
            return;
        };
        let name = connection.display_name().into_owned();
        if let Some(working) = self.probes.working_endpoint(id, settings) {
            let key = self.keymap.key_of(KeyContext::Connection, Action::UseEndpoint);
            let text = messages::only_answers_at(working);
            let text = messages::works_elsewhere(&name, &text, &key);
            return self.show_toast(Message::info(text));
        }
        let text = self.probes.last(id, connection).and_then(|found| {
            if self.probes.wants_model(id, settings) {
                let key = self.keymap.key_of(KeyContext::Connection, Action::ChooseModel);
                return Some((format!("{}.", found.fault()), Some(messages::chooses_model(&key))));
            }
            let advice = found.advice().map(str::to_owned);
            // If nothing was sent, the row may show what it showed before.
            let says_more = found.tone() != Tone::Ok && (advice.is_some() || found.is_unsent());
            says_more.then(|| (format!("{}.", found.fault()), advice))
        });
        let Some((sentence, advice)) = text else {
            return;
        };
        let message = match self.just_saved() {
            // Keep the message that Craft needs a restart; the row shows the rest.
            Some(saved) if saved.until.is_none() => return,
            Some(saved) => {
                let more = advice.into_iter().chain([saved.whole()]).collect();
                Message::unfinished(messages::saved_but(&sentence)).with_more(more)
            }
            None => Message::info(messages::result_of(&name, &sentence, advice.as_deref())),
        };
        self.show_toast(message);
    }

    /// Reports the progress of a validation of all, replacing no message but its own earlier one.
    fn report_progress(&mut self, is_start: bool) {
        let is_free = self.message.as_ref().is_none_or(|m| m.kind == MessageKind::Progress);
        if let Some(text) = self.probes.progress().filter(|_| is_free || is_start) {
            self.show_toast(Message::progress(text));
        }
    }
}
