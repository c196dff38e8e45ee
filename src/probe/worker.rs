//! Probes many connections, a few at once: in a thread of its own, so that the screen does not
//! wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{AbortHandle, JoinSet};

use super::local_servers::{PortAnswer, find_local_servers, next_answer};
use super::messages::configuration;
use super::report::Report;
use super::{Http, Limits, validate};
use crate::settings::connection::local_server::LocalServerKind;
use crate::settings::validation::request::ProbeRequest;

/// How many are probed at once.
pub const AT_ONCE: usize = 20;

/// The number of a probe, which its events carry.
pub type Number = u64;

#[derive(Debug)]
pub enum ProbeEvent {
    /// It has started; those before it may have made it wait.
    Started(Number),
    /// It has ended, with its report; or it could not start, and why, in a sentence.
    Ended(Number, Result<Box<Report>, String>),
    /// What the usual port of a server is found to be.
    Port(Number, LocalServerKind, PortAnswer),
    /// All ports have been looked at; or none could be, and why, in a sentence.
    PortsEnded(Number, Result<(), String>),
}

/// What the thread is to do.
pub enum ProbeTask {
    /// Start a probe, when its turn comes.
    Start(Number, Box<ProbeRequest>),
    /// Look which servers of models run on this machine.
    FindLocalServers(Number),
    /// Give it up. No event of it comes afterwards but those that are on their way already.
    Cancel(Number),
}

pub struct Prober {
    inbox: UnboundedSender<ProbeTask>,
    /// None where the system gave no thread, and nothing can be asked.
    thread: Option<JoinHandle<()>>,
    notify: Arc<dyn Fn(ProbeEvent) + Send + Sync>,
}

impl Prober {
    /// Starts it. `notify` is called from its thread.
    pub fn start(limits: Limits, notify: impl Fn(ProbeEvent) + Send + Sync + 'static) -> Self {
        Self::start_queue(ProbeQueue::new(limits), notify)
    }

    /// The same with a client of a test.
    #[cfg(feature = "fault-injection")]
    pub fn start_with(
        http: Http,
        limits: Limits,
        notify: impl Fn(ProbeEvent) + Send + Sync + 'static,
    ) -> Self {
        Self::start_queue(ProbeQueue { http: Some(Ok(http)), ..ProbeQueue::new(limits) }, notify)
    }

    fn start_queue(queue: ProbeQueue, notify: impl Fn(ProbeEvent) + Send + Sync + 'static) -> Self {
        let (inbox, tasks) = unbounded_channel();
        let notify: Arc<dyn Fn(ProbeEvent) + Send + Sync> = Arc::new(notify);
        let notifier = Arc::clone(&notify);
        let thread = std::thread::Builder::new().spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => {
                    runtime.block_on(serve(tasks, queue, notifier));
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

    /// Gives the thread something to do.
    pub fn send(&self, task: ProbeTask) {
        // It is refused only where the system gave no thread.
        if let Err(SendError(task)) = self.inbox.send(task)
            && let Some(event) = refusal(&task)
        {
            (self.notify)(event);
        }
    }
}

/// The sentence where the system has no room for a probe.
const UNABLE: &str = configuration::NO_ROOM;

fn refuse(mut tasks: UnboundedReceiver<ProbeTask>, notify: &dyn Fn(ProbeEvent)) {
    while let Some(task) = tasks.blocking_recv() {
        if let Some(event) = refusal(&task) {
            notify(event);
        }
    }
}

/// How a task ends that cannot be done.
fn refusal(task: &ProbeTask) -> Option<ProbeEvent> {
    match task {
        ProbeTask::Start(number, _) => Some(ProbeEvent::Ended(*number, Err(UNABLE.to_owned()))),
        ProbeTask::FindLocalServers(number) => {
            Some(ProbeEvent::PortsEnded(*number, Err(UNABLE.to_owned())))
        }
        ProbeTask::Cancel(_) => None,
    }
}

async fn serve(
    mut tasks: UnboundedReceiver<ProbeTask>,
    mut queue: ProbeQueue,
    notify: Arc<dyn Fn(ProbeEvent) + Send + Sync>,
) {
    let mut running: HashMap<Number, AbortHandle> = HashMap::new();
    while let Some(task) = tasks.recv().await {
        while queue.probes.try_join_next().is_some() {}
        running.retain(|_, handle| !handle.is_finished());
        match task {
            ProbeTask::Start(number, request) => {
                let notify = Arc::clone(&notify);
                let handle = queue.start(number, *request, move |event| notify(event));
                running.insert(number, handle);
            }
            ProbeTask::FindLocalServers(number) => {
                let notify = Arc::clone(&notify);
                let handle = queue.find_local_servers(number, move |event| notify(event));
                running.insert(number, handle);
            }
            ProbeTask::Cancel(number) => {
                if let Some(handle) = running.remove(&number) {
                    handle.abort();
                }
            }
        }
    }
}

/// Runs probes, [`AT_ONCE`] of them at once. It needs a runtime around it, and when it is dropped,
/// those that still run are given up.
pub struct ProbeQueue {
    limits: Limits,
    http: Option<Result<Http, String>>,
    turns: Arc<Semaphore>,
    probes: JoinSet<()>,
}

impl ProbeQueue {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            http: None,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            probes: JoinSet::new(),
        }
    }

    /// Starts a probe when its turn comes.
    pub fn start(
        &mut self,
        number: Number,
        request: ProbeRequest,
        notify: impl Fn(ProbeEvent) + Send + 'static,
    ) -> AbortHandle {
        let limits = self.limits;
        let http = self.http();
        let turns = Arc::clone(&self.turns);
        self.probes.spawn(async move {
            // It is never closed.
            let Ok(_turn) = turns.acquire_owned().await else {
                return;
            };
            notify(ProbeEvent::Started(number));
            let unfinished = Unfinished { number, notify };
            let report = match http {
                Ok(http) => Ok(Box::new(validate(&request, &http, limits).await)),
                Err(why) => Err(why),
            };
            unfinished.end(report);
        })
    }

    /// Looks which servers of models run on this machine.
    pub fn find_local_servers(
        &mut self,
        number: Number,
        notify: impl Fn(ProbeEvent) + Send + 'static,
    ) -> AbortHandle {
        let http = self.http();
        self.probes.spawn(async move {
            let outcome = match http {
                Ok(http) => {
                    let mut answers = find_local_servers(&http);
                    while let Some((usual, answer)) = next_answer(&mut answers).await {
                        notify(ProbeEvent::Port(number, usual, answer));
                    }
                    Ok(())
                }
                Err(why) => Err(why),
            };
            notify(ProbeEvent::PortsEnded(number, outcome));
        })
    }

    /// The client. The system's certificates are read once, and not before they are needed.
    fn http(&mut self) -> Result<Http, String> {
        let limits = self.limits;
        self.http.get_or_insert_with(|| Http::new(limits)).clone()
    }
}

/// A probe that has started. It ends even where it panics, so that nothing waits for ever.
struct Unfinished<F: Fn(ProbeEvent)> {
    number: Number,
    notify: F,
}

impl<F: Fn(ProbeEvent)> Unfinished<F> {
    fn end(self, outcome: Result<Box<Report>, String>) {
        (self.notify)(ProbeEvent::Ended(self.number, outcome));
    }
}

impl<F: Fn(ProbeEvent)> Drop for Unfinished<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let why = configuration::BROKE_OFF.to_owned();
            (self.notify)(ProbeEvent::Ended(self.number, Err(why)));
        }
    }
}
