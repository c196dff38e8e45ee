//! `validate`: asks the providers whether connections work, and prints the stages.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::sync::mpsc::unbounded_channel;

use super::ask::ask;
use super::context::{Context, unix_time};
use super::failure::Failure;
use crate::cli::messages::{self, progress};
use crate::cli::output::{hanging, plain, print, print_json, warn};
use crate::cli::progress::ProgressLine;
use crate::craft_link::Tested;
use crate::probe::Limits;
use crate::probe::is_without_network;
use crate::probe::report::{Balance, Exchange, Outcome, Reason, Report, Stage, Verdict};
use crate::probe::worker::{ProbeEvent, ProbeQueue};
use crate::settings::Connection;
use crate::settings::redact::redacted_text;
use crate::settings::validation::request::ProbeRequest;
use crate::system::signals::{self, Request, Signal};

/// One connection, and the outcome of its probe.
#[derive(Clone)]
struct Progress {
    slug: String,
    connection: Arc<Connection>,
    outcome: Option<Result<Box<Report>, String>>,
    /// What the running Craft says, where it was to be asked.
    craft: Option<Result<Tested, String>>,
}

/// How it is asked.
#[derive(Clone, Copy)]
pub(super) struct Flags {
    pub timeout: f64,
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
    let total = Duration::from_secs_f64(flags.timeout);
    let limits = Limits { total, connect: Limits::default().connect.min(total) };
    let connections = places.iter().map(|place| Arc::clone(&settings.connections()[*place]));
    let mut requests = context.store.settled_probe_requests(connections.collect(), context.demo);
    let mut all = Vec::new();
    for (request, place) in requests.iter_mut().zip(places) {
        let connection = &settings.connections()[place];
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
    let is_valid = valid == all.len() && !all.is_empty() && !fails_in_craft;
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

/// The outcome of all of them, for programs: whether all are valid, which is null of none.
fn as_result(all: &[Progress]) -> Value {
    let are_valid = all.iter().all(|one| one.verdict() == Verdict::Valid);
    let valid = (!all.is_empty()).then_some(are_valid);
    let connections: Value = all.iter().map(as_json).collect();
    json!({"valid": valid, "at": unix_time(), "connections": connections})
}

/// The sentence that stands once in the place of advice on every host.
const NO_NETWORK: &str = "No network: no host name could be resolved from here.";

/// Whether some name could be resolved, or too little was asked to know that none can.
fn has_network(all: &[Progress]) -> bool {
    let reports = || all.iter().filter_map(Progress::report);
    reports().any(Report::has_resolved_a_name)
        || !is_without_network(reports().filter_map(Report::unresolved_host))
}

/// Prints the outcomes in order. The advice on hosts that can't be resolved waits until
/// it is known whether any can.
struct Printer {
    with_all_stages: bool,
    held: Vec<Progress>,
    has_resolved: bool,
}

impl Printer {
    const fn new(with_all_stages: bool) -> Self {
        Self { with_all_stages, held: Vec::new(), has_resolved: false }
    }

    fn print(&mut self, asking: &Progress) -> io::Result<()> {
        self.has_resolved |= asking.report().is_some_and(Report::has_resolved_a_name);
        let is_unresolved = asking.report().is_some_and(|r| r.unresolved_host().is_some());
        self.held.push(asking.clone());
        if self.has_resolved || self.held.len() == 1 && !is_unresolved {
            self.flush()?;
        }
        Ok(())
    }

    /// Prints what still waits, without advice on hosts where there is no network.
    fn finish(&mut self, has_network: bool) -> io::Result<()> {
        if has_network || self.held.is_empty() {
            return self.flush();
        }
        self.held.iter_mut().filter_map(Progress::report_mut).for_each(Report::withdraw_advice);
        self.flush()?;
        print(&format!("{NO_NETWORK}\n"))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.held.drain(..).try_for_each(|asking| print(&as_text(&asking, self.with_all_stages)))
    }
}

impl Progress {
    fn report(&self) -> Option<&Report> {
        self.outcome.as_ref()?.as_deref().ok()
    }

    fn report_mut(&mut self) -> Option<&mut Report> {
        self.outcome.as_mut()?.as_deref_mut().ok()
    }

    fn fails_in_craft(&self) -> bool {
        matches!(&self.craft, Some(Ok(Tested { failed: Some(_), .. })))
    }

    fn verdict(&self) -> Verdict {
        match &self.outcome {
            Some(Ok(report)) => report.verdict(),
            _ => Verdict::Failed,
        }
    }
}

/// Whether a secret may go over plain http: asked where it would, and where there is a person to
/// ask.
pub(super) fn agrees(context: &Context, connection: &Connection) -> Result<bool, Failure> {
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

/// How many have ended of how many, and how many of these have failed.
fn how_far(all: &[Progress]) -> String {
    let ended = || all.iter().filter(|one| one.outcome.is_some());
    let failed = ended().filter(|one| one.verdict() == Verdict::Failed).count();
    progress(ended().count(), all.len(), failed)
}

/// The outcome of one, with its stages where it is not valid, or where all are wanted.
fn as_text(asking: &Progress, with_all_stages: bool) -> String {
    let name = plain(&redacted_text(&asking.connection.display_name()));
    let slug = plain(&asking.slug);
    let verdict = asking.verdict();
    let head = |sentence: &str| {
        let text = format!("{slug} · {name}: {sentence}");
        hanging(&format!("{:<8}  ", verdict.key()), &text)
    };
    let craft = asking.craft.as_ref().map(craft_as_text).unwrap_or_default();
    let report = match &asking.outcome {
        Some(Ok(report)) => report,
        Some(Err(why)) => return head(why) + &craft,
        None => return head("not asked") + &craft,
    };
    let mut text = head(&report.summary()) + &craft;
    if verdict == Verdict::Valid && report.remark().is_none() && !with_all_stages {
        return text;
    }
    for (stage, exchange) in report.stages_with_exchanges() {
        text += &stage_as_text(stage, exchange);
    }
    for note in &report.notes {
        text += &hanging("  ", note);
    }
    if let Some(better) = &report.better_base_url {
        let shown = redacted_text(better);
        // What was removed from it would be lost by storing it so.
        let how = if shown == *better { " To store it:" } else { "" };
        text += &hanging("  ", &format!("Only {shown} answers.{how}"));
        if shown == *better {
            // Not broken: it is to be copied.
            text += "    llm-connections set ";
            text += &plain(&format!("{slug} baseUrl={better}"));
            text += "\n";
        }
    }
    text
}

/// Craft's own answer, as a stage.
fn craft_as_text(answer: &Result<Tested, String>) -> String {
    let mark = match answer {
        Ok(Tested { failed: None, .. }) => "ok",
        Ok(_) => "no",
        Err(_) => "-",
    };
    let sentence = messages::opinion_of_craft(answer);
    hanging(&format!("  {mark:<3} {:<13}  ", "Craft"), &sentence)
}

fn craft_as_json(answer: &Result<Tested, String>) -> Value {
    let verdict = match answer {
        Ok(Tested { failed: None, .. }) => Some(Verdict::Valid.key()),
        Ok(_) => Some(Verdict::Failed.key()),
        Err(_) => None,
    };
    let tested = answer.as_ref().ok();
    json!({
        "verdict": verdict,
        "sentence": messages::opinion_of_craft(answer),
        "version": tested.and_then(|tested| tested.version.as_deref()),
        "milliseconds": tested.map_or(0, |tested| milliseconds(tested.took)),
    })
}

fn stage_as_text(stage: &Stage, exchange: Option<&Exchange>) -> String {
    let mark = match stage.outcome {
        Outcome::Passed => "ok",
        Outcome::Failed => "no",
        Outcome::NotProbed => "-",
    };
    let label = format!("  {mark:<3} {:<13}  ", stage.name.label());
    let beneath = " ".repeat(label.len());
    let mut text = hanging(&label, &stage.sentence);
    if let Some(exchange) = exchange {
        text += &hanging(&beneath, &exchange.in_short());
        if let Some(words) = &exchange.words {
            text += &hanging(&beneath, &format!("“{words}”"));
        }
    }
    if let Some(advice) = &stage.advice {
        text += &hanging(&format!("{beneath}→ "), advice);
    }
    text
}

fn as_json(asking: &Progress) -> Value {
    let (slug, name) = (&asking.slug, redacted_text(&asking.connection.display_name()));
    let craft = asking.craft.as_ref().map(craft_as_json);
    match &asking.outcome {
        Some(Ok(report)) => {
            let stages: Value = report.stages().iter().map(stage_as_json).collect();
            json!({
                "slug": slug,
                "name": name,
                "verdict": report.verdict().key(),
                "reason": report.reason().map(Reason::key),
                "sentence": report.sentence(),
                "milliseconds": milliseconds(report.took),
                "models": report.model_count(),
                "spentToken": report.spent_a_token,
                "balance": report.balance.as_ref().map(balance_as_json),
                "betterBaseUrl": report.better_base_url.as_deref().map(redacted_text),
                "notes": report.notes,
                "stages": stages,
                "craft": craft,
            })
        }
        other => {
            let why = match other {
                Some(Err(why)) => why,
                _ => "not asked",
            };
            json!({
                "slug": slug,
                "name": name,
                "verdict": Verdict::Failed.key(),
                "reason": null,
                "sentence": why,
                "milliseconds": 0,
                "models": null,
                "spentToken": false,
                "balance": null,
                "betterBaseUrl": null,
                "notes": [],
                "stages": [],
                "craft": craft,
            })
        }
    }
}

fn stage_as_json(stage: &Stage) -> Value {
    let exchange = |exchange: &Exchange| {
        json!({
            "what": exchange.what,
            "status": exchange.status,
            "words": exchange.words,
            "milliseconds": milliseconds(exchange.took),
            "proxy": exchange.way.as_ref().and_then(|way| way.proxy.as_ref()).map(|proxy| {
                json!({"url": proxy.url, "source": proxy.source.to_string()})
            }),
            "roots": exchange.way.as_ref().and_then(|way| way.roots.as_ref()).map(ToString::to_string),
        })
    };
    json!({
        "stage": stage.name.key(),
        "outcome": stage.outcome.key(),
        "reason": stage.reason.map(Reason::key),
        "sentence": stage.sentence,
        "advice": stage.advice,
        "asked": stage.exchange.as_ref().map(exchange),
    })
}

fn balance_as_json(balance: &Balance) -> Value {
    json!({"left": balance.amount(), "currency": balance.currency()})
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
