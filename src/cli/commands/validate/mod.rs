//! `validate`: asks the providers whether connections work, and prints the stages.

mod json;
mod printer;
mod progress;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::mpsc::unbounded_channel;

use super::ask::ask;
use super::context::{Context, unix_time};
use super::failure::Failure;
use crate::cli::messages;
use crate::cli::output::{print, print_json, warn};
use crate::cli::progress::ProgressLine;
use crate::probe::report::{FullReport, Report, Verdict};
use crate::probe::worker::{ProbeEvent, ProbeQueue};
use crate::probe::{Limits, full_test};
use crate::settings::Connection;
use crate::settings::redact::redacted_text;
use crate::settings::validation::full_test::{FULL_TEST_TIME, MOST_TOKENS};
use crate::settings::validation::request::ProbeRequest;
use crate::system::signals::{self, Request, Signal};
use json::as_result;
use printer::{NO_NETWORK, Printer};
use progress::{Progress, has_network, how_far};

/// How it is asked.
#[derive(Clone, Copy)]
pub(super) struct Flags {
    pub timeout: Option<f64>,
    pub full: bool,
    pub through_craft: bool,
    pub allow_plain_http: bool,
}

/// Asks about the connections of these slugs, or about all.
pub(super) fn validate(
    context: Context,
    slugs: Option<&[String]>,
    flags: Flags,
) -> Result<ExitCode, Failure> {
    if context.json && (context.store.unreadable().is_some() || context.store.is_missing()) {
        print_json(&as_result(&[]))?;
    }
    let context = &context.ready_to_judge()?;
    let settings = context.settings();
    let places = match slugs {
        None => settings.display_order(),
        Some(slugs) => {
            let found = slugs.iter().map(|slug| Ok(context.connection(slug)?.place));
            found.collect::<Result<Vec<_>, Failure>>()?
        }
    };
    let usual = if flags.full { FULL_TEST_TIME } else { Limits::default().total };
    let total = flags.timeout.map_or(usual, Duration::from_secs_f64);
    let limits = Limits { total, connect: Limits::default().connect.min(total) };
    let connections = places.iter().map(|place| Arc::clone(&settings.connections()[*place]));
    let connections: Vec<Arc<Connection>> = connections.collect();
    if flags.full && !agrees_to_cost(context, &connections)? {
        return Ok(ExitCode::FAILURE);
    }
    let mut requests = context.store.settled_probe_requests(connections, context.demo);
    let mut all = Vec::new();
    for (request, place) in requests.iter_mut().zip(places) {
        let connection = &settings.connections()[place];
        request.full_test = flags.full.then_some(total);
        request.in_the_clear = flags.allow_plain_http || agrees(context, connection)?;
        all.push(Progress {
            slug: settings.id_at(place).to_string(),
            connection: Arc::clone(connection),
            outcome: None,
            craft: None,
        });
    }
    if flags.through_craft {
        for (one, answer) in all.iter_mut().zip(context.ask_craft(&requests)?) {
            one.craft = Some(answer);
        }
    }
    let mut printer = Printer::new(slugs.is_some());
    let print_one = |asking: &Progress| if context.json { Ok(()) } else { printer.print(asking) };
    let signal = run(&mut all, requests, limits, print_one)?;
    let has_network = has_network(&all);
    printer.finish(has_network)?;
    if let Some(signal) = signal {
        return Err(Failure::Signalled(signal));
    }
    if !has_network {
        all.iter_mut().filter_map(Progress::report_mut).for_each(Report::withdraw_advice);
    }
    let count = |verdict: Verdict| all.iter().filter(|one| one.verdict() == verdict).count();
    let (valid, failed) = (count(Verdict::Valid), count(Verdict::Failed));
    if context.json {
        print_json(&as_result(&all))?;
    }
    if !has_network && context.json {
        warn(NO_NETWORK);
    }
    if all.is_empty() {
        warn("There are no connections to validate.");
    } else if all.len() > 1 && !context.json {
        let unproven = count(Verdict::Unproven);
        print(&format!("{valid} valid, {failed} failed, {unproven} unproven\n"))?;
    }
    let fails_in_craft = all.iter().any(Progress::fails_in_craft);
    // Where nothing was validated, nothing is known to be valid.
    let fails_in_part = all.iter().filter_map(Progress::report).any(fails_in_part);
    let is_valid = valid == all.len() && !all.is_empty() && !fails_in_craft && !fails_in_part;
    Ok(if is_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Asks about one connection, and neither prints nor asks the person anything: its verdict and its
/// sentence. A key that would go over plain http is not sent.
pub(super) fn validate_one(
    context: &Context,
    connection: &Arc<Connection>,
) -> Result<(Verdict, String), Failure> {
    let connections = vec![Arc::clone(connection)];
    let requests = context.store.settled_probe_requests(connections, context.demo);
    let slug = connection.slug().to_owned();
    let mut all =
        [Progress { slug, connection: Arc::clone(connection), outcome: None, craft: None }];
    let signal = run(&mut all, requests, Limits::default(), |_| Ok(()))?;
    if let Some(signal) = signal {
        return Err(Failure::Signalled(signal));
    }
    let sentence = match &all[0].outcome {
        Some(Ok(report)) => report.summary(),
        Some(Err(why)) => why.clone(),
        None => String::new(),
    };
    Ok((all[0].verdict(), sentence))
}

/// Whether a part of a full test failed.
fn fails_in_part(report: &Report) -> bool {
    report.full.as_ref().is_some_and(FullReport::fails)
}

/// Whether a message may be sent to each connection that takes one, which costs a little.
fn agrees_to_cost(context: &Context, connections: &[Arc<Connection>]) -> Result<bool, Failure> {
    let costly = connections.iter().filter(|connection| connection.is_testable_in_full());
    let costly: Vec<&Arc<Connection>> = costly.collect();
    let question = match &costly[..] {
        [] => return Ok(true),
        [one] => full_test::question_for_one(&redacted_text(&one.display_name())),
        several => full_test::question_for_several(several.len()),
    };
    // A dry run writes nothing, and would send all the same.
    if context.yes {
        return Ok(true);
    }
    let answer = ask(&question, &full_test::cost(MOST_TOKENS))?;
    answer.ok_or_else(|| Failure::Refused(format!("{question} {}", messages::ADD_YES)))
}

/// Whether a secret may go over plain http: asked where it would, and where there is a person to
/// ask.
fn agrees(context: &Context, connection: &Connection) -> Result<bool, Failure> {
    let Some(host) = context.settings().host_in_the_clear(connection, unix_time()) else {
        return Ok(false);
    };
    let name = redacted_text(&connection.display_name());
    let question =
        format!("Send the key of “{name}” to {host} over plain http, for all on the way to read?");
    Ok(ask(&question, &[])?.unwrap_or(false))
}

/// Probes, and prints each outcome as soon as all before it are printed: in the order of the list,
/// so that two runs can be compared. A line on a terminal shows what goes on meanwhile. A signal ends it, which
/// is the answer then.
fn run(
    all: &mut [Progress],
    requests: Vec<ProbeRequest>,
    limits: Limits,
    mut print_one: impl FnMut(&Progress) -> io::Result<()>,
) -> io::Result<Option<Signal>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let mut signals = signals::subscribe();
        let (answer, mut answers) = unbounded_channel();
        let mut queue = ProbeQueue::new(limits);
        for (number, request) in (0..).zip(requests) {
            let answer = answer.clone();
            queue.start(number, request, move |event| {
                if let ProbeEvent::Ended(number, outcome) = event {
                    // Nobody listens only when it was given up.
                    let _ = answer.send((number, outcome));
                }
            });
        }
        let mut progress = ProgressLine::new();
        let mut printed = 0;
        while printed < all.len() {
            if all.len() > 1 {
                progress.show(&how_far(all));
            }
            let event = tokio::select! {
                event = answers.recv() => event,
                Some(delivery) = signals.recv() => match delivery.accept() {
                    Request::Stop => {
                        signals::stop();
                        continue;
                    }
                    Request::CaughtUp => continue,
                    Request::End(signal) => {
                        progress.clear();
                        // What has ended is printed, though others before have not.
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
    // What is still being asked ends here, a program that was started for it too.
    runtime.shutdown_background();
    outcome
}
