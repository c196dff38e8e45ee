//! What is said of an answer that does not bring what was asked for.

use super::api::Place;
use super::dialect::Key;
use super::http::MAX_BODY;
use super::meaning::Meaning;
use super::report::{Asked, Report, StageName};
use crate::settings::endpoint::host;

/// Says what answers in the place of what is stored.
pub(super) fn told_of_variant(report: &mut Report, stored: &str, found: &str) {
    if stored.trim_end_matches('/') != found.trim_end_matches('/') {
        report.better_base_url = Some(found.to_owned());
    }
}

/// Puts into a report what an answer means that is neither a list nor a reply. Where it says nothing about the key, what it was asked for
/// has failed: `stage`.
pub(super) fn tell(
    asked: &Asked,
    location: Option<&str>,
    meaning: &Meaning,
    stage: StageName,
    place: Place<'_>,
    report: &mut Report,
) {
    let there = host(place.base);
    let reached = |report: &mut Report| {
        report
            .pass(StageName::Reach, format!("{there} answers."))
            .asked(asked);
    };
    let has_key = place.key.secret().is_some();
    match meaning {
        Meaning::KeyRefused => {
            reached(report);
            let (told, advice) = match place.key {
                Key::None => ("It wants a key.", "Edit the connection and enter one."),
                Key::Api(_) => (
                    "The key is not accepted.",
                    "Enter another one, and check that it is of this provider.",
                ),
                Key::Login(_) => ("The login is not accepted.", "Log in again in Craft."),
            };
            report
                .fail(StageName::Auth, told)
                .advise(advice)
                .asked(asked);
        }
        Meaning::Forbidden => {
            reached(report);
            report
                .fail(StageName::Auth, "The key is not allowed to use this API.")
                .advise("Give it the permission at the provider, or enter another one.")
                .asked(asked);
        }
        Meaning::NoCredit => {
            reached(report);
            report
                .fail(
                    StageName::Auth,
                    "The key is known, and its account has no credit left.",
                )
                .advise("Add credit at the provider, or enter the key of another account.")
                .asked(asked);
        }
        Meaning::TooMany => {
            reached(report);
            if has_key {
                report
                    .pass(
                        StageName::Auth,
                        "The key is known; just now it is used too often.",
                    )
                    .asked(asked);
            } else {
                report
                    .leave(StageName::Auth, "Just now it is asked too often.")
                    .asked(asked);
            }
            report
                .leave(StageName::Model, "Just now it is asked too often.")
                .advise("Try again in a minute.")
                .asked(asked);
        }
        Meaning::Elsewhere => {
            let to = location.unwrap_or("another address");
            report
                .fail(stage, format!("{there} sends on to {to}, where nothing was asked."))
                .advise("If that is the right one, make it the endpoint: no key is sent after a host that it was not meant for.")
                .asked(asked);
        }
        Meaning::Trouble => {
            let status = asked.status.unwrap_or_default();
            report
                .fail(
                    stage,
                    format!("{there} has trouble of its own (status {status})."),
                )
                .advise("Try again later; it says nothing about the key.")
                .asked(asked);
        }
        Meaning::TooLarge => {
            let most = MAX_BODY >> 20;
            report
                .fail(
                    stage,
                    format!(
                        "The answer of {there} is larger than {most} MiB, as no list of models is."
                    ),
                )
                .advise("Check the endpoint's path.")
                .asked(asked);
        }
        Meaning::NoSuchPath | Meaning::Rejected | Meaning::Error | Meaning::Json(_) => {
            report
                .fail(stage, format!("{there} does not take the question."))
                .advise("Check the endpoint's path, and that the protocol is what it speaks.")
                .asked(asked);
        }
    }
}
