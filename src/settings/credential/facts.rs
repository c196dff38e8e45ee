//! What is known of the credentials that are stored: of none of them the secret itself.

use std::collections::BTreeMap;

use serde_json::Value;

use super::account::Account;
use super::kinds::{CredentialKind, key};
use super::replacement::Replacement;
use super::token::TokenForm;

/// How long an access token must still hold to count, in milliseconds.
pub(super) const FRESH: u64 = 5 * 60 * 1000;

/// What of a stored credential may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What there is of it, by the names in [`key`].
    has: Vec<&'static str>,
    /// When its access token ends, in milliseconds since the epoch.
    pub expires_at: Option<u64>,
    pub aws_region: Option<String>,
    pub gcp_project: Option<String>,
    pub gcp_region: Option<String>,
    /// Who the service account is.
    pub email: Option<String>,
    /// What its value is, as far as a token's text shows that.
    pub form: TokenForm,
    /// Who is signed in with it, as far as its tokens name that.
    pub account: Option<Account>,
    /// What Craft's runtime sends in place of its value.
    pub replacement: Option<Replacement>,
    /// Another one when anything of the credential is. It says nothing else, and nothing outside of
    /// this run.
    pub stamp: u64,
}

/// Those of which it is known whether they are there.
const KNOWN: [&str; 4] =
    [key::VALUE, key::REFRESH_TOKEN, key::AWS_ACCESS_KEY_ID, key::AWS_SESSION_TOKEN];

impl Facts {
    /// What may be shown of a credential as it is stored, where no environment variable counts.
    #[cfg(test)]
    pub fn of(stored: &Value, stamp: u64) -> Self {
        Self::beside_variables(stored, stamp, |_| false)
    }

    /// What may be shown of a credential as it is stored; `is_variable` answers whether a text is
    /// the name of an environment variable.
    pub fn beside_variables(
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

    /// Whether there is something under a name of [`key`].
    pub fn has(&self, key: &str) -> bool {
        self.has.contains(&key)
    }

    /// Whether Craft gets another token by itself when this one ends.
    pub fn renews(&self) -> bool {
        self.has(key::REFRESH_TOKEN)
    }

    /// Whether all is there that such a credential needs.
    pub fn is_complete(&self, kind: CredentialKind) -> bool {
        kind.needs().iter().all(|needed| self.has(needed))
    }

    /// Whether an access token has ended, or is about to, and nothing renews it.
    pub(super) fn has_ended(&self, now: u64) -> bool {
        let ends = self.expires_at.is_some_and(|at| at < now.saturating_add(FRESH));
        ends && !self.renews()
    }
}

/// Craft writes a number, of which JavaScript may make a fraction, or something too large for
/// either of us.
fn milliseconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        // What is before the epoch has ended long ago.
        let whole = format!("{:.0}", number.clamp(0.0, 1e18));
        whole.parse().ok()
    })
}

/// What is known of the credentials that are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// The file was not read yet.
    #[default]
    Unread,
    /// It cannot be used.
    Unusable {
        /// Why, in a sentence without its end.
        why: String,
        /// Its stamp, where a new one may take its place: it was read, and holds nothing that
        /// this machine could use.
        replaceable: Option<u64>,
    },
    /// What it holds, by the names that Craft gives its entries.
    Known(BTreeMap<String, Facts>),
}

impl Credentials {
    /// What is known of one credential of a connection; none where there is none, or they were not
    /// read.
    pub fn of(&self, kind: CredentialKind, slug: &str) -> Option<&Facts> {
        match self {
            Self::Known(all) => all.get(&kind.key_of(slug)),
            Self::Unread | Self::Unusable { .. } => None,
        }
    }

    /// The kinds that are stored for a connection, and go with it.
    pub fn kinds_of(&self, slug: &str) -> Vec<CredentialKind> {
        let all = CredentialKind::ALL.into_iter();
        all.filter(|kind| {
            self.of(*kind, slug).is_some() && !self.guards_claude_login(&kind.key_of(slug))
        })
        .collect()
    }
}
