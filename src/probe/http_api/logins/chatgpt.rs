//! A `ChatGPT` login: its list of models proves it, and its usage shows what remains of the plan.

use serde_json::Value;

use super::{Asked, pass_login, report_refused, report_usage};
use crate::net::{HttpRequest, HttpResponse};
use crate::probe::Probe;
use crate::probe::http_api::classify::{Classification, classify};
use crate::probe::http_api::key::SentKey;
use crate::probe::http_api::list::without_secrets;
use crate::probe::http_api::refusals::words_of;
use crate::probe::http_api::site::Site;
use crate::probe::http_api::stages::Answer;
use crate::probe::messages::{RENEWED_BY_CRAFT, answers};
use crate::probe::report::{Report, StageName};
use crate::probe::usage::Usage;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::models::stated::{Basis, Stated, StatedBy};
use crate::settings::credential::chatgpt_account;
use crate::settings::secret::Secret;
use crate::settings::validation::free_requests::{CHATGPT_HEADERS, CHATGPT_MODELS, CHATGPT_USAGE};
use crate::settings::validation::target::Dialect;
use crate::text::safe::{is_unsafe, one_line};

/// The maximum length of a model's id or name, in characters.
const MAX_NAME: usize = 120;

impl Probe<'_> {
    /// Sends the token as it is. Renewing it here would log Craft out.
    pub(super) async fn chatgpt(&self, base: &str, report: &mut Report) {
        if self.request.secrets.has_expired(self.request.now_ms) {
            return self.host(base, RENEWED_BY_CRAFT, report).await;
        }
        let token = self.value().unwrap_or_default();
        let key = &SentKey::Login(token.clone());
        let site = Site { dialect: Dialect::OpenAi, base, key };
        let response = match self.send(site, request(CHATGPT_MODELS, &token)).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, base, StageName::Connect),
        };
        let models = match classify(&response, None) {
            Classification::Json(answer) => {
                let Some(models) = models(&answer) else {
                    let answer = Answer::new(response, Classification::Json(answer));
                    return report_refused(&answer, site, report);
                };
                models
            }
            Classification::KeyRefused
                if self.request.secrets.renews && is_about_its_end(&response) =>
            {
                // The real expiry differs from the stored one, or a clock is wrong.
                report.pass(StageName::Connect, answers(host(base))).exchange(&response.exchange);
                let stage = report.leave_unproven(StageName::Auth, RENEWED_BY_CRAFT);
                stage.exchange(&response.exchange);
                report.leave_unproven(StageName::Model, RENEWED_BY_CRAFT);
                return;
            }
            means => return report_refused(&Answer::new(response, means), site, report),
        };
        let exchange = &response.exchange;
        pass_login(host(base), exchange, report);
        report.models = Some(without_secrets(models, &self.secrets()));
        self.find_model(exchange, report);
        let asked = self.usage(site, request(CHATGPT_USAGE, &token), Usage::from_chatgpt).await;
        if let Asked::Usage(exchange, usage) = asked {
            report_usage(&exchange, usage, report);
        }
    }
}

fn request(url: &str, token: &Secret) -> Result<HttpRequest, String> {
    let request = HttpRequest::get(url)?.with_headers(&CHATGPT_HEADERS);
    let account = Secret::new(chatgpt_account(token.expose()).unwrap_or_default());
    request.with_secret("authorization", "Bearer ", token)?.with_secret(
        "chatgpt-account-id",
        "",
        &account,
    )
}

/// Whether a token is refused only because it has expired.
fn is_about_its_end(response: &HttpResponse) -> bool {
    let words = words_of(&response.body, response.json().as_ref());
    ["token_expired", "token is expired", "token has expired"].iter().any(|it| words.contains(it))
}

/// The models in a list; none if the answer is not a list.
fn models(answer: &Value) -> Option<Vec<ListedModel>> {
    let all = answer.get("models")?.as_array()?.iter();
    Some(all.filter_map(model).collect())
}

const fn stated<T>(value: T, key: &'static str) -> Stated<T> {
    Stated { value, source: StatedBy { server: None, key, basis: Basis::Stated } }
}

fn model(model: &Value) -> Option<ListedModel> {
    let text = |key: &str| model.get(key)?.as_str().filter(|text| !text.trim().is_empty());
    let id = text("slug").or_else(|| text("id"))?;
    let is_id = id.chars().count() <= MAX_NAME && !id.chars().any(is_unsafe);
    let modalities = model.get("input_modalities").and_then(Value::as_array);
    let mut listed = ListedModel { id: id.to_owned(), ..ListedModel::default() };
    listed.name = text("display_name").map(|name| one_line(name, MAX_NAME));
    listed.context_window =
        model.get("context_window").and_then(Value::as_u64).map(|it| stated(it, "context_window"));
    let takes_images = modalities.map(|all| all.iter().any(|one| one == "image"));
    listed.supports_images = takes_images.map(|it| stated(it, "input_modalities"));
    listed.is_for_chats = Some(true);
    is_id.then_some(listed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn list_holds_only_displayable_models() {
        let listed = json!({"models": [
            {"slug": "gpt-5.4", "display_name": "GPT-5.4", "context_window": 272_000, "input_modalities": ["text", "image"]},
            {"slug": "a\u{1b}"}, {"id": "b"}, 3,
        ]});
        let read = models(&listed).expect("a list");
        let ids: Vec<_> = read.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["gpt-5.4", "b"]);
        assert_eq!(read[0].supports_images.map(|it| it.value), Some(true));
        assert_eq!(models(&json!({"models": {}})), None);
        assert_eq!(models(&json!([])), None);
    }
}
