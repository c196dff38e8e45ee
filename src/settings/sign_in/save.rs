//! How a completed login is stored: the credential in the entries that Craft reads, and the
//! connection as Craft's setup creates it.

use serde_json::Value;

use super::{LoginProvider, SignInTarget};
use crate::settings::craft::live::{LiveModel, copilot_entries};
use crate::settings::credential::account::Account;
use crate::settings::credential::save::{Fields, describe_shared_login};
use crate::settings::credential::{CredentialKind, Credentials, key, names_chatgpt_account};
use crate::settings::edit::{Edit, SecretChange, SecretEdit, SecretsEdit};
use crate::settings::secret::Secret;
use crate::settings::{Connection, Settings};

/// How long before a Copilot token's expiry Craft renews it, in milliseconds.
const COPILOT_RENEWED_BEFORE: u64 = 5 * 60 * 1000;

/// A completed login that is not stored yet.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub provider: LoginProvider,
    /// The credential, by the names in [`key`].
    fields: Fields,
    pub account: Account,
    /// The models that Copilot lists; None if no list was requested.
    pub models: Option<Vec<LiveModel>>,
    /// The models with terms that have not been accepted for this account.
    pub without_terms: Vec<String>,
    /// What a person should know about it, in sentences.
    pub notes: Vec<String>,
}

impl SignedIn {
    fn new(provider: LoginProvider, fields: Fields) -> Self {
        let text = |name| {
            let part = fields.iter().find(|(own, _)| *own == name);
            part.and_then(|(_, secret)| secret.as_ref()).map(Secret::expose)
        };
        let account = Account::of_tokens(text(key::VALUE).unwrap_or_default(), text(key::ID_TOKEN));
        Self {
            provider,
            account: account.unwrap_or_default(),
            fields,
            models: None,
            without_terms: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A `ChatGPT` login; its access token expires at a time in milliseconds since the epoch.
    pub fn of_chatgpt(
        access_token: Secret,
        id_token: Secret,
        refresh_token: Secret,
        expires_at: u64,
    ) -> Self {
        let fields = vec![
            (key::VALUE, Some(access_token)),
            (key::REFRESH_TOKEN, Some(refresh_token)),
            (key::EXPIRES_AT, Some(Secret::new(expires_at.to_string()))),
            (key::ID_TOKEN, Some(id_token)),
        ];
        Self::new(LoginProvider::ChatGpt, fields)
    }

    /// A Copilot login, which the GitHub token renews. The Copilot token expires at a time in
    /// seconds since the epoch.
    pub(crate) fn of_copilot(copilot_token: Secret, github_token: Secret, expires_at: u64) -> Self {
        let ends = expires_at.saturating_mul(1000).saturating_sub(COPILOT_RENEWED_BEFORE);
        let fields = vec![
            (key::VALUE, Some(copilot_token)),
            (key::REFRESH_TOKEN, Some(github_token)),
            (key::EXPIRES_AT, Some(Secret::new(ends.to_string()))),
            (key::ID_TOKEN, None),
        ];
        Self::new(LoginProvider::Copilot, fields)
    }

    /// A token from `claude setup-token`: nothing renews it, and it does not contain its expiry.
    pub fn of_claude(token: Secret) -> Self {
        let belongs = [key::REFRESH_TOKEN, key::EXPIRES_AT, key::ID_TOKEN];
        let fields = std::iter::once((key::VALUE, Some(token)));
        let fields = fields.chain(belongs.map(|key| (key, None))).collect();
        Self::new(LoginProvider::Claude, fields)
    }

    /// Whether Craft can use it: a `ChatGPT` access token must itself contain the account.
    pub(crate) fn is_fit(&self) -> bool {
        self.provider != LoginProvider::ChatGpt
            || self.part(key::VALUE).is_some_and(|token| names_chatgpt_account(token.expose()))
    }

    /// A part of the credential, by its name in [`key`].
    pub(crate) fn part(&self, name: &str) -> Option<&Secret> {
        self.fields.iter().find(|(own, _)| *own == name)?.1.as_ref()
    }

    /// A new connection with the models that the provider lists for this account, as Craft's setup
    /// stores them.
    fn new_connection(&self, settings: &Settings, created: u64) -> Connection {
        let mut connection = self.provider.new_connection(settings, created);
        let listed = self.models.as_deref().map(copilot_entries).filter(|all| !all.is_empty());
        if let Some(entries) = listed {
            let first = entries.first().and_then(|entry| entry.get("id")).cloned();
            connection.set("models", Some(Value::Array(entries)));
            connection.set("defaultModel", first);
        }
        connection
    }
}

/// A login with another account than the connection's stored one.
pub fn signed_in_elsewhere(account: &str, connection: &str, stored: &str) -> String {
    format!("You signed in as {account}, but “{connection}” is signed in as {stored}.")
}

impl Settings {
    fn slug_of_target(&self, target: &SignInTarget) -> Option<&str> {
        match target {
            SignInTarget::Existing(id) => self.connection(id).map(|connection| connection.slug()),
            SignInTarget::New => None,
        }
    }

    /// The edit that stores a login over the current one; `created` is in milliseconds since the
    /// epoch. If the target no longer exists, a new connection for its provider is added.
    pub(crate) fn sign_in_edit(
        &self,
        target: &SignInTarget,
        signed_in: &SignedIn,
        created: u64,
    ) -> Edit {
        let existing = self.slug_of_target(target);
        let added = existing.is_none().then(|| signed_in.new_connection(self, created));
        let slug = existing.or(added.as_ref().map(Connection::slug)).unwrap_or_default().to_owned();
        let kind = CredentialKind::OAuth;
        let is_known = matches!(self.credentials(), Credentials::Known(_));
        let seen = self.credentials().of(kind, &slug).map(|facts| facts.stamp);
        Edit::Secrets(SecretsEdit {
            slug,
            edit: added.map(|connection| Box::new(Edit::Add { connection })),
            secrets: vec![SecretEdit {
                kind,
                seen: is_known.then_some(seen),
                change: SecretChange::Put(signed_in.fields.clone()),
            }],
            set_aside: None,
        })
    }

    /// The slug of the connection that a login is for. A target that is gone gets a new one, with
    /// the slug that Craft's setup gives it.
    pub(crate) fn slug_of_login(&self, target: &SignInTarget, provider: LoginProvider) -> String {
        let existing = self.slug_of_target(target);
        let added = || provider.new_connection(self, 0).slug().to_owned();
        existing.map_or_else(added, str::to_owned)
    }

    /// The sentence for a login with an account other than the stored one; None if it is the same
    /// or unknown.
    pub(crate) fn describe_other_account(
        &self,
        target: &SignInTarget,
        signed_in: &SignedIn,
    ) -> Option<String> {
        let SignInTarget::Existing(id) = target else {
            return None;
        };
        let connection = self.connection(id)?;
        let stored = self.credentials().of_chats(connection)?.account.as_ref()?;
        let named = |account: &Account| {
            account.email.clone().or_else(|| account.id.clone()).unwrap_or_default()
        };
        stored.differs_from(&signed_in.account).then(|| {
            let (new, name) = (named(&signed_in.account), connection.display_name());
            signed_in_elsewhere(&new, &name, &named(stored))
        })
    }

    /// The sentence for other connections that also get the login; None if there are none.
    pub(crate) fn describe_login_for_others(
        &self,
        target: &SignInTarget,
        provider: LoginProvider,
    ) -> Option<String> {
        if provider != LoginProvider::Claude {
            return None;
        }
        let names: Vec<String> = match target {
            SignInTarget::Existing(id) => {
                self.connection(id).map(|c| self.sharing_claude_login(c)).unwrap_or_default()
            }
            SignInTarget::New => {
                let names = self.claude_connections();
                names.map(|c| format!("“{}”", c.display_name())).collect()
            }
        };
        (!names.is_empty()).then(|| describe_shared_login(&names))
    }
}
