//! Why a stage failed or stays open, in a word that programs can rely on.

/// Why a stage failed, or could not be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field or the credential is missing or wrong, so that nothing was asked.
    Incomplete,
    /// No answer came.
    Unreachable,
    /// The server failed.
    ServerError,
    /// Neither a list nor messages are at that path.
    NotFound,
    /// Something answers that is not such an API.
    NotAnApi,
    /// A web page answered instead of the API.
    WebPage,
    /// The request was redirected to another host, which was not asked.
    Redirected,
    /// Something before the API refused the request.
    Blocked,
    /// The API speaks another protocol.
    OtherProtocol,
    /// A key is needed, and none is configured.
    KeyMissing,
    /// The key or the login is not accepted.
    KeyRefused,
    /// The key is known, and may not use this API.
    NotAllowed,
    /// This client, its country or its address is refused, whatever the key.
    ClientRefused,
    /// The key is accepted, and its account has no money or quota left.
    NoCredit,
    /// The key is accepted, and used too often just now.
    RateLimited,
    /// The key is accepted, and the model does not exist.
    UnknownModel,
    /// The key is accepted, and may not use the model.
    ModelNotAllowed,
    /// The key is accepted, and a setting of its account keeps the model from it.
    AccountPolicy,
    /// The API is there, and has no models.
    NoModels,
    /// The answer is an error that decides nothing.
    Unclear,
}

impl Reason {
    /// All of them, in the order of the stages.
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

    /// Its name in JSON.
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

    /// The two or three words for it where they say more than the name of the stage that failed.
    pub const fn label(self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("path not found"),
            Self::NotAnApi => Some("not such an API"),
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
