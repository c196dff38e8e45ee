//! Probes a model API: with its list first, which is free, and with a one-token message only if the
//! list proves nothing.

mod abilities;
mod account;
mod classify;
mod completion;
pub(super) mod dialect;
mod full_test;
pub(super) mod key;
pub(super) mod list;
mod listed;
mod logins;
mod parameter;
mod refusal_words;
mod refusals;
pub(super) mod server_details;
mod site;
mod stages;
mod without_list;

use std::collections::HashSet;
use std::time::Instant;

use super::Probe;
use super::failure::Failure;
use super::messages::{self, RENEWED_BY_CRAFT};
use super::report::{Report, StageName};
use super::server_signs::kind_of_list;
use crate::net::{Exchange, HttpRequest, HttpResponse};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::local_server::LocalServerKind;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::secret::Secret;
use crate::settings::validation::free_requests::is_claude;
use crate::settings::validation::target::{Dialect, ProbeTarget};
use classify::{Classification, classify};
use key::SentKey;
use refusals::Refusal;
use site::Site;
use stages::{Answer, report_other_protocol, report_working_variant};

/// The maximum number of pages of a list.
const MAX_PAGES: usize = 20;

impl Probe<'_> {
    /// Probes a model API at the endpoint of Craft's chats. If nothing is there, and a person can
    /// change the endpoint, probes its variants too.
    pub(super) async fn api(&self, probe_target: &ProbeTarget, report: &mut Report) {
        let ProbeTarget::Api { dialect, header, base, .. } = probe_target else {
            return;
        };
        let dialect = *dialect;
        let key = &match self.key(*header) {
            Ok(key) => key,
            Err(why) => return Self::fail_for_environment(why, report),
        };
        if let SentKey::Login(_) = key
            && self.request.secrets.has_expired(self.request.now_ms)
        {
            return self.ended_login(dialect, base, report).await;
        }
        if let SentKey::Login(_) = key
            && is_claude(base)
        {
            return self.claude(Site { dialect, base, key }, report).await;
        }
        if self.request.full_test.is_some() {
            let secret = self.value();
            let secret = secret.as_ref().map(Secret::expose);
            if let Ok(test) = self.request.connection.full_test(probe_target, secret) {
                let site = Site { dialect, base, key };
                return self.full_test(&test, *header, site, report).await;
            }
        }
        let bases = probe_target.addresses().into_iter();
        let sites: Vec<Site<'_>> = bases.map(|base| Site { dialect, base, key }).collect();
        self.probe_sites(base, &sites, report).await;
    }

    /// Asks the sites for their lists, until one answers; `stored` is the connection's own
    /// endpoint. If none does, messages decide.
    async fn probe_sites(&self, stored: &str, sites: &[Site<'_>], report: &mut Report) {
        let mut failed: Option<(Answer, Site<'_>)> = None;
        let mut to_ask = sites;
        for (n, site) in sites.iter().enumerate() {
            let answer = match self.list(*site).await {
                Err(failure) => return failure.report_to(report, site.base, StageName::Connect),
                Ok(List::Models(Listed { exchange, mut models, is_foreign, server })) => {
                    if is_foreign && self.takes_no_messages(*site).await {
                        return report_other_protocol(*site, &exchange, report);
                    }
                    report_working_variant(report, stored, site.base);
                    self.complete(*site, server, &mut models).await;
                    report.models = Some(models);
                    return self.handle_list(*site, &exchange, report).await;
                }
                Ok(List::Other(answer)) => answer,
            };
            if is_final(&answer) {
                if answer.means.is_after_key_check() {
                    report_working_variant(report, stored, site.base);
                }
                return answer.report_to(StageName::Connect, *site, self.model(), report);
            }
            // If something refuses the list, the API is there, so the next variant is not tried.
            let is_there = is_of_an_api(&answer.means);
            if is_there || failed.is_none() {
                failed = Some((answer, *site));
            }
            if is_there {
                to_ask = &sites[..=n];
                break;
            }
        }
        self.probe_without_list(stored, to_ask, failed, report).await;
    }

    /// Handles an expired login that Craft renews by itself. Sent now, it would be refused;
    /// renewing it here would take it from Craft.
    async fn ended_login(&self, dialect: Dialect, base: &str, report: &mut Report) {
        let key = &SentKey::None;
        let site = Site { dialect, base, key };
        let response = match self.send(site, dialect.list(base, key, None)).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, base, StageName::Connect),
        };
        let means = classify(&response, None);
        if let Classification::Elsewhere
        | Classification::Page
        | Classification::ServerError
        | Classification::TooLarge = means
        {
            let answer = Answer::new(response, means);
            return answer.report_to(StageName::Connect, site, None, report);
        }
        report.pass(StageName::Connect, messages::answers(host(base))).exchange(&response.exchange);
        report.leave_unproven(StageName::Auth, RENEWED_BY_CRAFT);
        report.leave_unproven(StageName::Model, RENEWED_BY_CRAFT);
    }

    /// Requests the whole list.
    async fn list(&self, site: Site<'_>) -> Result<List, Failure> {
        let first = self.send(site, site.dialect.list(site.base, site.key, None)).await?;
        let page = match classify(&first, None) {
            Classification::Json(page) => page,
            other => return Ok(List::Other(Answer::new(first, other))),
        };
        let Some(mut models) = list::models(&page) else {
            return Ok(List::Other(Answer::new(first, Classification::NoSuchPath)));
        };
        let is_foreign = site.dialect.is_written_by_another(&page);
        let server = kind_of_list(&page);
        let mut seen: HashSet<String> = models.iter().map(|model| model.id.clone()).collect();
        let mut next = site.dialect.next_page(&page);
        for _ in 1..MAX_PAGES {
            let Some(page) = next else { break };
            let request = site.dialect.list(site.base, site.key, Some(&page));
            let response = self.send(site, request).await?;
            let page = match classify(&response, None) {
                Classification::Json(page) => page,
                other if other.is_after_key_check() => {
                    return Ok(List::Other(Answer::new(response, other)));
                }
                // The first page arrived, so the others exist and the server has a problem.
                _ => return Ok(List::Other(Answer::new(response, Classification::ServerError))),
            };
            let before = models.len();
            let more = list::models(&page).unwrap_or_default().into_iter();
            models.extend(more.filter(|model| seen.insert(model.id.clone())));
            // A server that ignores the page parameter would return the same page forever.
            next = site.dialect.next_page(&page).filter(|_| models.len() > before);
        }
        let secrets = self.secrets_with(site.key);
        let models = list::without_secrets(models, &secrets);
        Ok(List::Models(Listed { exchange: first.exchange, models, is_foreign, server }))
    }

    /// Whether the endpoint for messages refuses them. If undecided, it may take them.
    async fn takes_no_messages(&self, site: Site<'_>) -> bool {
        match site.dialect.empty_message(site.base, site.key) {
            Some(request) => {
                let response = self.send(site, request).await;
                response.is_ok_and(|it| matches!(classify(&it, None), Classification::NoSuchPath))
            }
            None => false,
        }
    }

    /// The values to redact from a response to a request with a key.
    fn secrets_with<'s>(&'s self, key: &'s SentKey) -> Vec<&'s Secret> {
        self.secrets().into_iter().chain(key.secret()).collect()
    }

    /// The request under the name that Craft asks with.
    fn as_craft(&self, request: HttpRequest) -> HttpRequest {
        match self.user_agent {
            Some(name) => request.with_header("user-agent", name),
            None => request,
        }
    }

    pub(super) async fn send(
        &self,
        site: Site<'_>,
        request: Result<HttpRequest, String>,
    ) -> Result<HttpResponse, Failure> {
        self.send_until(self.deadline, site, request).await
    }

    pub(super) async fn send_until(
        &self,
        deadline: Instant,
        site: Site<'_>,
        request: Result<HttpRequest, String>,
    ) -> Result<HttpResponse, Failure> {
        let request = self.as_craft(request.map_err(Failure::InvalidRequest)?);
        let secrets = self.secrets_with(site.key);
        let response = self.http.send(request, deadline, &secrets).await;
        Ok(response?)
    }
}

/// The outcome of the request for a list.
enum List {
    Models(Listed),
    Other(Answer),
}

struct Listed {
    exchange: Exchange,
    models: Vec<ListedModel>,
    /// Whether the list is in another API's format.
    is_foreign: bool,
    /// The server that the list names.
    server: Option<LocalServerKind>,
}

/// Whether the answer to a list decides, so that no message is needed.
fn is_final(answer: &Answer) -> bool {
    let decides = matches!(
        answer.means,
        Classification::Elsewhere
            | Classification::TooLarge
            | Classification::Refused(Refusal::NoCredit | Refusal::TooMany)
    );
    decides || answer.is_redirect()
}

/// Whether a refused list shows that an API is there.
const fn is_of_an_api(means: &Classification) -> bool {
    !matches!(
        means,
        Classification::NoSuchPath
            | Classification::Page
            | Classification::Rejected
            | Classification::Error
    )
}
