//! Reporting a response that is not the one asked for.

use super::classify::Classification;
use super::key::Key;
use super::place::Place;
use crate::net::{Exchange, HttpResponse, MAX_BODY};
use crate::probe::messages::{TOO_OFTEN, leave_model_of_too_many, sends_on, server_trouble};
use crate::probe::report::{Report, StageName};
use crate::settings::connection::endpoint::host;

/// Notes the endpoint that answers where the stored one does not.
pub(super) fn report_working_variant(report: &mut Report, stored: &str, found: &str) {
    if stored.trim_end_matches('/') != found.trim_end_matches('/') {
        report.better_base_url = Some(found.to_owned());
    }
}

/// Reports a response that is neither a list nor a reply. Where it is not about the key, the stage
/// that it was asked for has failed.
pub(super) fn report_to(
    exchange: &Exchange,
    location: Option<&str>,
    classify: &Classification,
    stage: StageName,
    place: Place<'_>,
    report: &mut Report,
) {
    let there = host(place.base);
    if let Some((sentence, advice)) = describe_key(classify, place.key) {
        let reached = format!("{there} answers.");
        report.pass(StageName::Reach, reached).exchange(exchange);
        let stage = report.fail(StageName::Auth, sentence);
        stage.advise(advice).exchange(exchange);
        return;
    }
    if let Classification::TooMany = classify {
        let reached = format!("{there} answers.");
        report.pass(StageName::Reach, reached).exchange(exchange);
        let auth = match place.key.secret() {
            Some(_) => {
                report.pass(StageName::Auth, "The key is known; just now it is used too often.")
            }
            None => report.leave(StageName::Auth, TOO_OFTEN),
        };
        auth.exchange(exchange);
        leave_model_of_too_many(report).exchange(exchange);
        return;
    }
    let (sentence, advice) = describe_answer(classify, there, exchange, location);
    report.fail(stage, sentence).advise(advice).exchange(exchange);
}

/// The same of a response from one of several forms of the address: where it is about the key, that
/// form works.
pub(super) fn report_place(
    response: &HttpResponse,
    classify: &Classification,
    place: Place<'_>,
    stored: &str,
    report: &mut Report,
) {
    if classify.is_of_the_key() {
        report_working_variant(report, stored, place.base);
    }
    let to = response.location.as_deref();
    report_to(&response.exchange, to, classify, StageName::Reach, place, report);
}

/// Reports that another API answers.
pub(super) fn report_other_protocol(place: Place<'_>, exchange: &Exchange, report: &mut Report) {
    let (there, protocol) = (host(place.base), place.dialect.protocol());
    report
        .fail(
            StageName::Reach,
            format!(
                "{there} lists models as another API does, and takes no messages of {protocol}."
            ),
        )
        .advise("Choose the other protocol.")
        .exchange(exchange);
}

/// Why the key is not accepted, and what to do; none where the response is not about the key.
fn describe_key(classify: &Classification, key: &Key) -> Option<(&'static str, &'static str)> {
    const ENTER_ONE: &str = "Choose an authentication with a key, and enter one.";
    Some(match (classify, key) {
        (Classification::KeyRefused, Key::None) => ("It wants a key.", ENTER_ONE),
        (Classification::KeyRefused, Key::Api(..)) => (
            "The key is not accepted.",
            "Enter another one, and check that it is of this provider.",
        ),
        (Classification::KeyRefused, Key::Login(_)) => {
            ("The login is not accepted.", "Log in again in Craft.")
        }
        (Classification::Forbidden, Key::None) => {
            ("It does not let anybody in without a key.", ENTER_ONE)
        }
        (Classification::Forbidden, _) => (
            "The key is not allowed to use this API.",
            "Give it the permission at the provider, or enter another one.",
        ),
        (Classification::NoCredit, Key::None) => ("It wants to be paid.", ENTER_ONE),
        (Classification::NoCredit, _) => (
            "The key is known, and its account has no credit left.",
            "Add credit at the provider, or enter the key of another account.",
        ),
        _ => return None,
    })
}

/// A response that is not about the key, and what to do.
fn describe_answer(
    classify: &Classification,
    there: &str,
    exchange: &Exchange,
    location: Option<&str>,
) -> (String, &'static str) {
    match classify {
        Classification::Elsewhere => (
            sends_on(there, location),
            "If that is the right one, make it the endpoint: the key was not sent there.",
        ),
        Classification::Trouble => {
            let status = exchange.status.unwrap_or_default();
            (server_trouble(there, status), "Try again later; it says nothing about the key.")
        }
        Classification::Blocked => (
            format!("{there} turns the question away before its API sees it."),
            "Something is between, such as a firewall or a proxy: see what it says in a browser.",
        ),
        Classification::TooLarge => {
            let most = MAX_BODY >> 20;
            (
                format!(
                    "The answer of {there} is larger than {most} MiB, as no list of models is."
                ),
                "Check the endpoint's path.",
            )
        }
        _ => (
            format!("{there} does not take the question."),
            "Check the endpoint's path, and that the protocol is what it speaks.",
        ),
    }
}
