//! The effect of a credential edit on the entries of credentials.enc, and its description.

use std::borrow::Cow;

use super::login::{CLAUDE_LOGIN, Login, claude_guard};
use super::{CredentialKind, Facts, key};
use crate::settings::connection::field_errors::FieldError;
use crate::settings::edit::messages::{
    and_its, part_missing, removed_secret, secret_as_before, stored_secret,
};
use crate::settings::edit::{ClaudeEdit, Edit, SecretChange, SecretEdit, SecretsEdit};
use crate::settings::secret::Secret;
use crate::settings::{ConnectionId, Settings};

/// One change to the credentials file. Entries are identified by Craft's names.
pub enum VaultChange<'a> {
    /// Sets or removes parts of an entry.
    Put {
        key: String,
        kind: CredentialKind,
        /// The stamp of the entry that the user saw; None if any will do.
        seen: Option<Option<u64>>,
        /// The parts to set or remove.
        fields: Cow<'a, [(&'static str, Option<Secret>)]>,
    },
    /// Removes an entry.
    Remove {
        key: String,
        /// The stamp of the entry that the user saw; None if any will do.
        seen: Option<Option<u64>>,
    },
    /// Copies an entry to another name.
    Copy {
        from: String,
        to: String,
        /// The parts to copy; all if empty.
        only: &'static [&'static str],
    },
}

impl ClaudeEdit {
    fn steps(&self, after: &Settings) -> Vec<VaultChange<'static>> {
        let guard =
            |from: String| VaultChange::Copy { from, to: claude_guard(), only: &[key::VALUE] };
        match self {
            Self::Guard => vec![guard(CLAUDE_LOGIN.to_owned())],
            Self::TakeFrom(slug) => {
                let own = CredentialKind::OAuth.key_of(slug);
                let native = (key::SOURCE, Some(Secret::new("native".to_owned())));
                let mut steps = vec![
                    VaultChange::Copy {
                        from: own.clone(),
                        to: CLAUDE_LOGIN.to_owned(),
                        only: &[key::VALUE, key::REFRESH_TOKEN, key::EXPIRES_AT],
                    },
                    VaultChange::Put {
                        key: CLAUDE_LOGIN.to_owned(),
                        kind: CredentialKind::OAuth,
                        seen: None,
                        fields: vec![native].into(),
                    },
                ];
                if own != claude_guard() {
                    steps.push(guard(own));
                }
                steps
            }
            Self::Remove => after.claude_entries().into_iter().map(remove).collect(),
        }
    }

    /// What the edit does, in a few words.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Guard => "Wrote llm_oauth::claude-max",
            Self::TakeFrom(_) => "Copied the Claude login to claude_oauth::global",
            Self::Remove => "Removed the Claude login",
        }
    }

    /// The state after its undo, in words.
    pub const fn undo_label(&self) -> &'static str {
        match self {
            Self::Guard => "llm_oauth::claude-max is removed",
            Self::TakeFrom(_) => "the copy of the Claude login is removed",
            Self::Remove => "the Claude login is back",
        }
    }
}

/// Removes an entry unconditionally.
const fn remove<'a>(key: String) -> VaultChange<'a> {
    VaultChange::Remove { key, seen: None }
}

impl Edit {
    /// Its changes to the credentials file, given the settings before and after it.
    pub(crate) fn secret_steps(&self, after: &Settings) -> Vec<VaultChange<'_>> {
        match self {
            Self::Secrets(edit) => edit.steps(after),
            Self::ClaudeLogin(edit) => edit.steps(after),
            Self::Delete { id, .. } if !after.has_slug(&id.slug) && !id.slug.is_empty() => {
                let keys = CredentialKind::ALL.map(|kind| kind.key_of(&id.slug)).into_iter();
                let credentials = after.credentials();
                keys.filter(|key| !credentials.guards_claude_login(key)).map(remove).collect()
            }
            Self::Duplicate { id, with_secrets: true, .. } => {
                let copy = after.connections().last().map_or("", |c| c.slug());
                let all = CredentialKind::ALL.into_iter();
                let copied = |kind: CredentialKind| VaultChange::Copy {
                    from: kind.key_of(&id.slug),
                    to: kind.key_of(copy),
                    only: &[],
                };
                all.map(copied).collect()
            }
            _ => self.parts().iter().flat_map(|edit| edit.secret_steps(after)).collect(),
        }
    }

    /// Whether it may change the credentials file: the actual changes depend on what is stored.
    pub(crate) fn may_change_credentials(&self) -> bool {
        match self {
            Self::Secrets(_) | Self::ClaudeLogin(_) | Self::Delete { .. } => true,
            Self::Duplicate { with_secrets, .. } => *with_secrets,
            _ => self.parts().iter().any(Self::may_change_credentials),
        }
    }

    /// Whether it is made even if the credentials are unusable: a connection can always be deleted.
    pub(crate) fn can_do_without_credentials(&self) -> bool {
        match self {
            Self::Delete { .. } => true,
            Self::All(edits) | Self::Fixes(edits) => {
                edits.iter().all(Self::can_do_without_credentials)
            }
            _ => false,
        }
    }

    /// The stamp of the unusable credentials file that is kept beside a new one.
    pub(crate) const fn sets_aside(&self) -> Option<u64> {
        match self {
            Self::Secrets(edit) => edit.set_aside,
            _ => None,
        }
    }
}

impl SecretsEdit {
    fn steps(&self, after: &Settings) -> Vec<VaultChange<'_>> {
        let connection = after.connection(&ConnectionId::first(self.slug.clone()));
        let is_claude = connection.is_some_and(|c| c.login() == Some(Login::Claude));
        let mut steps = Vec::new();
        for edit in &self.secrets {
            let key = edit.kind.key_of(&self.slug);
            let others = |own: &str| {
                let is_login = is_claude && edit.kind == CredentialKind::OAuth;
                let mut all = if is_login { after.claude_entries() } else { Vec::new() };
                all.retain(|key| key != own);
                all
            };
            match &edit.change {
                SecretChange::Put(fields) => {
                    steps.extend(others(&key).into_iter().map(|key| VaultChange::Put {
                        fields: fields_of_login(&key, fields),
                        kind: edit.kind,
                        seen: None,
                        key,
                    }));
                    steps.push(VaultChange::Put {
                        key,
                        kind: edit.kind,
                        seen: edit.seen,
                        fields: fields.into(),
                    });
                }
                SecretChange::Remove => {
                    steps.extend(others(&key).into_iter().map(remove));
                    // If a connection changes to another credential, the others' login stays.
                    if is_claude || !after.credentials().guards_claude_login(&key) {
                        steps.push(VaultChange::Remove { key, seen: edit.seen });
                    }
                }
            }
        }
        steps
    }

    /// What the edit does, in a few words.
    pub fn label(&self, settings: &Settings) -> String {
        if let Some(edit) = &self.edit {
            let label = edit.label(settings);
            let actions = self.secrets.iter().filter_map(SecretEdit::action);
            let is_state = edit.specific().is_some();
            let actions = actions.map(|(verb, what)| match verb {
                _ if is_state => format!("; {verb} its {what}"),
                "stored" => and_its(what),
                _ => format!(" and {verb} its {what}"),
            });
            return label + &actions.collect::<String>();
        }
        let name = settings.name_of_connection(&ConnectionId::first(self.slug.clone()));
        match self.secrets.iter().find_map(SecretEdit::action) {
            Some(("removed", what)) => removed_secret(what, &name),
            Some((_, what)) => stored_secret(what, &name),
            None => format!("Changed the region of the AWS access key of “{name}”"),
        }
    }

    /// The state after its undo, in words.
    pub fn undo_label(&self, settings: &Settings) -> String {
        if let Some(edit) = &self.edit {
            return edit.undo_label(settings);
        }
        let name = settings.name_of_connection(&ConnectionId::first(self.slug.clone()));
        match self.secrets.iter().find_map(SecretEdit::action) {
            Some(("removed", what)) => format!("the {what} of “{name}” is back"),
            Some((_, what)) => secret_as_before(what, &name),
            None => format!("the region of the AWS access key of “{name}” is as before"),
        }
    }

    /// Whether it stores a secret.
    pub(crate) fn stores_secret(&self) -> bool {
        let actions = self.secrets.iter().filter_map(SecretEdit::action);
        actions.into_iter().any(|(verb, _)| verb == "stored")
    }
}

/// The fields for another entry of the Claude login: the same, plus the login's source in the entry
/// that chats read.
fn fields_of_login<'a>(
    key: &str,
    fields: &'a [(&'static str, Option<Secret>)],
) -> Cow<'a, [(&'static str, Option<Secret>)]> {
    if key != CLAUDE_LOGIN {
        return fields.into();
    }
    let native = (key::SOURCE, Some(Secret::new("native".to_owned())));
    fields.iter().cloned().chain([native]).collect()
}

impl SecretEdit {
    /// Its action and the secret it applies to; None if only a region changes.
    fn action(&self) -> Option<(&'static str, &'static str)> {
        let label = self.kind.label();
        let SecretChange::Put(fields) = &self.change else {
            return Some(("removed", label));
        };
        let secrets = [key::VALUE, key::AWS_ACCESS_KEY_ID, key::AWS_SESSION_TOKEN];
        let mut secret = fields.iter().filter(|(key, _)| secrets.contains(key));
        let first = secret.next()?;
        if first.1.is_some() || secret.any(|(_, text)| text.is_some()) {
            return Some(("stored", label));
        }
        Some(("removed", "session token"))
    }
}

/// What is wrong with a credential as it would be stored; None if it is usable.
pub(crate) fn problem_of(kind: CredentialKind, facts: &Facts) -> Option<FieldError> {
    let missing = kind.needs().iter().find(|needed| !facts.has(needed))?;
    let field = super::fields::field_of(kind, missing)?;
    Some(FieldError { path: field.path, sentence: part_missing(field.label) })
}
