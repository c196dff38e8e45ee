//! Why a login failed.

use std::borrow::Cow;

/// The kind of a failure, for programs and for offering the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// The person or the account's administrator refused.
    Denied,
    /// The code or the page has expired.
    Expired,
    /// The account or its workspace does not allow device codes.
    NotAllowed,
    /// The account has no such subscription.
    NoSubscription,
    /// The token names no account that Craft could use.
    NoAccount,
    /// The provider refused the token or the code.
    Refused,
    /// No answer: no network, a proxy, a certificate.
    Network,
    /// A web page instead of an answer: a captive portal, a proxy.
    Page,
    /// The answer ended in the middle.
    CutOff,
    /// The provider has a problem.
    Provider,
    /// The answer is not what the provider's other clients get.
    Unexpected,
    /// This machine cannot do it.
    Machine,
    /// The pasted text is wrong.
    Input,
}

/// Why a login failed, in sentences for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFailure {
    pub reason: FailureReason,
    pub sentence: String,
    /// What to do.
    pub advice: Option<Cow<'static, str>>,
}

impl FailureReason {
    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::NotAllowed => "notAllowed",
            Self::NoSubscription => "noSubscription",
            Self::NoAccount => "noAccount",
            Self::Refused => "refused",
            Self::Network => "network",
            Self::Page => "page",
            Self::CutOff => "cutOff",
            Self::Provider => "provider",
            Self::Unexpected => "unexpected",
            Self::Machine => "machine",
            Self::Input => "input",
        }
    }
}

impl SignInFailure {
    pub(super) fn new(reason: FailureReason, sentence: impl Into<String>) -> Self {
        Self { reason, sentence: sentence.into(), advice: None }
    }

    #[must_use]
    pub(super) fn advise(self, advice: impl Into<Cow<'static, str>>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// Whether the same request may succeed in a moment.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(
            self.reason,
            FailureReason::Network
                | FailureReason::Page
                | FailureReason::CutOff
                | FailureReason::Provider
        )
    }

    /// The sentence, and what to do.
    pub fn describe(&self) -> String {
        match &self.advice {
            Some(advice) => format!("{} {advice}", self.sentence),
            None => self.sentence.clone(),
        }
    }
}
