//! The steps of a login.

use std::time::{Duration, Instant};

use crate::settings::craft::server::ClaudePage;
use crate::settings::sign_in::{LoginProvider, SignedIn, Target};
use crate::signin::{DeviceCode, Failure, LoginPage, seconds_left};
use crate::tui::messages;
use crate::tui::widgets::secret_field::SecretInput;

/// A sign-in method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignInMethod {
    /// By the running Craft itself.
    Craft,
    Device,
    Browser,
    Token,
    FoundToken,
    /// No login now: the person fills in the form instead.
    Form,
    /// Another account, for a new connection beside the one that is signed in.
    OtherAccount,
}

impl SignInMethod {
    /// The methods that are available. The flags say whether another program's tokens are found,
    /// and whether the connection is signed in.
    pub(super) fn all(
        provider: LoginProvider,
        target: &Target,
        (finds_tokens, is_signed_in): (bool, bool),
    ) -> Vec<Self> {
        let mut all = match provider {
            LoginProvider::ChatGpt => vec![Self::Device, Self::Browser],
            LoginProvider::Copilot => vec![Self::Device, Self::Token],
            LoginProvider::Claude => vec![Self::Token],
        };
        if provider == LoginProvider::Copilot && finds_tokens {
            all.push(Self::FoundToken);
        }
        if *target == Target::New {
            all.push(Self::Form);
        } else if is_signed_in && provider.takes_several_accounts() {
            all.push(Self::OtherAccount);
        }
        all
    }

    /// The label and the description.
    pub(super) const fn words(self, provider: LoginProvider) -> (&'static str, &'static str) {
        match (self, provider) {
            (Self::Craft, _) => messages::BY_CRAFT,
            (Self::Device, _) => messages::BY_DEVICE,
            (Self::Browser, _) => messages::BY_BROWSER,
            (Self::Token, LoginProvider::Claude) => messages::BY_CLAUDE_TOKEN,
            (Self::Token, _) => messages::BY_GITHUB_TOKEN,
            (Self::FoundToken, _) => messages::BY_FOUND_TOKEN,
            (Self::Form, _) => messages::BY_FORM,
            (Self::OtherAccount, _) => messages::WITH_OTHER_ACCOUNT,
        }
    }
}

pub(super) enum Step {
    /// The person chooses a method; holds the index of the selected one.
    Choose(usize),
    /// Waits until no Craft is running.
    WaitForCraft(u32),
    Asking,
    Code(DeviceCode),
    Page(LoginPage, Pasting),
    /// The page that Craft sends the person to, and when Craft gives it up.
    CraftPage(ClaudePage, Instant, Pasting),
    Token(Pasting),
    Exchanging,
    /// A login that is not stored yet: a question is open, or something prevents it.
    Unstored(Box<SignedIn>, Option<String>),
    Failed(Failure),
}

/// The paste field, and what is wrong with its text.
#[derive(Default)]
pub(super) struct Pasting {
    pub input: SecretInput,
    /// In a sentence.
    pub wrong: Option<String>,
}

impl Step {
    /// The deadline of this step.
    pub(super) fn ends(&self) -> Option<Instant> {
        match self {
            Self::Code(code) => Some(code.ends),
            Self::Page(page, _) => Some(page.ends),
            Self::CraftPage(_, ends, _) => Some(*ends),
            _ => None,
        }
    }

    /// The field that takes input.
    pub(super) const fn pasting(&mut self) -> Option<&mut Pasting> {
        match self {
            Self::Page(_, pasting) | Self::CraftPage(_, _, pasting) | Self::Token(pasting) => {
                Some(pasting)
            }
            _ => None,
        }
    }

    /// The URL to copy or open.
    pub(super) fn address(&self) -> Option<&str> {
        match self {
            Self::Code(code) => Some(&code.address),
            Self::Page(page, _) => Some(&page.address),
            Self::CraftPage(page, ..) => Some(&page.address),
            _ => None,
        }
    }

    /// Whether the person may be signing in in a browser, so that leaving would waste that.
    pub(super) const fn is_in_browser(&self) -> bool {
        matches!(self, Self::Code(_) | Self::Page(..) | Self::CraftPage(..) | Self::Exchanging)
    }

    /// Whether a request to the provider is in progress.
    pub(super) const fn is_under_way(&self) -> bool {
        matches!(
            self,
            Self::Asking | Self::Code(_) | Self::Page(..) | Self::CraftPage(..) | Self::Exchanging
        )
    }
}

/// When [`seconds_left`] changes next.
pub(super) fn next_second(ends: Instant) -> Option<Instant> {
    let whole = seconds_left(ends).checked_sub(1)?;
    ends.checked_sub(Duration::from_secs(whole))
}
