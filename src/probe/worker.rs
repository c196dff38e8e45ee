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
use crate::settings::validation::request::ProbeRequest;

/// How many are asked about at once.
pub const AT_ONCE: usize = 8;

/// The number by which the one who asks knows a question.
pub type Number = u64;

/// What there is to tell of a question.
#[derive(Debug)]
pub enum ProbeEvent {
    /// It has begun; those before it may have made it wait.
    Started(Number),
    /// It was answered.
    Answered(Number, Box<Report>),
    /// Nothing can be asked at all; why, in a sentence.
    Unable(Number, String),
}

enum Task {
    Ask(Number, Box<ProbeRequest>),
    Cancel(Number),
}

/// The thread.
pub struct Prober {
    inbox: UnboundedSender<Task>,
    /// None where the system gave no thread, and nothing can be asked.
    thread: Option<JoinHandle<()>>,
    notify: Arc<dyn Fn(ProbeEvent) + Send + Sync>,
}

impl Prober {
    /// Starts it. `notify` is called from its thread.
    pub fn start(limits: Limits, notify: impl Fn(ProbeEvent) + Send + Sync + 'static) -> Self {
        let (inbox, tasks) = unbounded_channel();
        let notify: Arc<dyn Fn(ProbeEvent) + Send + Sync> = Arc::new(notify);
        let notifier = Arc::clone(&notify);
        let thread = std::thread::Builder::new().spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => {
                    runtime.block_on(serve(tasks, limits, notifier));
                    // All that is being asked ends here; only a name or a file that is looked up is
                    // left to itself.
                    runtime.shutdown_background();
                }
                Err(_) => refuse(tasks, &*notifier),
            }
        });
        Self { inbox, thread: thread.ok(), notify }
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
    pub fn ask(&self, number: Number, request: ProbeRequest) {
        let sent = self.inbox.send(Task::Ask(number, Box::new(request)));
        if sent.is_err() {
            (self.notify)(ProbeEvent::Unable(number, UNABLE.to_owned()));
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

fn refuse(mut tasks: UnboundedReceiver<Task>, notify: &dyn Fn(ProbeEvent)) {
    while let Some(task) = tasks.blocking_recv() {
        if let Task::Ask(number, _) = task {
            notify(ProbeEvent::Unable(number, UNABLE.to_owned()));
        }
    }
}

async fn serve(
    mut tasks: UnboundedReceiver<Task>,
    limits: Limits,
    notify: Arc<dyn Fn(ProbeEvent) + Send + Sync>,
) {
    let mut asker = ProbeQueue::new(limits);
    let mut running: HashMap<Number, AbortHandle> = HashMap::new();
    while let Some(task) = tasks.recv().await {
        while asker.exchange.try_join_next().is_some() {}
        running.retain(|_, handle| !handle.is_finished());
        match task {
            Task::Ask(number, request) => {
                let notify = Arc::clone(&notify);
                let handle = asker.ask(*request, move |event| {
                    notify(match event {
                        QueueEvent::Started => ProbeEvent::Started(number),
                        QueueEvent::Answered(Ok(report)) => ProbeEvent::Answered(number, report),
                        QueueEvent::Answered(Err(why)) => ProbeEvent::Unable(number, why),
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
pub enum QueueEvent {
    /// It has begun.
    Started,
    /// It was answered, or nothing can be asked.
    Answered(Result<Box<Report>, String>),
}

/// Asks about connections, [`AT_ONCE`] of them at once. It needs a runtime around it, and stops
/// asking with its end.
pub struct ProbeQueue {
    limits: Limits,
    http: Option<Result<Http, String>>,
    turns: Arc<Semaphore>,
    exchange: JoinSet<()>,
}

impl ProbeQueue {
    /// One within limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            http: None,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            exchange: JoinSet::new(),
        }
    }

    /// Asks about a connection when its turn comes.
    pub fn ask(
        &mut self,
        request: ProbeRequest,
        notify: impl Fn(QueueEvent) + Send + 'static,
    ) -> AbortHandle {
        let limits = self.limits;
        // The system's certificates are read with the first question, and once.
        let http = self.http.get_or_insert_with(|| Http::new(limits)).clone();
        let turns = Arc::clone(&self.turns);
        self.exchange.spawn(async move {
            // It is never closed.
            let Ok(_turn) = turns.acquire_owned().await else {
                return;
            };
            notify(QueueEvent::Started);
            let unanswered = Unanswered(notify);
            let report = match http {
                Ok(http) => Ok(Box::new(validate(&request, &http, limits).await)),
                Err(why) => Err(why),
            };
            unanswered.answer(report);
        })
    }
}

/// A question that waits for its answer. Where that does not come, since what asks has failed, it
/// is told as well.
struct Unanswered<F: Fn(QueueEvent)>(F);

impl<F: Fn(QueueEvent)> Unanswered<F> {
    fn answer(self, outcome: Result<Box<Report>, String>) {
        (self.0)(QueueEvent::Answered(outcome));
    }
}

impl<F: Fn(QueueEvent)> Drop for Unanswered<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let why = "The asking broke off, which is a fault of this program.".to_owned();
            (self.0)(QueueEvent::Answered(Err(why)));
        }
    }
}
