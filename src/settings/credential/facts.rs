//! What is known about the stored credentials, but never the secrets themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::account::Account;
use super::kinds::{CredentialKind, key};
use super::replacement::Replacement;
use super::token::TokenForm;

/// The properties of a stored credential that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The parts that it has, by the names in [`key`].
    has: Vec<&'static str>,
    /// When its access token expires, in milliseconds since the epoch.
    pub expires_at: Option<u64>,
    pub aws_region: Option<String>,
    pub gcp_project: Option<String>,
    pub gcp_region: Option<String>,
    /// The service account's email address.
    pub email: Option<String>,
    /// What kind of token its value is, judged by its text.
    pub form: TokenForm,
    /// The signed-in account, as far as its tokens contain it.
    pub account: Option<Account>,
    /// What Craft's runtime sends instead of its value.
    pub replacement: Option<Replacement>,
    /// Changes whenever any part of the credential does. It reveals nothing else and is meaningless
    /// outside this run.
    pub stamp: u64,
}

/// The parts for which presence is tracked.
const KNOWN: [&str; 4] =
    [key::VALUE, key::REFRESH_TOKEN, key::AWS_ACCESS_KEY_ID, key::AWS_SESSION_TOKEN];

impl Facts {
    /// The properties of a stored credential, ignoring environment variables.
    #[cfg(test)]
    pub fn of(stored: &Value, stamp: u64) -> Self {
        Self::with_variables(stored, stamp, |_| false)
    }

    /// The properties of a stored credential; `is_variable` returns whether a text is the name of an
    /// environment variable.
    pub fn with_variables(
        stored: &Value,
        stamp: u64,
        is_variable: impl FnOnce(&str) -> bool,
    ) -> Self {
        let text = |key: &str| {
            let text = stored.get(key).and_then(Value::as_str);
            text.filter(|text| !text.is_empty())
        };
        let owned = |key: &str| text(key).map(str::to_owned);
        Self {
            has: KNOWN.into_iter().filter(|k| text(k).is_some()).collect(),
            expires_at: stored.get(key::EXPIRES_AT).and_then(milliseconds),
            aws_region: owned(key::AWS_REGION),
            gcp_project: owned(key::GCP_PROJECT),
            gcp_region: owned(key::GCP_REGION),
            email: owned(key::EMAIL),
            form: text(key::VALUE).map(TokenForm::of).unwrap_or_default(),
            account: text(key::VALUE)
                .and_then(|token| Account::of_tokens(token, text(key::ID_TOKEN))),
            replacement: text(key::VALUE).and_then(|value| Replacement::of(value, is_variable)),
            stamp,
        }
    }

    /// Whether it has a part, by its name in [`key`].
    pub fn has(&self, key: &str) -> bool {
        self.has.contains(&key)
    }

    /// Whether it has everything that its kind needs.
    pub fn is_complete(&self, kind: CredentialKind) -> bool {
        kind.needs().iter().all(|needed| self.has(needed))
    }
}

/// Craft writes a number; JavaScript may make it a fraction, or one too large for either program.
fn milliseconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        // A time before the epoch has long expired.
        let whole = format!("{:.0}", number.clamp(0.0, 1e18));
        whole.parse().ok()
    })
}

/// What is known about the stored credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Not read yet.
    #[default]
    Unread,
    /// Not usable.
    Unusable {
        /// Why, as a sentence without its period.
        why: String,
        /// Its stamp, if a new file may replace it: it was read and contains nothing that this
        /// machine could use.
        replaceable: Option<u64>,
    },
    /// The entries, by Craft's names.
    Known(BTreeMap<String, Facts>),
}

impl Credentials {
    /// The facts about one credential of a connection; None if there is none or the file was not
    /// read.
    pub fn of(&self, kind: CredentialKind, slug: &str) -> Option<&Facts> {
        match self {
            Self::Known(all) => all.get(&kind.key_of(slug)),
            Self::Unread | Self::Unusable { .. } => None,
        }
    }

    /// The kinds stored for a connection, which are deleted with it.
    pub(crate) fn kinds_of(&self, slug: &str) -> Vec<CredentialKind> {
        let all = CredentialKind::ALL.into_iter();
        all.filter(|kind| {
            self.of(*kind, slug).is_some() && !self.guards_claude_login(&kind.key_of(slug))
        })
        .collect()
    }
}
