//! A request without a response, and the stage of the report that it fails.

use super::messages::configuration;
use super::report::{Report, StageName};
use crate::net::{NoResponse, RequestError};
use crate::settings::connection::endpoint::{host, is_plain_http};

/// Why there is no response.
pub(super) enum Failure {
    NoResponse(Box<NoResponse>),
    /// The request cannot be built; why, in a sentence.
    InvalidRequest(String),
}

impl From<NoResponse> for Failure {
    fn from(none: NoResponse) -> Self {
        Self::NoResponse(Box::new(none))
    }
}

impl Failure {
    /// Reports the failure: either the request for `stage` at `base` failed, or the connection does
    /// not allow building a request.
    pub(super) fn report_to(self, report: &mut Report, base: &str, stage: StageName) {
        match self {
            Self::NoResponse(none) => {
                let advice = match none.why {
                    // A server that speaks only TLS answers plain HTTP in this way.
                    RequestError::CutOff | RequestError::NotHttp if is_plain_http(base) => {
                        "Check the endpoint: it may need https://, or another port.".into()
                    }
                    _ => none.why.advice_at(host(base)),
                };
                if none.why == RequestError::UnknownName {
                    report.unresolved = Some(host(base).to_owned());
                }
                report
                    .fail(stage, none.why.sentence(host(base)))
                    .advise(advice)
                    .exchange(&none.exchange);
            }
            Self::InvalidRequest(why) => {
                report.fail(StageName::Configuration, why).advise(configuration::EDIT);
            }
        }
    }
}
