//! Running the probes: progress, and outcomes.

use std::io;
use std::sync::Arc;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::cli::messages::progress;
use crate::cli::progress::ProgressLine;
use crate::craft_link::Tested;
use crate::probe::Timeouts;
use crate::probe::is_without_network;
use crate::probe::report::{Report, Verdict};
use crate::probe::worker::{ProbeEvent, ProbeQueue};
use crate::settings::Connection;
use crate::settings::validation::request::ProbeRequest;
use crate::system::signals::{self, Signal, StopRequest};

/// What came of a probe, or why it was not made.
type ProbeOutcome = Result<Box<Report>, String>;

/// One connection, and the outcome of its probe.
#[derive(Clone)]
pub(super) struct Progress {
    pub slug: String,
    pub connection: Arc<Connection>,
    pub outcome: Option<ProbeOutcome>,
    /// The running Craft's answer, if it was asked.
    pub craft: Option<Result<Tested, String>>,
    /// Whether the connection is stored, so that a command can change it.
    pub is_stored: bool,
}

impl Progress {
    pub(super) fn new(slug: String, connection: &Arc<Connection>) -> Self {
        Self {
            slug,
            connection: Arc::clone(connection),
            outcome: None,
            craft: None,
            is_stored: true,
        }
    }

    pub(super) fn report(&self) -> Option<&Report> {
        self.outcome.as_ref()?.as_deref().ok()
    }

    pub(super) fn report_mut(&mut self) -> Option<&mut Report> {
        self.outcome.as_mut()?.as_deref_mut().ok()
    }

    /// Its outcome, in a sentence.
    pub(super) fn summary(&self) -> String {
        match &self.outcome {
            Some(Ok(report)) => report.summary(),
            Some(Err(why)) => why.clone(),
            None => String::new(),
        }
    }

    pub(super) fn fails_in_craft(&self) -> bool {
        matches!(&self.craft, Some(Ok(Tested { failed: Some(_), .. })))
    }

    pub(super) fn verdict(&self) -> Verdict {
        match &self.outcome {
            Some(Ok(report)) => report.verdict(),
            _ => Verdict::Failed,
        }
    }
}

/// Runs the probes, and prints each outcome once all before it are printed: in the order of the
/// list, so that two runs can be compared. A line on a terminal shows the progress. A signal ends
/// it and is returned.
pub(super) fn run(
    all: &mut [Progress],
    requests: Vec<ProbeRequest>,
    timeouts: Timeouts,
    mut print_one: impl FnMut(&Progress) -> io::Result<()>,
) -> io::Result<Option<Signal>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let mut signals = signals::subscribe();
        let (_queue, mut answers) = start_all(requests, timeouts);
        let mut progress = ProgressLine::new();
        let mut printed = 0;
        while printed < all.len() {
            if all.len() > 1 {
                progress.show(&how_far(all));
            }
            let event = tokio::select! {
                event = answers.recv() => event,
                Some(delivery) = signals.recv() => match delivery.accept() {
                    StopRequest::Stop => {
                        signals::stop();
                        continue;
                    }
                    StopRequest::CaughtUp => continue,
                    StopRequest::End(signal) => {
                        progress.clear();
                        // Print finished outcomes even if earlier ones are unfinished.
                        all[printed..].iter().filter(|one| one.outcome.is_some()).try_for_each(&mut print_one)?;
                        return Ok(Some(signal));
                    }
                },
            };
            let ended = event.and_then(|(number, outcome)| {
                Some((all.get_mut(usize::try_from(number).ok()?)?, outcome))
            });
            if let Some((one, mut outcome)) = ended {
                // Of hundreds of connections, each may list thousands of models.
                if let Ok(report) = &mut outcome {
                    report.forget_models();
                }
                one.outcome = Some(outcome);
            }
            while let Some(next) = all.get(printed).filter(|next| next.outcome.is_some()) {
                progress.clear();
                print_one(next)?;
                printed += 1;
            }
        }
        Ok(None)
    });
    // Unfinished requests end here, and so does a program started for one.
    runtime.shutdown_background();
    outcome
}

/// Starts all probes. Each answer has the number of its request; dropping the queue cancels what is
/// left.
fn start_all(
    requests: Vec<ProbeRequest>,
    timeouts: Timeouts,
) -> (ProbeQueue, UnboundedReceiver<(u64, ProbeOutcome)>) {
    let (answer, answers) = unbounded_channel();
    let mut queue = ProbeQueue::new(timeouts);
    for (number, request) in (0..).zip(requests) {
        let answer = answer.clone();
        queue.start(number, request, move |event| {
            if let ProbeEvent::Ended(number, outcome) = event {
                // Sending fails only when everything was canceled.
                let _ = answer.send((number, outcome));
            }
        });
    }
    (queue, answers)
}

/// How many of all have finished, and how many of these have failed.
fn how_far(all: &[Progress]) -> String {
    let ended = || all.iter().filter(|one| one.outcome.is_some());
    let failed = ended().filter(|one| one.verdict() == Verdict::Failed).count();
    progress(ended().count(), all.len(), failed)
}

/// Whether any host name could be resolved, or too few were tried to conclude that none can.
pub(super) fn has_network(all: &[Progress]) -> bool {
    let reports = || all.iter().filter_map(Progress::report);
    reports().any(Report::has_resolved_a_name)
        || !is_without_network(reports().filter_map(Report::unresolved_host))
}
