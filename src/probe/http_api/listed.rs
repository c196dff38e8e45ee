//! Handles a received list: whether it proves the key, and whether it has the default model.

use std::time::Instant;

use super::classify::{Classification, ModelAnswer, classify, classify_model};
use super::key::SentKey;
use super::list;
use super::refusals::Refusal;
use super::site::Site;
use crate::net::{Exchange, HttpRequest};
use crate::probe::Probe;
use crate::probe::messages;
use crate::probe::report::{Reason, Report, StageName};
use crate::settings::connection::endpoint::{host, install_command, is_this_machine};
use crate::settings::connection::models::listed::{lists, without_way};
use crate::settings::validation::target::Dialect;

impl Probe<'_> {
    /// Handles a list of models: whether it proves the key, and whether the default model is in it.
    pub(super) async fn handle_list(
        &self,
        site: Site<'_>,
        exchange: &Exchange,
        report: &mut Report,
    ) {
        report.pass(StageName::Connect, messages::answers(host(site.base))).exchange(exchange);
        if report.models.as_ref().is_some_and(Vec::is_empty) {
            return self.handle_empty_list(site, exchange, report).await;
        }
        match site.key {
            // Many local servers take any key, and loading a model for a proof takes long.
            _ if is_this_machine(site.base) => {
                site.pass_auth(report).exchange(exchange);
            }
            SentKey::None => {
                site.pass_auth(report).exchange(exchange);
            }
            SentKey::Api(..) | SentKey::Login(_) => {
                if !self.prove_key(site, exchange, report).await {
                    return;
                }
            }
        }
        self.check_model(site, exchange, report).await;
    }

    /// Handles an empty list: a message to the default model decides, if there is one.
    async fn handle_empty_list(&self, site: Site<'_>, exchange: &Exchange, report: &mut Report) {
        let sent = match self.model_to_ask(site) {
            Some(model) => self.send_message(site, model).await,
            None => None,
        };
        match sent {
            Some(Err(failure)) => failure.report_to(report, site.base, StageName::Auth),
            Some(Ok(sent)) if !sent.is_lost() => self.report_message(site, &sent, report),
            _ => {
                match site.key {
                    SentKey::Api(..) | SentKey::Login(_) if !is_this_machine(site.base) => {
                        report.leave_unproven(StageName::Auth, messages::LIST_PROVES_NO_KEY);
                    }
                    _ => {
                        site.pass_auth(report).exchange(exchange);
                    }
                }
                self.report_no_models(site, exchange, report);
            }
        }
    }

    /// Reports that the endpoint has no models; on this machine, with the command to run.
    pub(super) fn report_no_models(
        &self,
        site: Site<'_>,
        exchange: &Exchange,
        report: &mut Report,
    ) {
        let is_here = is_this_machine(site.base);
        let command = install_command(site.base, self.model());
        let (sentence, advice) = if is_here {
            (messages::NO_MODELS_INSTALLED, messages::install_a_model(command.as_deref()))
        } else {
            (messages::NO_MODELS_LISTED, messages::CHECK_ACCOUNT_OR_ENDPOINT.to_owned())
        };
        let stage = report.fail(StageName::Model, sentence);
        stage.because(Reason::NoModels).advise(advice).exchange(exchange);
    }

    /// Reports whether the key is accepted, by requesting the list without it: a list that needs no
    /// key proves nothing. Returns whether the model still needs probing.
    async fn prove_key(&self, site: Site<'_>, exchange: &Exchange, report: &mut Report) -> bool {
        if let Some(is_open) = self.query_account(site, report).await {
            return is_open;
        }
        let keyless = Site { key: &SentKey::None, ..site };
        let without = site.dialect.list(site.base, &SentKey::None, None);
        let without = without.map(HttpRequest::without_user);
        // A server that does not answer without a key must leave time for the requests with it.
        let left = self.deadline.saturating_duration_since(Instant::now());
        let soon = Instant::now() + left / 2;
        match self.send_until(soon, keyless, without).await {
            Err(_) => {
                let stage =
                    report.leave_unproven(StageName::Auth, messages::KEYLESS_LIST_TIMED_OUT);
                stage.advise(messages::GIVE_MORE_TIME);
                true
            }
            Ok(response) => {
                // During a server problem or a rate limit, the server did not check for a key.
                let proves_nothing = match classify(&response, None) {
                    Classification::Json(page) => list::models(&page).is_some(),
                    Classification::Refused(Refusal::TooMany)
                    | Classification::ServerError
                    | Classification::TooLarge => true,
                    _ => false,
                };
                if proves_nothing {
                    return self.prove_by_message(site, report).await;
                }
                site.pass_auth(report).exchange(exchange);
                true
            }
        }
    }

    /// Reports whether the default model is listed or, if not, known anyway.
    async fn check_model(&self, site: Site<'_>, exchange: &Exchange, report: &mut Report) {
        let name = StageName::Model;
        if report.stage(name).exchange.is_some() {
            return;
        }
        let listed = report.models.as_deref().unwrap_or_default();
        let count = listed.len();
        let Some(model) = self.model() else {
            report.leave_unproven(name, messages::no_default_model(count));
            return;
        };
        if lists(listed, model) {
            report.pass(name, messages::model_listed(model, count)).exchange(exchange);
            return;
        }
        if site.dialect == Dialect::Azure {
            report.leave_unproven(name, messages::AZURE_LISTS_NO_DEPLOYMENTS);
            return;
        }
        if let Some(known) = without_way(listed, model) {
            report.leave_unproven(name, messages::form_not_checked(known));
            return;
        }
        let request = site.dialect.model(site.base, site.key, model);
        let response = match self.send(site, request).await {
            Err(failure) => return failure.report_to(report, site.base, name),
            Ok(response) => response,
        };
        match classify_model(&response, model) {
            ModelAnswer::Known => {
                let stage = report.pass(name, messages::model_known_unlisted(model));
                stage.exchange(&response.exchange);
            }
            ModelAnswer::Undecided => {
                report
                    .leave_unproven(name, messages::model_not_checked(model))
                    .exchange(&response.exchange);
            }
            ModelAnswer::NoSuchPath if self.model_to_ask(site).is_some() => {
                self.probe_unlisted_model(site, model, &response.exchange, report).await;
            }
            ModelAnswer::NoSuchPath | ModelAnswer::Unknown => {
                report_unknown_model(model, &response.exchange, report);
            }
        }
    }

    /// Reports whether an unlisted model answers a message; for APIs that cannot be asked about one
    /// model.
    async fn probe_unlisted_model(
        &self,
        site: Site<'_>,
        model: &str,
        exchange: &Exchange,
        report: &mut Report,
    ) {
        match self.send_message(site, model.to_owned()).await {
            Some(Ok(sent)) if !sent.is_lost() => self.report_message(site, &sent, report),
            Some(Err(failure)) => failure.report_to(report, site.base, StageName::Model),
            _ => report_unknown_model(model, exchange, report),
        }
    }
}

fn report_unknown_model(model: &str, exchange: &Exchange, report: &mut Report) {
    let stage = report.fail(StageName::Model, messages::unknown_model(model));
    stage.advise(messages::CHOOSE_LISTED).exchange(exchange);
}
