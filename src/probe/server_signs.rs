//! Identifies model servers by what they answer about themselves, without a secret.

use std::time::Instant;

use serde_json::Value;

use crate::net::{Http, HttpRequest, HttpResponse, RequestError};
use crate::settings::connection::endpoint::{join, origin};
use crate::settings::connection::local_server::LocalServerKind;

/// The endpoint of a possible server.
pub(super) struct Port<'a> {
    pub http: &'a Http,
    pub base_url: &'a str,
    pub deadline: Instant,
}

impl Port<'_> {
    /// Requests a path below the origin, without a secret.
    pub(super) async fn get(&self, path: &str) -> Result<HttpResponse, RequestError> {
        let request = HttpRequest::get(&join(&origin(self.base_url), path));
        let request = request.map_err(RequestError::Other)?;
        let response = self.http.send(request, self.deadline, &[]).await;
        response.map_err(|none| none.why)
    }

    /// The server with a matching sign; the one with this usual port is checked first.
    pub(super) async fn kind_by_signs(
        &self,
        usual: Option<LocalServerKind>,
    ) -> Option<LocalServerKind> {
        let others = LocalServerKind::ALL.into_iter().filter(|kind| Some(*kind) != usual);
        for kind in usual.into_iter().chain(others) {
            for (path, is_sign) in signs(kind) {
                let response = self.get(path).await;
                if response.is_ok_and(|answer| answer.status.is_success() && is_sign(&answer)) {
                    return Some(kind);
                }
            }
        }
        None
    }
}

/// The server that a list names as the owner of its models.
pub(super) fn kind_of_list(list: &Value) -> Option<LocalServerKind> {
    let owner = list.pointer("/data/0/owned_by")?.as_str()?;
    match owner {
        "llamacpp" => Some(LocalServerKind::LlamaCpp),
        "vllm" => Some(LocalServerKind::Vllm),
        _ => None,
    }
}

type Sign = (&'static str, fn(&HttpResponse) -> bool);

/// Answers that are unique to a server, and need no key.
const fn signs(kind: LocalServerKind) -> &'static [Sign] {
    match kind {
        // A proxy in front of it may answer the root page itself.
        LocalServerKind::Ollama => &[
            ("", |answer| is_text(answer, "Ollama is running")),
            ("api/version", |answer| has(answer, "/version", Value::is_string)),
        ],
        LocalServerKind::LmStudio => &[
            ("lmstudio-greeting", |answer| has(answer, "/lmstudio", |v| *v == true)),
            // Its native list, next to the OpenAI-compatible one.
            ("api/v0/models", |answer| has(answer, "/data/0/compatibility_type", Value::is_string)),
        ],
        LocalServerKind::LlamaCpp => &[
            ("props", |answer| has(answer, "/build_info", Value::is_string)),
            ("props", |answer| has(answer, "/default_generation_settings", Value::is_object)),
        ],
        LocalServerKind::Vllm => &[("metrics", |answer| holds(answer, "\nvllm:"))],
        LocalServerKind::LiteLlm => &[
            ("health/readiness", |answer| has(answer, "/litellm_version", Value::is_string)),
            ("health/liveliness", |answer| is_text(answer, "\"I'm alive!\"")),
            ("health/liveness", |answer| is_text(answer, "\"I'm alive!\"")),
        ],
    }
}

fn is_text(answer: &HttpResponse, text: &str) -> bool {
    answer.body.trim_ascii() == text.as_bytes()
}

fn holds(answer: &HttpResponse, text: &str) -> bool {
    String::from_utf8_lossy(&answer.body).contains(text)
}

fn has(answer: &HttpResponse, path: &str, is_it: fn(&Value) -> bool) -> bool {
    answer.json().is_some_and(|json| json.pointer(path).is_some_and(is_it))
}
