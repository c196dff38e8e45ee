//! The credentials in a transaction: opened under their lock, changed, and locked anew beside the settings that need it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::SystemTime;

use super::part::{HALF_WRITTEN, lock};
use super::transaction::{Act, CommitError};
use crate::disk::{self, DiskError, Locked, Target};
use crate::settings::credential::edit::{Step, problem_of};
use crate::settings::credential::{CredentialKind, Credentials};
use crate::settings::diff::Change;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::secret::Secret;
use crate::settings::{ConnectionId, Settings};
use crate::vault::{self, Contents, Entry, Keys, Unusable, Vault};

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

    /// What turned one vault's entries into another one's.
    pub fn between(old: &Contents, new: &Contents) -> Vec<Self> {
        let keys: BTreeSet<&String> = old.names().chain(new.names()).collect();
        let rewrites = keys.into_iter().map(|key| Self {
            key: key.clone(),
            before: old.entry(key),
            after: new.entry(key),
        });
        rewrites.filter(|one| one.before != one.after).collect()
    }

    /// Whether a vault has what it made.
    pub fn stands_in(&self, contents: &Contents) -> bool {
        contents.entry(&self.key) == self.after
    }

    /// Turns it back in a vault that is not written.
    pub fn undo_in(&self, contents: &mut Contents) {
        contents.set(&self.key, self.before.as_ref(), 0);
    }

    /// That it changed, and not what it was or is.
    fn change(&self) -> Change {
        Change::of_credentials(&self.key, self.before.is_some(), self.after.is_some())
    }
}

/// The file of credentials, ready to be written.
pub(super) struct VaultWrite {
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
    /// Whether the old bytes are no use, and are kept beside under a name of their own.
    sets_aside: bool,
}

impl VaultWrite {
    /// What changes in it, as the history tells it.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.rewrites.iter().map(SecretRewrite::change)
    }

    /// What a commit is to put into its place: its owner's alone.
    pub fn target(&self) -> Target<'_> {
        Target {
            lock: &self.lock,
            old: self.old.as_deref(),
            new: &self.new,
            private: true,
        }
    }

    /// Makes its folder its owner's alone, and keeps bytes that are no use beside it. Answers where, where there were some.
    pub fn prepare(&self, now: SystemTime) -> Result<Option<PathBuf>, DiskError> {
        let path = self.lock.path();
        disk::make_private(path.parent().unwrap_or(path))?;
        let old = self.old.as_ref().filter(|_| self.sets_aside);
        old.map(|old| disk::set_aside(path, old, now)).transpose()
    }
}

/// What became of the credentials.
pub(super) enum Outcome {
    /// Nothing changes in them.
    Nothing,
    /// They are to be written.
    Write(VaultWrite),
    /// They cannot be used, and the act can do without; why.
    Without(Unusable),
}

/// The file as it was read under its lock.
struct Opened {
    bytes: Option<Vec<u8>>,
    vault: Result<Option<Vault>, Unusable>,
}

/// The part of a transaction that is about credentials.
pub(super) struct SecretsPart<'a> {
    /// Where they are; none where there is no home folder.
    pub path: Option<&'a Path>,
    /// Their keys.
    pub keys: &'a Keys,
    /// What was known of them.
    pub known: &'a Credentials,
    /// When.
    pub now: SystemTime,
}

impl SecretsPart<'_> {
    /// Makes the credentials as the act leaves them, which turns the settings into those after it.
    pub fn outcome(&self, act: Act<'_>, after: &Settings) -> Result<Outcome, CommitError> {
        let steps = match act {
            Act::Edit(edit) => edit.secret_steps(after),
            Act::Undo(_) | Act::Redo(_) | Act::Again(_) => Vec::new(),
        };
        let again: Vec<SecretRewrite> = match act {
            Act::Edit(_) => Vec::new(),
            Act::Undo(entry) => entry
                .secrets
                .iter()
                .rev()
                .map(SecretRewrite::inverse)
                .collect(),
            Act::Redo(entry) | Act::Again(entry) => entry.secrets.clone(),
        };
        if steps.is_empty() && again.is_empty() {
            return Ok(Outcome::Nothing);
        }
        let Some(path) = self.path else {
            return without(act, Unusable::NoHome);
        };
        let takes_out = |step: &Step<'_>| matches!(step, Step::Remove { seen: None, .. });
        // What is not there need not be made to take something out of it.
        if again.is_empty() && steps.iter().all(takes_out) && matches!(path.try_exists(), Ok(false))
        {
            return Ok(Outcome::Nothing);
        }
        let lock = match lock(path) {
            Ok(lock) => lock,
            // Whoever holds it lets go of it soon.
            Err(busy) if busy.is_busy() => return Err(busy.into()),
            Err(failed) => return without(act, failed.into()),
        };
        let Opened { bytes: old, vault } = self.open(&lock);
        let sets_aside = vault.is_err();
        let mut vault = match self.usable(vault, act)? {
            Ok(vault) => vault,
            Err(why) => return Ok(Outcome::Without(why)),
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
        let reread = vault::open(Some(&new), self.keys)?;
        if reread.is_none_or(|reread| reread.contents != vault.contents) {
            return Err(CommitError::NotMeant);
        }
        Ok(Outcome::Write(VaultWrite {
            lock,
            old,
            new,
            rewrites,
            known: Arc::new(Credentials::Known(vault.contents.facts())),
            sets_aside,
        }))
    }

    /// What an edit would change in them, and what is to be known of it, with nothing locked and nothing written.
    pub fn rehearse(
        &self,
        edit: &Edit,
        after: &Settings,
    ) -> Result<(Vec<Change>, Option<String>), CommitError> {
        let steps = edit.secret_steps(after);
        if steps.is_empty() {
            return Ok((Vec::new(), None));
        }
        let read = match self.path {
            Some(path) => vault::read(path, self.keys),
            None => Err(Unusable::NoHome),
        };
        let sets_aside = read.is_err();
        let mut vault = match self.usable(read, Act::Edit(edit))? {
            Ok(vault) => vault,
            Err(why) => return Ok((Vec::new(), Some(told_of_doing_without(&why)))),
        };
        let mut changes = Vec::new();
        for step in steps {
            let made = self.make(&mut vault, step, after)?;
            changes.extend(made.map(|rewrite| rewrite.change()));
        }
        let aside = sets_aside.then(|| "the old file is kept beside the new one".to_owned());
        Ok((changes, aside))
    }

    /// The credentials to begin with: those that were read, or new ones in the place of a file that was given up. Otherwise why the
    /// act does without.
    fn usable(
        &self,
        read: Result<Option<Vault>, Unusable>,
        act: Act<'_>,
    ) -> Result<Result<Vault, Unusable>, CommitError> {
        let found = match read {
            Ok(found) => found,
            // Only the very file that was asked about.
            Err(why) if act.sets_aside().is_some() && act.sets_aside() == why.replaceable() => None,
            Err(why) if act.can_do_without_credentials() => return Ok(Err(why)),
            Err(why) => return Err(CommitError::Credentials(why)),
        };
        Ok(Ok(match found {
            Some(vault) => vault,
            None => Vault::new(self.milliseconds())?,
        }))
    }

    /// Reads the file. A program that writes in place may be caught half-way: what could be used before is read again then.
    fn open(&self, lock: &Locked) -> Opened {
        let settled = matches!(self.known, Credentials::Unusable { .. });
        let mut tries = if settled { 0 } else { HALF_WRITTEN.0 };
        loop {
            let bytes = match lock.read() {
                Ok(bytes) => bytes,
                Err(error) => {
                    return Opened {
                        bytes: None,
                        vault: Err(error.into()),
                    };
                }
            };
            match vault::open(bytes.as_deref(), self.keys) {
                Err(_) if tries > 0 => {
                    tries -= 1;
                    sleep(HALF_WRITTEN.1);
                }
                vault => return Opened { bytes, vault },
            }
        }
    }

    fn make(
        &self,
        vault: &mut Vault,
        step: Step<'_>,
        after: &Settings,
    ) -> Result<Option<SecretRewrite>, CommitError> {
        let stamp = |vault: &Vault, key: &str| {
            let entry = vault.contents.entry(key);
            entry.map(|entry| entry.facts().stamp)
        };
        let is_stale = |vault: &Vault, key: &str, seen: Option<Option<u64>>| {
            seen.is_some_and(|seen| seen != stamp(vault, key))
        };
        let (key, entry) = match step {
            Step::Put {
                key,
                kind,
                seen,
                fields,
            } => {
                if is_stale(vault, &key, seen) {
                    return Err(stale(&key, after));
                }
                let before = vault.contents.entry(&key);
                let was_whole = before.as_ref().is_none_or(|b| b.facts().is_complete(kind));
                let put = |entry: Entry, (key, secret): &(&'static str, Option<Secret>)| {
                    entry.with(key, secret.as_ref().map(Secret::expose))
                };
                let entry = fields.iter().fold(before.unwrap_or_default(), put);
                // An old fault does not stand in the way of another change.
                if let Some(problem) = problem_of(kind, &entry.facts()).filter(|_| was_whole) {
                    return Err(Refusal::Invalid(vec![problem]).into());
                }
                (key, Some(entry))
            }
            Step::Remove { key, seen } => {
                if is_stale(vault, &key, seen) {
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
        super::milliseconds(self.now)
    }
}

fn without(act: Act<'_>, why: Unusable) -> Result<Outcome, CommitError> {
    if act.can_do_without_credentials() {
        Ok(Outcome::Without(why))
    } else {
        Err(CommitError::Credentials(why))
    }
}

/// That a credential may be left where nobody can look.
pub(super) fn told_of_doing_without(why: &Unusable) -> String {
    format!("credentials.enc cannot be used, and may still have its key ({why})")
}

/// That another program has put another credential there.
fn stale(key: &str, settings: &Settings) -> CommitError {
    let place = CredentialKind::of_key(key).map_or_else(
        || key.to_owned(),
        |(kind, slug)| {
            let connection = settings.connection(&ConnectionId::first(slug));
            let name = connection.map_or(slug.into(), |c| c.display_name());
            format!("the {} of “{name}”", kind.label())
        },
    );
    Refusal::Stale(vec![place]).into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::settings::credential::edit::{SecretChange, SecretEdit, SecretsEdit};
    use crate::settings::credential::key;
    use crate::settings::edit::Edit;
    use crate::vault::{Identity, Machine};

    #[test]
    fn what_another_program_writes_between_the_reading_and_the_writing_is_kept() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("credentials.enc");
        let keys = Keys::of(Machine::Other(Identity::default()));
        let part = SecretsPart {
            path: Some(&path),
            keys: &keys,
            known: &Credentials::Unread,
            now: SystemTime::now(),
        };
        let fields = vec![(key::VALUE, Some(Secret::new("k".to_owned())))];
        let edit = Edit::Secrets(SecretsEdit {
            slug: "a".to_owned(),
            edit: None,
            secrets: vec![SecretEdit {
                kind: CredentialKind::ApiKey,
                seen: None,
                change: SecretChange::Put(fields),
            }],
            set_aside: None,
        });
        let made = part.outcome(Act::Edit(&edit), &Settings::empty());
        let Ok(Outcome::Write(write)) = made else {
            panic!("there is something to write");
        };
        fs::write(&path, "theirs").expect("written");
        let refused = disk::commit(&[write.target()]).err();
        assert!(
            matches!(refused, Some(disk::Failed::Overtaken(of)) if of == path),
            "it is theirs"
        );
        assert_eq!(fs::read(&path).expect("there"), b"theirs");
        fs::remove_file(&path).expect("removed");
        disk::commit(&[write.target()]).expect("as it was read");
    }
}
