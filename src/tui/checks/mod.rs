//! What is being asked of providers, and what came of it: for the connections of the page, and for
//! the draft in the form. Nothing of it is saved.

mod finding;
mod round;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use finding::Of;
pub use finding::{Finding, Said, Tone};
use round::Round;

use crate::probe::prober::{Number, Told};
use crate::probe::report::Verdict;
use crate::settings::listed::ListedModel;
use crate::settings::subject::Subject;
use crate::settings::{Connection, ConnectionId, Settings};

/// How long a connection is said to be valid in the place of its description.
const SAID_FOR: Duration = Duration::from_secs(3);

/// What turns while somebody is asked, and how fast.
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const TURN: Duration = Duration::from_millis(100);

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
    Ask(Number, Box<Subject>),
    /// Ask no more.
    Cancel(Number),
}

/// How far a question is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// Others are before it.
    Waiting,
    /// It is being asked; since when.
    Begun(Instant),
}

#[derive(Default)]
struct Check {
    running: Option<(Number, Of, Asking)>,
    last: Option<Finding>,
}

/// All of it.
#[derive(Default)]
pub struct Checks {
    last_number: Number,
    by_number: HashMap<Number, About>,
    all: HashMap<About, Check>,
    round: Option<Round>,
    questions: VecDeque<Question>,
    turned: usize,
    next_turn: Option<Instant>,
}

/// What became of an answer, for whoever tells the user.
pub enum Came {
    /// The answer about one connection that was asked about alone.
    Single(ConnectionId),
    /// One of all, of which others are still to come.
    OfRound,
    /// The last of all.
    RoundEnded,
    /// Anything else.
    Nothing,
}

impl Checks {
    /// Asks about something; what is asked about it already is given up.
    pub fn ask(&mut self, about: About, subject: Subject) {
        self.cancel(&about);
        self.last_number += 1;
        let number = self.last_number;
        let check = self.all.entry(about.clone()).or_default();
        let of = Of { connection: Arc::clone(&subject.connection), stamp: subject.stamp };
        check.running = Some((number, of, Asking::Waiting));
        self.by_number.insert(number, about);
        self.questions.push_back(Question::Ask(number, Box::new(subject)));
        self.next_turn.get_or_insert_with(|| Instant::now() + TURN);
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

    /// Takes what rows say of answers back.
    pub fn dismiss(&mut self) {
        let shown = self.all.values_mut().filter_map(|c| c.last.as_mut());
        for answer in shown.filter(|answer| answer.tone() != Tone::Good) {
            answer.dismissed = true;
        }
    }

    /// What the thread that asks is to do next.
    pub fn take_question(&mut self) -> Option<Question> {
        self.questions.pop_front()
    }

    /// Takes what there is to tell, `now` in milliseconds since the epoch.
    pub fn take(&mut self, told: Told, now: u64) -> Came {
        let (number, outcome) = match told {
            Told::Begun(number) => {
                let check = self.by_number.get(&number);
                let check = check.and_then(|about| self.all.get_mut(about));
                if let Some((_, _, asking)) = check.and_then(|c| c.running.as_mut()) {
                    *asking = Asking::Begun(Instant::now());
                }
                return Came::Nothing;
            }
            Told::Answered(number, report) => (number, Ok(report)),
            Told::Unable(number, why) => (number, Err(why)),
        };
        // What was given up may have been answered all the same.
        let Some(about) = self.by_number.remove(&number) else {
            return Came::Nothing;
        };
        let Some(check) = self.all.get_mut(&about) else {
            return Came::Nothing;
        };
        let Some((_, of, _)) = check.running.take() else {
            return Came::Nothing;
        };
        let mut answer = Finding { outcome, at: now, of, until: None, dismissed: false };
        // While others are still asked about, who is through is not to look as if it was not asked.
        let in_round = matches!((&self.round, &about), (Some(round), About::Connection(id)) if round.about.contains(id));
        if answer.tone() == Tone::Good && !in_round {
            answer.until = Some(Instant::now() + SAID_FOR);
        }
        check.last = Some(answer);
        let About::Connection(id) = about else {
            return Came::Nothing;
        };
        if !in_round {
            Came::Single(id)
        } else if self.left_of_round() == 0 {
            Came::RoundEnded
        } else {
            Came::OfRound
        }
    }

    /// Whether a connection was last found to be not valid.
    pub fn is_not_valid(&self, id: &ConnectionId) -> bool {
        let last = self.of_id(id);
        last.is_some_and(|answer| answer.verdict() != Verdict::Valid)
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
    pub fn last(&self, id: &ConnectionId, connection: &Connection) -> Option<&Finding> {
        let last = self.of_id(id)?;
        last.of.connection.is_the_same_as(connection).then_some(last)
    }

    fn of_id(&self, id: &ConnectionId) -> Option<&Finding> {
        let check = self.all.get(&About::Connection(id.clone()))?;
        check.last.as_ref()
    }

    /// The answer about the draft.
    pub fn of_draft(&self) -> Option<&Finding> {
        let check = self.all.get(&About::Draft)?;
        check.last.as_ref().filter(|_| check.running.is_none())
    }

    /// The models that the endpoint of a connection lists, as far as it was asked: of its draft,
    /// else of the connection itself.
    pub fn listed(&self, id: Option<&ConnectionId>, connection: &Connection) -> &[ListedModel] {
        let answers = [self.of_draft(), id.and_then(|id| self.of_id(id))];
        let same = |answer: &&Finding| {
            let asked = &answer.of.connection;
            asked.inquiry().is_ok() && asked.inquiry() == connection.inquiry()
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

    /// What the row of a connection says in the place of its description; none where there is
    /// nothing to say.
    pub fn said(
        &self,
        id: &ConnectionId,
        connection: &Connection,
        settings: &Settings,
    ) -> Option<Said> {
        if self.all.is_empty() {
            return None;
        }
        let check = self.all.get(&About::Connection(id.clone()))?;
        if let Some((_, _, asking)) = &check.running {
            let text = match asking {
                Asking::Waiting => "Waiting to be validated…".to_owned(),
                Asking::Begun(since) => self.turning(*since),
            };
            return Some(Said { text, tone: Tone::Busy });
        }
        let answer = check.last.as_ref()?;
        let is_over = answer.until.is_some_and(|until| until <= Instant::now());
        if is_over || answer.dismissed || !answer.holds(connection, settings) {
            return None;
        }
        Some(Said { text: answer.summary(), tone: answer.tone() })
    }

    /// That somebody is being asked, and for how long once that is worth saying.
    fn turning(&self, since: Instant) -> String {
        let spinner = self.spinner();
        match since.elapsed().as_secs() {
            0 => format!("{spinner} Validating…"),
            seconds => format!("{spinner} Validating… {seconds} s"),
        }
    }

    /// The same of something that is being asked about.
    pub fn busy(&self, about: &About) -> Option<String> {
        match self.all.get(about)?.running.as_ref()?.2 {
            Asking::Waiting => Some(format!("{} Validating…", self.spinner())),
            Asking::Begun(since) => Some(self.turning(since)),
        }
    }

    /// What turns while somebody is asked.
    pub fn spinner(&self) -> &'static str {
        SPINNER[self.turned % SPINNER.len()]
    }

    /// When something of it looks otherwise though nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        let said = self.all.values().filter_map(|c| c.last.as_ref()?.until);
        said.chain(self.next_turn).min()
    }

    /// Time has passed; whether something of it looks otherwise now.
    pub fn tick(&mut self, now: Instant) -> bool {
        let mut changed = false;
        if self.next_turn.take_if(|at| *at <= now).is_some() {
            self.turned += 1;
            changed = true;
        }
        let is_running = !self.by_number.is_empty();
        if is_running {
            self.next_turn.get_or_insert_with(|| now + TURN);
        } else {
            self.next_turn = None;
        }
        let answers = self.all.values_mut().filter_map(|c| c.last.as_mut());
        for answer in answers {
            if answer.until.take_if(|until| *until <= now).is_some() {
                answer.dismissed = true;
                changed = true;
            }
        }
        changed
    }
}
