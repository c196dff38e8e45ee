//! How an API of models is asked: where its list is, how a message of one token is sent to it, and
//! which header carries the key.

use reqwest::Url;
use serde_json::{Value, json};

use super::key::Key;
use crate::net::HttpRequest;
use crate::settings::connection::endpoint::join;
use crate::settings::craft::sends::Header;
use crate::settings::secret::Secret;
use crate::settings::validation::target::Dialect;

/// The version of Anthropic's API that is asked.
const ANTHROPIC_VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// What lets Anthropic take the token of a login.
const ANTHROPIC_LOGIN: (&str, &str) = ("anthropic-beta", "oauth-2025-04-20");

/// The most that is asked for at once, of a list that comes in pages.
const PAGE: &str = "1000";

impl Dialect {
    /// The request for the list of models, or for what follows `after`.
    pub(super) fn list(
        self,
        base: &str,
        key: &Key,
        after: Option<&str>,
    ) -> Result<HttpRequest, String> {
        let mut request = HttpRequest::get(&join(base, self.models_path()))?;
        if let Some(after) = after {
            let (name, size) = match self {
                Self::Google => ("pageToken", "pageSize"),
                _ => ("after_id", "limit"),
            };
            let mut pairs = request.url.query_pairs_mut();
            pairs.append_pair(size, PAGE).append_pair(name, after);
        }
        self.with_key(request, key)
    }

    pub(super) fn model(self, base: &str, key: &Key, model: &str) -> Result<HttpRequest, String> {
        let mut request = HttpRequest::get(&join(base, self.models_path()))?;
        push(&mut request.url, model.trim_start_matches("models/"));
        self.with_key(request, key)
    }

    /// The shortest message there is, which costs a token; none where none is sent.
    pub(super) fn message(
        self,
        base: &str,
        key: &Key,
        model: &str,
    ) -> Option<Result<HttpRequest, String>> {
        let body = json!({
            "model": model,
            "max_tokens": 1,
            "messages": [{"role": "user", "content": "."}],
        });
        self.posted(base, key, &body)
    }

    /// A message without anything in it, which costs nothing and is answered where messages are
    /// taken; none where none is sent.
    pub(super) fn empty_message(
        self,
        base: &str,
        key: &Key,
    ) -> Option<Result<HttpRequest, String>> {
        self.posted(base, key, &json!({}))
    }

    pub(crate) const fn protocol(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic-messages",
            Self::OpenAi | Self::Azure => "openai-completions",
            Self::Google => "Gemini's own",
        }
    }

    /// Whether a list of models is such as another API writes it: then it does not show that this
    /// one is spoken, too.
    pub(super) fn is_written_by_another(self, list: &Value) -> bool {
        let entry = list.get("data").and_then(|data| data.get(0));
        let is = |key: &str| entry.and_then(|entry| entry.get(key)?.as_str()) == Some("model");
        match self {
            Self::Anthropic => is("object") && !is("type"),
            Self::OpenAi => is("type") && !is("object"),
            Self::Azure | Self::Google => false,
        }
    }

    fn posted(self, base: &str, key: &Key, body: &Value) -> Option<Result<HttpRequest, String>> {
        let path = match self {
            Self::Anthropic => "v1/messages",
            Self::OpenAi | Self::Azure => "chat/completions",
            Self::Google => return None,
        };
        let request = HttpRequest::get(&join(base, path)).map(|request| request.post(body));
        Some(request.and_then(|request| self.with_key(request, key)))
    }

    /// The name of what follows a page of the list; none after the last.
    pub(super) fn next_page(self, page: &Value) -> Option<String> {
        let next = match self {
            Self::Google => page.get("nextPageToken"),
            _ if page.get("has_more") == Some(&Value::Bool(true)) => page.get("last_id"),
            _ => None,
        };
        let next = next.and_then(Value::as_str);
        next.filter(|next| !next.is_empty()).map(str::to_owned)
    }

    const fn models_path(self) -> &'static str {
        match self {
            Self::Anthropic => "v1/models",
            Self::OpenAi | Self::Azure | Self::Google => "models",
        }
    }

    fn with_key(self, request: HttpRequest, key: &Key) -> Result<HttpRequest, String> {
        let request = match self {
            Self::Anthropic => request.with(ANTHROPIC_VERSION.0, ANTHROPIC_VERSION.1),
            _ => request,
        };
        match (self, key) {
            (_, Key::None) => Ok(request),
            (Self::Anthropic, Key::Login(token) | Key::Api(token, Header::Bearer)) => request
                .with(ANTHROPIC_LOGIN.0, ANTHROPIC_LOGIN.1)
                .with_secret("authorization", "Bearer ", token),
            (_, Key::Login(token)) => request.with_secret("authorization", "Bearer ", token),
            (_, Key::Api(key, header)) => with_header(request, key, *header),
        }
    }
}

fn with_header(request: HttpRequest, key: &Secret, header: Header) -> Result<HttpRequest, String> {
    match header {
        Header::XApiKey => request.with_secret("x-api-key", "", key),
        Header::XApiKeyAndBearer => {
            request.with_secret("x-api-key", "", key)?.with_secret("authorization", "Bearer ", key)
        }
        Header::ApiKey => request.with_secret("api-key", "", key),
        Header::XGoogApiKey => request.with_secret("x-goog-api-key", "", key),
        Header::CloudflareBearer => request.with_secret("cf-aig-authorization", "Bearer ", key),
        // Bedrock is signed for elsewhere.
        Header::Bearer | Header::AwsSignature => {
            request.with_secret("authorization", "Bearer ", key)
        }
    }
}

/// Puts a step behind the path of an address: a slash in it stays one, as ids of models have them.
pub(crate) fn push(url: &mut Url, step: &str) {
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(step.split('/'));
    }
}
