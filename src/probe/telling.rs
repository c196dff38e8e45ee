//! What is said of an answer that does not bring what was asked for.

use super::api::Place;
use super::dialect::Key;
use super::http::{Answer, MAX_BODY};
use super::meaning::Meaning;
use super::report::{Asked, Report, Stage, StageName};
use crate::settings::endpoint::host;

/// Says what answers in the place of what is stored.
pub(super) fn told_of_variant(report: &mut Report, stored: &str, found: &str) {
    if stored.trim_end_matches('/') != found.trim_end_matches('/') {
        report.better_base_url = Some(found.to_owned());
    }
}

/// Puts into a report what an answer means that is neither a list nor a reply. Where it says
/// nothing about the key, what it was asked for has failed: `stage`.
pub(super) fn tell(
    asked: &Asked,
    location: Option<&str>,
    meaning: &Meaning,
    stage: StageName,
    place: Place<'_>,
    report: &mut Report,
) {
    let there = host(place.base);
    if let Some((told, advice)) = told_of_key(meaning, place.key) {
        let reached = format!("{there} answers.");
        report.pass(StageName::Reach, reached).asked(asked);
        let stage = report.fail(StageName::Auth, told);
        stage.advise(advice).asked(asked);
        return;
    }
    if let Meaning::TooMany = meaning {
        let reached = format!("{there} answers.");
        report.pass(StageName::Reach, reached).asked(asked);
        let auth = match place.key.secret() {
            Some(_) => {
                report.pass(StageName::Auth, "The key is known; just now it is used too often.")
            }
            None => report.leave(StageName::Auth, TOO_OFTEN),
        };
        auth.asked(asked);
        leave_model_of_too_many(report).asked(asked);
        return;
    }
    let (told, advice) = told_of_answer(meaning, there, asked, location);
    report.fail(stage, told).advise(advice).asked(asked);
}

/// The same of an answer at one of several forms of the address: where the key was looked at, that
/// one is there.
pub(super) fn tell_of_place(
    answer: &Answer,
    meaning: &Meaning,
    place: Place<'_>,
    stored: &str,
    report: &mut Report,
) {
    if meaning.is_of_the_key() {
        told_of_variant(report, stored, place.base);
    }
    let to = answer.location.as_deref();
    tell(&answer.asked, to, meaning, StageName::Reach, place, report);
}

/// Puts into a report that it is another API that answers.
pub(super) fn tell_of_protocol(place: Place<'_>, asked: &Asked, report: &mut Report) {
    let (there, protocol) = (host(place.base), place.dialect.protocol());
    report
        .fail(
            StageName::Reach,
            format!(
                "{there} lists models as another API does, and takes no messages of {protocol}."
            ),
        )
        .advise("Choose the other protocol.")
        .asked(asked);
}

/// That the key is not accepted, and what to do; none where an answer does not say so.
fn told_of_key(meaning: &Meaning, key: Key<'_>) -> Option<(&'static str, &'static str)> {
    const ENTER_ONE: &str = "Choose an authentication with a key, and enter one.";
    Some(match (meaning, key) {
        (Meaning::KeyRefused, Key::None) => ("It wants a key.", ENTER_ONE),
        (Meaning::KeyRefused, Key::Api(..)) => (
            "The key is not accepted.",
            "Enter another one, and check that it is of this provider.",
        ),
        (Meaning::KeyRefused, Key::Login(_)) => {
            ("The login is not accepted.", "Log in again in Craft.")
        }
        (Meaning::Forbidden, Key::None) => ("It does not let anybody in without a key.", ENTER_ONE),
        (Meaning::Forbidden, _) => (
            "The key is not allowed to use this API.",
            "Give it the permission at the provider, or enter another one.",
        ),
        (Meaning::NoCredit, Key::None) => ("It wants to be paid.", ENTER_ONE),
        (Meaning::NoCredit, _) => (
            "The key is known, and its account has no credit left.",
            "Add credit at the provider, or enter the key of another account.",
        ),
        _ => return None,
    })
}

/// Of a login that Craft alone may renew.
pub(super) const RENEWED_BY_CRAFT: &str =
    "Its access token has ended, and Craft renews it by itself at the next chat.";

const TOO_OFTEN: &str = "Just now it is asked too often.";

/// Tells that whoever was asked too often was not asked for the model.
pub(super) fn leave_model_of_too_many(report: &mut Report) -> &mut Stage {
    report.remark = Some("but asked too often just now");
    report.leave(StageName::Model, TOO_OFTEN).advise("Try again in a minute.")
}

pub(super) fn sends_on(there: &str, to: Option<&str>) -> String {
    let to = to.unwrap_or("another address");
    format!("{there} sends on to {to}, where nothing was asked.")
}

pub(super) fn has_trouble(there: &str, status: u16) -> String {
    format!("{there} has trouble of its own (status {status}).")
}

/// What an answer says that is not about the key, and what to do.
fn told_of_answer(
    meaning: &Meaning,
    there: &str,
    asked: &Asked,
    location: Option<&str>,
) -> (String, &'static str) {
    match meaning {
        Meaning::Elsewhere => (
            sends_on(there, location),
            "If that is the right one, make it the endpoint: the key was not sent there.",
        ),
        Meaning::Trouble => {
            let status = asked.status.unwrap_or_default();
            (has_trouble(there, status), "Try again later; it says nothing about the key.")
        }
        Meaning::Blocked => (
            format!("{there} turns the question away before its API sees it."),
            "Something is between, such as a firewall or a proxy: see what it says in a browser.",
        ),
        Meaning::TooLarge => {
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
