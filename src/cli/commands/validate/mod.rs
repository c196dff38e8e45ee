//! `validate`: validates connections at their providers, and prints the stages.

mod draft;
mod json;
mod progress;
mod text;
mod working_endpoint;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use super::ask::ask;
use super::context::Context;
use super::failure::{CommandResult, Failure};
use crate::cli::args::{ValidateArguments, ValidationFlags};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{print, print_json, warn};
use crate::probe::report::{FullReport, Report, Verdict};
use crate::probe::{Timeouts, full_test};
use crate::settings::Connection;
use crate::settings::redact::redacted_text;
use crate::settings::validation::VALIDATION_TIME;
use crate::settings::validation::full_test::{FULL_TEST_TIME, MOST_TOKENS};
use crate::settings::validation::request::ProbeRequest;
use crate::store::now_ms;
pub(super) use draft::validate_draft;
use json::as_result;
use progress::{Progress, has_network, run};
use text::Printer;
pub(super) use text::painted_verdict;
pub(super) use working_endpoint::use_working_endpoint;

impl ValidationFlags {
    /// The time limit for everything about one connection.
    fn total(self) -> Duration {
        let usual = if self.full { FULL_TEST_TIME } else { VALIDATION_TIME };
        self.timeout.map_or(usual, Duration::from_secs_f64)
    }
}

/// Validates the connections with the given slugs, or all.
pub(super) fn validate(context: Context, arguments: &ValidateArguments) -> CommandResult {
    let flags = arguments.flags;
    let context = &ready_to_check(context)?;
    let settings = context.settings();
    let positions = if arguments.all {
        settings.display_order()
    } else {
        let found = arguments.slugs.iter().map(|slug| Ok(context.connection(slug)?.position));
        found.collect::<Result<Vec<_>, Failure>>()?
    };
    let connections =
        positions.iter().map(|position| Arc::clone(&settings.connections()[*position]));
    let mut requests = context.store.settled_probe_requests(connections.collect(), context.demo);
    for request in &mut requests {
        request.unencrypted = flags.allow_plain_http || agrees(context, &request.connection)?;
    }
    let slugs_of_all = positions.into_iter().map(|position| settings.id_at(position).to_string());
    ask_and_print(context, slugs_of_all.collect(), requests, flags, !arguments.all)
}

/// Requires something to validate; otherwise programs get an empty result before the refusal.
fn ready_to_check(context: Context) -> Result<Context, Failure> {
    if context.json && (context.store.unreadable().is_some() || context.store.is_missing()) {
        print_json(Output::Validation, &as_result(&[]))?;
    }
    context.ready_to_check()
}

/// Validates, and prints the results: exit code 0 when all are valid.
fn ask_and_print(
    context: &Context,
    slugs: Vec<String>,
    mut requests: Vec<ProbeRequest>,
    flags: ValidationFlags,
    with_all_stages: bool,
) -> CommandResult {
    if flags.full {
        if !agrees_to_cost(context, requests.iter().map(|request| &*request.connection))? {
            return Ok(ExitCode::FAILURE);
        }
        for request in &mut requests {
            request.full_test = Some(flags.total());
        }
    }
    let progress = |(slug, request): (String, &ProbeRequest)| Progress {
        is_stored: context.settings().find(&slug).is_some(),
        ..Progress::new(slug, &request.connection)
    };
    let mut all: Vec<Progress> = slugs.into_iter().zip(&requests).map(progress).collect();
    if flags.through_craft {
        for (one, answer) in all.iter_mut().zip(context.ask_craft(&requests)?) {
            one.craft = Some(answer);
        }
    }
    let mut printer = Printer::new(with_all_stages);
    let print_one = |one: &Progress| if context.json { Ok(()) } else { printer.print(one) };
    let signal = run(&mut all, requests, Timeouts::within(flags.total()), print_one)?;
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
        print_json(Output::Validation, &as_result(&all))?;
    }
    if !has_network && context.json {
        warn(messages::NO_NETWORK);
    }
    if all.is_empty() {
        warn(messages::NOTHING_TO_VALIDATE);
    } else if all.len() > 1 && !context.json {
        print(&messages::verdicts(valid, failed, count(Verdict::Unproven)))?;
    }
    let fails_in_craft = all.iter().any(Progress::fails_in_craft);
    // When nothing was validated, nothing is known to be valid.
    let fails_in_part = all.iter().filter_map(Progress::report).any(fails_in_part);
    let is_valid = valid == all.len() && !all.is_empty() && !fails_in_craft && !fails_in_part;
    Ok(if is_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Validates one connection without printing or asking the person anything: returns its verdict and
/// its message. Does not send a key over plain http.
pub(super) fn validate_one(
    context: &Context,
    connection: &Arc<Connection>,
) -> Result<(Verdict, String), Failure> {
    let request = context.store.settled_probe_request(Arc::clone(connection), context.demo);
    let one = report_of(request)?;
    Ok((one.verdict(), one.summary()))
}

/// The result of validating one connection.
fn report_of(request: ProbeRequest) -> Result<Progress, Failure> {
    let slug = request.connection.slug().to_owned();
    let mut all = [Progress::new(slug, &request.connection)];
    let signal = run(&mut all, vec![request], Timeouts::default(), |_| Ok(()))?;
    let [one] = all;
    match signal {
        Some(signal) => Err(Failure::Signalled(signal)),
        None => Ok(one),
    }
}

/// Whether a part of a full test failed.
fn fails_in_part(report: &Report) -> bool {
    report.full.as_ref().is_some_and(FullReport::fails)
}

/// Whether a message may be sent to each connection that accepts one, at a small cost.
fn agrees_to_cost<'a>(
    context: &Context,
    connections: impl Iterator<Item = &'a Connection>,
) -> Result<bool, Failure> {
    let costly: Vec<_> = connections.filter(|it| it.is_testable_in_full()).collect();
    let question = match &costly[..] {
        [] => return Ok(true),
        [one] => full_test::question_for_one(&redacted_text(&one.display_name())),
        several => full_test::question_for_several(several.len()),
    };
    // A dry run writes nothing, but would still send messages.
    if context.yes {
        return Ok(true);
    }
    let answer = ask(&question, &full_test::cost(MOST_TOKENS))?;
    answer.ok_or_else(|| Failure::Refused(format!("{question} {}", messages::ADD_YES)))
}

/// Whether a secret may go over plain http: asks if it would and a person is there.
pub(super) fn agrees(context: &Context, connection: &Connection) -> Result<bool, Failure> {
    let Some(host) = context.settings().unencrypted_host(connection, now_ms()) else {
        return Ok(false);
    };
    let name = redacted_text(&connection.display_name());
    Ok(ask(&messages::ask_to_send_unencrypted(&name, host), &[])?.unwrap_or(false))
}
