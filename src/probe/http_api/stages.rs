//! Which stages an answer passes or fails, and why.

use std::time::Duration;

use super::classify::{Classification, wait_of};
use super::key::SentKey;
use super::refusals::Refusal;
use super::site::Site;
use crate::net::{Exchange, HttpResponse, MAX_BODY};
use crate::probe::messages;
use crate::probe::report::{Reason, Report, StageName};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::sibling_endpoints::sibling_endpoints;

/// An answer that is neither a list nor a reply.
pub(super) struct Answer {
    pub exchange: Exchange,
    /// The target of a redirect.
    location: Option<String>,
    /// How long the server asks to wait.
    wait: Option<Duration>,
    pub means: Classification,
}

impl Answer {
    pub(super) fn new(response: HttpResponse, means: Classification) -> Self {
        // Large bodies take time to search, and only a rate limit names a wait.
        let is_limit = matches!(means, Classification::Refused(Refusal::TooMany));
        let wait = is_limit.then(|| wait_of(&response)).flatten();
        Self { exchange: response.exchange, location: response.location, wait, means }
    }

    /// Whether it redirects to another URL, which is not requested.
    pub(super) const fn is_redirect(&self) -> bool {
        self.location.is_some()
    }

    /// Reports the answer. It fails `stage`, the purpose of the request, unless it is about the
    /// key, the account or the model.
    pub(super) fn report_to(
        &self,
        stage: StageName,
        site: Site<'_>,
        model: Option<&str>,
        report: &mut Report,
    ) {
        use Classification::{Forbidden, KeyRefused, Refused};
        let there = host(site.base);
        let exchange = &self.exchange;
        let is_of_the_api = matches!(self.means, KeyRefused | Forbidden | Refused(_));
        if !is_of_the_api {
            let (reason, sentence, advice) = self.describe(there);
            report.fail(stage, sentence).because(reason).advise(advice).exchange(exchange);
            return;
        }
        if report.stage(StageName::Connect).exchange.is_none() {
            report.pass(StageName::Connect, messages::answers(there)).exchange(exchange);
        }
        if let Some((reason, sentence, advice)) = self.describe_refused_key(site) {
            let stage = report.fail(StageName::Auth, sentence);
            stage.because(reason).advise(advice).exchange(exchange);
            return;
        }
        if let Refused(Refusal::TooMany) = self.means {
            let auth = match site.key.secret() {
                Some(_) => report.pass(StageName::Auth, messages::KEY_RATE_LIMITED),
                None => report
                    .leave_unproven(StageName::Auth, messages::TOO_OFTEN)
                    .because(Reason::RateLimited),
            };
            auth.exchange(exchange);
            messages::leave_model_rate_limited_for(report, self.wait).exchange(exchange);
            return;
        }
        site.pass_auth(report).exchange(exchange);
        let model = model.unwrap_or("the model");
        let has_list = report.models.as_ref().is_some_and(|models| !models.is_empty());
        let (reason, sentence, advice) = match self.means {
            Refused(Refusal::NoCredit) => {
                (Reason::NoCredit, messages::NO_CREDIT.to_owned(), messages::ADD_CREDIT)
            }
            Refused(Refusal::AccountPolicy) => {
                (Reason::AccountPolicy, messages::account_policy(model), messages::CHECK_ACCOUNT)
            }
            Refused(Refusal::ModelNotAllowed) => (
                Reason::ModelNotAllowed,
                messages::model_not_allowed(model),
                messages::ALLOW_THE_MODEL,
            ),
            _ if has_list => {
                (Reason::UnknownModel, messages::unknown_model(model), messages::CHOOSE_LISTED)
            }
            _ => (Reason::UnknownModel, messages::unknown_model(model), messages::CHOOSE_EXISTING),
        };
        let stage = report.fail(StageName::Model, sentence);
        stage.because(reason).advise(advice).exchange(exchange);
    }

    /// Why the key or the client is refused, and what to do; none if neither is.
    fn describe_refused_key(&self, site: Site<'_>) -> Option<(Reason, String, String)> {
        use Classification::{Forbidden, KeyRefused, Refused};
        let there = host(site.base);
        let (reason, sentence, advice) = match (&self.means, site.key) {
            (KeyRefused, SentKey::None) => {
                (Reason::KeyMissing, messages::KEY_REQUIRED, messages::ENTER_A_KEY)
            }
            (KeyRefused, SentKey::Api(..)) => {
                let advice = messages::enter_another_key(&sibling_endpoints(site.base));
                return Some((Reason::KeyRefused, messages::KEY_REFUSED.to_owned(), advice));
            }
            (KeyRefused, SentKey::Login(_)) => {
                (Reason::KeyRefused, messages::LOGIN_REFUSED, messages::LOG_IN_AGAIN)
            }
            (Forbidden, SentKey::None) => {
                (Reason::KeyMissing, messages::ENDPOINT_REQUIRES_KEY, messages::ENTER_A_KEY)
            }
            (Forbidden, _) => {
                (Reason::NotAllowed, messages::KEY_NOT_ALLOWED, messages::ALLOW_THE_KEY)
            }
            (Refused(Refusal::NoCredit), SentKey::None) => {
                (Reason::KeyMissing, messages::PAYMENT_REQUIRED, messages::ENTER_A_KEY)
            }
            (Refused(refusal @ (Refusal::ClientName | Refusal::ClientLocation)), _) => {
                let by_name = *refusal == Refusal::ClientName;
                let advice =
                    if by_name { messages::ONLY_CERTAIN_PROGRAMS } else { messages::CHECK_PLACE };
                return Some((
                    Reason::ClientRefused,
                    messages::client_refused(there),
                    advice.to_owned(),
                ));
            }
            _ => return None,
        };
        Some((reason, sentence.to_owned(), advice.to_owned()))
    }

    /// Why the answer is not the API's, and what to do.
    fn describe(&self, there: &str) -> (Reason, String, &'static str) {
        let to = self.location.as_deref();
        match self.means {
            Classification::Elsewhere => (
                Reason::Redirected,
                messages::redirects_to(there, to),
                messages::MAKE_IT_THE_ENDPOINT,
            ),
            Classification::Page => {
                (Reason::WebPage, messages::web_page(there, to), messages::SEE_IN_A_BROWSER)
            }
            Classification::ServerError => {
                let status = self.exchange.status.unwrap_or_default();
                (Reason::ServerError, messages::server_error(there, status), messages::TRY_LATER)
            }
            Classification::Blocked => {
                (Reason::Blocked, messages::blocked(there), messages::SOMETHING_BETWEEN)
            }
            Classification::TooLarge => {
                (Reason::NotAnApi, messages::too_large(there, MAX_BODY >> 20), messages::CHECK_PATH)
            }
            _ => (
                Reason::NotAnApi,
                messages::request_rejected(there),
                messages::CHECK_PATH_AND_PROTOCOL,
            ),
        }
    }
}

/// Notes the endpoint that answers in place of the stored one.
pub(super) fn report_working_variant(report: &mut Report, stored: &str, found: &str) {
    if stored.trim_end_matches('/') != found.trim_end_matches('/') {
        report.working_endpoint = Some(found.to_owned());
    }
}

/// Reports that another API answers.
pub(super) fn report_other_protocol(site: Site<'_>, exchange: &Exchange, report: &mut Report) {
    let (there, protocol) = (host(site.base), site.dialect.protocol());
    report
        .fail(StageName::Connect, messages::other_protocol(there, protocol))
        .because(Reason::OtherProtocol)
        .advise(messages::CHOOSE_OTHER_PROTOCOL)
        .exchange(exchange);
}
