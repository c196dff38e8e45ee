//! The typed parts of credentials, and facts about the stored ones, which are never shown.

use std::collections::HashMap;

use crate::settings::connection::fields::{Field, Kind};
use crate::settings::connection::object::Connection;
use crate::settings::credential::fields::{Input, Part, SECRET_FIELDS};
use crate::settings::credential::login::Login;
use crate::settings::credential::save::Fields;
use crate::settings::credential::service_account::ServiceAccount;
use crate::settings::credential::{CredentialKind, Credentials, Facts, key};
use crate::settings::secret::Secret;
use crate::tui::messages;
use crate::tui::widgets::secret_field::{Omitted, SecretInput};

/// The typed parts of credentials, and what is known about the stored ones.
#[derive(Default)]
pub(super) struct Secrets {
    pub(super) masked: HashMap<&'static str, SecretInput>,
    /// The texts of the fields that are typed visibly.
    pub(super) plain: HashMap<&'static str, String>,
    /// What the last paste into a field left out.
    pub(super) left_out: HashMap<&'static str, Omitted>,
    /// The credential kinds that the save removes from the store.
    pub(super) removed: Vec<CredentialKind>,
    /// Whether the save removes the stored session token but leaves the rest of its key.
    pub(super) token_removed: bool,
    /// Whether the focused field is revealed.
    pub(super) revealed: bool,
    /// The completions of the typed path.
    pub(super) offered: Vec<String>,
    /// The service account from the typed path or the pasted text, or its error.
    pub(super) account: Option<Result<ServiceAccount, String>>,
    /// What was stored for the connection at the last read.
    stored: HashMap<CredentialKind, Facts>,
    /// The login that chats use, if it isn't the connection's own.
    login: Option<Facts>,
    /// The credential kinds that another program has changed since the form opened.
    pub(super) changed: Vec<CredentialKind>,
    /// Whether the credentials were ever read: only a later difference is another program's change.
    was_read: bool,
    /// Why the stored credentials are unknown; `None` if they are known.
    pub(super) unknown: Option<&'static str>,
}

impl Secrets {
    /// The stored credential of a kind; `None` if there is none or it is unknown.
    pub(super) fn facts(&self, kind: CredentialKind) -> Option<&Facts> {
        let login = self.login.as_ref().filter(|_| kind == CredentialKind::OAuth);
        login.or_else(|| self.stored.get(&kind))
    }

    /// The text of a field that is typed visibly.
    pub(super) fn plain_text(&self, field: &Field, part: Part) -> String {
        let typed = self.plain.get(field.path).cloned();
        let stored = || match part.key {
            key::AWS_REGION => self.facts(part.kind)?.aws_region.clone(),
            _ => None,
        };
        typed.or_else(stored).unwrap_or_default()
    }

    /// Puts text typed in another field into a masked field.
    pub(super) fn take_input(&mut self, field: &'static Field, input: SecretInput) {
        self.left_out.remove(field.path);
        self.masked.insert(field.path, input);
    }

    /// Stores a service account that was pasted.
    pub(super) fn take_account(
        &mut self,
        field: &'static Field,
        account: Result<ServiceAccount, String>,
    ) {
        self.account = Some(account);
        self.plain.insert(field.path, messages::PASTED.to_owned());
    }

    pub(super) fn input(&self, field: &Field) -> Option<&SecretInput> {
        self.masked.get(field.path)
    }

    pub(super) fn is_blank(&self, field: &Field) -> bool {
        self.input(field).is_none_or(SecretInput::is_empty)
    }

    /// Whether the save removes everything stored of a kind.
    pub(super) fn is_removed(&self, kind: CredentialKind) -> bool {
        self.removed.contains(&kind)
    }

    /// Whether a new secret of this kind was typed: it replaces the stored one, so nothing is
    /// removed.
    pub(super) fn types_another(&self, kind: CredentialKind) -> bool {
        let of_kind = SECRET_FIELDS.iter().filter(|field| {
            let part = field.secret();
            part.is_some_and(|part| part.kind == kind && part.input == Input::Masked)
        });
        of_kind.into_iter().any(|field| !self.is_blank(field))
            || kind == CredentialKind::ServiceAccount && self.account.is_some()
    }

    /// Whether the save removes the stored value of a part.
    pub(super) fn is_part_removed(&self, part: Part) -> bool {
        self.is_removed(part.kind) && !self.types_another(part.kind)
            || part.goes_alone() && self.token_removed
    }

    /// Whether a part has a stored value to remove.
    pub(super) fn is_stored(&self, part: Part) -> bool {
        let facts = self.facts(part.kind);
        facts.is_some_and(|facts| !part.goes_alone() || facts.has(part.key))
    }

    /// Rereads what is stored for a connection, and notes what another program has changed.
    pub(super) fn reload(
        &mut self,
        credentials: &Credentials,
        connection: &Connection,
        is_new: bool,
    ) {
        self.unknown = match credentials {
            Credentials::Unread => Some("…"),
            Credentials::Unusable { .. } => Some(messages::CREDENTIALS_UNUSABLE),
            Credentials::Known(_) => None,
        };
        if *credentials == Credentials::Unread {
            return;
        }
        let slug = connection.slug();
        let is_claude = connection.login() == Some(Login::Claude);
        self.login = credentials.claude_login().filter(|_| is_claude).cloned();
        let kinds = CredentialKind::ALL.into_iter();
        let found = kinds.filter_map(|kind| Some((kind, credentials.of(kind, slug)?.clone())));
        let before = std::mem::replace(&mut self.stored, found.collect());
        if !std::mem::replace(&mut self.was_read, true) || is_new || self.unknown.is_some() {
            return;
        }
        for kind in CredentialKind::ALL {
            let stamp = |facts: Option<&Facts>| facts.map(|facts| facts.stamp);
            let same = stamp(before.get(&kind)) == stamp(self.stored.get(&kind));
            if !same && !self.changed.contains(&kind) {
                self.changed.push(kind);
            }
        }
    }

    /// The typed parts of the credential that a connection needs.
    pub(super) fn typed(&self, draft: &Connection) -> Fields {
        let mut typed = Fields::new();
        for field in SECRET_FIELDS.iter().filter(|f| (f.applies)(draft)) {
            let Kind::Secret(part) = field.kind else {
                continue;
            };
            match part.input {
                Input::Masked => {
                    let input = self.input(field).filter(|input| !input.is_empty());
                    if let Some(input) = input {
                        typed.push((part.key, Some(input.secret())));
                    } else if part.goes_alone() && self.token_removed {
                        typed.push((part.key, None));
                    }
                }
                Input::Plain => typed.extend(self.typed_plain(field, part)),
                Input::File => {
                    if let Some(Ok(account)) = &self.account {
                        typed.extend(account.fields());
                    }
                }
            }
        }
        typed
    }

    fn typed_plain(&self, field: &Field, part: Part) -> Option<(&'static str, Option<Secret>)> {
        let text = self.plain.get(field.path)?.trim();
        let stored = self.facts(part.kind).and_then(|facts| facts.aws_region.as_deref());
        let secret = (!text.is_empty()).then(|| Secret::new(text.to_owned()));
        (text != stored.unwrap_or_default()).then_some((part.key, secret))
    }
}
