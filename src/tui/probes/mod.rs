//! The running probes and the last results, for the connections on the page and for the form's
//! draft. None of this is saved.

mod batch;
mod local;
mod result;
mod row;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use batch::Batch;
use local::LocalSearch;
use result::Probed;
pub(super) use result::{ProbeResult, RowStatus, Tone};

use crate::probe::report::Verdict;
use crate::probe::worker::{ProbeEvent, ProbeNumber, ProbeTask};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::validation::request::ProbeRequest;
use crate::settings::{Connection, ConnectionId, Settings};
use crate::tui::messages;

/// How often to redraw the ages of results, which are in minutes.
const AGE_INTERVAL: Duration = Duration::from_mins(1);

const SPINNER_INTERVAL: Duration = Duration::from_millis(100);

/// What a probe is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    Connection(ConnectionId),
    /// The draft in the form, saved or not.
    Draft,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Other probes run first.
    Waiting,
    /// Holds the start time.
    Started(Instant),
}

struct Running {
    number: ProbeNumber,
    probed: Probed,
    progress: Progress,
}

#[derive(Default)]
struct ProbeState {
    running: Option<Running>,
    last: Option<ProbeResult>,
}

/// The probes by subject, and the tasks that the probe thread has not received yet.
#[derive(Default)]
pub(super) struct Probes {
    last_number: ProbeNumber,
    by_number: HashMap<ProbeNumber, About>,
    all: HashMap<About, ProbeState>,
    batch: Option<Batch>,
    local: LocalSearch,
    tasks: VecDeque<ProbeTask>,
    spinner_frame: usize,
    next_frame: Option<Instant>,
    /// When the ages of results change next.
    next_age: Option<Instant>,
    /// Counts the ends of probes that had a remark, or whose connection had one before.
    remarks: u64,
}

/// What to report when a probe ends.
pub(super) enum Arrival {
    /// A probe outside any batch has ended.
    Single(ConnectionId),
    /// Other probes of the batch are still running.
    InBatch,
    BatchFinished,
    /// There is nothing to report.
    Nothing,
}

impl Probes {
    /// Starts a probe, and cancels any running one with the same subject.
    pub(super) fn start(&mut self, about: About, request: ProbeRequest) {
        self.cancel(&about);
        self.last_number += 1;
        let number = self.last_number;
        let state = self.all.entry(about.clone()).or_default();
        let probed = Probed { connection: Arc::clone(&request.connection), stamp: request.stamp };
        state.running = Some(Running { number, probed, progress: Progress::Waiting });
        self.by_number.insert(number, about);
        self.tasks.push_back(ProbeTask::Start(number, Box::new(request)));
        self.start_spinner();
    }

    fn start_spinner(&mut self) {
        self.next_frame.get_or_insert_with(|| Instant::now() + SPINNER_INTERVAL);
    }

    /// Cancels the running probe, if any.
    pub(super) fn cancel(&mut self, about: &About) {
        let running = self.all.get_mut(about).and_then(|state| state.running.take());
        if let Some(Running { number, .. }) = running {
            self.by_number.remove(&number);
            self.tasks.push_back(ProbeTask::Cancel(number));
        }
    }

    /// Discards the draft's result, because another draft opens.
    pub(super) fn forget_draft(&mut self) {
        self.cancel(&About::Draft);
        self.all.remove(&About::Draft);
    }

    pub(super) fn take_task(&mut self) -> Option<ProbeTask> {
        self.tasks.pop_front()
    }

    /// Handles an event; `now_ms` is in milliseconds since the epoch.
    pub(super) fn take(&mut self, event: ProbeEvent, now_ms: u64) -> Arrival {
        let (number, outcome) = match event {
            ProbeEvent::Started(number) => {
                let state = self.by_number.get(&number);
                let state = state.and_then(|about| self.all.get_mut(about));
                if let Some(running) = state.and_then(|state| state.running.as_mut()) {
                    running.progress = Progress::Started(Instant::now());
                }
                return Arrival::Nothing;
            }
            ProbeEvent::Ended(number, outcome) => (number, outcome),
            ProbeEvent::Port(number, usual, answer) => {
                self.local.take(number, usual, answer);
                return Arrival::Nothing;
            }
            ProbeEvent::PortsEnded(number, outcome) => {
                self.local.end(number, outcome);
                return Arrival::Nothing;
            }
        };
        // A canceled probe may still have ended.
        let Some(about) = self.by_number.remove(&number) else {
            return Arrival::Nothing;
        };
        let Some(state) = self.all.get_mut(&about) else {
            return Arrival::Nothing;
        };
        let Some(Running { probed, .. }) = state.running.take() else {
            return Arrival::Nothing;
        };
        let in_batch = match (&self.batch, &about) {
            (Some(batch), About::Connection(id)) => batch.ids.contains(id),
            _ => false,
        };
        let before = state.last.replace(ProbeResult { outcome, at: now_ms, probed });
        let results = [&before, &state.last].into_iter().flatten();
        self.remarks += u64::from(results.into_iter().any(|result| result.tone() == Tone::Warning));
        self.next_age.get_or_insert_with(|| Instant::now() + AGE_INTERVAL);
        let About::Connection(id) = about else {
            return Arrival::Nothing;
        };
        if !in_batch {
            Arrival::Single(id)
        } else if self.left_in_batch() == 0 {
            Arrival::BatchFinished
        } else {
            Arrival::InBatch
        }
    }

    /// Groups the probes of these connections, which have already started, into a batch.
    pub(super) fn start_batch(&mut self, ids: Vec<ConnectionId>) {
        self.batch = Some(Batch::start(ids));
    }

    fn left_in_batch(&self) -> usize {
        let ids = self.batch.iter().flat_map(|batch| &batch.ids);
        ids.filter(|id| self.is_running(&About::Connection((*id).clone()))).count()
    }

    /// The batch's progress, in a sentence; none if no batch is running.
    pub(super) fn progress(&self) -> Option<String> {
        let batch = self.batch.as_ref()?;
        Some(batch.progress(self.left_in_batch()))
    }

    /// Ends the batch. Returns whether all connections are valid, and the result in a sentence that
    /// names the key for the next failed one.
    pub(super) fn finish_batch(&mut self, next: &str) -> Option<(bool, String)> {
        let batch = self.batch.take()?;
        let verdicts = batch.ids.iter().filter_map(|id| Some(self.of_id(id)?.verdict()));
        Some(batch.summary(&verdicts.collect::<Vec<_>>(), next))
    }

    /// Cancels all probes of saved connections. Returns a sentence about it if any was running.
    pub(super) fn cancel_connections(&mut self) -> Option<String> {
        let sentence = match &self.batch {
            Some(batch) => batch.canceled(self.left_in_batch()),
            None => messages::VALIDATION_CANCELED.to_owned(),
        };
        self.batch = None;
        let running = self.by_number.values();
        let all: Vec<About> = running.filter(|about| **about != About::Draft).cloned().collect();
        for about in &all {
            self.cancel(about);
        }
        (!all.is_empty()).then_some(sentence)
    }

    /// Whether a connection's last result is not valid, and is still current.
    pub(super) fn is_not_valid(&self, id: &ConnectionId, settings: &Settings) -> bool {
        self.current_result(id, settings).is_some_and(|result| result.verdict() != Verdict::Valid)
    }

    /// The connections that have a failed result that is still current.
    pub(super) fn failed<'a>(
        &'a self,
        settings: &'a Settings,
    ) -> impl Iterator<Item = &'a ConnectionId> {
        let ids = self.all.keys().filter_map(|about| match about {
            About::Connection(id) => Some(id),
            About::Draft => None,
        });
        ids.filter(|id| self.has_failed(id, settings))
    }

    /// A number that changes when a remark appears or goes. None while probes run, so that a caller
    /// refreshes once for all of them.
    pub(super) fn settled_remarks(&self) -> Option<u64> {
        (!self.is_any_running()).then_some(self.remarks)
    }

    /// What a validation remarks on a connection that is valid, if the result is still current.
    pub(super) fn remark(&self, id: &ConnectionId, settings: &Settings) -> Option<String> {
        let result = self.current_result(id, settings)?;
        (result.tone() == Tone::Warning).then(|| result.summary())
    }

    /// Whether a connection's last validation failed, and the result is still current.
    fn has_failed(&self, id: &ConnectionId, settings: &Settings) -> bool {
        let result = self.current_result(id, settings);
        result.is_some_and(|result| result.verdict() == Verdict::Failed)
    }

    /// A connection's last result, unless a new probe would send something different.
    fn current_result(&self, id: &ConnectionId, settings: &Settings) -> Option<&ProbeResult> {
        let connection = settings.connection(id)?;
        self.of_id(id).filter(|result| result.holds(connection, settings))
    }

    pub(super) fn is_running(&self, about: &About) -> bool {
        let state = self.all.get(about);
        state.is_some_and(|state| state.running.is_some())
    }

    /// Whether any saved connection's probe is running.
    pub(super) fn is_any_running(&self) -> bool {
        self.by_number.values().any(|about| *about != About::Draft)
    }

    /// The last result of a connection, unless another connection has taken over its id.
    pub(super) fn last(&self, id: &ConnectionId, connection: &Connection) -> Option<&ProbeResult> {
        let last = self.of_id(id)?;
        last.probed.connection.is_the_same_as(connection).then_some(last)
    }

    fn of_id(&self, id: &ConnectionId) -> Option<&ProbeResult> {
        let state = self.all.get(&About::Connection(id.clone()))?;
        state.last.as_ref()
    }

    /// The last result, if no probe is running.
    pub(super) fn ended(&self, about: &About) -> Option<&ProbeResult> {
        let state = self.all.get(about)?;
        state.last.as_ref().filter(|_| state.running.is_none())
    }

    /// The models that a connection's endpoint listed: in the draft's probe, or else in the
    /// connection's own.
    pub(super) fn listed(
        &self,
        id: Option<&ConnectionId>,
        connection: &Connection,
    ) -> &[ListedModel] {
        let results = [self.ended(&About::Draft), id.and_then(|id| self.of_id(id))];
        let has_same_target = |result: &&ProbeResult| {
            let probed = &result.probed.connection;
            probed.probe_target().is_ok() && probed.probe_target() == connection.probe_target()
        };
        let results = results.into_iter().flatten().filter(has_same_target);
        let mut lists =
            results.filter_map(|result| result.outcome.as_ref().ok()?.models.as_deref());
        lists.next().unwrap_or_default()
    }

    /// The endpoint that answered instead of the connection's own, if the result is still current.
    pub(super) fn working_endpoint(&self, id: &ConnectionId, settings: &Settings) -> Option<&str> {
        let connection = settings.connection(id)?;
        let last = self.last(id, connection)?;
        let last = last.holds(connection, settings).then_some(last)?;
        last.outcome.as_ref().ok()?.working_endpoint.as_deref()
    }

    /// Whether a connection needs another model, by its last result, if that is still current.
    pub(super) fn wants_model(&self, id: &ConnectionId, settings: &Settings) -> bool {
        self.current_result(id, settings).is_some_and(ProbeResult::wants_model)
    }

    /// When the spinner or an age changes next.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.next_age.into_iter().chain(self.next_frame).min()
    }

    /// Advances the spinner and the ages. Returns whether any of them changed.
    pub(super) fn tick(&mut self, now: Instant) -> bool {
        let mut changed = false;
        if self.next_frame.take_if(|at| *at <= now).is_some() {
            self.spinner_frame += 1;
            changed = true;
        }
        if self.by_number.is_empty() && !self.local.is_running() {
            self.next_frame = None;
        } else {
            self.next_frame.get_or_insert_with(|| now + SPINNER_INTERVAL);
        }
        if self.next_age.take_if(|at| *at <= now).is_some() {
            self.next_age = Some(now + AGE_INTERVAL);
            changed = true;
        }
        changed
    }
}
