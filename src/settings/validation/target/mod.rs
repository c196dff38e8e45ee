//! The target of a validation: the host that Craft's chats use, with Craft's API dialect, header
//! and model.

mod notes;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::settings::catalogue::Catalogue;
use crate::settings::connection::endpoint::request_url::base_of_request;
use crate::settings::connection::endpoint::{host, origin, path_of, variants};
use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::Protocol;
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::describe;
use crate::settings::craft::sends::{Header, NoRequest, Sends, user_agent};
use crate::settings::validation::free_requests::Subscription;

/// The dialect of a model API: its paths and bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Anthropic's Messages API.
    Anthropic,
    /// The API of `OpenAI`, and of everything compatible with it.
    OpenAi,
    /// `OpenAI`'s on Azure.
    Azure,
    /// Google's Gemini API.
    Google,
}

impl Dialect {
    /// The version at the end of a base URL, which people include or omit.
    const fn version(self) -> &'static str {
        match self {
            Self::Anthropic | Self::OpenAi => "v1",
            Self::Azure => "openai/v1",
            Self::Google => "v1beta",
        }
    }
}

/// The target of a validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeTarget {
    /// An API that lists its models.
    Api {
        dialect: Dialect,
        /// How the key is sent.
        header: Header,
        /// The base URL of Craft's chats.
        base: String,
        /// Whether that is the connection's own URL, which a person can change.
        is_stored: bool,
        /// The base URL with its alternative ending, which is tried if the first one does not
        /// respond. Empty for a URL that a person cannot change.
        variants: Vec<String>,
    },
    Bedrock,
    /// Google Vertex AI.
    Vertex {
        /// The project that pays.
        project: Option<String>,
        /// The stored region.
        region: Option<String>,
    },
    /// The Codex binary, which manages its own login.
    Codex {
        /// Its path; None to search `PATH`.
        path: Option<String>,
    },
    /// A subscription's API, with its own requests to validate a login.
    Subscription {
        subscription: Subscription,
        /// The base URL of Craft's chats.
        base: String,
    },
    /// A URL for which only reachability can be checked.
    Host {
        base: String,
        /// Why no more can be checked, in a sentence.
        why: &'static str,
    },
}

/// Why a connection cannot be validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoProbe {
    /// What is missing or wrong, in a sentence.
    pub why: String,
    /// What to do, in a sentence, unless it is to correct the connection.
    pub remedy: Option<&'static str>,
}

impl From<&str> for NoProbe {
    fn from(why: &str) -> Self {
        Self { why: why.to_owned(), remedy: None }
    }
}

/// Why a subscription is not contacted without a login.
const NO_LIST_FOR_LOGINS: &str =
    "This login has no question that costs nothing: only a chat shows whether it is accepted.";

const NO_ENDPOINT: &str = "Endpoint is missing: enter its URL.";

impl ProbeTarget {
    /// An API at the connection's own URL.
    fn stored(dialect: Dialect, header: Header, base: &str) -> Self {
        let adds_version = dialect == Dialect::Anthropic;
        let variants = match base_of_request(base, adds_version) {
            Some(own) => vec![own],
            None => variants(base, dialect.version(), !adds_version),
        };
        Self::Api { dialect, header, base: base.to_owned(), is_stored: true, variants }
    }

    /// The URLs to try, in order: the base of a whole request precedes what was pasted, because a
    /// server may refuse the key for any other path.
    pub fn addresses(&self) -> Vec<&str> {
        let Self::Api { dialect, base, variants, .. } = self else {
            return self.base().into_iter().collect();
        };
        let variants = variants.iter().map(String::as_str);
        if base_of_request(base, *dialect == Dialect::Anthropic).is_some() {
            return variants.chain([base.as_str()]).collect();
        }
        [base.as_str()].into_iter().chain(variants).collect()
    }

    /// The URL to contact, if it follows from the connection alone.
    pub fn base(&self) -> Option<&str> {
        match self {
            Self::Api { base, .. } | Self::Subscription { base, .. } | Self::Host { base, .. } => {
                Some(base)
            }
            Self::Bedrock | Self::Vertex { .. } | Self::Codex { .. } => None,
        }
    }
}

impl Connection {
    /// The target of its validation: the host that Craft's chats use.
    ///
    /// # Errors
    /// What is missing before it can be validated.
    pub(crate) fn probe_target(&self) -> Result<ProbeTarget, NoProbe> {
        self.probe_target_with(None)
    }

    /// Like [`Self::probe_target`], with its secret, because some tokens contain the host that
    /// accepts them.
    ///
    /// # Errors
    /// What is missing before it can be validated.
    pub(crate) fn probe_target_with(&self, secret: Option<&str>) -> Result<ProbeTarget, NoProbe> {
        if self.provider().is_none() {
            let why =
                format!("The provider “{}” is not known to this program.", self.provider_type());
            return Err(NoProbe { why, remedy: None });
        }
        self.fits_its_credential()?;
        if self.provider_type() == "openai" && self.auth_type() == "oauth" {
            return Ok(ProbeTarget::Codex { path: self.filled("codexPath").map(str::to_owned) });
        }
        let craft_request = self.craft_request_with_key(secret).ok_or(NO_ENDPOINT)?;
        let in_chats = &craft_request.connection;
        // The next start removes these from an older type, so read them first.
        let text = |path: &str| self.filled(path).map(str::to_owned);
        if in_chats.provider_type() == "anthropic" {
            let base = in_chats.endpoint().map(str::trim).ok_or(NO_ENDPOINT)?;
            let is_login = in_chats.auth_type() == "oauth";
            let header = if is_login { Header::Bearer } else { Header::XApiKey };
            return Ok(ProbeTarget::stored(Dialect::Anthropic, header, base));
        }
        if let Some(custom) = in_chats.custom_endpoint()? {
            return Ok(custom);
        }
        match in_chats.filled("piAuthProvider") {
            None => Err("Upstream is missing: choose which API this is.".into()),
            Some("amazon-bedrock") => Ok(ProbeTarget::Bedrock),
            Some("google-vertex") => {
                Ok(ProbeTarget::Vertex { project: text("gcpProjectId"), region: text("gcpRegion") })
            }
            Some(upstream) => of_upstream(upstream, &craft_request),
        }
    }

    /// A custom endpoint, which Craft uses for anything with `customEndpoint` and `baseUrl`; None
    /// if it uses the upstream.
    fn custom_endpoint(&self) -> Result<Option<ProbeTarget>, NoProbe> {
        let is_compat = self.is_compat();
        let has_settings = self.get("customEndpoint").is_some_and(Value::is_object);
        let base = self.filled("baseUrl");
        if !(is_compat || has_settings && base.is_some()) {
            return Ok(None);
        }
        if is_compat && self.protocol().is_none() {
            return Err("Protocol is missing: it says what the endpoint speaks.".into());
        }
        let anthropic = Protocol::AnthropicMessages.name();
        let (dialect, header) = if self.text("customEndpoint.api") == Some(anthropic) {
            (Dialect::Anthropic, Header::XApiKeyAndBearer)
        } else {
            (Dialect::OpenAi, Header::Bearer)
        };
        Ok(Some(ProbeTarget::stored(dialect, header, base.ok_or(NO_ENDPOINT)?)))
    }

    /// Whether its upstream accepts its kind of credential. A credential for another service is
    /// never sent.
    fn fits_its_credential(&self) -> Result<(), NoProbe> {
        let of = match self.auth_type() {
            "iam_credentials" => ("amazon-bedrock", "An AWS access key is for Bedrock alone."),
            "service_account_file" => {
                ("google-vertex", "A service account is for Vertex AI alone.")
            }
            _ => return Ok(()),
        };
        if self.upstream() == Some(of.0) { Ok(()) } else { Err(of.1.into()) }
    }

    /// The name under which Craft's chats ask its upstream, if that decides whether they are served.
    pub(crate) fn user_agent(&self, probe_target: &ProbeTarget) -> Option<&'static str> {
        let is_upstream = matches!(probe_target, ProbeTarget::Api { is_stored: false, .. });
        self.upstream().filter(|_| is_upstream).and_then(user_agent)
    }

    /// The destination of its probe, and of its secret; None if it cannot be validated, or only on
    /// this machine.
    pub(crate) fn destination(&self) -> Option<String> {
        match self.probe_target().ok()? {
            ProbeTarget::Api { base, .. }
            | ProbeTarget::Subscription { base, .. }
            | ProbeTarget::Host { base, .. } => Some(host(&base).to_owned()),
            ProbeTarget::Bedrock => Some("AWS".to_owned()),
            ProbeTarget::Vertex { .. } => Some("Google".to_owned()),
            ProbeTarget::Codex { .. } => None,
        }
    }

    /// Whether a probe asks the same URL as another connection's.
    pub(crate) fn asks_same_url(&self, other: &Self) -> bool {
        self.probed_url() == other.probed_url() && self.destination() == other.destination()
    }

    /// The base URL that a probe asks; the endpoint of a connection that can't be probed.
    pub(super) fn probed_url(&self) -> Option<String> {
        let probe_target = self.probe_target().ok();
        let base = probe_target.as_ref().and_then(ProbeTarget::base);
        base.or_else(|| self.endpoint()).map(str::to_owned)
    }
}

/// The target for an upstream: the base URL of Craft's chats.
fn of_upstream(upstream: &str, craft_request: &CraftRequest<'_>) -> Result<ProbeTarget, NoProbe> {
    let request = match &craft_request.sends {
        Sends::Request(request) | Sends::Elsewhere { request, .. } => request,
        Sends::Nothing(why) => return Err(no_probe(why, craft_request)),
    };
    let (dialect, base) = below(&request.url);
    if upstream == "azure-openai-responses" {
        return Ok(ProbeTarget::stored(Dialect::Azure, request.header, base));
    }
    let subscription = match upstream {
        "openai-codex" => Some(Subscription::ChatGpt),
        "github-copilot" => Some(Subscription::Copilot),
        _ => None,
    };
    if let Some(subscription) = subscription {
        let base = origin(&request.url);
        let is_login = craft_request.object().get("authType").is_some_and(|auth| auth == "oauth");
        return Ok(if is_login {
            ProbeTarget::Subscription { subscription, base }
        } else {
            ProbeTarget::Host { base, why: NO_LIST_FOR_LOGINS }
        });
    }
    Ok(ProbeTarget::Api {
        dialect,
        header: request.header,
        base: base.to_owned(),
        is_stored: false,
        variants: Vec::new(),
    })
}

/// Splits off the base of a chat's URL, and determines the API dialect.
fn below(url: &str) -> (Dialect, &str) {
    let path = path_of(url);
    let chats = [
        ("/v1/messages", Dialect::Anthropic),
        ("/chat/completions", Dialect::OpenAi),
        ("/responses", Dialect::OpenAi),
    ];
    let chat = chats
        .into_iter()
        .find_map(|(end, dialect)| path.strip_suffix(end).map(|base| (dialect, base)));
    chat.or_else(|| path.rsplit_once("/models/").map(|(base, _)| (Dialect::Google, base)))
        .unwrap_or((Dialect::OpenAi, path))
}

/// Why Craft sends nothing to an upstream.
fn no_probe(why: &NoRequest, craft_request: &CraftRequest<'_>) -> NoProbe {
    match why {
        NoRequest::NoAzureUrl => NO_ENDPOINT.into(),
        NoRequest::NoVariable { name, upstream } => {
            let label = Catalogue::bundled().upstream(upstream).map_or(*upstream, |it| it.label);
            NoProbe {
                why: format!("The endpoint of {label} depends on {name} in Craft's environment."),
                remedy: Some("Start a chat: only that shows whether it works."),
            }
        }
        NoRequest::NoKeyForTheModel { knows_upstream: false } => NoProbe {
            why: describe::sends(craft_request.object(), &craft_request.sends).unwrap_or_default(),
            remedy: Some("Choose an upstream that Craft knows, or a compatible endpoint."),
        },
        _ => describe::sends(craft_request.object(), &craft_request.sends)
            .unwrap_or_default()
            .as_str()
            .into(),
    }
}
