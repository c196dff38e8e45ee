//! The steps of a login.

use std::time::{Duration, Instant};

use crate::settings::craft::server::ClaudePage;
use crate::settings::sign_in::{SignInWay, SignedIn};
use crate::signin::{DeviceCode, LoginPage, SignInFailure, seconds_left};
use crate::tui::messages;
use crate::tui::widgets::secret_field::SecretInput;

/// What the person can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignInMethod {
    Way(SignInWay),
    /// No login now: the person fills in the form instead.
    Form,
    /// Another account, for a new connection beside the one that is signed in.
    OtherAccount,
}

impl SignInMethod {
    /// By the running Craft itself.
    pub(super) const CRAFT: Self = Self::Way(SignInWay::Craft);

    /// The label and the description.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Way(SignInWay::Craft) => messages::BY_CRAFT,
            Self::Way(SignInWay::Device) => messages::BY_DEVICE,
            Self::Way(SignInWay::Browser) => messages::BY_BROWSER,
            Self::Way(SignInWay::ClaudeToken) => messages::BY_CLAUDE_TOKEN,
            Self::Way(SignInWay::GitHubToken) => messages::BY_GITHUB_TOKEN,
            Self::Way(SignInWay::FoundToken) => messages::BY_FOUND_TOKEN,
            Self::Form => messages::BY_FORM,
            Self::OtherAccount => messages::WITH_OTHER_ACCOUNT,
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
    Failed(SignInFailure),
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
    pub(super) fn url(&self) -> Option<&str> {
        match self {
            Self::Code(code) => Some(&code.url),
            Self::Page(page, _) => Some(&page.url),
            Self::CraftPage(page, ..) => Some(&page.url),
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
