//! Probes many connections, a few at once, in a separate thread so that the screen does not wait.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{AbortHandle, JoinSet};

use super::local_servers::{PortAnswer, find_local_servers, next_answer};
use super::messages::configuration;
use super::report::Report;
use super::{Http, Timeouts, validate};
use crate::settings::connection::local_server::LocalServerKind;
use crate::settings::validation::request::ProbeRequest;
use crate::system::task_thread::TaskThread;

/// How many probes run at once.
pub const AT_ONCE: usize = 20;

/// The number of a probe, which its events carry.
pub type ProbeNumber = u64;

#[derive(Debug)]
pub enum ProbeEvent {
    /// It has started; earlier probes may have made it wait.
    Started(ProbeNumber),
    /// It has finished, with its report; or it could not start, and why, in a sentence.
    Ended(ProbeNumber, Result<Box<Report>, String>),
    /// What answers at a server's usual port.
    Port(ProbeNumber, LocalServerKind, PortAnswer),
    /// All ports are probed; or none could be, and why, in a sentence.
    PortsEnded(ProbeNumber, Result<(), String>),
}

/// A task for the thread.
pub enum ProbeTask {
    /// Start a probe as soon as fewer than [`AT_ONCE`] run.
    Start(ProbeNumber, Box<ProbeRequest>),
    /// Find the model servers on this machine.
    FindLocalServers(ProbeNumber),
    /// Cancel it. Only events that were already sent can still arrive.
    Cancel(ProbeNumber),
}

/// The thread that probes. Ending it ends every probe.
pub struct Prober(TaskThread<ProbeTask>);

type Notify = Arc<dyn Fn(ProbeEvent) + Send + Sync>;

impl Prober {
    /// Starts the thread, which calls `notify`.
    pub fn start(timeouts: Timeouts, notify: impl Fn(ProbeEvent) + Send + Sync + 'static) -> Self {
        Self::start_queue(ProbeQueue::new(timeouts), notify)
    }

    /// Starts the thread with a test's client.
    #[cfg(feature = "fault-injection")]
    pub fn start_with(
        http: Http,
        timeouts: Timeouts,
        notify: impl Fn(ProbeEvent) + Send + Sync + 'static,
    ) -> Self {
        Self::start_queue(ProbeQueue { http: Some(Ok(http)), ..ProbeQueue::new(timeouts) }, notify)
    }

    fn start_queue(queue: ProbeQueue, notify: impl Fn(ProbeEvent) + Send + Sync + 'static) -> Self {
        let notify: Notify = Arc::new(notify);
        let refused = Arc::clone(&notify);
        Self(TaskThread::start(
            async move |tasks| serve(tasks, queue, notify).await,
            move |task| refusal(&task).into_iter().for_each(|event| refused(event)),
        ))
    }

    /// Ends the thread with every probe, and leaves none of their child processes behind.
    pub fn end(self) {
        self.0.end();
    }

    /// Sends the thread a task.
    pub fn send(&self, task: ProbeTask) {
        self.0.send(task);
    }
}

/// The sentence for a system without resources for a probe.
const UNABLE: &str = configuration::NO_THREAD;

/// The final event of a task that cannot run.
fn refusal(task: &ProbeTask) -> Option<ProbeEvent> {
    match task {
        ProbeTask::Start(number, _) => Some(ProbeEvent::Ended(*number, Err(UNABLE.to_owned()))),
        ProbeTask::FindLocalServers(number) => {
            Some(ProbeEvent::PortsEnded(*number, Err(UNABLE.to_owned())))
        }
        ProbeTask::Cancel(_) => None,
    }
}

async fn serve(mut tasks: UnboundedReceiver<ProbeTask>, mut queue: ProbeQueue, notify: Notify) {
    let mut running: HashMap<ProbeNumber, AbortHandle> = HashMap::new();
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

/// Runs probes, [`AT_ONCE`] of them at once. Needs a Tokio runtime; dropping the queue cancels the
/// running ones.
pub struct ProbeQueue {
    timeouts: Timeouts,
    http: Option<Result<Http, String>>,
    slots: Arc<Semaphore>,
    probes: JoinSet<()>,
}

impl ProbeQueue {
    pub fn new(timeouts: Timeouts) -> Self {
        Self {
            timeouts,
            http: None,
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            probes: JoinSet::new(),
        }
    }

    /// Starts a probe as soon as fewer than [`AT_ONCE`] run.
    pub fn start(
        &mut self,
        number: ProbeNumber,
        request: ProbeRequest,
        notify: impl Fn(ProbeEvent) + Send + 'static,
    ) -> AbortHandle {
        let timeouts = self.timeouts;
        let http = self.http();
        let slots = Arc::clone(&self.slots);
        self.probes.spawn(async move {
            // The semaphore is never closed.
            let Ok(_slot) = slots.acquire_owned().await else {
                return;
            };
            notify(ProbeEvent::Started(number));
            let unfinished = Unfinished { number, notify };
            let report = match http {
                Ok(http) => Ok(Box::new(validate(&request, &http, timeouts).await)),
                Err(why) => Err(why),
            };
            unfinished.end(report);
        })
    }

    /// Finds the model servers on this machine.
    pub fn find_local_servers(
        &mut self,
        number: ProbeNumber,
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

    /// The client. It reads the system's certificates once, when they are first needed.
    fn http(&mut self) -> Result<Http, String> {
        let timeouts = self.timeouts;
        self.http.get_or_insert_with(|| Http::new(timeouts)).clone()
    }
}

/// A started probe. It sends its final event even if it panics, so nothing waits forever.
struct Unfinished<F: Fn(ProbeEvent)> {
    number: ProbeNumber,
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
