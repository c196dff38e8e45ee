//! Signing in to a subscription: the providers, the connection that gets the login, valid pasted
//! input, and how a completed login is stored.

pub mod pasted;
mod save;

pub use save::{SignedIn, signed_in_elsewhere};

use crate::settings::connection::object::Connection;
use crate::settings::connection::presets::{Preset, presets};
use crate::settings::credential::Credentials;
use crate::settings::credential::login::Login;
use crate::settings::{ConnectionId, Settings};

/// Why the demo signs in nowhere.
pub const NOT_IN_THE_DEMO: &str = "The demo does not sign in: its credentials are made up.";

/// A provider that supports sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginProvider {
    ChatGpt,
    Copilot,
    Claude,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInWay {
    /// A running Craft signs in itself.
    Craft,
    /// A code to type into a browser on any machine.
    Device,
    /// A page in a browser.
    Browser,
    GitHubToken,
    /// Another program's GitHub token.
    FoundToken,
    ClaudeToken,
}

/// The connection that a login is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInTarget {
    Existing(ConnectionId),
    /// A new one, as Craft's setup creates it.
    New,
}

impl LoginProvider {
    pub const ALL: [Self; 3] = [Self::ChatGpt, Self::Copilot, Self::Claude];

    /// Its name in commands.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ChatGpt => "chatgpt",
            Self::Copilot => "copilot",
            Self::Claude => "claude",
        }
    }

    /// Its display name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ChatGpt => "ChatGPT",
            Self::Copilot => "GitHub Copilot",
            Self::Claude => "Claude",
        }
    }

    /// Its ways to sign in, the usual one first; Craft's own precedes that where Craft runs.
    pub const fn ways(self) -> &'static [SignInWay] {
        match self {
            Self::ChatGpt => &[SignInWay::Device, SignInWay::Browser],
            Self::Copilot => &[SignInWay::Device, SignInWay::GitHubToken, SignInWay::FoundToken],
            Self::Claude => &[SignInWay::ClaudeToken, SignInWay::Craft],
        }
    }

    /// The first provider that has a way.
    ///
    /// # Panics
    /// Never: a test holds that each way is some provider's.
    pub(crate) fn with_way(way: SignInWay) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|provider| provider.ways().contains(&way)).expect("each way is some provider's")
    }

    /// Whether each connection has a login of its own. Claude's is one for all connections.
    pub(crate) const fn takes_several_accounts(self) -> bool {
        !matches!(self, Self::Claude)
    }

    /// The provider of a connection's login.
    ///
    /// # Errors
    /// Why signing in for it is not possible here, in a sentence.
    pub fn of(connection: &Connection) -> Result<Self, String> {
        match connection.login() {
            Some(Login::ChatGpt) => Ok(Self::ChatGpt),
            Some(Login::Copilot) => Ok(Self::Copilot),
            Some(Login::Claude) => Ok(Self::Claude),
            Some(Login::Other) => {
                let upstream = connection.upstream().unwrap_or_default();
                Err(format!("This program can't sign in to {upstream}: sign in with Craft."))
            }
            None => Err(format!(
                "“{}” does not sign in: its authentication is {}.",
                connection.display_name(),
                connection.auth_type()
            )),
        }
    }

    /// The preset for a new connection.
    pub fn preset(self) -> Option<&'static Preset> {
        let connection = |preset: &&Preset| {
            let is = |path, wanted| preset.text(path) == Some(wanted);
            is("authType", "oauth")
                && match self {
                    Self::ChatGpt => is("piAuthProvider", "openai-codex"),
                    Self::Copilot => is("piAuthProvider", "github-copilot"),
                    Self::Claude => is("providerType", "anthropic"),
                }
        };
        presets().iter().find(connection)
    }

    /// The provider to sign in to for a connection from a preset; None if the preset takes no
    /// login.
    pub(crate) fn of_preset(preset: &Preset) -> Option<Self> {
        let is_its =
            |provider: &Self| provider.preset().is_some_and(|own| std::ptr::eq(own, preset));
        Self::ALL.into_iter().find(is_its)
    }

    /// A new connection with the name, slug and models that Craft's setup gives it; `created` is in
    /// milliseconds since the epoch.
    pub(super) fn new_connection(self, settings: &Settings, created: u64) -> Connection {
        let preset = self.preset().expect("a preset for each provider, held by a test");
        preset.connection(settings, created)
    }
}

impl Settings {
    /// Why a login could not be stored; None if it could.
    pub(crate) fn why_no_login_can_be_stored(&self) -> Option<String> {
        match self.credentials() {
            Credentials::Unusable { why, .. } => Some(format!("credentials.enc {why}.")),
            Credentials::Unread | Credentials::Known(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_provider_has_a_preset_that_signs_in() {
        for provider in LoginProvider::ALL {
            let connection = provider.new_connection(&Settings::empty(), 1);
            assert_eq!(LoginProvider::of(&connection), Ok(provider));
            let preset = provider.preset().expect("one");
            assert_eq!(LoginProvider::of_preset(preset), Some(provider));
        }
        let with_key = presets().iter().find(|preset| preset.name == "Groq").expect("there");
        assert_eq!(LoginProvider::of_preset(with_key), None);
    }

    #[test]
    fn each_way_is_some_providers() {
        use SignInWay as Way;
        for way in [
            Way::Craft,
            Way::Device,
            Way::Browser,
            Way::GitHubToken,
            Way::FoundToken,
            Way::ClaudeToken,
        ] {
            assert!(LoginProvider::with_way(way).ways().contains(&way), "{way:?}");
        }
    }

    #[test]
    fn unsupported_sign_in_explains_why() {
        let of = |auth: &str, upstream: &str| {
            let connection = json!({"slug": "a", "name": "A", "providerType": "pi", "authType": auth, "piAuthProvider": upstream});
            LoginProvider::of(&Connection::new(connection)).expect_err("refused")
        };
        assert_eq!(of("api_key", "groq"), "“A” does not sign in: its authentication is api_key.");
        assert!(of("oauth", "anthropic").contains("sign in with Craft"));
    }
}
