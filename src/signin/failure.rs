//! Why a login did not come about.

use std::borrow::Cow;

/// The kind of a failure, for programs and for what is offered next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The person, or who manages the account, said no.
    Denied,
    /// The code or the page has ended.
    Expired,
    /// The account or its workspace allows no device codes.
    NotAllowed,
    /// The account has no such subscription.
    NoSubscription,
    /// The token names no account that Craft could use.
    NoAccount,
    /// The provider does not take the token or the code.
    Refused,
    /// No answer: no network, a proxy, a certificate.
    Network,
    /// A page in the place of an answer: the network's own login, a proxy.
    Page,
    /// The answer ended in the middle.
    CutOff,
    /// The provider has trouble of its own.
    Provider,
    /// The answer is not what the provider's other programs get.
    Unexpected,
    /// This machine cannot do it.
    Machine,
    /// What was pasted.
    Input,
}

/// Why a login did not come about, in sentences for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub reason: Reason,
    pub sentence: String,
    /// What to do.
    pub advice: Option<Cow<'static, str>>,
}

impl Reason {
    /// What JSON calls it.
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

impl Failure {
    pub(super) fn new(reason: Reason, sentence: impl Into<String>) -> Self {
        Self { reason, sentence: sentence.into(), advice: None }
    }

    #[must_use]
    pub(super) fn advise(self, advice: impl Into<Cow<'static, str>>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// Whether the same question may have an answer in a moment.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(self.reason, Reason::Network | Reason::Page | Reason::CutOff | Reason::Provider)
    }

    /// The sentence, and what to do.
    pub fn describe(&self) -> String {
        match &self.advice {
            Some(advice) => format!("{} {advice}", self.sentence),
            None => self.sentence.clone(),
        }
    }
}
