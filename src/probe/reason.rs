//! Why a stage failed or is undecided, in a word that programs can rely on.

/// Why a stage failed or could not be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field or the credential is missing or wrong, so no request was sent.
    Incomplete,
    /// No answer came.
    Unreachable,
    /// The server failed.
    ServerError,
    /// The path has neither a list nor an endpoint for messages.
    NotFound,
    /// Something answers that is not this API.
    NotAnApi,
    /// A web page answered instead of the API.
    WebPage,
    /// The request was redirected to another host, which got no request.
    Redirected,
    /// Something in front of the API refused the request.
    Blocked,
    /// The API speaks another protocol.
    OtherProtocol,
    /// A key is needed, but none is configured.
    KeyMissing,
    /// The key or the login is not accepted.
    KeyRefused,
    /// The key is known, but is not allowed to use this API.
    NotAllowed,
    /// This client, its country or its IP address is refused, whatever the key.
    ClientRefused,
    /// The key is accepted, but its account has no money or quota left.
    NoCredit,
    /// The key is accepted, but rate-limited.
    RateLimited,
    /// The key is accepted, but the model does not exist.
    UnknownModel,
    /// The key is accepted, but is not allowed to use the model.
    ModelNotAllowed,
    /// The key is accepted, but an account setting blocks the model.
    AccountPolicy,
    /// The API has no models.
    NoModels,
    /// The answer is an error that decides nothing.
    Unclear,
}

impl Reason {
    /// In the order of the stages.
    pub const ALL: [Self; 20] = [
        Self::Incomplete,
        Self::Unreachable,
        Self::ServerError,
        Self::NotFound,
        Self::NotAnApi,
        Self::WebPage,
        Self::Redirected,
        Self::Blocked,
        Self::OtherProtocol,
        Self::KeyMissing,
        Self::KeyRefused,
        Self::NotAllowed,
        Self::ClientRefused,
        Self::NoCredit,
        Self::RateLimited,
        Self::UnknownModel,
        Self::ModelNotAllowed,
        Self::AccountPolicy,
        Self::NoModels,
        Self::Unclear,
    ];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Unreachable => "unreachable",
            Self::ServerError => "serverError",
            Self::NotFound => "notFound",
            Self::NotAnApi => "notAnApi",
            Self::WebPage => "webPage",
            Self::Redirected => "redirected",
            Self::Blocked => "blocked",
            Self::OtherProtocol => "otherProtocol",
            Self::KeyMissing => "keyMissing",
            Self::KeyRefused => "keyRefused",
            Self::NotAllowed => "notAllowed",
            Self::ClientRefused => "clientRefused",
            Self::NoCredit => "noCredit",
            Self::RateLimited => "rateLimited",
            Self::UnknownModel => "unknownModel",
            Self::ModelNotAllowed => "modelNotAllowed",
            Self::AccountPolicy => "accountPolicy",
            Self::NoModels => "noModels",
            Self::Unclear => "unclear",
        }
    }

    /// Two or three words for the reason, if they are clearer than the name of the failed stage.
    pub const fn label(self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("path not found"),
            Self::NotAnApi => Some("not this API"),
            Self::WebPage => Some("web page"),
            Self::Redirected => Some("redirected"),
            Self::Blocked => Some("blocked"),
            Self::OtherProtocol => Some("other protocol"),
            Self::KeyMissing => Some("needs a key"),
            Self::ClientRefused => Some("client refused"),
            Self::NoCredit => Some("no credit"),
            Self::UnknownModel => Some("unknown model"),
            Self::ModelNotAllowed => Some("model not allowed"),
            Self::AccountPolicy => Some("account policy"),
            Self::NoModels => Some("no models"),
            _ => None,
        }
    }
}
