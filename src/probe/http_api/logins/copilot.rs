//! A GitHub Copilot login: exchanges its GitHub token for a Copilot token, which lists the models.
//! The Copilot token is used only for that, and not stored.

use serde_json::Value;
use zeroize::Zeroize;

use super::{pass_login, report_refused};
use crate::net::{Exchange, HttpRequest, HttpResponse};
use crate::probe::Probe;
use crate::probe::http_api::classify::{Classification, classify};
use crate::probe::http_api::key::SentKey;
use crate::probe::http_api::list::{models, without_secrets};
use crate::probe::http_api::refusals::Refusal;
use crate::probe::http_api::site::Site;
use crate::probe::http_api::stages::Answer;
use crate::probe::messages::logins as messages;
use crate::probe::messages::{LOG_IN_AGAIN, answers};
use crate::probe::report::{Reason, Report, StageName};
use crate::probe::usage::Usage;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::listed::is_same;
use crate::settings::credential::copilot::{EDITOR_HEADERS, TOKEN_URL, api_of, own_api};
use crate::settings::credential::{TokenForm, key};
use crate::settings::secret::Secret;
use crate::settings::validation::target::Dialect;

/// The state of a model with accepted terms.
const ENABLED: &str = "enabled";

impl Probe<'_> {
    /// Probes as Craft does: without a GitHub token, the stored Copilot token is used at the API of
    /// Craft's chats.
    pub(super) async fn copilot(&self, base: &str, report: &mut Report) {
        let stored = self.value().unwrap_or_default();
        let refresh = self.request.secrets.get(key::REFRESH_TOKEN).cloned();
        // A pasted GitHub token is stored as the refresh token.
        let is_github = TokenForm::of(stored.expose()) == TokenForm::GitHub;
        let (token, api, exchange) = match refresh.or_else(|| is_github.then(|| stored.clone())) {
            Some(github) => {
                let exchanged = self.exchange(github, report).await;
                let Some((token, exchange)) = exchanged else { return };
                let api = api_of(token.expose());
                (token, api, Some(exchange))
            }
            None => (stored, own_api(base), None),
        };
        self.copilot_models(&token, &api, exchange.as_ref(), report).await;
    }

    /// Exchanges a GitHub token for a Copilot token, which proves the login. A failure is reported,
    /// and gives none.
    async fn exchange(&self, github: Secret, report: &mut Report) -> Option<(Secret, Exchange)> {
        let key = &SentKey::Login(github.clone());
        let site = Site { dialect: Dialect::OpenAi, base: TOKEN_URL, key };
        let mut response = match self.send(site, as_editor(TOKEN_URL, &github)).await {
            Ok(response) => response,
            Err(failure) => {
                failure.report_to(report, TOKEN_URL, StageName::Connect);
                return None;
            }
        };
        let means = classify(&response, None);
        response.body.zeroize();
        match means {
            Classification::Json(mut answer) => {
                let token = match answer.get_mut("token").map(Value::take) {
                    Some(Value::String(token)) if !token.is_empty() => Secret::new(token),
                    _ => {
                        let answer = Answer::new(response, Classification::Json(answer));
                        report_refused(&answer, site, report);
                        return None;
                    }
                };
                report.usage = Usage::from_copilot(&answer, token.expose());
                return Some((token, response.exchange));
            }
            // GitHub answers 404 for a token that it does not know.
            Classification::KeyRefused | Classification::NoSuchPath
                if matches!(response.status.as_u16(), 401 | 404) =>
            {
                report_login(
                    (Reason::KeyRefused, messages::GITHUB_LOGIN_REFUSED, LOG_IN_AGAIN),
                    TOKEN_URL,
                    &response,
                    report,
                );
            }
            means if response.status.as_u16() == 403 && is_refusal(&means) => {
                report_no_copilot(TOKEN_URL, &response, report);
            }
            means => report_refused(&Answer::new(response, means), site, report),
        }
        None
    }

    /// Lists the models; `proof` is the earlier exchange that proved the login.
    async fn copilot_models(
        &self,
        token: &Secret,
        api: &str,
        proof: Option<&Exchange>,
        report: &mut Report,
    ) {
        let key = &SentKey::Login(token.clone());
        let site = Site { dialect: Dialect::OpenAi, base: api, key };
        let request = as_editor(&format!("{api}/models"), token);
        let response = match self.send(site, request).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, api, StageName::Connect),
        };
        let answer = match classify(&response, None) {
            Classification::Json(answer) => answer,
            means if response.status.as_u16() == 403 && is_refusal(&means) => {
                return report_no_copilot(api, &response, report);
            }
            means => {
                let answer = Answer::new(response, means);
                return report_without_models(&answer, site, proof, report);
            }
        };
        let Some(listed) = models(&answer) else {
            let answer = Answer::new(response, Classification::Json(answer));
            return report_without_models(&answer, site, proof, report);
        };
        let exchange = &response.exchange;
        pass_login(host(api), proof.unwrap_or(exchange), report);
        let mut secrets = self.secrets();
        secrets.push(token);
        report.models = Some(without_secrets(listed, &secrets));
        self.find_model(exchange, report);
        if let Some(model) = self.model().filter(|model| lacks_terms(&answer, model)) {
            let sentence = messages::terms_not_accepted(model);
            let stage = report.fail(StageName::Model, sentence).because(Reason::AccountPolicy);
            stage.advise(messages::ACCEPT_TERMS).exchange(exchange);
        }
    }
}

fn as_editor(url: &str, token: &Secret) -> Result<HttpRequest, String> {
    let request = HttpRequest::get(url)?.with_headers(&EDITOR_HEADERS);
    request.with_secret("authorization", "Bearer ", token)
}

/// Whether an answer refuses the login permanently, unlike a rate limit or something in between.
const fn is_refusal(means: &Classification) -> bool {
    match means {
        Classification::Refused(refusal) => !matches!(refusal, Refusal::TooMany),
        Classification::Forbidden | Classification::KeyRefused => true,
        _ => false,
    }
}

/// Whether a model is listed with terms that were not accepted.
fn lacks_terms(list: &Value, model: &str) -> bool {
    let listed = list.get("data").and_then(Value::as_array);
    let mut listed = listed.into_iter().flatten();
    let own = listed
        .find(|one| one.get("id").and_then(Value::as_str).is_some_and(|id| is_same(id, model)));
    let state = own.and_then(|own| own.pointer("/policy/state")?.as_str());
    state.is_some_and(|state| state != ENABLED)
}

fn report_no_copilot(url: &str, response: &HttpResponse, report: &mut Report) {
    let why = (Reason::NotAllowed, messages::NO_COPILOT, messages::GET_COPILOT);
    report_login(why, url, response, report);
}

fn report_login(
    (reason, sentence, advice): (Reason, &str, &str),
    url: &str,
    response: &HttpResponse,
    report: &mut Report,
) {
    report.pass(StageName::Connect, answers(host(url))).exchange(&response.exchange);
    let stage = report.fail(StageName::Auth, sentence).because(reason);
    stage.advise(advice).exchange(&response.exchange);
}

/// Reports that no models were listed. If GitHub has accepted the login, only the models remain
/// undecided.
fn report_without_models(
    answer: &Answer,
    site: Site<'_>,
    proof: Option<&Exchange>,
    report: &mut Report,
) {
    match proof.filter(|_| answer.means.decides_nothing()) {
        Some(proof) => {
            let there = host(site.base);
            pass_login(there, proof, report);
            let stage = report.leave_unproven(StageName::Model, messages::models_not_listed(there));
            stage.exchange(&answer.exchange);
        }
        None => report_refused(answer, site, report),
    }
}
