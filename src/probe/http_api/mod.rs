//! Probing an API of models: with its list first, which costs nothing, and with a message of one
//! token only where the list proves nothing.

mod classify;
mod completion;
pub(super) mod dialect;
pub(super) mod key;
pub(super) mod list;
mod messages;
mod place;

use std::collections::HashSet;
use std::time::Instant;

use super::Probe;
use super::failure::Failure;
use super::messages::RENEWED_BY_CRAFT;
use super::report::{Report, StageName};
use crate::net::{Exchange, HttpRequest, HttpResponse};
use crate::settings::connection::endpoint::{host, is_loopback};
use crate::settings::connection::models::listed::{ListedModel, lists, without_way};
use crate::settings::secret::Secret;
use crate::settings::validation::target::{Dialect, ProbeTarget};
use classify::{Classification, classify, is_a_model, is_about_the_model};
use key::Key;
use messages::{report_other_protocol, report_place, report_to, report_working_variant};
use place::Place;

/// How many pages of a list are read at most.
const MAX_PAGES: usize = 20;

impl Probe<'_> {
    /// Probes an API of models below the address that Craft's chats go to and, where nothing is
    /// there and a person can change it, at its variants.
    pub(super) async fn api(&self, probe_target: &ProbeTarget, report: &mut Report) {
        let ProbeTarget::Api { dialect, header, base, is_stored, variants } = probe_target else {
            return;
        };
        let dialect = *dialect;
        let key = &match self.key(*header) {
            Ok(key) => key,
            Err(why) => return Self::fail_for_environment(why, report),
        };
        if let Key::Login(_) = key
            && self.request.secrets.has_ended(self.request.now)
        {
            return self.ended_login(dialect, base, report).await;
        }
        let bases: Vec<&str> =
            std::iter::once(base.as_str()).chain(variants.iter().map(String::as_str)).collect();
        let places = bases.iter().map(|base| Place { dialect, base, key });
        let places: Vec<Place<'_>> = places.collect();
        let mut nowhere = None;
        for place in &places {
            match self.list(*place).await {
                Err(failure) => return failure.report_to(report, place.base, StageName::Reach),
                Ok(List::Models(exchange, models, is_foreign)) => {
                    if is_foreign && self.takes_no_messages(*place).await {
                        return report_other_protocol(*place, &exchange, report);
                    }
                    report_working_variant(report, base, place.base);
                    report.models = Some(models);
                    return self.listed(*place, &exchange, report).await;
                }
                // A key may be allowed to talk and not to list.
                Ok(List::Other(response, Classification::Forbidden)) if self.may_send(*place) => {
                    nowhere = Some((response.exchange, Classification::Forbidden));
                    break;
                }
                Ok(List::Other(
                    response,
                    classify @ (Classification::NoSuchPath
                    | Classification::Page
                    | Classification::Rejected
                    | Classification::Error),
                )) => {
                    nowhere.get_or_insert((response.exchange, classify));
                }
                Ok(List::Other(response, classify)) => {
                    return report_place(&response, &classify, *place, base, report);
                }
            }
        }
        self.without_a_list(&places, *is_stored, nowhere, report).await;
    }

    /// A login that has ended and that Craft renews by itself: sent now it would be refused, and
    /// renewing it here would take it from Craft.
    async fn ended_login(&self, dialect: Dialect, base: &str, report: &mut Report) {
        let key = &Key::None;
        let place = Place { dialect, base, key };
        let response = match self.ask(place, dialect.list(base, key, None)).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, base, StageName::Reach),
        };
        let classify = classify(&response);
        if let Classification::Elsewhere | Classification::Trouble | Classification::TooLarge =
            classify
        {
            let to = response.location.as_deref();
            return report_to(&response.exchange, to, &classify, StageName::Reach, place, report);
        }
        let sentence = format!("{} answers.", host(base));
        report.pass(StageName::Reach, sentence).exchange(&response.exchange);
        report.leave(StageName::Auth, RENEWED_BY_CRAFT);
        report.leave(StageName::Model, RENEWED_BY_CRAFT);
    }

    /// Requests the whole list.
    async fn list(&self, place: Place<'_>) -> Result<List, Failure> {
        let first = self.ask(place, place.dialect.list(place.base, place.key, None)).await?;
        let page = match classify(&first) {
            Classification::Json(page) => page,
            other => return Ok(List::Other(first, other)),
        };
        let Some(mut models) = list::models(&page) else {
            return Ok(List::Other(first, Classification::NoSuchPath));
        };
        let is_foreign = place.dialect.is_written_by_another(&page);
        let mut next = place.dialect.next_page(&page);
        for _ in 1..MAX_PAGES {
            let Some(after) = next else { break };
            let request = place.dialect.list(place.base, place.key, Some(&after));
            let response = self.ask(place, request).await?;
            let page = match classify(&response) {
                Classification::Json(page) => page,
                other if other.is_of_the_key() => return Ok(List::Other(response, other)),
                // There is a first page, so that the rest exists and the server is in trouble.
                _ => return Ok(List::Other(response, Classification::Trouble)),
            };
            models.extend(list::models(&page).unwrap_or_default());
            next = place.dialect.next_page(&page);
        }
        let mut seen = HashSet::new();
        models.retain(|model| seen.insert(model.id.clone()));
        let mut secrets = self.secrets();
        secrets.extend(place.key.secret());
        let models = list::without_secrets(models, &secrets);
        Ok(List::Models(first.exchange, models, is_foreign))
    }

    /// Whether messages are refused where they should go. Where that stays open, they may be taken.
    async fn takes_no_messages(&self, place: Place<'_>) -> bool {
        match place.dialect.empty_message(place.base, place.key) {
            Some(request) => {
                let response = self.ask(place, request).await;
                response
                    .is_ok_and(|response| matches!(classify(&response), Classification::NoSuchPath))
            }
            None => false,
        }
    }

    pub(super) async fn ask(
        &self,
        place: Place<'_>,
        request: Result<HttpRequest, String>,
    ) -> Result<HttpResponse, Failure> {
        self.ask_until(self.deadline, place, request).await
    }

    async fn ask_until(
        &self,
        deadline: Instant,
        place: Place<'_>,
        request: Result<HttpRequest, String>,
    ) -> Result<HttpResponse, Failure> {
        let request = request.map_err(Failure::Unaskable)?;
        let mut secrets: Vec<&Secret> = self.secrets();
        secrets.extend(place.key.secret());
        let response = self.http.send(request, deadline, &secrets).await;
        Ok(response?)
    }

    /// The endpoint lists its models: whether that proves the key, and whether the default model is
    /// among them.
    async fn listed(&self, place: Place<'_>, exchange: &Exchange, report: &mut Report) {
        let there = host(place.base);
        report.pass(StageName::Reach, format!("{there} answers.")).exchange(exchange);
        match place.key {
            Key::None => {
                report.pass(StageName::Auth, "It asks for no key.").exchange(exchange);
            }
            // Many local servers take any key, and loading a model to prove one takes long.
            _ if is_loopback(place.base) => {
                report.pass(StageName::Auth, "The key is accepted.").exchange(exchange);
            }
            Key::Api(..) | Key::Login(_) => {
                if !self.proved(place, exchange, report).await {
                    return;
                }
            }
        }
        self.model_known(place, exchange, report).await;
    }

    /// Whether the key is accepted, where the list was sent for it: a list that needs no key proves
    /// nothing. Reports that, and returns whether the model is still to be probed.
    async fn proved(&self, place: Place<'_>, exchange: &Exchange, report: &mut Report) -> bool {
        let keyless = Place { key: &Key::None, ..place };
        let without = place.dialect.list(place.base, &Key::None, None);
        let without = without.map(HttpRequest::without_user);
        // A server that does not answer without a key leaves time for the requests with it.
        let left = self.deadline.saturating_duration_since(Instant::now());
        let soon = Instant::now() + left / 2;
        match self.ask_until(soon, keyless, without).await {
            Err(_) => {
                let why = "Whether its list is open to anybody was not told in time.";
                let stage = report.leave(StageName::Auth, why);
                stage.advise("Try again, or give it more time with validate --timeout.");
                true
            }
            Ok(response) => {
                // In trouble, or asked too often, the server did not check for a key.
                let proves_nothing = match classify(&response) {
                    Classification::Json(page) => list::models(&page).is_some(),
                    Classification::TooMany
                    | Classification::Trouble
                    | Classification::TooLarge => true,
                    _ => false,
                };
                if proves_nothing {
                    return self.prove_by_message(place, report).await;
                }
                report.pass(StageName::Auth, "The key is accepted.").exchange(exchange);
                true
            }
        }
    }

    /// Whether the default model is among those that are listed or, where it is not, is known all
    /// the same.
    async fn model_known(&self, place: Place<'_>, exchange: &Exchange, report: &mut Report) {
        let name = StageName::Model;
        let listed = report.models.as_deref().unwrap_or_default();
        let count = counted(listed);
        let Some(model) = self.model() else {
            report.leave(name, format!("No default model is set. It lists {count}."));
            return;
        };
        if lists(listed, model) {
            report.pass(name, format!("{model} is known, among {count}.")).exchange(exchange);
            return;
        }
        if place.dialect == Dialect::Azure {
            report.leave(
                name,
                "Azure lists models, and not the deployments that a default model names.",
            );
            return;
        }
        if let Some(known) = without_way(listed, model) {
            let sentence =
                format!("{known} is known; whether with what is behind its colon was not told.");
            report.leave(name, sentence);
            return;
        }
        let request = place.dialect.model(place.base, place.key, model);
        match self.ask(place, request).await {
            Err(failure) => failure.report_to(report, place.base, name),
            Ok(response) if is_a_model(&response) => {
                report
                    .pass(name, format!("{model} is known, though not listed."))
                    .exchange(&response.exchange);
            }
            Ok(response) if !is_about_the_model(&response) => {
                report
                    .leave(name, format!("{model} is not listed, and whether it is known all the same was not told."))
                    .exchange(&response.exchange);
            }
            Ok(response) => {
                report
                    .fail(name, format!("The model {model} is not known there."))
                    .advise("Choose one that it lists.")
                    .exchange(&response.exchange);
            }
        }
    }
}

/// What the request for a list brought.
enum List {
    /// The models, and whether they are listed as another API lists them.
    Models(Exchange, Vec<ListedModel>, bool),
    Other(HttpResponse, Classification),
}

fn counted(models: &[ListedModel]) -> String {
    match models.len() {
        1 => "1 model".to_owned(),
        n => format!("{n} models"),
    }
}
