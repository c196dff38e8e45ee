//! What is wrong with the credentials, among what is wrong with the configuration as a whole.

use super::edit::{SecretChange, SecretEdit, SecretsEdit};
use super::{Authentication, CredentialKind, Credentials};
use crate::settings::Settings;
use crate::settings::diagnostics::{Diagnostic, Severity, Subject};
use crate::settings::edit::Edit;

impl Settings {
    /// That nobody can read them.
    pub(in crate::settings) fn diagnose_credentials(&self) -> Option<Diagnostic> {
        let Credentials::Unusable { why, replaceable } = self.credentials() else {
            return None;
        };
        let what_helps = if replaceable.is_some() {
            "Put back a copy of it, or enter a key to start a new file: that asks first"
        } else {
            "It is left as it is"
        };
        let sentence =
            format!("It {why}. Which connections have a key is not known. {what_helps}.");
        Some(Diagnostic::new(
            Severity::Warning,
            Subject::Credentials,
            sentence,
        ))
    }

    /// What new chats fail with: the default lacks what proves who it is.
    pub(in crate::settings) fn diagnose_login_of_default(&self, now: u64) -> Option<Diagnostic> {
        let place = self.default_position()?;
        let connection = &self.connections()[place];
        let kind = CredentialKind::of_auth(connection.auth_type())?;
        let what_helps = match kind {
            CredentialKind::OAuth => " Log in with Craft, or store a token.",
            _ => "",
        };
        let sentence = match self.authentication(connection, now) {
            Authentication::Missing => {
                format!(
                    "New chats fail: it has no stored {}.{what_helps}",
                    kind.label()
                )
            }
            Authentication::Ended(at) => {
                let ends = if at > now {
                    "ends within minutes"
                } else {
                    "has ended"
                };
                format!("New chats fail: its login {ends}.{what_helps}")
            }
            _ => return None,
        };
        let subject = Subject::Connection(self.id_at(place));
        Some(Diagnostic::new(Severity::Warning, subject, sentence))
    }

    /// A credential that is stored for a connection whose authentication does not use it.
    pub(in crate::settings) fn diagnose_unused_credentials(
        &self,
        place: usize,
        found: &mut Vec<Diagnostic>,
    ) {
        let connection = &self.connections()[place];
        let stored = self.credentials().kinds_of(connection.slug());
        if stored.is_empty() {
            return;
        }
        let id = self.id_at(place);
        if self.why_not_editable(&id).is_some() {
            return;
        }
        let own = CredentialKind::of_auth(connection.auth_type());
        // Of an authentication that is not known nobody can say what it uses.
        if own.is_none() && connection.needs_a_secret() {
            return;
        }
        for kind in stored {
            let facts = self.credentials().of(kind, connection.slug());
            let Some(facts) = facts.filter(|_| own != Some(kind)) else {
                continue;
            };
            let label = kind.label();
            let edit = Edit::Secrets(SecretsEdit {
                slug: connection.slug().to_owned(),
                edit: None,
                secrets: vec![SecretEdit {
                    kind,
                    seen: Some(Some(facts.stamp)),
                    change: SecretChange::Remove,
                }],
                set_aside: None,
            });
            let sentence = format!("A {label} is stored that its authentication does not use.");
            let unused = Diagnostic::new(Severity::Note, Subject::Connection(id.clone()), sentence);
            found.push(unused.mended_by(Some((format!("Remove the {label}"), edit))));
        }
    }
}
