//! How saving a connection changes its credentials: what is stored, what is removed, and the
//! sentences about both for the confirmation.

#[cfg(test)]
mod tests;

use super::environment::Environment;
use super::fields::{SECRET_FIELDS, field_of};
use super::login::{Login, NO_CHATGPT_ACCOUNT};
use super::replacement::Replacement;
use super::token::TokenForm;
use super::{CredentialKind, Credentials, Facts, key};
use crate::settings::connection::endpoint::{host, is_unencrypted};
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::{Field, field};
use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::{AUTH_TYPES, label_in};
use crate::settings::edit::messages::{removes_secret, removes_unused_secret, secret_is_sent};
use crate::settings::edit::{SecretChange, SecretEdit};
use crate::settings::secret::Secret;
use crate::settings::validation::target::ProbeTarget;

/// Parts of a credential by the names in [`key`], with their new values; None removes a part.
pub type Fields = Vec<(&'static str, Option<Secret>)>;

/// The sentence for a change to the Claude login that also affects other connections.
pub fn describe_shared_login(names: &[String]) -> String {
    format!("Claude connections share one login: this changes it for {}, too.", names.join(", "))
}

/// The credentials typed for a connection that is being saved.
pub struct SecretDraft<'a> {
    /// The connection before the save; None for a new one.
    pub before: Option<&'a Connection>,
    pub after: &'a Connection,
    pub typed: Fields,
    /// Whether to remove the stored credential if no other was typed.
    pub remove: bool,
}

/// An expired time, in milliseconds since the epoch; Craft treats zero as absent.
const EXPIRED: &str = "1";

/// The first untyped part of a complete credential: half of a new one does not fit half of an old
/// one.
pub(crate) fn first_missing(kind: CredentialKind, typed: &Fields) -> Option<&'static Field> {
    let is_typed = |needed: &str| typed.iter().any(|(key, text)| *key == needed && text.is_some());
    let missing = kind.needs().iter().find(|needed| !is_typed(needed))?;
    field_of(kind, missing)
}

impl SecretDraft<'_> {
    /// The resulting changes, and sentences on what happens to what is stored.
    pub fn edits(&self, credentials: &Credentials) -> (Vec<SecretEdit>, Vec<String>) {
        let (mut edits, mut consequences) = (Vec::new(), Vec::new());
        let stored = |kind: CredentialKind| credentials.of(kind, self.after.slug());
        // The login that chats use may be the only one.
        let shared = credentials.of_chats(self.after);
        let mut change = |kind: CredentialKind, change: SecretChange| {
            let is_known = matches!(credentials, Credentials::Known(_));
            let seen = is_known.then(|| stored(kind).map(|facts| facts.stamp));
            edits.push(SecretEdit { kind, seen, change });
        };
        let new = self.after.credential_kind();
        if let Some(kind) = new {
            let found = stored(kind);
            let label = kind.label();
            if self.remove && !self.types_another() {
                if found.or(shared).is_some() {
                    change(kind, SecretChange::Remove);
                    consequences.push(removes_secret(label));
                }
            } else {
                let fields = self.fields(kind, found);
                consequences.extend(found.and_then(|facts| self.describe_stored(kind, facts)));
                if !fields.is_empty() {
                    change(kind, SecretChange::Put(fields));
                }
            }
        }
        let old = self.before.map(Connection::auth_type);
        let old = old.and_then(CredentialKind::of_auth);
        if let Some(kind) = old.filter(|kind| new != Some(*kind)) {
            let label = kind.label();
            let auth = self.after.auth_type();
            let auth = label_in(AUTH_TYPES, auth).unwrap_or(auth);
            if stored(kind).is_some() {
                change(kind, SecretChange::Remove);
                consequences.push(removes_unused_secret(label, auth));
            } else if matches!(credentials, Credentials::Unusable { .. }) {
                consequences.push(format!(
                    "Its old {label} may stay in credentials.enc, which can't be used."
                ));
            }
        }
        (edits, consequences)
    }

    /// Whether these edits remove what is stored, or send it to another host.
    pub(crate) fn risks_what_is_stored(
        &self,
        edits: &[SecretEdit],
        credentials: &Credentials,
    ) -> bool {
        let mut edits = edits.iter();
        let removes = edits.any(|edit| matches!(edit.change, SecretChange::Remove));
        let kind = self.after.credential_kind();
        let is_stored = kind.is_some_and(|kind| credentials.of(kind, self.after.slug()).is_some());
        removes || is_stored && self.moves() && !self.types_another()
    }

    /// Whether what is stored would go to another host, or become readable on the way.
    fn moves(&self) -> bool {
        self.before.is_some_and(|before| before.exposes_secrets_differently_than(self.after))
    }

    /// Whether what is stored would be sent to a host for which it was not entered. False if
    /// another credential was typed, or the stored one is removed.
    pub(crate) fn goes_elsewhere(&self, credentials: &Credentials) -> bool {
        let kind = self.after.credential_kind();
        let is_stored = kind.is_some_and(|kind| credentials.of(kind, self.after.slug()).is_some());
        let is_new_here = self.before.is_none() || self.moves();
        is_stored && is_new_here && !self.remove && !self.types_another()
    }

    fn types(&self, key: &str) -> bool {
        self.typed.iter().any(|(k, text)| *k == key && text.is_some())
    }

    /// Whether a secret was typed: a region alone is not a new credential.
    fn types_another(&self) -> bool {
        let secrets = [key::VALUE, key::AWS_ACCESS_KEY_ID, key::AWS_SESSION_TOKEN];
        secrets.iter().any(|key| self.types(key))
    }

    /// What happens to the credential already stored, in a sentence.
    fn describe_stored(&self, kind: CredentialKind, facts: &Facts) -> Option<String> {
        let label = kind.label();
        if kind == CredentialKind::Iam
            && self.types(key::AWS_ACCESS_KEY_ID) != self.types(key::VALUE)
        {
            return Some(if self.types(key::VALUE) {
                "Its stored access key id is kept, with another secret key.".to_owned()
            } else {
                "Its stored secret key is kept, with another access key id.".to_owned()
            });
        }
        if self.takes_the_session_token(facts) {
            return Some("Removes its session token, which belongs to the old key.".to_owned());
        }
        if self.types_another() {
            return None;
        }
        let Some(before) = self.before else {
            return Some(format!(
                "The stored {label} of an earlier connection with this slug is used."
            ));
        };
        if self.moves() {
            let probe_target = self.after.probe_target().ok();
            let to = probe_target.as_ref().and_then(ProbeTarget::base);
            let unencrypted = if to.is_some_and(is_unencrypted) { ", unencrypted" } else { "" };
            let there = to.map_or("the provider's own endpoint", host);
            return Some(secret_is_sent(label, &format!("{there}{unencrypted}")));
        }
        let same = before.auth_type() == self.after.auth_type()
            && before.provider_type() == self.after.provider_type();
        (!same).then(|| format!("Its stored {label} is kept and used."))
    }

    /// Whether a stored session token is removed because a new key was typed without one.
    fn takes_the_session_token(&self, stored: &Facts) -> bool {
        let another = self.types(key::VALUE) || self.types(key::AWS_ACCESS_KEY_ID);
        another && !self.types(key::AWS_SESSION_TOKEN) && stored.has(key::AWS_SESSION_TOKEN)
    }

    /// The parts to set or remove in an entry besides those typed: parts of the previous credential
    /// are removed, and the connection's own region is also stored with the credential, where Craft
    /// reads it.
    fn fields(&self, kind: CredentialKind, stored: Option<&Facts>) -> Fields {
        let mut fields = self.typed.clone();
        match kind {
            CredentialKind::OAuth if self.types(key::VALUE) => {
                if let Some(token) = self.github_token() {
                    // Craft uses it to renew an expired token, so it renews immediately.
                    fields.push((key::REFRESH_TOKEN, Some(token.clone())));
                    fields.push((key::EXPIRES_AT, Some(Secret::new(EXPIRED.to_owned()))));
                    fields.push((key::ID_TOKEN, None));
                    return fields;
                }
                let belongs = [key::REFRESH_TOKEN, key::EXPIRES_AT, key::ID_TOKEN];
                fields.extend(belongs.map(|key| (key, None)));
            }
            CredentialKind::Iam => {
                let goes = stored.is_some_and(|facts| self.takes_the_session_token(facts));
                fields.extend(goes.then_some((key::AWS_SESSION_TOKEN, None)));
                let known = stored.and_then(|facts| facts.aws_region.as_deref());
                let own = self.region("awsRegion", (key::AWS_REGION, known), stored);
                fields.extend(own.filter(|_| !self.types(key::AWS_REGION)));
            }
            CredentialKind::ServiceAccount => {
                let known = stored.and_then(|facts| facts.gcp_region.as_deref());
                fields.extend(self.region("gcpRegion", (key::GCP_REGION, known), stored));
            }
            CredentialKind::ApiKey | CredentialKind::OAuth => {}
        }
        fields
    }

    /// The GitHub token typed for a Copilot login.
    fn github_token(&self) -> Option<&Secret> {
        if self.after.login() != Some(Login::Copilot) {
            return None;
        }
        let value = self.typed.iter().find(|(key, _)| *key == key::VALUE);
        let token = value.and_then(|(_, secret)| secret.as_ref())?;
        (TokenForm::of(token.expose()) == TokenForm::GitHub).then_some(token)
    }

    /// What Craft would send instead of the typed key; None if it sends the key itself.
    pub fn replacement(&self, environment: &Environment) -> Option<Replacement> {
        let value = self.typed.iter().find(|(name, _)| *name == key::VALUE)?;
        let key = value.1.as_ref().filter(|_| self.after.replaces_keys())?;
        Replacement::of(key.expose(), |name| environment.has_variable(name))
    }

    /// The error for a typed key that validation does not send to the provider because Craft would
    /// send something else.
    pub(crate) fn cannot_be_validated(&self, environment: &Environment) -> Option<FieldError> {
        let replacement = self.replacement(environment)?;
        let is_value = |field: &&Field| {
            (field.applies)(self.after) && field.secret().is_some_and(|part| part.key == key::VALUE)
        };
        Some(FieldError {
            path: SECRET_FIELDS.iter().find(is_value)?.path,
            sentence: replacement.describe_unvalidated(),
        })
    }

    /// What makes the typed credential unusable for Craft.
    pub fn problem(&self) -> Option<FieldError> {
        let is_chatgpt = self.after.login() == Some(Login::ChatGpt);
        let value = self.typed.iter().find(|(key, _)| is_chatgpt && *key == key::VALUE)?;
        let token = value.1.as_ref()?.expose();
        (TokenForm::of(token) != TokenForm::ChatGpt).then(|| FieldError {
            path: field_of(CredentialKind::OAuth, key::VALUE).map_or("", |field| field.path),
            sentence: NO_CHATGPT_ACCOUNT.to_owned(),
        })
    }

    /// The connection's own region, if it has that field: with a new credential, and if the region
    /// changes.
    fn region(
        &self,
        path: &str,
        (key, known): (&'static str, Option<&str>),
        stored: Option<&Facts>,
    ) -> Option<(&'static str, Option<Secret>)> {
        let applies = field(path).is_some_and(|field| (field.applies)(self.after));
        let after = self.after.filled(path);
        let before = self.before.map(|c| c.text(path));
        let moved = before.is_some_and(|before| before != self.after.text(path));
        let due = self.types_another() && after.is_some() || moved && stored.is_some();
        (applies && due && known != after)
            .then(|| (key, after.map(|text| Secret::new(text.to_owned()))))
    }
}
