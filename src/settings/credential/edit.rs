//! Changes of credentials: what the user asks for, and what that means for the entries of the file.

use super::{CredentialKind, Facts};
use crate::settings::check::Problem;
use crate::settings::edit::Edit;
use crate::settings::secret::Secret;
use crate::settings::{ConnectionId, Settings};

/// Another credential for a connection, or none any more.
#[derive(Clone)]
pub struct SecretEdit {
    /// Which one.
    pub kind: CredentialKind,
    /// The stamp of the one that was there when the user looked.
    pub seen: Option<u64>,
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
    /// Whether a file that cannot be used is moved aside for a new one. Asked before.
    pub set_aside: bool,
}

/// One change in the file of credentials. Entries are known by the names that Craft gives them.
pub enum Step<'a> {
    /// Some of an entry is put in or taken out.
    Put {
        /// Which entry.
        key: String,
        /// What it is.
        kind: CredentialKind,
        /// The stamp of the one that the user saw.
        seen: Option<u64>,
        /// What is put in or taken out.
        fields: &'a [(&'static str, Option<Secret>)],
    },
    /// An entry goes; where the user saw it, only the one that was seen.
    Remove {
        /// Which entry.
        key: String,
        /// The stamp of the one that the user saw; none where it goes whatever it is.
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

    /// Whether it is made even where the credentials cannot be used: a connection can always be deleted.
    pub const fn can_do_without_credentials(&self) -> bool {
        matches!(self, Self::Delete { .. })
    }

    /// Whether a file of credentials that cannot be used is moved aside for a new one.
    pub const fn sets_aside(&self) -> bool {
        matches!(
            self,
            Self::Secrets(SecretsEdit {
                set_aside: true,
                ..
            })
        )
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
                seen: Some(edit.seen),
            },
        });
        steps.collect()
    }

    /// What it does, in a few words.
    pub fn label(&self, settings: &Settings) -> String {
        if let Some(edit) = &self.edit {
            let label = match &**edit {
                Edit::Add { connection } => format!("Added “{}”", connection.display_name()),
                other => other.label(settings),
            };
            let stored = self.kinds(false);
            return match stored.first() {
                Some(kind) => format!("{label}, and stored its {}", kind.label()),
                None => label,
            };
        }
        let id = ConnectionId::first(self.slug.clone());
        let name = settings.connection(&id);
        let name = name.map_or_else(|| self.slug.clone(), |c| c.display_name().into_owned());
        let (verb, kind) = match (self.kinds(false).first(), self.kinds(true).first()) {
            (Some(kind), _) => ("Stored", *kind),
            (None, Some(kind)) => ("Removed", *kind),
            (None, None) => return format!("Nothing changed of “{name}”"),
        };
        format!("{verb} the {} of “{name}”", kind.label())
    }

    /// The kinds that are removed, or those that are put in.
    fn kinds(&self, removed: bool) -> Vec<CredentialKind> {
        let all = self.secrets.iter();
        let those = all.filter(|edit| matches!(edit.change, SecretChange::Remove) == removed);
        those.map(|edit| edit.kind).collect()
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
