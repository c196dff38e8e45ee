//! What is being asked of providers, and what came of it: for the connections of the page, and for
//! the draft in the form. Nothing of it is saved.

pub(crate) mod batch;
pub(crate) mod result;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use batch::Batch;
use result::Of;
pub use result::{ProbeResult, RowStatus, Tone};

use crate::probe::report::Verdict;
use crate::probe::worker::{Number, ProbeEvent};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::validation::request::ProbeRequest;
use crate::settings::{Connection, ConnectionId, Settings};
use crate::text::age::ago;

/// How often the ages of results are drawn anew: they are in minutes.
const AGE_INTERVAL: Duration = Duration::from_mins(1);

/// What turns while somebody is asked, and how fast.
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SPINNER_INTERVAL: Duration = Duration::from_millis(100);

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A connection of the list.
    Connection(ConnectionId),
    /// What is in the form, saved or not.
    Draft,
}

/// What the thread that asks is to do.
pub enum Question {
    /// Ask about something.
    PathQuery(Number, Box<ProbeRequest>),
    /// Ask no more.
    Cancel(Number),
}

/// How far a question is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Others are before it.
    Waiting,
    /// It is being asked; since when.
    Started(Instant),
}

#[derive(Default)]
struct ProbeState {
    running: Option<(Number, Of, Progress)>,
    last: Option<ProbeResult>,
}

/// All of it.
#[derive(Default)]
pub struct Probes {
    last_number: Number,
    by_number: HashMap<Number, About>,
    all: HashMap<About, ProbeState>,
    batch: Option<Batch>,
    questions: VecDeque<Question>,
    spinner_frame: usize,
    next_frame: Option<Instant>,
    /// When the ages of results look otherwise.
    next_age: Option<Instant>,
}

/// What became of an answer, for whoever tells the user.
pub enum Arrival {
    /// The answer about one connection that was asked about alone.
    Single(ConnectionId),
    /// One of all, of which others are still to come.
    InBatch,
    /// The last of all.
    BatchFinished,
    /// Anything else.
    Nothing,
}

impl Probes {
    /// Asks about something; what is asked about it already is given up.
    pub fn ask(&mut self, about: About, request: ProbeRequest) {
        self.cancel(&about);
        self.last_number += 1;
        let number = self.last_number;
        let check = self.all.entry(about.clone()).or_default();
        let of = Of { connection: Arc::clone(&request.connection), stamp: request.stamp };
        check.running = Some((number, of, Progress::Waiting));
        self.by_number.insert(number, about);
        self.questions.push_back(Question::PathQuery(number, Box::new(request)));
        self.next_frame.get_or_insert_with(|| Instant::now() + SPINNER_INTERVAL);
    }

    fn cancel(&mut self, about: &About) {
        let running = self.all.get_mut(about).and_then(|c| c.running.take());
        if let Some((number, ..)) = running {
            self.by_number.remove(&number);
            self.questions.push_back(Question::Cancel(number));
        }
    }

    /// Gives up what is asked about the draft.
    pub fn cancel_draft(&mut self) {
        self.cancel(&About::Draft);
    }

    /// Forgets what came of asking about a draft: another one is begun.
    pub fn forget_draft(&mut self) {
        self.cancel_draft();
        self.all.remove(&About::Draft);
    }

    /// What the thread that asks is to do next.
    pub fn take_question(&mut self) -> Option<Question> {
        self.questions.pop_front()
    }

    /// Takes what there is to tell, `now` in milliseconds since the epoch.
    pub fn take(&mut self, stages_with_exchanges: ProbeEvent, now: u64) -> Arrival {
        let (number, outcome) = match stages_with_exchanges {
            ProbeEvent::Started(number) => {
                let check = self.by_number.get(&number);
                let check = check.and_then(|about| self.all.get_mut(about));
                if let Some((_, _, asking)) = check.and_then(|c| c.running.as_mut()) {
                    *asking = Progress::Started(Instant::now());
                }
                return Arrival::Nothing;
            }
            ProbeEvent::Answered(number, report) => (number, Ok(report)),
            ProbeEvent::Unable(number, why) => (number, Err(why)),
        };
        // What was given up may have been answered all the same.
        let Some(about) = self.by_number.remove(&number) else {
            return Arrival::Nothing;
        };
        let Some(check) = self.all.get_mut(&about) else {
            return Arrival::Nothing;
        };
        let Some((_, of, _)) = check.running.take() else {
            return Arrival::Nothing;
        };
        let in_round = matches!((&self.batch, &about), (Some(batch), About::Connection(id)) if batch.about.contains(id));
        check.last = Some(ProbeResult { outcome, at: now, of });
        self.next_age.get_or_insert_with(|| Instant::now() + AGE_INTERVAL);
        let About::Connection(id) = about else {
            return Arrival::Nothing;
        };
        if !in_round {
            Arrival::Single(id)
        } else if self.left_in_batch() == 0 {
            Arrival::BatchFinished
        } else {
            Arrival::InBatch
        }
    }

    /// Whether a connection was last found to be not valid, and is still as it was then.
    pub fn is_not_valid(&self, id: &ConnectionId, settings: &Settings) -> bool {
        self.holding(id, settings).is_some_and(|answer| answer.verdict() != Verdict::Valid)
    }

    /// How many connections failed, and are still as they were then.
    pub fn count_failed(&self, settings: &Settings) -> usize {
        let ids = self.all.keys().filter_map(|about| match about {
            About::Connection(id) => Some(id),
            About::Draft => None,
        });
        let results = ids.filter_map(|id| self.holding(id, settings));
        results.filter(|answer| answer.verdict() == Verdict::Failed).count()
    }

    /// The last answer about a connection, while the same would be asked again.
    fn holding(&self, id: &ConnectionId, settings: &Settings) -> Option<&ProbeResult> {
        let connection = settings.connection(id)?;
        self.of_id(id).filter(|answer| answer.holds(connection, settings))
    }

    /// Whether something is being asked.
    pub fn is_running(&self, about: &About) -> bool {
        let check = self.all.get(about);
        check.is_some_and(|check| check.running.is_some())
    }

    /// Whether some connection of the list is being asked about.
    pub fn is_any_running(&self) -> bool {
        self.by_number.values().any(|about| *about != About::Draft)
    }

    /// The last answer about a connection of the list.
    pub fn last(&self, id: &ConnectionId, connection: &Connection) -> Option<&ProbeResult> {
        let last = self.of_id(id)?;
        last.of.connection.is_the_same_as(connection).then_some(last)
    }

    fn of_id(&self, id: &ConnectionId) -> Option<&ProbeResult> {
        let check = self.all.get(&About::Connection(id.clone()))?;
        check.last.as_ref()
    }

    /// The answer about the draft.
    pub fn of_draft(&self) -> Option<&ProbeResult> {
        let check = self.all.get(&About::Draft)?;
        check.last.as_ref().filter(|_| check.running.is_none())
    }

    /// The models that the endpoint of a connection lists, as far as it was asked: of its draft,
    /// else of the connection itself.
    pub fn listed(&self, id: Option<&ConnectionId>, connection: &Connection) -> &[ListedModel] {
        let answers = [self.of_draft(), id.and_then(|id| self.of_id(id))];
        let same = |answer: &&ProbeResult| {
            let asked = &answer.of.connection;
            asked.probe_target().is_ok() && asked.probe_target() == connection.probe_target()
        };
        let reports = answers.into_iter().flatten().filter(same);
        let mut lists =
            reports.filter_map(|answer| answer.outcome.as_ref().ok()?.models.as_deref());
        lists.next().unwrap_or_default()
    }

    /// The address that answers where the one of a connection does not, while the connection is as
    /// it was asked about.
    pub fn better_base_url(&self, id: &ConnectionId, settings: &Settings) -> Option<&str> {
        let connection = settings.connection(id)?;
        let answer = self.last(id, connection)?;
        let answer = answer.holds(connection, settings).then_some(answer)?;
        answer.outcome.as_ref().ok()?.better_base_url.as_deref()
    }

    /// What the row of a connection says of validating it, `now` in milliseconds since the epoch;
    /// none where nothing is known.
    pub fn row_status(
        &self,
        id: &ConnectionId,
        connection: &Connection,
        settings: &Settings,
        now: u64,
    ) -> Option<RowStatus> {
        if self.all.is_empty() {
            return None;
        }
        let check = self.all.get(&About::Connection(id.clone()))?;
        if let Some((_, _, asking)) = &check.running {
            let text = match asking {
                Progress::Waiting => "waiting".to_owned(),
                Progress::Started(since) => validating_for(*since).to_lowercase(),
            };
            return Some(RowStatus { text, age: None, tone: Tone::Busy });
        }
        let answer = check.last.as_ref().filter(|answer| answer.holds(connection, settings))?;
        let age = ago(Duration::from_millis(now.saturating_sub(answer.at)));
        Some(RowStatus { text: answer.in_short(), age: Some(age), tone: answer.tone() })
    }

    /// That somebody is being asked, and for how long once that is worth saying.
    fn spinner_text(&self, since: Instant) -> String {
        format!("{} {}", self.spinner(), validating_for(since))
    }

    /// The same of something that is being asked about.
    pub fn busy(&self, about: &About) -> Option<String> {
        match self.all.get(about)?.running.as_ref()?.2 {
            Progress::Waiting => Some(format!("{} Validating…", self.spinner())),
            Progress::Started(since) => Some(self.spinner_text(since)),
        }
    }

    /// What turns while somebody is asked.
    pub fn spinner(&self) -> &'static str {
        SPINNER[self.spinner_frame % SPINNER.len()]
    }

    /// When something of it looks otherwise though nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        self.next_age.into_iter().chain(self.next_frame).min()
    }

    /// Time has passed; whether something of it looks otherwise now.
    pub fn tick(&mut self, now: Instant) -> bool {
        let mut changed = false;
        if self.next_frame.take_if(|at| *at <= now).is_some() {
            self.spinner_frame += 1;
            changed = true;
        }
        let is_running = !self.by_number.is_empty();
        if is_running {
            self.next_frame.get_or_insert_with(|| now + SPINNER_INTERVAL);
        } else {
            self.next_frame = None;
        }
        if self.next_age.take_if(|at| *at <= now).is_some() {
            self.next_age = Some(now + AGE_INTERVAL);
            changed = true;
        }
        changed
    }
}

/// That a connection is being validated, and for how long once that is worth saying.
fn validating_for(since: Instant) -> String {
    match since.elapsed().as_secs() {
        0 => "Validating…".to_owned(),
        seconds => format!("Validating… {seconds} s"),
    }
}
