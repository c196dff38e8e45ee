//! What a provider says of a key when it is asked for that alone, which costs nothing.

use serde_json::Value;

use super::answer::Answer;
use super::classify::{Classification, classify};
use super::place::Place;
use super::refusals::Refusal;
use crate::net::HttpRequest;
use crate::probe::Probe;
use crate::probe::report::{Report, StageName};
use crate::settings::validation::key_question::key_question;

impl Probe<'_> {
    /// Asks the provider about the key, where it has a question for that. Returns whether the model
    /// is still to be probed; none where the key is to be proved in another way.
    pub(super) async fn ask_about_the_key(
        &self,
        place: Place<'_>,
        report: &mut Report,
    ) -> Option<bool> {
        let url = key_question(place.base)?;
        let request = HttpRequest::get(&url).and_then(|it| place.dialect.with_key(it, place.key));
        let response = self.ask(place, request).await.ok()?;
        let means = match classify(&response, None) {
            Classification::Json(answer) if has_nothing_left(&answer) => {
                Classification::Refused(Refusal::NoCredit)
            }
            Classification::Json(answer) if answer.get("data").is_some() => {
                place.pass_auth(report).exchange(&response.exchange);
                return Some(true);
            }
            means if means.is_of_the_key() => means,
            _ => return None,
        };
        Answer::new(response, means).report_to(StageName::Auth, place, self.model(), report);
        Some(false)
    }
}

/// Whether the limit of a key is reached; a key without a limit has none.
fn has_nothing_left(answer: &Value) -> bool {
    let left = answer.pointer("/data/limit_remaining").and_then(Value::as_f64);
    left.is_some_and(|left| left <= 0.0)
}
