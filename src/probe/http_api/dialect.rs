//! How an API of models is asked: where its list is, how a message of one token is sent to it, and
//! which header carries the key.

use reqwest::Url;
use serde_json::{Value, json};

use crate::probe::http::Question;
use crate::settings::connection::endpoint::join;
use crate::settings::craft::sends::Header;
use crate::settings::secret::Secret;
use crate::settings::validation::target::Dialect;

/// A key on its way, as the API wants it.
#[derive(Clone, Copy)]
pub(crate) enum Key<'a> {
    /// None.
    None,
    /// An API key, and how Craft sends it.
    Api(&'a Secret, Header),
    /// The access token of a login.
    Login(&'a Secret),
}

impl<'a> Key<'a> {
    pub fn secret(self) -> Option<&'a Secret> {
        match self {
            Key::None => None,
            Key::Api(secret, _) | Key::Login(secret) => Some(secret),
        }
    }
}

/// The version of Anthropic's API that is asked.
const ANTHROPIC_VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// What lets Anthropic take the token of a login.
const ANTHROPIC_LOGIN: (&str, &str) = ("anthropic-beta", "oauth-2025-04-20");

/// The most that is asked for at once, of a list that comes in pages.
const PAGE: &str = "1000";

impl Dialect {
    /// The question for the list of models, or for what follows `after`.
    pub(super) fn list(
        self,
        base: &str,
        key: Key<'_>,
        after: Option<&str>,
    ) -> Result<Question, String> {
        let mut question = Question::get(&join(base, self.models_path()))?;
        if let Some(after) = after {
            let (name, size) = match self {
                Self::Google => ("pageToken", "pageSize"),
                _ => ("after_id", "limit"),
            };
            let mut pairs = question.url.query_pairs_mut();
            pairs.append_pair(size, PAGE).append_pair(name, after);
        }
        self.with_key(question, key)
    }

    /// The question for one model.
    pub(super) fn model(self, base: &str, key: Key<'_>, model: &str) -> Result<Question, String> {
        let mut question = Question::get(&join(base, self.models_path()))?;
        push(&mut question.url, model.trim_start_matches("models/"));
        self.with_key(question, key)
    }

    /// The shortest message there is, which costs a token; none where none is sent.
    pub(super) fn message(
        self,
        base: &str,
        key: Key<'_>,
        model: &str,
    ) -> Option<Result<Question, String>> {
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
        key: Key<'_>,
    ) -> Option<Result<Question, String>> {
        self.posted(base, key, &json!({}))
    }

    /// The protocol that it is.
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

    fn posted(self, base: &str, key: Key<'_>, body: &Value) -> Option<Result<Question, String>> {
        let path = match self {
            Self::Anthropic => "v1/messages",
            Self::OpenAi | Self::Azure => "chat/completions",
            Self::Google => return None,
        };
        let question = Question::get(&join(base, path)).map(|question| question.post(body));
        Some(question.and_then(|question| self.with_key(question, key)))
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

    fn with_key(self, question: Question, key: Key<'_>) -> Result<Question, String> {
        let question = match self {
            Self::Anthropic => question.with(ANTHROPIC_VERSION.0, ANTHROPIC_VERSION.1),
            _ => question,
        };
        match (self, key) {
            (_, Key::None) => Ok(question),
            (Self::Anthropic, Key::Login(token) | Key::Api(token, Header::Bearer)) => question
                .with(ANTHROPIC_LOGIN.0, ANTHROPIC_LOGIN.1)
                .with_secret("authorization", "Bearer ", token),
            (_, Key::Login(token)) => question.with_secret("authorization", "Bearer ", token),
            (_, Key::Api(key, header)) => with_header(question, key, header),
        }
    }
}

fn with_header(question: Question, key: &Secret, header: Header) -> Result<Question, String> {
    match header {
        Header::XApiKey => question.with_secret("x-api-key", "", key),
        Header::XApiKeyAndBearer => {
            question.with_secret("x-api-key", "", key)?.with_secret("authorization", "Bearer ", key)
        }
        Header::ApiKey => question.with_secret("api-key", "", key),
        Header::XGoogApiKey => question.with_secret("x-goog-api-key", "", key),
        Header::CloudflareBearer => question.with_secret("cf-aig-authorization", "Bearer ", key),
        // Bedrock is signed for elsewhere.
        Header::Bearer | Header::AwsSignature => {
            question.with_secret("authorization", "Bearer ", key)
        }
    }
}

/// Puts a step behind the path of an address: a slash in it stays one, as ids of models have them.
pub(crate) fn push(url: &mut Url, step: &str) {
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(step.split('/'));
    }
}
