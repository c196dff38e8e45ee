//! Without a list, a message decides before the key or the endpoint is judged.

use super::classify::{Classification, classify};
use super::completion::Message;
use super::refusals::Refusal;
use super::site::Site;
use super::stages::{Answer, report_working_variant};
use crate::probe::Probe;
use crate::probe::messages;
use crate::probe::report::{Reason, Report, StageName};
use crate::settings::connection::endpoint::host;

impl Probe<'_> {
    /// No site returned a list: a one-token message decides, if there is a model for it. `failed`
    /// is the list's failure and its site; `stored` is the connection's own endpoint.
    pub(super) async fn probe_without_list(
        &self,
        stored: &str,
        sites: &[Site<'_>],
        failed: Option<(Answer, Site<'_>)>,
        report: &mut Report,
    ) {
        let Some((list, list_site)) = failed else { return };
        let there = host(stored);
        let status = list.exchange.status;
        let mut unanswered = None;
        for site in sites {
            let Some(model) = self.model_to_ask(*site) else { continue };
            let sent = match self.send_message(*site, model).await {
                None => continue,
                Some(Ok(sent)) => sent,
                Some(Err(failure)) => {
                    report.pass(StageName::Connect, messages::answers(there));
                    return failure.report_to(report, stored, StageName::Auth);
                }
            };
            if sent.is_lost() {
                if let Message::Other(answer) = sent.outcome {
                    unanswered.get_or_insert(answer);
                }
                continue;
            }
            if let Message::Other(answer) = &sent.outcome
                && is_in_between(&answer.means)
            {
                // If both fail, the list's failure is as good, and came first.
                let (answer, site) = if list.means.is_after_key_check() {
                    (&list, list_site)
                } else {
                    (answer, *site)
                };
                return answer.report_to(StageName::Connect, site, None, report);
            }
            report_working_variant(report, stored, site.base);
            let sentence = messages::answers_without_list(there, status);
            let exchange = match &sent.outcome {
                Message::Reply(exchange, _) | Message::FormRefused(exchange) => exchange,
                Message::Other(answer) => &answer.exchange,
            };
            report.pass(StageName::Connect, sentence).exchange(exchange);
            return self.report_message(*site, &sent, report);
        }
        self.report_no_message(stored, sites, (&list, list_site), unanswered.as_ref(), report)
            .await;
    }

    /// No message was answered: the failure of the list decides. `unanswered` is how a message was
    /// lost, if one was sent.
    async fn report_no_message(
        &self,
        stored: &str,
        sites: &[Site<'_>],
        (list, list_site): (&Answer, Site<'_>),
        unanswered: Option<&Answer>,
        report: &mut Report,
    ) {
        let there = host(stored);
        match list.means {
            Classification::NoSuchPath
            | Classification::Rejected
            | Classification::Error
            | Classification::Json(_)
            | Classification::Refused(Refusal::Parameter | Refusal::OnlyStreams) => {
                if !self.request.may_spend {
                    // Without permission to spend, this leaves open whether messages are taken.
                    let sentence = messages::answers_without_list(there, list.exchange.status);
                    report.leave_unproven(StageName::Connect, sentence).exchange(&list.exchange);
                    return;
                }
                if unanswered.is_none()
                    && self.takes_empty_messages(stored, sites, list, report).await
                {
                    return;
                }
                report_nothing_there(there, unanswered.unwrap_or(list), list, report);
            }
            Classification::Page => list.report_to(StageName::Connect, list_site, None, report),
            _ => {
                if list.means.is_after_key_check() {
                    report_working_variant(report, stored, list_site.base);
                }
                list.report_to(StageName::Connect, list_site, self.model(), report);
            }
        }
    }

    /// Finds and reports a site that takes messages, with an empty one, which is free. Returns
    /// whether there is one.
    async fn takes_empty_messages(
        &self,
        stored: &str,
        sites: &[Site<'_>],
        list: &Answer,
        report: &mut Report,
    ) -> bool {
        for site in sites {
            let Some(request) = site.dialect.empty_message(site.base, site.key) else {
                return false;
            };
            let Ok(response) = self.send(*site, request).await else { return false };
            let means = classify(&response, None);
            let is_lost = matches!(
                means,
                Classification::NoSuchPath | Classification::Page | Classification::Elsewhere
            );
            if is_lost || is_in_between(&means) {
                continue;
            }
            report_working_variant(report, stored, site.base);
            let sentence = messages::answers_without_list(host(stored), list.exchange.status);
            report.pass(StageName::Connect, sentence).exchange(&response.exchange);
            if means.is_after_key_check() {
                Answer::new(response, means).report_to(StageName::Auth, *site, None, report);
            } else {
                report
                    .leave_unproven(StageName::Auth, messages::NO_MODEL_TO_ASK)
                    .advise(messages::NAME_A_MODEL);
            }
            return true;
        }
        false
    }
}

/// Whether something in front of the API answered, or the server has a problem.
const fn is_in_between(means: &Classification) -> bool {
    use Classification::{Blocked, Elsewhere, ServerError, TooLarge};
    matches!(means, Blocked | Elsewhere | TooLarge | ServerError)
}

/// Reports that there is neither a list nor an endpoint for messages.
fn report_nothing_there(there: &str, message: &Answer, list: &Answer, report: &mut Report) {
    if let Classification::Page = message.means {
        report
            .fail(StageName::Connect, messages::web_page(there, None))
            .because(Reason::WebPage)
            .advise(messages::SEE_IN_A_BROWSER)
            .exchange(&message.exchange);
        return;
    }
    let is_success = list.exchange.status.is_some_and(|status| (200..300).contains(&status));
    let (reason, sentence) = if is_success {
        (Reason::NotAnApi, messages::not_such_an_api(there))
    } else {
        (Reason::NotFound, messages::no_such_path(there))
    };
    report
        .fail(StageName::Connect, sentence)
        .because(reason)
        .advise(messages::CHECK_PATH_AND_PROTOCOL)
        .exchange(&list.exchange);
}
