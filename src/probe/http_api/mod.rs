//! Asking an API of models: for its list first, which costs nothing, and with a message of one
//! token only where the list does not tell.

pub(super) mod completion;
pub(super) mod dialect;
pub(super) mod list;

use std::collections::HashSet;
use std::time::Instant;

use super::Probe;
use super::failure::Failure;
use super::http::{Answer, Question};
use dialect::Key;

use super::classify::{Classification, classify, is_a_model, is_about_the_model};
use super::messages::{
    RENEWED_BY_CRAFT, report_other_protocol, report_place, report_to, report_working_variant,
};
use super::report::{Exchange, Report, StageName};
use crate::settings::connection::endpoint::{host, is_loopback};
use crate::settings::connection::models::listed::{ListedModel, lists, without_way};
use crate::settings::secret::Secret;
use crate::settings::validation::target::{Dialect, ProbeTarget};

/// A list that comes in more pages than this is taken as far as it came.
const MAX_PAGES: usize = 20;

/// Where an API is asked.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub dialect: Dialect,
    pub base: &'a str,
    pub key: Key<'a>,
}

impl Probe<'_> {
    /// Asks an API of models below the address that Craft's chats go to and, where nothing is
    /// there and a person can change it, at its variants.
    pub(super) async fn api(&self, probe_target: &ProbeTarget, report: &mut Report) {
        let ProbeTarget::Api { dialect, header, base, is_stored, variants } = probe_target else {
            return;
        };
        let dialect = *dialect;
        let secrets = match self.key() {
            Ok(secrets) => secrets,
            Err(why) => return Self::fail_for_environment(why, report),
        };
        let key = secrets.as_key(*header);
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
                Ok(List::Other(answer, Classification::Forbidden)) if self.may_send(*place) => {
                    nowhere = Some((answer.exchange, Classification::Forbidden));
                    break;
                }
                Ok(List::Other(
                    answer,
                    classify @ (Classification::NoSuchPath
                    | Classification::Page
                    | Classification::Rejected
                    | Classification::Error),
                )) => {
                    nowhere.get_or_insert((answer.exchange, classify));
                }
                Ok(List::Other(answer, classify)) => {
                    return report_place(&answer, &classify, *place, base, report);
                }
            }
        }
        self.without_a_list(&places, *is_stored, nowhere, report).await;
    }

    /// A login that has ended and that Craft renews by itself: sent now it would be refused, and
    /// renewing it here would take it from Craft.
    async fn ended_login(&self, dialect: Dialect, base: &str, report: &mut Report) {
        let key = Key::None;
        let place = Place { dialect, base, key };
        let answer = match self.ask(place, dialect.list(base, key, None)).await {
            Ok(answer) => answer,
            Err(failure) => return failure.report_to(report, base, StageName::Reach),
        };
        let classify = classify(&answer);
        if let Classification::Elsewhere | Classification::Trouble | Classification::TooLarge =
            classify
        {
            let to = answer.location.as_deref();
            return report_to(&answer.exchange, to, &classify, StageName::Reach, place, report);
        }
        let sentence = format!("{} answers.", host(base));
        report.pass(StageName::Reach, sentence).exchange(&answer.exchange);
        report.leave(StageName::Auth, RENEWED_BY_CRAFT);
        report.leave(StageName::Model, RENEWED_BY_CRAFT);
    }

    /// Asks for the whole list.
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
            let question = place.dialect.list(place.base, place.key, Some(&after));
            let answer = self.ask(place, question).await?;
            let page = match classify(&answer) {
                Classification::Json(page) => page,
                other if other.is_of_the_key() => return Ok(List::Other(answer, other)),
                // The first page came, so that the rest is there and does not come.
                _ => return Ok(List::Other(answer, Classification::Trouble)),
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

    /// Whether no messages are taken where they should go. Where that is not told, they may be.
    async fn takes_no_messages(&self, place: Place<'_>) -> bool {
        match place.dialect.empty_message(place.base, place.key) {
            Some(question) => {
                let answer = self.ask(place, question).await;
                answer.is_ok_and(|answer| matches!(classify(&answer), Classification::NoSuchPath))
            }
            None => false,
        }
    }

    pub(super) async fn ask(
        &self,
        place: Place<'_>,
        question: Result<Question, String>,
    ) -> Result<Answer, Failure> {
        self.ask_until(self.deadline, place, question).await
    }

    async fn ask_until(
        &self,
        deadline: Instant,
        place: Place<'_>,
        question: Result<Question, String>,
    ) -> Result<Answer, Failure> {
        let question = question.map_err(Failure::Unaskable)?;
        let mut secrets: Vec<&Secret> = self.secrets();
        secrets.extend(place.key.secret());
        let answer = self.http.ask(question, deadline, &secrets).await;
        Ok(answer?)
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

    /// Whether the key is accepted, where the list came with it: a list that anybody gets proves
    /// nothing. What is found out stands in the report; answers whether the model is still to be
    /// asked about.
    async fn proved(&self, place: Place<'_>, exchange: &Exchange, report: &mut Report) -> bool {
        let anybody = Place { key: Key::None, ..place };
        let without = place.dialect.list(place.base, Key::None, None);
        let without = without.map(Question::of_anybody);
        // Who keeps silent to anybody has time left to say more to whom it knows.
        let now = Instant::now();
        let soon = now + self.deadline.saturating_duration_since(now) / 2;
        match self.ask_until(soon, anybody, without).await {
            Err(_) => {
                let why = "Whether its list is open to anybody was not told in time.";
                let stage = report.leave(StageName::Auth, why);
                stage.advise("Try again, or give it more time with validate --timeout.");
                true
            }
            Ok(answer) => {
                // Who has trouble, or is asked too often, did not look whether there was a key.
                let proves_nothing = match classify(&answer) {
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
        let question = place.dialect.model(place.base, place.key, model);
        match self.ask(place, question).await {
            Err(failure) => failure.report_to(report, place.base, name),
            Ok(answer) if is_a_model(&answer) => {
                report
                    .pass(name, format!("{model} is known, though not listed."))
                    .exchange(&answer.exchange);
            }
            Ok(answer) if !is_about_the_model(&answer) => {
                report
                    .leave(name, format!("{model} is not listed, and whether it is known all the same was not told."))
                    .exchange(&answer.exchange);
            }
            Ok(answer) => {
                report
                    .fail(name, format!("The model {model} is not known there."))
                    .advise("Choose one that it lists.")
                    .exchange(&answer.exchange);
            }
        }
    }
}

/// What the question for a list brought.
enum List {
    /// The models, and whether they are listed as another API lists them.
    Models(Exchange, Vec<ListedModel>, bool),
    Other(Answer, Classification),
}

fn counted(models: &[ListedModel]) -> String {
    match models.len() {
        1 => "1 model".to_owned(),
        n => format!("{n} models"),
    }
}
