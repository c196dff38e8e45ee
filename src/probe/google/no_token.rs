//! Why there is no token for Google, and the stage of the report that this fails.

use reqwest::StatusCode;

use crate::probe::credential_http::{Lookup, LookupOutcome};
use crate::probe::messages::{self, cloud, google};
use crate::probe::messages::{RENEWED_BY_CRAFT, server_error};
use crate::probe::report::{Report, StageName};

/// Why there is no token.
pub(super) enum NoToken {
    /// There is no credential for getting one; in a sentence.
    None(String),
    /// It has expired, and Craft renews it.
    Expired,
    /// The token endpoint refused.
    Refused(Box<Lookup>),
    /// This program does not support the kind of credential; which, in a sentence.
    Unsupported(String),
}

impl NoToken {
    pub(super) fn report_to(self, report: &mut Report) {
        match self {
            Self::None(why) => {
                report.fail(StageName::Configuration, why).advise(google::ENTER_ACCOUNT);
            }
            Self::Expired => {
                report.leave_unproven(StageName::Auth, RENEWED_BY_CRAFT);
            }
            Self::Refused(lookup) => report_token_failure(*lookup, report),
            Self::Unsupported(kind) => {
                report.leave_unproven(StageName::Configuration, kind).advise(google::TRY_BY_HAND);
            }
        }
    }
}

/// Reports that a token endpoint returned no token.
fn report_token_failure(lookup: Lookup, report: &mut Report) {
    let there = lookup.host;
    let stage = match lookup.outcome {
        LookupOutcome::NoAnswer(sentence, advice) => {
            report.fail(StageName::Connect, sentence).advise(advice)
        }
        LookupOutcome::Answer(
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN,
        ) => {
            let stage = report.pass(StageName::Connect, messages::answers(&there));
            if let Some(exchange) = &lookup.exchange {
                stage.exchange(exchange);
            }
            report.fail(StageName::Auth, google::NO_TOKEN).advise(google::ENTER_ANOTHER)
        }
        LookupOutcome::Answer(StatusCode::TOO_MANY_REQUESTS) => {
            report.pass(StageName::Connect, messages::answers(&there));
            report
                .leave_unproven(StageName::Auth, google::TOKENS_TOO_OFTEN)
                .advise(messages::try_again(None))
        }
        LookupOutcome::Answer(status) if status.is_server_error() => report
            .fail(StageName::Connect, server_error(&there, status.as_u16()))
            .advise(cloud::TRY_LATER),
        LookupOutcome::Answer(_) => report
            .fail(StageName::Connect, google::no_token_endpoint(&there))
            .advise(google::CHECK_TOKEN_URL),
    };
    if let Some(exchange) = &lookup.exchange {
        stage.exchange(exchange);
    }
}
