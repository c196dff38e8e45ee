//! Changes of credentials: what the user asks for, and what that means for the entries of the file.

use super::{CredentialKind, Facts, key};
use crate::settings::check::Problem;
use crate::settings::edit::Edit;
use crate::settings::secret::Secret;
use crate::settings::{ConnectionId, Settings};

/// Another credential for a connection, or none any more.
#[derive(Clone)]
pub struct SecretEdit {
    /// Which one.
    pub kind: CredentialKind,
    /// The stamp of the one that the user saw; none where nobody had seen yet, and it may be any.
    pub seen: Option<Option<u64>>,
    /// What becomes of it.
    pub change: SecretChange,
}

/// What becomes of a credential.
#[derive(Clone)]
pub enum SecretChange {
    /// Some of it is put in, or taken out, by the names in [`super::key`]. The rest stays.
    Put(Vec<(&'static str, Option<Secret>)>),
    /// All of it goes.
    Remove,
}

/// The credentials of a connection, changed together with the edit of it that needs them.
#[derive(Clone)]
pub struct SecretsEdit {
    /// Whose they are.
    pub slug: String,
    /// The edit of the connection; none where only its credentials change.
    pub edit: Option<Box<Edit>>,
    /// What becomes of which.
    pub secrets: Vec<SecretEdit>,
    /// The stamp of the file that cannot be used and is kept beside a new one; none where it is left as it is. Asked before.
    pub set_aside: Option<u64>,
}

/// One change in the file of credentials. Entries are known by the names that Craft gives them.
pub enum Step<'a> {
    /// Some of an entry is put in or taken out.
    Put {
        /// Which entry.
        key: String,
        /// What it is.
        kind: CredentialKind,
        /// The stamp of the one that the user saw; none where it may be any.
        seen: Option<Option<u64>>,
        /// What is put in or taken out.
        fields: &'a [(&'static str, Option<Secret>)],
    },
    /// An entry goes.
    Remove {
        /// Which entry.
        key: String,
        /// The stamp of the one that the user saw; none where it may be any.
        seen: Option<Option<u64>>,
    },
    /// An entry gets a copy under another name.
    Copy {
        /// Which entry.
        from: String,
        /// The other name.
        to: String,
    },
}

impl Edit {
    /// What it changes in the file of credentials, asked of the settings before and after it.
    pub fn secret_steps(&self, after: &Settings) -> Vec<Step<'_>> {
        match self {
            Self::Secrets(edit) => edit.steps(),
            Self::All(edits) => {
                let steps = edits.iter().map(|edit| edit.secret_steps(after));
                steps.flatten().collect()
            }
            Self::Delete { id, .. } if !after.has_slug(&id.slug) && !id.slug.is_empty() => {
                let all = CredentialKind::ALL.into_iter();
                let remove = |kind: CredentialKind| Step::Remove {
                    key: kind.key_of(&id.slug),
                    seen: None,
                };
                all.map(remove).collect()
            }
            Self::Duplicate {
                id,
                with_secrets: true,
                ..
            } => {
                let copy = after.connections().last().map_or("", |c| c.slug());
                let all = CredentialKind::ALL.into_iter();
                let copied = |kind: CredentialKind| Step::Copy {
                    from: kind.key_of(&id.slug),
                    to: kind.key_of(copy),
                };
                all.map(copied).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it may change something in the file of credentials: what it does change depends on what is stored.
    pub fn may_change_credentials(&self) -> bool {
        match self {
            Self::Secrets(_) | Self::Delete { .. } => true,
            Self::Duplicate { with_secrets, .. } => *with_secrets,
            Self::All(edits) => edits.iter().any(Self::may_change_credentials),
            _ => false,
        }
    }

    /// Whether it is made even where the credentials cannot be used: a connection can always be deleted.
    pub const fn can_do_without_credentials(&self) -> bool {
        matches!(self, Self::Delete { .. })
    }

    /// The stamp of the file of credentials that cannot be used and is kept beside a new one.
    pub const fn sets_aside(&self) -> Option<u64> {
        match self {
            Self::Secrets(edit) => edit.set_aside,
            _ => None,
        }
    }
}

impl SecretsEdit {
    fn steps(&self) -> Vec<Step<'_>> {
        let key = |edit: &SecretEdit| edit.kind.key_of(&self.slug);
        let steps = self.secrets.iter().map(|edit| match &edit.change {
            SecretChange::Put(fields) => Step::Put {
                key: key(edit),
                kind: edit.kind,
                seen: edit.seen,
                fields,
            },
            SecretChange::Remove => Step::Remove {
                key: key(edit),
                seen: edit.seen,
            },
        });
        steps.collect()
    }

    /// What it does, in a few words.
    pub fn label(&self, settings: &Settings) -> String {
        if let Some(edit) = &self.edit {
            let label = edit.label(settings);
            let deeds = self.secrets.iter().filter_map(SecretEdit::deed);
            let deeds = deeds.map(|(verb, what)| format!("{verb} its {what}"));
            let deeds: Vec<String> = deeds.collect();
            return if deeds.is_empty() {
                label
            } else {
                format!("{label}, and {}", deeds.join(" and "))
            };
        }
        let id = ConnectionId::first(self.slug.clone());
        let name = settings.connection(&id);
        let name = name.map_or_else(|| self.slug.clone(), |c| c.display_name().into_owned());
        match self.secrets.iter().find_map(SecretEdit::deed) {
            Some(("removed", what)) => format!("Removed the {what} of “{name}”"),
            Some((_, what)) => format!("Stored the {what} of “{name}”"),
            None => format!("Changed the region of the AWS access key of “{name}”"),
        }
    }

    /// Whether it puts a secret in its place.
    pub fn stores_any(&self) -> bool {
        let deeds = self.secrets.iter().filter_map(SecretEdit::deed);
        deeds.into_iter().any(|(verb, _)| verb == "stored")
    }
}

impl SecretEdit {
    /// What it does to which secret; none where only a region is another.
    fn deed(&self) -> Option<(&'static str, &'static str)> {
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

/// What is wrong with a credential as it would be stored; none when it is of use.
pub fn problem_of(kind: CredentialKind, facts: &Facts) -> Option<Problem> {
    let missing = kind.needs().iter().find(|needed| !facts.has(needed))?;
    let field = super::fields::field_of(kind, missing)?;
    Some(Problem {
        path: field.path,
        sentence: format!("{} is missing: give it one.", field.label),
    })
}
