//! The probes that run, and what came of the last ones: of the connections of the page, and of the
//! draft in the form. Nothing of it is saved.

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
use crate::probe::worker::{Number, ProbeEvent, ProbeTask};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::validation::request::ProbeRequest;
use crate::settings::{Connection, ConnectionId, Settings};
use crate::tui::messages;

/// How often the ages of results are drawn anew: they are in minutes.
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
    /// Others are before it.
    Waiting,
    /// Since when it runs.
    Started(Instant),
}

struct Running {
    number: Number,
    probed: Probed,
    progress: Progress,
}

#[derive(Default)]
struct ProbeState {
    running: Option<Running>,
    last: Option<ProbeResult>,
}

/// The probes by what they are about, and the tasks that the thread that probes has not got yet.
#[derive(Default)]
pub(super) struct Probes {
    last_number: Number,
    by_number: HashMap<Number, About>,
    all: HashMap<About, ProbeState>,
    batch: Option<Batch>,
    local: LocalSearch,
    tasks: VecDeque<ProbeTask>,
    spinner_frame: usize,
    next_frame: Option<Instant>,
    /// When the ages of results look otherwise.
    next_age: Option<Instant>,
}

/// What the end of a probe means for what the screen says.
pub(super) enum Arrival {
    /// It was the only one.
    Single(ConnectionId),
    /// Others of its batch still run.
    InBatch,
    BatchFinished,
    /// Nothing is to be said.
    Nothing,
}

impl Probes {
    /// Starts a probe; one that is about the same is given up.
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

    /// Gives up the probe about something, where one runs.
    pub(super) fn cancel(&mut self, about: &About) {
        let running = self.all.get_mut(about).and_then(|state| state.running.take());
        if let Some(Running { number, .. }) = running {
            self.by_number.remove(&number);
            self.tasks.push_back(ProbeTask::Cancel(number));
        }
    }

    /// Forgets what came of a draft, since another one opens.
    pub(super) fn forget_draft(&mut self) {
        self.cancel(&About::Draft);
        self.all.remove(&About::Draft);
    }

    pub(super) fn take_task(&mut self) -> Option<ProbeTask> {
        self.tasks.pop_front()
    }

    /// Takes an event, `now` in milliseconds since the epoch.
    pub(super) fn take(&mut self, event: ProbeEvent, now: u64) -> Arrival {
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
        // One that was given up may have ended all the same.
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
        state.last = Some(ProbeResult { outcome, at: now, probed });
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

    /// Counts the probes of these connections together, which have been started.
    pub(super) fn start_batch(&mut self, ids: Vec<ConnectionId>) {
        self.batch = Some(Batch::start(ids));
    }

    fn left_in_batch(&self) -> usize {
        let ids = self.batch.iter().flat_map(|batch| &batch.ids);
        ids.filter(|id| self.is_running(&About::Connection((*id).clone()))).count()
    }

    /// How far the batch is, in a sentence; none where none runs.
    pub(super) fn progress(&self) -> Option<String> {
        let batch = self.batch.as_ref()?;
        Some(batch.progress(self.left_in_batch()))
    }

    /// Ends the batch: whether all are valid, and what came of it, in a sentence with the key that
    /// goes to the next failed one.
    pub(super) fn finish_batch(&mut self, next: &str) -> Option<(bool, String)> {
        let batch = self.batch.take()?;
        let verdicts = batch.ids.iter().filter_map(|id| Some(self.of_id(id)?.verdict()));
        Some(batch.summary(&verdicts.collect::<Vec<_>>(), next))
    }

    /// Gives up the probes of the connections of the list; that this was done, in a sentence, where
    /// there were any.
    pub(super) fn cancel_connections(&mut self) -> Option<String> {
        let sentence = match &self.batch {
            Some(batch) => batch.cancelled(self.left_in_batch()),
            None => messages::VALIDATION_CANCELLED.to_owned(),
        };
        self.batch = None;
        let running = self.by_number.values();
        let all: Vec<About> = running.filter(|about| **about != About::Draft).cloned().collect();
        for about in &all {
            self.cancel(about);
        }
        (!all.is_empty()).then_some(sentence)
    }

    /// Whether a connection was last found to be not valid, and is still as it was then.
    pub(super) fn is_not_valid(&self, id: &ConnectionId, settings: &Settings) -> bool {
        self.holding(id, settings).is_some_and(|result| result.verdict() != Verdict::Valid)
    }

    /// How many connections failed, and are still as they were then.
    pub(super) fn count_failed(&self, settings: &Settings) -> usize {
        let ids = self.all.keys().filter_map(|about| match about {
            About::Connection(id) => Some(id),
            About::Draft => None,
        });
        let results = ids.filter_map(|id| self.holding(id, settings));
        results.filter(|result| result.verdict() == Verdict::Failed).count()
    }

    /// The last result of a connection, while the same would be asked again.
    fn holding(&self, id: &ConnectionId, settings: &Settings) -> Option<&ProbeResult> {
        let connection = settings.connection(id)?;
        self.of_id(id).filter(|result| result.holds(connection, settings))
    }

    pub(super) fn is_running(&self, about: &About) -> bool {
        let state = self.all.get(about);
        state.is_some_and(|state| state.running.is_some())
    }

    /// Whether a probe of some connection of the list runs.
    pub(super) fn is_any_running(&self) -> bool {
        self.by_number.values().any(|about| *about != About::Draft)
    }

    /// What came of the last probe of a connection, while it is the same connection.
    pub(super) fn last(&self, id: &ConnectionId, connection: &Connection) -> Option<&ProbeResult> {
        let last = self.of_id(id)?;
        last.probed.connection.is_the_same_as(connection).then_some(last)
    }

    fn of_id(&self, id: &ConnectionId) -> Option<&ProbeResult> {
        let state = self.all.get(&About::Connection(id.clone()))?;
        state.last.as_ref()
    }

    /// What came of the last probe, once it has ended.
    pub(super) fn ended(&self, about: &About) -> Option<&ProbeResult> {
        let state = self.all.get(about)?;
        state.last.as_ref().filter(|_| state.running.is_none())
    }

    /// The models that the endpoint of a connection was seen to list: by the probe of the draft,
    /// else by that of the connection itself.
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

    /// The address that answered where the connection's own did not, while the connection is as it
    /// was probed.
    pub(super) fn better_base_url(&self, id: &ConnectionId, settings: &Settings) -> Option<&str> {
        let connection = settings.connection(id)?;
        let last = self.last(id, connection)?;
        let last = last.holds(connection, settings).then_some(last)?;
        last.outcome.as_ref().ok()?.better_base_url.as_deref()
    }

    /// Whether another model is what a connection lacks, by its last probe, while it is as it was
    /// then.
    pub(super) fn wants_model(&self, id: &ConnectionId, settings: &Settings) -> bool {
        self.holding(id, settings).is_some_and(ProbeResult::wants_model)
    }

    /// When the age of a result or a spinner changes by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.next_age.into_iter().chain(self.next_frame).min()
    }

    /// Whether the age of a result or a spinner has changed by now.
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
