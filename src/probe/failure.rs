//! A question that brought no answer, and where that stands in a report.

use super::http::NoAnswer;
use super::report::{Report, StageName};
use super::unreachable::Unreached;
use crate::settings::connection::endpoint::{host, is_plain_http};

/// Why there is no answer.
pub(super) enum Failure {
    /// Nobody answered.
    Unreached(Box<NoAnswer>),
    /// It cannot even be asked; why, in a sentence.
    Unaskable(String),
}

impl From<NoAnswer> for Failure {
    fn from(none: NoAnswer) -> Self {
        Self::Unreached(Box::new(none))
    }
}

impl Failure {
    /// Puts it into a report: what was asked for `stage` at `base` has failed, or the connection is
    /// such that nothing can be asked.
    pub fn report_to(self, report: &mut Report, base: &str, stage: StageName) {
        match self {
            Self::Unreached(none) => {
                let advice = match none.why {
                    // So those answer who speak TLS alone.
                    Unreached::CutOff | Unreached::NotHttp if is_plain_http(base) => {
                        "Check the endpoint: it may be https:// there, or another port."
                    }
                    _ => none.why.advice_at(host(base)),
                };
                if none.why == Unreached::UnknownName {
                    report.unresolved = Some(host(base).to_owned());
                }
                report
                    .fail(stage, none.why.sentence(host(base)))
                    .advise(advice)
                    .exchange(&none.exchange);
            }
            Self::Unaskable(why) => {
                report
                    .fail(StageName::Configuration, why)
                    .advise("Correct it in the form, or with set.");
            }
        }
    }
}
