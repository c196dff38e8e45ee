//! How to talk to a model API: the path of its list, its one-token message, and the header for the
//! key.

use reqwest::Url;
use serde_json::{Value, json};

use super::key::SentKey;
use super::list;
use crate::net::HttpRequest;
use crate::settings::connection::endpoint::join;
use crate::settings::craft::sends::Header;
use crate::settings::secret::Secret;
use crate::settings::validation::target::Dialect;

/// The version of Anthropic's API to request.
const ANTHROPIC_VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// The beta header with which Anthropic accepts a login's token.
const ANTHROPIC_LOGIN: (&str, &str) = ("anthropic-beta", "oauth-2025-04-20");

/// The largest page size for a list.
const PAGE: &str = "1000";

/// A page of a list after the first.
pub(super) struct Page {
    parameter: &'static str,
    after: String,
}

/// The form of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MessageForm {
    /// The parameter that limits the tokens of the reply.
    pub limit: &'static str,
    pub tokens: u64,
    pub streams: bool,
}

impl MessageForm {
    /// The cheapest form, which nearly all APIs accept.
    pub(super) const SHORTEST: Self = Self { limit: "max_tokens", tokens: 1, streams: false };
}

impl Dialect {
    /// The request for the list of models; with `page`, for a later page.
    pub(super) fn list(
        self,
        base: &str,
        key: &SentKey,
        page: Option<&Page>,
    ) -> Result<HttpRequest, String> {
        let mut request = HttpRequest::get(&join(base, self.models_path()))?;
        if let Some(page) = page {
            let mut pairs = request.url.query_pairs_mut();
            // Other APIs refuse an unknown page size, or need none.
            let size = match self {
                Self::Google => Some("pageSize"),
                Self::Anthropic => Some("limit"),
                Self::OpenAi | Self::Azure => None,
            };
            if let Some(size) = size {
                pairs.append_pair(size, PAGE);
            }
            pairs.append_pair(page.parameter, &page.after);
        }
        self.add_key(request, key)
    }

    pub(super) fn model(
        self,
        base: &str,
        key: &SentKey,
        model: &str,
    ) -> Result<HttpRequest, String> {
        let mut request = HttpRequest::get(&join(base, self.models_path()))?;
        push(&mut request.url, model.trim_start_matches("models/"));
        self.add_key(request, key)
    }

    /// Whether this API can take a message.
    pub(super) const fn takes_messages(self) -> bool {
        !matches!(self, Self::Google)
    }

    /// The shortest message in a form, which costs one token; none if the API takes none.
    pub(super) fn message(
        self,
        base: &str,
        key: &SentKey,
        model: &str,
        form: MessageForm,
    ) -> Option<Result<HttpRequest, String>> {
        let mut body = json!({
            "model": model,
            form.limit: form.tokens,
            "messages": [{"role": "user", "content": "."}],
        });
        if form.streams {
            body["stream"] = true.into();
        }
        self.posted(base, key, &body)
    }

    /// An empty message: it costs nothing, but APIs that take messages answer it. None if the API
    /// takes none.
    pub(super) fn empty_message(
        self,
        base: &str,
        key: &SentKey,
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

    /// Whether a list of models is in another API's format. Such a list does not prove that the
    /// server also speaks this API.
    pub(super) fn is_written_by_another(self, list: &Value) -> bool {
        let entry = list.get("data").and_then(|data| data.get(0));
        let is = |key: &str| entry.and_then(|entry| entry.get(key)?.as_str()) == Some("model");
        match self {
            Self::Anthropic => is("object") && !is("type"),
            Self::OpenAi => is("type") && !is("object"),
            Self::Azure | Self::Google => false,
        }
    }

    fn posted(
        self,
        base: &str,
        key: &SentKey,
        body: &Value,
    ) -> Option<Result<HttpRequest, String>> {
        let path = match self {
            Self::Anthropic => "v1/messages",
            Self::OpenAi | Self::Azure => "chat/completions",
            Self::Google => return None,
        };
        let request = HttpRequest::get(&join(base, path)).map(|request| request.post(body));
        Some(request.and_then(|request| self.add_key(request, key)))
    }

    /// The next page of the list; none after the last.
    pub(super) fn next_page(self, page: &Value) -> Option<Page> {
        let text = |key: &str| page.get(key).and_then(Value::as_str).filter(|it| !it.is_empty());
        let named = [("nextPageToken", "pageToken"), ("next_page_token", "page_token")];
        let named = named.into_iter().find_map(|(key, parameter)| {
            text(key).map(|after| Page { parameter, after: after.to_owned() })
        });
        named.or_else(|| {
            if page.get("has_more") != Some(&Value::Bool(true)) {
                return None;
            }
            let after = text("last_id").map(str::to_owned).or_else(|| list::last_id(page))?;
            let parameter = if self == Self::Anthropic { "after_id" } else { "after" };
            Some(Page { parameter, after })
        })
    }

    const fn models_path(self) -> &'static str {
        match self {
            Self::Anthropic => "v1/models",
            Self::OpenAi | Self::Azure | Self::Google => "models",
        }
    }

    pub(super) fn add_key(
        self,
        request: HttpRequest,
        key: &SentKey,
    ) -> Result<HttpRequest, String> {
        let request = match self {
            Self::Anthropic => request.with_header(ANTHROPIC_VERSION.0, ANTHROPIC_VERSION.1),
            _ => request,
        };
        match (self, key) {
            (_, SentKey::None) => Ok(request),
            (Self::Anthropic, SentKey::Login(token) | SentKey::Api(token, Header::Bearer)) => {
                request.with_header(ANTHROPIC_LOGIN.0, ANTHROPIC_LOGIN.1).with_secret(
                    "authorization",
                    "Bearer ",
                    token,
                )
            }
            (_, SentKey::Login(token)) => request.with_secret("authorization", "Bearer ", token),
            (_, SentKey::Api(key, header)) => add_header(request, key, *header),
        }
    }
}

fn add_header(request: HttpRequest, key: &Secret, header: Header) -> Result<HttpRequest, String> {
    match header {
        Header::XApiKey => request.with_secret("x-api-key", "", key),
        Header::XApiKeyAndBearer => {
            request.with_secret("x-api-key", "", key)?.with_secret("authorization", "Bearer ", key)
        }
        Header::ApiKey => request.with_secret("api-key", "", key),
        Header::XGoogApiKey => request.with_secret("x-goog-api-key", "", key),
        Header::CloudflareBearer => request.with_secret("cf-aig-authorization", "Bearer ", key),
        // Bedrock requests are signed elsewhere.
        Header::Bearer | Header::AwsSignature => {
            request.with_secret("authorization", "Bearer ", key)
        }
    }
}

/// Appends a step to the path of a URL. A slash in it stays a slash, because model ids contain
/// them.
pub(crate) fn push(url: &mut Url, step: &str) {
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(step.split('/'));
    }
}
