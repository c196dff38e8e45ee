//! A Claude login at Claude's own API: its usage or its list of models proves it. A login that may
//! access neither can still chat; no message is sent to find out.

use super::{Asked, pass_login, report_refused, report_usage};
use crate::net::HttpRequest;
use crate::probe::Probe;
use crate::probe::http_api::classify::{Classification, ModelAnswer, classify_model};
use crate::probe::http_api::site::Site;
use crate::probe::http_api::{List, Listed};
use crate::probe::messages::logins as messages;
use crate::probe::messages::{
    CHOOSE_LISTED, answers, model_known_unlisted, model_not_checked, unknown_model,
};
use crate::probe::report::{Reason, Report, StageName, StageOutcome};
use crate::probe::usage::Usage;
use crate::settings::connection::endpoint::host;
use crate::settings::validation::free_requests::CLAUDE_USAGE;

/// The status for a token that may only chat.
const FORBIDDEN: u16 = 403;

impl Probe<'_> {
    pub(in crate::probe::http_api) async fn claude(&self, site: Site<'_>, report: &mut Report) {
        let there = host(site.base);
        let request = HttpRequest::get(CLAUDE_USAGE);
        let request = request.and_then(|request| site.dialect.add_key(request, site.key));
        let asked = self.usage(site, request, Usage::from_claude).await;
        if let Asked::Usage(exchange, _) = &asked {
            pass_login(there, exchange, report);
        }
        let is_out_of_scope =
            matches!(&asked, Asked::Other(answer) if answer.exchange.status == Some(FORBIDDEN));
        self.claude_models(site, is_out_of_scope, report).await;
        if let Asked::Usage(exchange, usage) = asked {
            report_usage(&exchange, usage, report);
        }
    }

    async fn claude_models(&self, site: Site<'_>, is_out_of_scope: bool, report: &mut Report) {
        let there = host(site.base);
        let is_proved = report.stage(StageName::Auth).outcome == StageOutcome::Passed;
        let answer = match self.list(site).await {
            Err(_) if is_proved => {
                report.leave_unproven(StageName::Model, messages::models_not_listed(there));
                return;
            }
            Err(failure) => return failure.report_to(report, site.base, StageName::Connect),
            Ok(List::Models(Listed { exchange, models, .. })) => {
                if !is_proved {
                    // Claude lists nothing for unknown logins.
                    pass_login(there, &exchange, report);
                }
                report.models = Some(models);
                self.find_model(&exchange, report);
                return self.find_unlisted_model(site, report).await;
            }
            Ok(List::Other(answer)) => answer,
        };
        let is_refused =
            matches!(answer.means, Classification::KeyRefused | Classification::Forbidden);
        if is_proved {
            let sentence = messages::models_not_listed(there);
            report.leave_unproven(StageName::Model, sentence).exchange(&answer.exchange);
        } else if is_refused && (is_out_of_scope || answer.exchange.status == Some(FORBIDDEN)) {
            report.pass(StageName::Connect, answers(there)).exchange(&answer.exchange);
            let stage = report.leave_unproven(StageName::Auth, messages::CLAUDE_TOKEN_IS_FOR_CHATS);
            stage.because(Reason::NotAllowed).advise(messages::START_A_CHAT);
            stage.exchange(&answer.exchange);
            report.leave_unproven(StageName::Model, messages::models_not_listed(there));
        } else {
            report_refused(&answer, site, report);
        }
    }

    /// Requests the default model if it is not listed: some unlisted models are known anyway.
    async fn find_unlisted_model(&self, site: Site<'_>, report: &mut Report) {
        let is_missing = report.stage(StageName::Model).outcome == StageOutcome::Failed;
        let Some(model) = self.model().filter(|_| is_missing) else { return };
        let request = site.dialect.model(site.base, site.key, model);
        let response = match self.send(site, request).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, site.base, StageName::Model),
        };
        match classify_model(&response, model) {
            ModelAnswer::Known => {
                let stage = report.pass(StageName::Model, model_known_unlisted(model));
                stage.exchange(&response.exchange);
            }
            ModelAnswer::Undecided => {
                let stage = report.leave_unproven(StageName::Model, model_not_checked(model));
                stage.exchange(&response.exchange);
            }
            ModelAnswer::Unknown | ModelAnswer::NoSuchPath => {
                let stage = report.fail(StageName::Model, unknown_model(model));
                stage.advise(CHOOSE_LISTED).exchange(&response.exchange);
            }
        }
    }
}
