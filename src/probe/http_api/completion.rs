//! Proves a key and a model with a one-token message when the list does not.

use super::classify::{Classification, classify, is_a_reply};
use super::dialect::MessageForm;
use super::parameter::other_form;
use super::refusals::Refusal;
use super::site::Site;
use super::stages::Answer;
use crate::net::Exchange;
use crate::probe::Probe;
use crate::probe::failure::Failure;
use crate::probe::messages;
use crate::probe::report::{Reason, Report, StageName};
use crate::settings::connection::models::listed::{first_for_chats, lists};

/// The outcome of a message to a model.
pub(super) struct Sent {
    pub model: String,
    pub outcome: Message,
}

pub(super) enum Message {
    /// A reply, and the most tokens that it cost.
    Reply(Exchange, u64),
    /// The key and the model are fine: only the form of the message is refused.
    FormRefused(Exchange),
    Other(Answer),
}

impl Sent {
    /// Whether the message reached no API, so that it proves nothing about the key or the model.
    pub(super) const fn is_lost(&self) -> bool {
        matches!(
            &self.outcome,
            Message::Other(Answer {
                means: Classification::NoSuchPath | Classification::Json(_) | Classification::Page,
                ..
            })
        )
    }
}

impl Probe<'_> {
    /// The model for a message, if sending one is allowed: the default, or else the first that the
    /// connection names.
    pub(super) fn model_to_ask(&self, site: Site<'_>) -> Option<String> {
        let may_send = self.request.may_spend && site.dialect.takes_messages();
        let connection = &self.request.connection;
        let first = || connection.model_ids().next().map(|id| connection.shown_model(id));
        self.model().or_else(first).filter(|_| may_send).map(str::to_owned)
    }

    /// Sends the shortest message to a model. If its form is refused and another form costs as
    /// little, sends it once more.
    pub(super) async fn send_message(
        &self,
        site: Site<'_>,
        model: String,
    ) -> Option<Result<Sent, Failure>> {
        let mut form = MessageForm::SHORTEST;
        let mut is_first = true;
        loop {
            let request = site.dialect.message(site.base, site.key, &model, form)?;
            let response = match self.send(site, request).await {
                Ok(response) => response,
                Err(failure) => return Some(Err(failure)),
            };
            let means = classify(&response, Some(&model));
            let outcome = match means {
                Classification::Json(reply) if is_a_reply(&reply) => {
                    Message::Reply(response.exchange, form.tokens)
                }
                Classification::Refused(refusal @ (Refusal::Parameter | Refusal::OnlyStreams)) => {
                    let other = other_form(form, refusal, &response.body).filter(|_| is_first);
                    if let Some(other) = other {
                        form = other;
                        is_first = false;
                        continue;
                    }
                    Message::FormRefused(response.exchange)
                }
                means => Message::Other(Answer::new(response, means)),
            };
            return Some(Ok(Sent { model, outcome }));
        }
    }

    /// Proves the key with a message, since the list does not: to the default model if it is
    /// listed, else to another chat model. Returns whether the model still needs probing.
    pub(super) async fn prove_by_message(&self, site: Site<'_>, report: &mut Report) -> bool {
        let listed = report.models.as_deref().unwrap_or_default();
        let known = self.model_to_ask(site).filter(|id| listed.is_empty() || lists(listed, id));
        let model = known.or_else(|| first_for_chats(listed).map(|model| model.id.clone()));
        let model = model.filter(|_| self.request.may_spend);
        let sent = match model {
            Some(model) => self.send_message(site, model).await,
            None => None,
        };
        let sent = match sent {
            None => {
                report
                    .leave_unproven(StageName::Auth, messages::LIST_PROVES_NO_KEY)
                    .advise(messages::START_A_CHAT);
                return true;
            }
            Some(Err(failure)) => {
                failure.report_to(report, site.base, StageName::Auth);
                return false;
            }
            Some(Ok(sent)) => sent,
        };
        if sent.is_lost()
            && let Message::Other(answer) = &sent.outcome
        {
            report
                .leave_unproven(StageName::Auth, messages::LIST_PROVES_NO_KEY_AND_NO_MESSAGES)
                .because(Reason::NotFound)
                .advise(messages::CHECK_PATH)
                .exchange(&answer.exchange);
            return true;
        }
        if self.model() == Some(sent.model.as_str()) {
            self.report_message(site, &sent, report);
            // If the message decides nothing, the list shows whether the model is known.
            return report.failed().is_none() && report.stage(StageName::Model).reason.is_none();
        }
        self.report_other_model(site, &sent, report)
    }

    /// Reports what a message to another model than the default proves about the key. Returns
    /// whether the default still needs probing.
    fn report_other_model(&self, site: Site<'_>, sent: &Sent, report: &mut Report) -> bool {
        use Refusal::{AccountPolicy, ModelNotAllowed, UnknownModel};
        match &sent.outcome {
            Message::Other(answer) => {
                let is_of_the_model = matches!(
                    answer.means,
                    Classification::Refused(UnknownModel | ModelNotAllowed | AccountPolicy)
                );
                if is_of_the_model {
                    site.pass_auth(report).exchange(&answer.exchange);
                } else {
                    self.report_message(site, sent, report);
                }
                is_of_the_model
            }
            Message::Reply(exchange, _) => {
                report.spent_a_token = true;
                report.pass(StageName::Auth, messages::KEY_ACCEPTED_BY_MESSAGE).exchange(exchange);
                true
            }
            Message::FormRefused(exchange) => {
                site.pass_auth(report).exchange(exchange);
                true
            }
        }
    }

    /// Reports what a message that reached the API proves about the key and its model.
    pub(super) fn report_message(&self, site: Site<'_>, sent: &Sent, report: &mut Report) {
        let model = &sent.model;
        match &sent.outcome {
            Message::Reply(exchange, tokens) => {
                report.spent_a_token = true;
                site.pass_auth(report).exchange(exchange);
                let sentence = messages::model_answers(model, *tokens);
                report.pass(StageName::Model, sentence).exchange(exchange);
            }
            Message::FormRefused(exchange) => {
                site.pass_auth(report).exchange(exchange);
                report.pass(StageName::Model, messages::model_known(model)).exchange(exchange);
            }
            Message::Other(answer) => match answer.means {
                Classification::Error | Classification::Rejected => {
                    report
                        .leave_unproven(StageName::Auth, messages::MESSAGE_IS_AN_ERROR)
                        .because(Reason::Unclear)
                        .advise(messages::SEE_ITS_WORDS)
                        .exchange(&answer.exchange);
                }
                Classification::Refused(Refusal::UnknownModel)
                    if report.models.as_ref().is_some_and(Vec::is_empty) =>
                {
                    site.pass_auth(report).exchange(&answer.exchange);
                    self.report_no_models(site, &answer.exchange, report);
                }
                _ => answer.report_to(StageName::Auth, site, Some(model), report),
            },
        }
    }
}
