//! Changes of credentials: what the user asks for, and what that means for the entries of the file.

use super::{CredentialKind, Credentials, Facts, key};
use crate::settings::check::Problem;
use crate::settings::connection::Connection;
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

/// What was typed for the credentials of a connection that is saved.
pub struct SecretDraft<'a> {
    /// The connection as it was; none for a new one.
    pub before: Option<&'a Connection>,
    /// The connection to be.
    pub after: &'a Connection,
    /// What was typed of which part; none takes it out.
    pub typed: Vec<(&'static str, Option<Secret>)>,
    /// Whether the one that is stored is to go, where nothing was typed.
    pub remove: bool,
}

impl SecretDraft<'_> {
    /// What a save makes of it: the changes, and sentences on what becomes of what is stored.
    pub fn edits(&self, credentials: &Credentials) -> (Vec<SecretEdit>, Vec<String>) {
        let (mut edits, mut told) = (Vec::new(), Vec::new());
        let stored = |kind: CredentialKind| credentials.of(kind, self.after.slug());
        let edit = |kind: CredentialKind, change: SecretChange| SecretEdit {
            kind,
            seen: stored(kind).map(|facts| facts.stamp),
            change,
        };
        let now = CredentialKind::of_auth(self.after.auth_type());
        if let Some(kind) = now {
            let fields = self.fields(kind, stored(kind));
            if !fields.is_empty() {
                edits.push(edit(kind, SecretChange::Put(fields)));
            } else if self.remove && stored(kind).is_some() {
                edits.push(edit(kind, SecretChange::Remove));
                told.push(format!("Removed: its stored {}.", kind.label()));
            } else if stored(kind).is_some() {
                told.extend(self.told_of_the_one_that_stays(kind));
            }
        }
        let old = self.before.map(Connection::auth_type);
        let old = old.and_then(CredentialKind::of_auth);
        if let Some(kind) = old.filter(|kind| now != Some(*kind) && stored(*kind).is_some()) {
            edits.push(edit(kind, SecretChange::Remove));
            told.push(format!(
                "Removed: its stored {}, which “{}” does not use.",
                kind.label(),
                self.after.auth_type()
            ));
        }
        (edits, told)
    }

    /// Whoever gets it from now on is somebody else, or gets it another way.
    fn told_of_the_one_that_stays(&self, kind: CredentialKind) -> Option<String> {
        let before = self.before?;
        let label = kind.label();
        if before.host() != self.after.host() {
            let host = self.after.host().unwrap_or("the provider's own endpoint");
            return Some(format!("Its stored {label} stays, and goes to {host}."));
        }
        let same = before.auth_type() == self.after.auth_type()
            && before.provider_type() == self.after.provider_type();
        (!same).then(|| format!("Its stored {label} stays, and is used."))
    }

    /// What is put into an entry or taken out, beside what was typed: what belonged to the one before goes.
    fn fields(&self, kind: CredentialKind, stored: Option<&Facts>) -> Fields {
        let mut fields = self.typed.clone();
        let typed = |fields: &Fields, key: &str| fields.iter().any(|(k, _)| *k == key);
        match kind {
            CredentialKind::OAuth if typed(&fields, key::VALUE) => {
                let belongs = [key::REFRESH_TOKEN, key::EXPIRES_AT, key::ID_TOKEN];
                fields.extend(belongs.map(|key| (key, None)));
            }
            CredentialKind::Iam => {
                let another = typed(&fields, key::VALUE) || typed(&fields, key::AWS_ACCESS_KEY_ID);
                if another && !typed(&fields, key::AWS_SESSION_TOKEN) {
                    fields.push((key::AWS_SESSION_TOKEN, None));
                }
                let is_there = another || stored.is_some();
                let region = self.region("awsRegion").filter(|region| {
                    stored.and_then(|facts| facts.aws_region.as_deref()) != Some(region)
                });
                if let Some(region) = region.filter(|_| is_there) {
                    fields.push((key::AWS_REGION, Some(Secret::new(region.to_owned()))));
                }
            }
            CredentialKind::ServiceAccount if !fields.is_empty() => {
                let region = self.region("gcpRegion").map(str::to_owned);
                fields.push((key::GCP_REGION, region.map(Secret::new)));
            }
            CredentialKind::ApiKey | CredentialKind::OAuth | CredentialKind::ServiceAccount => {}
        }
        fields
    }

    /// The connection's own region, which is stored with the credential as well: Craft looks for it there.
    fn region(&self, path: &str) -> Option<&str> {
        self.after.text(path).filter(|text| !text.trim().is_empty())
    }
}

type Fields = Vec<(&'static str, Option<Secret>)>;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// What a save does, in short: each change with its names, and what is told.
    fn saved(
        before: &Value,
        after: &Value,
        typed: &[(&'static str, &str)],
        stored: &Value,
    ) -> (Vec<String>, Vec<String>) {
        let stored = stored.as_object().expect("an object").iter();
        let known = stored.map(|(key, value)| (key.clone(), Facts::of(value, 7)));
        let credentials = Credentials::Known(known.collect());
        let [before, after] = [before, after].map(|c| Connection::new(c.clone()));
        let typed = typed
            .iter()
            .map(|(key, text)| (*key, Some(Secret::new((*text).to_owned()))));
        let draft = SecretDraft {
            before: Some(&before),
            after: &after,
            typed: typed.collect(),
            remove: false,
        };
        let (edits, told) = draft.edits(&credentials);
        let short = |edit: SecretEdit| match edit.change {
            SecretChange::Remove => format!("{:?} goes", edit.kind),
            SecretChange::Put(fields) => {
                let of = |(key, secret): &(&str, Option<Secret>)| {
                    let text = secret.as_ref().map_or("-", |secret| secret.expose());
                    format!("{key}={text}")
                };
                let fields: Vec<String> = fields.iter().map(of).collect();
                format!("{:?} {}", edit.kind, fields.join(" "))
            }
        };
        (edits.into_iter().map(short).collect(), told)
    }

    fn connection(auth: &str) -> Value {
        json!({"slug": "a", "providerType": "pi", "piAuthProvider": "xai", "authType": auth})
    }

    #[test]
    fn a_pasted_token_takes_what_belonged_to_the_login_before_away() {
        let c = connection("oauth");
        let stored = json!({"llm_oauth::a": {"value": "t", "refreshToken": "r", "expiresAt": 1}});
        let (edits, told) = saved(&c, &c, &[(key::VALUE, "n")], &stored);
        assert_eq!(
            edits,
            ["OAuth value=n refreshToken=- expiresAt=- idToken=-"]
        );
        assert!(told.is_empty());
    }

    #[test]
    fn another_aws_key_takes_the_session_token_away_and_gets_the_region_of_its_connection() {
        let mut c = connection("iam_credentials");
        c["providerType"] = "bedrock".into();
        c["awsRegion"] = "eu-west-1".into();
        let stored = json!({"llm_iam::a": {"value": "s", "awsAccessKeyId": "A", "awsSessionToken": "x", "awsRegion": "eu-west-1"}});
        let of = |typed: &[(&'static str, &str)], after: &Value| saved(&c, after, typed, &stored).0;
        assert_eq!(
            of(&[(key::VALUE, "n")], &c),
            ["Iam value=n awsSessionToken=-"]
        );
        assert!(of(&[], &c).is_empty());
        let mut moved = c.clone();
        moved["awsRegion"] = "us-east-1".into();
        assert_eq!(of(&[], &moved), ["Iam awsRegion=us-east-1"]);
        let both = [(key::VALUE, "n"), (key::AWS_SESSION_TOKEN, "y")];
        assert_eq!(of(&both, &c), ["Iam value=n awsSessionToken=y"]);
    }

    #[test]
    fn what_another_auth_type_does_not_use_goes_and_is_told() {
        let stored = json!({"llm_api_key::a": {"value": "k"}});
        let (edits, told) = saved(
            &connection("api_key"),
            &connection("environment"),
            &[],
            &stored,
        );
        assert_eq!(edits, ["ApiKey goes"]);
        assert_eq!(
            told,
            ["Removed: its stored key, which “environment” does not use."]
        );
    }

    #[test]
    fn a_key_that_stays_is_told_of_when_it_is_used_otherwise_or_goes_elsewhere() {
        let stored = json!({"llm_api_key::a": {"value": "k"}});
        let before = connection("api_key");
        let (edits, told) = saved(&before, &connection("bearer_token"), &[], &stored);
        assert!(edits.is_empty());
        assert_eq!(told, ["Its stored key stays, and is used."]);
        let mut moved = before.clone();
        moved["baseUrl"] = "https://elsewhere.example/v1".into();
        let (_, told) = saved(&before, &moved, &[], &stored);
        assert_eq!(
            told,
            ["Its stored key stays, and goes to elsewhere.example."]
        );
        let (_, told) = saved(&before, &moved, &[(key::VALUE, "n")], &stored);
        assert!(told.is_empty(), "another one was typed");
        let (_, told) = saved(&before, &before, &[], &stored);
        assert!(told.is_empty());
    }
}
