//! The credentials in a transaction: opened under their lock, changed, and locked anew beside the settings that need it.

use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::SystemTime;

use super::part::{HALF_WRITTEN, lock};
use super::transaction::{Act, CommitError};
use crate::disk::{self, DiskError, Locked};
use crate::settings::credential::edit::{Step, problem_of};
use crate::settings::credential::{CredentialKind, Credentials};
use crate::settings::diff::Change;
use crate::settings::edit::Refusal;
use crate::settings::secret::Secret;
use crate::settings::{ConnectionId, Settings};
use crate::vault::{Entry, Keys, Unusable, Vault};

/// How one credential changed: by the name that Craft gives its entry, what it was and what it is. Wiped when it goes.
#[derive(Clone, Debug)]
pub struct SecretRewrite {
    key: String,
    before: Option<Entry>,
    after: Option<Entry>,
}

impl SecretRewrite {
    /// What turns it back.
    fn inverse(&self) -> Self {
        Self {
            key: self.key.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }

    /// That it changed, and not what it was or is.
    fn change(&self) -> Change {
        Change::of_credentials(&self.key, self.before.is_some(), self.after.is_some())
    }
}

/// The file of credentials, ready to be written.
pub(super) struct Sealed {
    /// Its lock.
    pub lock: Locked,
    /// Its bytes before; none where there was no file.
    pub old: Option<Vec<u8>>,
    /// Its bytes to be.
    pub new: Vec<u8>,
    /// What changes in it.
    pub rewrites: Vec<SecretRewrite>,
    /// What will be known of it.
    pub known: Arc<Credentials>,
    /// Whether the old bytes are no use, and are kept under another name.
    unusable: bool,
}

impl Sealed {
    /// What changes in it, as the history tells it.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.rewrites.iter().map(SecretRewrite::change)
    }

    /// Writes it: its owner's alone, as is its folder.
    pub fn write(&self, folder: &Path, now: SystemTime) -> Result<(), DiskError> {
        if let Some(old) = self.old.as_ref().filter(|_| self.unusable) {
            disk::set_aside(self.lock.path(), old, now)?;
        }
        disk::make_private(folder)?;
        self.lock.replace_private(&self.new)
    }
}

/// What became of the credentials.
pub(super) enum Outcome {
    /// Nothing changes in them.
    Nothing,
    /// They are to be written.
    Sealed(Sealed),
    /// They cannot be used, and the act can do without; why.
    Without(Unusable),
}

/// What an act does to the credentials.
pub(super) struct Secrets<'a> {
    /// Where they are; none where there is no home folder.
    pub path: Option<&'a Path>,
    /// Their keys.
    pub keys: &'a Keys,
    /// What was known of them.
    pub known: &'a Credentials,
    /// When.
    pub now: SystemTime,
}

impl Secrets<'_> {
    /// Makes the credentials as the act leaves them, which turns the settings into those after it.
    pub fn outcome(&self, act: Act<'_>, after: &Settings) -> Result<Outcome, CommitError> {
        let steps = match act {
            Act::Edit(edit) => edit.secret_steps(after),
            Act::Undo(_) | Act::Redo(_) => Vec::new(),
        };
        let again: Vec<SecretRewrite> = match act {
            Act::Edit(_) => Vec::new(),
            Act::Undo(entry) => entry
                .secrets
                .iter()
                .rev()
                .map(SecretRewrite::inverse)
                .collect(),
            Act::Redo(entry) => entry.secrets.clone(),
        };
        if steps.is_empty() && again.is_empty() {
            return Ok(Outcome::Nothing);
        }
        let only_removes =
            again.is_empty() && steps.iter().all(|s| matches!(s, Step::Remove { .. }));
        let Some(path) = self.path else {
            return without(act, Unusable::NoHome);
        };
        // What is not there need not be made to take something out of it.
        if only_removes && matches!(path.try_exists(), Ok(false)) {
            return Ok(Outcome::Nothing);
        }
        let lock = lock(path)?;
        let (old, opened) = self.open(&lock)?;
        let unusable = opened.is_err();
        let vault = match opened {
            Ok(vault) => vault,
            Err(why) if act.sets_aside() && why.may_be_set_aside() => None,
            Err(why) => return without(act, why),
        };
        let mut vault = match vault {
            Some(vault) => vault,
            None => Vault::new(self.milliseconds())?,
        };
        let before = vault.contents.clone();
        let mut rewrites = Vec::new();
        for step in steps {
            rewrites.extend(self.make(&mut vault, step, after)?);
        }
        for rewrite in again {
            if vault.contents.entry(&rewrite.key) != rewrite.before {
                return Err(stale(&rewrite.key, after));
            }
            self.set(&mut vault, &rewrite.key, rewrite.after.as_ref());
            rewrites.push(rewrite);
        }
        if vault.contents == before {
            return Ok(Outcome::Nothing);
        }
        let new = vault.seal(self.keys)?;
        // Read back before anything is touched: what will be written must open, and say what was meant.
        let reread = Vault::open(&new, self.keys).map_err(Unusable::from)?;
        if reread.contents != vault.contents {
            return Err(CommitError::NotMeant);
        }
        Ok(Outcome::Sealed(Sealed {
            lock,
            old,
            new,
            rewrites,
            known: Arc::new(Credentials::Known(vault.contents.facts())),
            unusable,
        }))
    }

    /// The file's bytes, and what they hold. A program that writes in place may be caught half-way: what could be used before
    /// is read again then.
    #[expect(clippy::type_complexity, reason = "what was read, and what came of it")]
    fn open(
        &self,
        lock: &Locked,
    ) -> Result<(Option<Vec<u8>>, Result<Option<Vault>, Unusable>), CommitError> {
        let settled = matches!(self.known, Credentials::Unusable { .. });
        let mut tries = if settled { 0 } else { HALF_WRITTEN.0 };
        loop {
            let bytes = match lock.read() {
                Ok(bytes) => bytes,
                Err(error) => return Ok((None, Err(error.into()))),
            };
            let opened = bytes.as_deref().map(|bytes| Vault::open(bytes, self.keys));
            match opened.transpose() {
                Err(_) if tries > 0 => {
                    tries -= 1;
                    sleep(HALF_WRITTEN.1);
                }
                other => return Ok((bytes, other.map_err(Unusable::from))),
            }
        }
    }

    fn make(
        &self,
        vault: &mut Vault,
        step: Step<'_>,
        after: &Settings,
    ) -> Result<Option<SecretRewrite>, CommitError> {
        let (key, entry) = match step {
            Step::Put {
                key,
                kind,
                seen,
                fields,
            } => {
                let before = vault.contents.entry(&key);
                if before.as_ref().map(|entry| entry.facts().stamp) != seen {
                    return Err(stale(&key, after));
                }
                let entry = fields
                    .iter()
                    .fold(before.unwrap_or_default(), |entry, field| {
                        let (key, secret) = field;
                        entry.with(key, secret.as_ref().map(Secret::expose))
                    });
                if let Some(problem) = problem_of(kind, &entry.facts()) {
                    return Err(Refusal::Invalid(vec![problem]).into());
                }
                (key, Some(entry))
            }
            Step::Remove { key, seen } => {
                let there = vault.contents.entry(&key);
                let stamp = there.map(|entry| entry.facts().stamp);
                if seen.is_some_and(|seen| seen != stamp) {
                    return Err(stale(&key, after));
                }
                (key, None)
            }
            Step::Copy { from, to } => match vault.contents.entry(&from) {
                Some(entry) => (to, Some(entry)),
                None => return Ok(None),
            },
        };
        let before = vault.contents.entry(&key);
        if before == entry {
            return Ok(None);
        }
        self.set(vault, &key, entry.as_ref());
        Ok(Some(SecretRewrite {
            key,
            before,
            after: entry,
        }))
    }

    fn set(&self, vault: &mut Vault, key: &str, entry: Option<&Entry>) {
        vault.contents.set(key, entry, self.milliseconds());
    }

    fn milliseconds(&self) -> u64 {
        let now = self.now.duration_since(SystemTime::UNIX_EPOCH);
        u64::try_from(now.unwrap_or_default().as_millis()).unwrap_or_default()
    }
}

fn without(act: Act<'_>, why: Unusable) -> Result<Outcome, CommitError> {
    if act.can_do_without_credentials() {
        Ok(Outcome::Without(why))
    } else {
        Err(CommitError::Credentials(why))
    }
}

/// That another program has put another credential there.
fn stale(key: &str, settings: &Settings) -> CommitError {
    let named = CredentialKind::of_key(key);
    let place = named.map_or_else(
        || key.to_owned(),
        |(kind, slug)| {
            let id = ConnectionId::first(slug);
            let connection = settings.connection(&id);
            let name = connection.map_or(slug.into(), |c| c.display_name());
            format!("the {} of “{name}”", kind.label())
        },
    );
    Refusal::Stale(vec![place]).into()
}
