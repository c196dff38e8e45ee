//! Proving a key and a model with a message of one token, where the list does not.

use super::classify::{Classification, Message, classify_completion};
use super::key::Key;
use super::messages::{report_place, report_to, report_working_variant};
use super::place::Place;
use crate::net::Exchange;
use crate::probe::Probe;
use crate::probe::report::{Report, StageName};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::listed::lists;

/// The sentence for an error with a status of success: the endpoint may not have checked the key.
const ERROR: &str = "It answers a message with an error, which proves no key.";

impl Probe<'_> {
    /// Whether there is a message to send there.
    pub(super) fn may_send(&self, place: Place<'_>) -> bool {
        let model = self.any_model().filter(|_| self.request.may_spend);
        let message = model.map(|m| place.dialect.message(place.base, place.key, m));
        message.flatten().is_some()
    }

    /// The default model, and where there is none the first that the connection names.
    fn any_model(&self) -> Option<&str> {
        let connection = &self.request.connection;
        self.model().or_else(|| connection.model_ids().next().map(|id| connection.shown_model(id)))
    }

    /// Proves the key with a message, since the list needs no key.
    pub(super) async fn prove_by_message(&self, place: Place<'_>, report: &mut Report) -> bool {
        let listed = report.models.iter().flatten().map(|model| model.id.clone());
        let known = |id: &&str| lists(report.models.as_deref().unwrap_or_default(), id);
        let model = self.any_model().filter(known).map(str::to_owned);
        let model = model.or_else(|| listed.into_iter().next());
        let model = model.filter(|_| self.request.may_spend);
        let request = model.and_then(|m| place.dialect.message(place.base, place.key, &m));
        let Some(request) = request else {
            report
                .leave(StageName::Auth, "Its list of models proves no key.")
                .advise("Start a chat: only that shows whether the key is accepted.");
            return true;
        };
        match self.ask(place, request).await {
            Err(failure) => {
                failure.report_to(report, place.base, StageName::Auth);
                false
            }
            Ok(response) => match classify_completion(&response) {
                Message::Answered => {
                    report.spent_a_token = true;
                    report
                        .pass(StageName::Auth, "The key is accepted: a message of one token was answered, since the list proves no key.")
                        .exchange(&response.exchange);
                    true
                }
                Message::Measured | Message::ModelRefused => {
                    report
                        .pass(StageName::Auth, "The key is accepted.")
                        .exchange(&response.exchange);
                    true
                }
                Message::Other(Classification::Error) => {
                    report
                        .leave(StageName::Auth, ERROR)
                        .advise("See what the endpoint says of it.")
                        .exchange(&response.exchange);
                    true
                }
                Message::Other(Classification::NoSuchPath) => {
                    report
                        .leave(StageName::Auth, "Its list of models proves no key, and it takes no messages where they should go.")
                        .advise("Check the endpoint's path.")
                        .exchange(&response.exchange);
                    true
                }
                Message::Other(classify) => {
                    report_to(&response.exchange, None, &classify, StageName::Auth, place, report);
                    false
                }
            },
        }
    }

    /// None of the places has a list: a message of one token proves the key, where there is a model
    /// to send it to.
    pub(super) async fn without_a_list(
        &self,
        places: &[Place<'_>],
        is_stored: bool,
        list: Option<(Exchange, Classification)>,
        report: &mut Report,
    ) {
        let Some(stored) = places.first().map(|place| place.base) else {
            return;
        };
        let there = host(stored);
        let request = |place: &Place<'_>| {
            let model = self.any_model().filter(|_| self.request.may_spend)?;
            place.dialect.message(place.base, place.key, model)
        };
        let mut nowhere = list;
        let mut was_sent = false;
        for place in places {
            let Some(request) = request(place) else {
                continue;
            };
            was_sent = true;
            let response = match self.ask(*place, request).await {
                Ok(response) => response,
                Err(failure) => {
                    report.pass(StageName::Reach, format!("{there} answers."));
                    return failure.report_to(report, stored, StageName::Auth);
                }
            };
            match classify_completion(&response) {
                Message::Other(classify @ Classification::NoSuchPath) => {
                    nowhere.get_or_insert((response.exchange, classify));
                }
                Message::Other(classify) if !matches!(classify, Classification::Error) => {
                    return report_place(&response, &classify, *place, stored, report);
                }
                sentence => {
                    report_working_variant(report, stored, place.base);
                    self.answered(*place, &response.exchange, &sentence, report);
                    return;
                }
            }
        }
        let Some((exchange, classify)) = nowhere else {
            return;
        };
        if let (Classification::Forbidden, Some(place)) = (&classify, places.first()) {
            report_to(&exchange, None, &classify, StageName::Reach, *place, report);
        } else if let Classification::Page = classify {
            report
                .fail(
                    StageName::Reach,
                    format!("{there} answers with a web page, and not as such an API does."),
                )
                .advise("Check the endpoint's path; a proxy or a network that wants a login may be between.")
                .exchange(&exchange);
        } else if exchange.status.is_some_and(|status| (200..300).contains(&status)) {
            report
                .fail(StageName::Reach, format!("{there} answers, and not as such an API does."))
                .advise("Check the endpoint's path, and that the protocol is what it speaks.")
                .exchange(&exchange);
        } else if was_sent || !is_stored {
            report
                .fail(StageName::Reach, format!("{there} has no such path: it neither lists models nor takes messages there."))
                .advise("Check the endpoint's path, and that the protocol is what it speaks.")
                .exchange(&exchange);
        } else {
            report
                .pass(StageName::Reach, format!("{there} answers, and lists no models."))
                .exchange(&exchange);
            report
                .leave(
                    StageName::Auth,
                    "It lists no models, and there is none to send a message to.",
                )
                .advise("Set a default model: a message of one token to it proves the key.");
        }
    }

    /// What a message to the default model shows, where there is no list.
    fn answered(
        &self,
        place: Place<'_>,
        exchange: &Exchange,
        sentence: &Message,
        report: &mut Report,
    ) {
        let model = self.any_model().unwrap_or_default();
        let there = host(place.base);
        report
            .pass(StageName::Reach, format!("{there} answers, and lists no models."))
            .exchange(exchange);
        if let Message::Other(_) = sentence {
            report
                .leave(StageName::Auth, ERROR)
                .advise("See what the endpoint says of it.")
                .exchange(exchange);
            return;
        }
        let auth = match place.key {
            Key::None => "It asks for no key.",
            Key::Api(..) | Key::Login(_) => "The key is accepted.",
        };
        report.pass(StageName::Auth, auth).exchange(exchange);
        match sentence {
            Message::Answered => {
                report.spent_a_token = true;
                report
                    .pass(StageName::Model, format!("{model} answers: it took a message of one token, since there is no list."))
                    .exchange(exchange);
            }
            Message::Measured => {
                report
                    .pass(StageName::Model, format!("{model} is known there."))
                    .exchange(exchange);
            }
            Message::ModelRefused => {
                report
                    .fail(StageName::Model, format!("The model {model} is not known there."))
                    .advise("Set a default model that the endpoint has.")
                    .exchange(exchange);
            }
            Message::Other(_) => {}
        }
    }
}
