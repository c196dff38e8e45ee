//! Asks about many connections, a few at once: in a thread of its own, so that nobody waits for an
//! answer.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{AbortHandle, JoinSet};

use super::report::Report;
use super::{Http, Limits, validate};
use crate::settings::subject::Subject;

/// How many are asked about at once.
pub const AT_ONCE: usize = 8;

/// The number by which the one who asks knows a question.
pub type Number = u64;

/// What there is to tell of a question.
#[derive(Debug)]
pub enum Told {
    /// It has begun; those before it may have made it wait.
    Begun(Number),
    /// It was answered.
    Answered(Number, Box<Report>),
    /// Nothing can be asked at all; why, in a sentence.
    Unable(Number, String),
}

enum Task {
    Ask(Number, Box<Subject>),
    Cancel(Number),
}

/// The thread.
pub struct Prober {
    inbox: UnboundedSender<Task>,
    /// None where the system gave no thread, and nothing can be asked.
    thread: Option<JoinHandle<()>>,
    tell: Arc<dyn Fn(Told) + Send + Sync>,
}

impl Prober {
    /// Starts it. `tell` is called from its thread.
    pub fn start(limits: Limits, tell: impl Fn(Told) + Send + Sync + 'static) -> Self {
        let (inbox, tasks) = unbounded_channel();
        let tell: Arc<dyn Fn(Told) + Send + Sync> = Arc::new(tell);
        let teller = Arc::clone(&tell);
        let thread = std::thread::Builder::new().spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => {
                    runtime.block_on(serve(tasks, limits, teller));
                    // All that is being asked ends here; only a name or a file that is looked up is
                    // left to itself.
                    runtime.shutdown_background();
                }
                Err(_) => refuse(tasks, &*teller),
            }
        });
        Self { inbox, thread: thread.ok(), tell }
    }

    /// Ends it, and with it everything that is being asked: no program that was started for that is
    /// left behind.
    pub fn end(self) {
        drop(self.inbox);
        if let Some(thread) = self.thread {
            // What it was at when it panicked is nobody's any more.
            let _ = thread.join();
        }
    }

    /// Asks about a connection.
    pub fn ask(&self, number: Number, subject: Subject) {
        let sent = self.inbox.send(Task::Ask(number, Box::new(subject)));
        if sent.is_err() {
            (self.tell)(Told::Unable(number, UNABLE.to_owned()));
        }
    }

    /// Asks no more: nothing is told of that question any more, but for what was told already.
    pub fn cancel(&self, number: Number) {
        // The thread ends only after this.
        let _ = self.inbox.send(Task::Cancel(number));
    }
}

/// What is said where the system lets nothing be asked.
const UNABLE: &str = "Nothing can be asked: the system has no room for it.";

fn refuse(mut tasks: UnboundedReceiver<Task>, tell: &dyn Fn(Told)) {
    while let Some(task) = tasks.blocking_recv() {
        if let Task::Ask(number, _) = task {
            tell(Told::Unable(number, UNABLE.to_owned()));
        }
    }
}

async fn serve(
    mut tasks: UnboundedReceiver<Task>,
    limits: Limits,
    tell: Arc<dyn Fn(Told) + Send + Sync>,
) {
    let mut asker = Asker::new(limits);
    let mut running: HashMap<Number, AbortHandle> = HashMap::new();
    while let Some(task) = tasks.recv().await {
        while asker.asked.try_join_next().is_some() {}
        running.retain(|_, handle| !handle.is_finished());
        match task {
            Task::Ask(number, subject) => {
                let tell = Arc::clone(&tell);
                let handle = asker.ask(*subject, move |told| {
                    tell(match told {
                        Step::Begun => Told::Begun(number),
                        Step::Answered(Ok(report)) => Told::Answered(number, report),
                        Step::Answered(Err(why)) => Told::Unable(number, why),
                    });
                });
                running.insert(number, handle);
            }
            Task::Cancel(number) => {
                if let Some(handle) = running.remove(&number) {
                    handle.abort();
                }
            }
        }
    }
}

/// What becomes of one question.
pub enum Step {
    /// It has begun.
    Begun,
    /// It was answered, or nothing can be asked.
    Answered(Result<Box<Report>, String>),
}

/// Asks about connections, [`AT_ONCE`] of them at once. It needs a runtime around it, and stops
/// asking with its end.
pub struct Asker {
    limits: Limits,
    http: Option<Result<Http, String>>,
    turns: Arc<Semaphore>,
    asked: JoinSet<()>,
}

impl Asker {
    /// One within limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, http: None, turns: Arc::new(Semaphore::new(AT_ONCE)), asked: JoinSet::new() }
    }

    /// Asks about a connection when its turn comes.
    pub fn ask(&mut self, subject: Subject, tell: impl Fn(Step) + Send + 'static) -> AbortHandle {
        let limits = self.limits;
        // The system's certificates are read with the first question, and once.
        let http = self.http.get_or_insert_with(|| Http::new(limits)).clone();
        let turns = Arc::clone(&self.turns);
        self.asked.spawn(async move {
            // It is never closed.
            let Ok(_turn) = turns.acquire_owned().await else {
                return;
            };
            tell(Step::Begun);
            let unanswered = Unanswered(tell);
            let report = match http {
                Ok(http) => Ok(Box::new(validate(&subject, &http, limits).await)),
                Err(why) => Err(why),
            };
            unanswered.answer(report);
        })
    }
}

/// A question that waits for its answer. Where that does not come, since what asks has failed, it
/// is told as well.
struct Unanswered<F: Fn(Step)>(F);

impl<F: Fn(Step)> Unanswered<F> {
    fn answer(self, outcome: Result<Box<Report>, String>) {
        (self.0)(Step::Answered(outcome));
    }
}

impl<F: Fn(Step)> Drop for Unanswered<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let why = "The asking broke off, which is a fault of this program.".to_owned();
            (self.0)(Step::Answered(Err(why)));
        }
    }
}
