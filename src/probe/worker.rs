//! Probes many connections, a few at once: in a thread of its own, so that the screen does not
//! wait.

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

/// How many are probed at once.
pub const AT_ONCE: usize = 8;

/// The number of a probe, which its caller chooses.
pub type Number = u64;

/// What happens to a probe.
#[derive(Debug)]
pub enum ProbeEvent {
    /// It has started; those before it may have made it wait.
    Started(Number),
    /// It has ended.
    Answered(Number, Box<Report>),
    /// No probe is possible; why, in a sentence.
    Unable(Number, String),
}

enum Task {
    Ask(Number, Box<ProbeRequest>),
    Cancel(Number),
}

/// The thread.
pub struct Prober {
    inbox: UnboundedSender<Task>,
    /// None where the system gave no thread, so that no probe is possible.
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
                    // All probes end here; only the resolving of a name or the reading of a file is
                    // left to itself.
                    runtime.shutdown_background();
                }
                Err(_) => refuse(tasks, &*notifier),
            }
        });
        Self { inbox, thread: thread.ok(), notify }
    }

    /// Ends it, and with it every probe: no program that was started for one is left behind.
    pub fn end(self) {
        drop(self.inbox);
        if let Some(thread) = self.thread {
            // What it was doing when it panicked is not needed any more.
            let _ = thread.join();
        }
    }

    /// Probes a connection.
    pub fn ask(&self, number: Number, request: ProbeRequest) {
        let sent = self.inbox.send(Task::Ask(number, Box::new(request)));
        if sent.is_err() {
            (self.notify)(ProbeEvent::Unable(number, UNABLE.to_owned()));
        }
    }

    /// Cancels a probe: no further event of it is reported.
    pub fn cancel(&self, number: Number) {
        // The thread ends only after this.
        let _ = self.inbox.send(Task::Cancel(number));
    }
}

/// The sentence where the system has no room for a probe.
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
    let mut queue = ProbeQueue::new(limits);
    let mut running: HashMap<Number, AbortHandle> = HashMap::new();
    while let Some(task) = tasks.recv().await {
        while queue.probes.try_join_next().is_some() {}
        running.retain(|_, handle| !handle.is_finished());
        match task {
            Task::Ask(number, request) => {
                let notify = Arc::clone(&notify);
                let handle = queue.ask(*request, move |event| {
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

/// What happens to one probe of a queue.
pub enum QueueEvent {
    /// It has started.
    Started,
    /// It has ended, or is not possible.
    Answered(Result<Box<Report>, String>),
}

/// Probes connections, [`AT_ONCE`] of them at once. It needs a runtime around it, and ends with it.
pub struct ProbeQueue {
    limits: Limits,
    http: Option<Result<Http, String>>,
    turns: Arc<Semaphore>,
    probes: JoinSet<()>,
}

impl ProbeQueue {
    /// One within limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            http: None,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            probes: JoinSet::new(),
        }
    }

    /// Probes a connection when there is room for it.
    pub fn ask(
        &mut self,
        request: ProbeRequest,
        notify: impl Fn(QueueEvent) + Send + 'static,
    ) -> AbortHandle {
        let limits = self.limits;
        // The system's certificates are read with the first probe, and once.
        let http = self.http.get_or_insert_with(|| Http::new(limits)).clone();
        let turns = Arc::clone(&self.turns);
        self.probes.spawn(async move {
            // The semaphore is never closed.
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

/// A probe that has not ended. Where it panics, that is reported as well.
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
