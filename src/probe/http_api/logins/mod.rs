//! Proves a subscription's login with free requests: no message is sent, and nothing is renewed.

mod chatgpt;
mod claude;
mod copilot;

use super::classify::{Classification, classify};
use super::site::Site;
use super::stages::Answer;
use crate::net::{Exchange, HttpRequest};
use crate::probe::Probe;
use crate::probe::messages::logins as messages;
use crate::probe::messages::{
    CHOOSE_LISTED, answers, model_listed, no_default_model, unknown_model,
};
use crate::probe::report::{Reason, Report, StageName, StageOutcome};
use crate::probe::usage::Usage;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::listed::lists;
use crate::settings::validation::free_requests::Subscription;

impl Probe<'_> {
    /// Probes a subscription's login; `base` is the endpoint of Craft's chats.
    pub(in crate::probe) async fn subscription(
        &self,
        subscription: Subscription,
        base: &str,
        report: &mut Report,
    ) {
        match subscription {
            Subscription::ChatGpt => self.chatgpt(base, report).await,
            Subscription::Copilot => self.copilot(base, report).await,
        }
    }

    /// Reports whether the default model is among the subscription's models, which are in the
    /// report.
    fn find_model(&self, exchange: &Exchange, report: &mut Report) {
        let listed = report.models.as_deref().unwrap_or_default();
        let (name, count) = (StageName::Model, listed.len());
        match self.model() {
            None => {
                report.leave_unproven(name, no_default_model(count));
            }
            Some(model) if lists(listed, model) => {
                report.pass(name, model_listed(model, count)).exchange(exchange);
            }
            Some(model) => {
                let stage = report.fail(name, unknown_model(model));
                stage.advise(CHOOSE_LISTED).exchange(exchange);
            }
        }
    }

    /// Requests how much of a subscription is used. An answer in another format gives nothing.
    async fn usage(
        &self,
        site: Site<'_>,
        request: Result<HttpRequest, String>,
        read: impl FnOnce(&serde_json::Value) -> Option<Usage>,
    ) -> Asked {
        let Ok(response) = self.send(site, request).await else {
            return Asked::Nothing;
        };
        match classify(&response, None) {
            Classification::Json(answer) => match read(&answer) {
                Some(usage) => Asked::Usage(response.exchange, usage),
                None => Asked::Nothing,
            },
            means => Asked::Other(Answer::new(response, means)),
        }
    }
}

/// The outcome of the request for the usage.
enum Asked {
    Usage(Exchange, Usage),
    Other(Answer),
    /// No answer, or one in another format.
    Nothing,
}

/// Reports the usage. A reached limit fails the model, unless something else already did.
fn report_usage(exchange: &Exchange, usage: Usage, report: &mut Report) {
    if usage.is_used_up && report.stage(StageName::Model).outcome != StageOutcome::Failed {
        let sentence = messages::used_up(usage.describe_limits().as_deref());
        let stage = report.fail(StageName::Model, sentence).because(Reason::NoCredit);
        stage.advise(messages::WAIT_FOR_LIMIT).exchange(exchange);
    }
    report.usage = Some(usage);
}

/// Reports that a host accepts a login.
fn pass_login(there: &str, exchange: &Exchange, report: &mut Report) {
    report.pass(StageName::Connect, answers(there)).exchange(exchange);
    report.pass(StageName::Auth, messages::LOGIN_ACCEPTED).exchange(exchange);
}

/// Reports an unexpected answer to a request that should prove a login.
fn report_refused(answer: &Answer, site: Site<'_>, report: &mut Report) {
    let there = host(site.base);
    let exchange = &answer.exchange;
    if answer.means.decides_nothing() {
        // No provider guarantees this endpoint: a chat may work even if it does not answer.
        report.pass(StageName::Connect, answers(there)).exchange(exchange);
        let stage = report.leave_unproven(StageName::Auth, messages::no_proof(there));
        stage.because(Reason::Unclear).advise(messages::START_A_CHAT).exchange(exchange);
    } else if let Classification::Forbidden = answer.means {
        report.pass(StageName::Connect, answers(there)).exchange(exchange);
        let stage = report.fail(StageName::Auth, messages::LOGIN_NOT_ALLOWED);
        stage.because(Reason::NotAllowed).advise(messages::CHECK_SUBSCRIPTION).exchange(exchange);
    } else {
        answer.report_to(StageName::Connect, site, None, report);
    }
}

impl Classification {
    /// Whether the answer proves nothing about the login.
    const fn decides_nothing(&self) -> bool {
        matches!(self, Self::Json(_) | Self::NoSuchPath | Self::Rejected | Self::Error)
    }
}
