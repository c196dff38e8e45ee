//! Shared by the probes of AWS and Google: reading credential files, and responses that do not
//! depend on the credential.

use std::time::Instant;

use reqwest::StatusCode;
use tokio::time::timeout_at;

use super::messages::{self, cloud};
use super::messages::{leave_model_rate_limited, redirects_to, server_error};
use super::report::{Report, StageName};
use crate::net::HttpResponse;
use crate::settings::connection::endpoint::host;

/// Reads files, which may be on an unresponsive disk; none if that exceeds the deadline.
pub(super) async fn read_files<T: Send + 'static>(
    deadline: Instant,
    read: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let found = timeout_at(deadline.into(), tokio::task::spawn_blocking(read)).await;
    found.ok()?.ok()
}

/// One of the two services, as a report names it.
pub(super) struct Service<'a> {
    pub name: &'static str,
    /// The company that issues the credential.
    pub owner: &'static str,
    pub base: &'a str,
    /// The advice for a wrong endpoint.
    pub check: &'static str,
}

impl Service<'_> {
    /// Reports a response that does not depend on the credential: a redirect, a server error, or a
    /// rate limit. Returns whether the response was one of these.
    pub(super) fn sentence(&self, response: &HttpResponse, report: &mut Report) -> bool {
        let there = host(self.base);
        let exchange = &response.exchange;
        match response.status {
            status if status.is_redirection() => {
                let sentence = redirects_to(there, response.location.as_deref());
                let stage = report.fail(StageName::Connect, sentence);
                stage.advise(self.check).exchange(exchange);
            }
            status if status.is_server_error() => {
                report
                    .fail(StageName::Connect, server_error(there, status.as_u16()))
                    .advise(cloud::TRY_LATER)
                    .exchange(exchange);
            }
            StatusCode::TOO_MANY_REQUESTS => {
                let (owner, sentence) = (self.owner, messages::answers(there));
                report.pass(StageName::Connect, sentence).exchange(exchange);
                let sentence = cloud::rate_limited(owner);
                report.pass(StageName::Auth, sentence).exchange(exchange);
                leave_model_rate_limited(report);
            }
            _ => return false,
        }
        true
    }

    /// Reports that a different kind of server answers.
    pub(super) fn report_other_server(&self, response: &HttpResponse, report: &mut Report) {
        let (there, name) = (host(self.base), self.name);
        let sentence = cloud::other_server(there, name);
        let stage = report.fail(StageName::Connect, sentence);
        stage.advise(self.check).exchange(&response.exchange);
    }
}
