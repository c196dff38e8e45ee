//! The credentials in a transaction: decrypted under their lock, changed, and encrypted again
//! beside the settings that need them.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::clock::milliseconds;
use super::commit_error::CommitError;
use super::operation::Operation;
use super::secret_rewrite::SecretRewrite;
use super::settled_read::{DiskRead, Reading, read_settled, stays_same};
use super::transaction_file::lock;
use super::vault_write::VaultWrite;
use crate::disk::{self, Locked};
use crate::settings::credential::edit::{VaultChange, problem_of};
use crate::settings::credential::{CredentialKind, Credentials};
use crate::settings::edit::diff::Change;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::secret::Secret;
use crate::settings::{ConnectionId, Settings};
use crate::vault::{self, Entry, Keys, Unusable, Vault};

/// What an edit would do to the credentials, when it is only previewed.
pub(super) enum Rehearsed {
    Whole,
    /// The same, in a new file beside the old one.
    SetsAside,
    /// Nothing: they cannot be used, and the edit can do without them.
    Without(Unusable),
}

pub(super) enum CredentialsOutcome {
    /// Nothing changes in them.
    Nothing,
    /// They must be written.
    Write(VaultWrite),
    /// They cannot be used, and the operation can do without them; why.
    Without(Unusable),
}

/// How long a credentials file must stay the same before a new one replaces it.
const BEFORE_REPLACING: Duration = Duration::from_millis(300);

/// The bytes of the file, and their content.
type Opened = (Option<Vec<u8>>, Result<Option<Vault>, Unusable>);

/// Reads the file. A half-written one is read again.
pub(super) fn read(read: impl FnMut() -> DiskRead, keys: &Keys) -> Opened {
    read_settled(read, |bytes| match opened(bytes, keys) {
        (bytes, Err(why)) if why.may_pass() => Reading::MaybePartial((bytes, Err(why))),
        other => Reading::Final(other),
    })
}

fn opened(bytes: DiskRead, keys: &Keys) -> Opened {
    match bytes {
        Ok(bytes) => {
            let vault = vault::open(bytes.as_deref(), keys);
            (bytes, vault)
        }
        Err(error) => (None, Err(error.into())),
    }
}

/// The part of a transaction that handles credentials.
pub(super) struct CredentialsFile<'a> {
    /// Their path; none without a home folder.
    pub path: Option<&'a Path>,
    pub keys: &'a Keys,
    /// The credentials as last known.
    pub known: &'a Credentials,
    /// The stamp of an unusable file, and when it was first read.
    pub broken_since: Option<(u64, Instant)>,
    pub now: SystemTime,
}

impl CredentialsFile<'_> {
    /// Computes the credentials that an operation leaves, given the settings it leaves (`after`).
    pub(super) fn outcome(
        &self,
        operation: Operation<'_>,
        after: &Settings,
    ) -> Result<CredentialsOutcome, CommitError> {
        let steps = match operation {
            Operation::Edit(edit) => edit.secret_steps(after),
            Operation::Undo(_) | Operation::Redo(_) | Operation::Again(_) => Vec::new(),
        };
        let again: Vec<SecretRewrite> = match operation {
            Operation::Edit(_) => Vec::new(),
            Operation::Undo(entry) => {
                entry.secrets.iter().rev().map(SecretRewrite::inverse).collect()
            }
            Operation::Redo(entry) | Operation::Again(entry) => entry.secrets.clone(),
        };
        if steps.is_empty() && again.is_empty() {
            return Ok(CredentialsOutcome::Nothing);
        }
        let Some(path) = self.path else {
            return self.without(operation, &steps, Unusable::NoHome);
        };
        let takes_out =
            |step: &VaultChange<'_>| matches!(step, VaultChange::Remove { seen: None, .. });
        // Removing something does not require creating a missing file.
        if again.is_empty() && steps.iter().all(takes_out) && matches!(path.try_exists(), Ok(false))
        {
            return Ok(CredentialsOutcome::Nothing);
        }
        let lock = match lock(path) {
            Ok(lock) => lock,
            // The lock will be free again soon.
            Err(busy) if busy.is_busy() => return Err(busy.into()),
            Err(failed) => return self.without(operation, &steps, failed.into()),
        };
        let (old, vault) = self.open(&lock, operation.sets_aside());
        let sets_aside = vault.is_err();
        let mut vault = match self.usable(vault, operation)? {
            Ok(vault) => vault,
            Err(why) => return self.without(operation, &steps, why),
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
            return Ok(CredentialsOutcome::Nothing);
        }
        let new = vault.seal(self.keys)?;
        // Read back before touching anything: what will be written must decrypt to what was
        // intended.
        let reread = vault::open(Some(&new), self.keys)?;
        if reread.is_none_or(|reread| reread.contents != vault.contents) {
            return Err(CommitError::Unintended);
        }
        Ok(CredentialsOutcome::Write(VaultWrite {
            lock,
            old,
            new,
            rewrites,
            known: Arc::new(Credentials::Known(vault.contents.facts())),
            sets_aside,
        }))
    }

    /// What an edit would change in the credentials and the caveats; locks nothing and writes
    /// nothing.
    pub(super) fn rehearse(
        &self,
        edit: &Edit,
        after: &Settings,
    ) -> Result<(Vec<Change>, Rehearsed), CommitError> {
        let steps = edit.secret_steps(after);
        if steps.is_empty() {
            return Ok((Vec::new(), Rehearsed::Whole));
        }
        let read = match self.path {
            Some(path) => read(|| disk::read(path), self.keys).1,
            None => Err(Unusable::NoHome),
        };
        let sets_aside = read.is_err();
        let mut vault = match self.usable(read, Operation::Edit(edit))? {
            Ok(vault) => vault,
            Err(_) if self.has_none_of(&steps) => return Ok((Vec::new(), Rehearsed::Whole)),
            Err(why) => return Ok((Vec::new(), Rehearsed::Without(why))),
        };
        let mut changes = Vec::new();
        for step in steps {
            let made = self.make(&mut vault, step, after)?;
            changes.extend(made.map(|rewrite| rewrite.change()));
        }
        Ok((changes, if sets_aside { Rehearsed::SetsAside } else { Rehearsed::Whole }))
    }

    /// The credentials to start from: those that were read, or new ones to replace a file that was
    /// given up. Otherwise, why the operation does without.
    fn usable(
        &self,
        read: Result<Option<Vault>, Unusable>,
        operation: Operation<'_>,
    ) -> Result<Result<Vault, Unusable>, CommitError> {
        let found = match read {
            Ok(found) => found,
            // Only the exact file that the person was asked about.
            Err(why)
                if operation.sets_aside().is_some()
                    && operation.sets_aside() == why.replaceable() =>
            {
                None
            }
            Err(why) if operation.can_do_without_credentials() => return Ok(Err(why)),
            Err(why) => return Err(CommitError::Credentials(why)),
        };
        Ok(Ok(match found {
            Some(vault) => vault,
            None => Vault::new(self.milliseconds())?,
        }))
    }

    /// Reads the file under its lock. A file that was unusable before is read once: it is not
    /// half-written. A file to be replaced must stay the same for [`BEFORE_REPLACING`]; otherwise
    /// its current content counts.
    fn open(&self, lock: &Locked, sets_aside: Option<u64>) -> Opened {
        let (bytes, vault) = match self.known {
            Credentials::Unusable { .. } => opened(lock.read(), self.keys),
            _ => read(|| lock.read(), self.keys),
        };
        let given_up = match &vault {
            Err(why) => why.replaceable().filter(|stamp| sets_aside == Some(*stamp)),
            Ok(_) => None,
        };
        let Some(stamp) = given_up else {
            return (bytes, vault);
        };
        let seen = self.broken_since.filter(|(seen, _)| *seen == stamp);
        let since = seen.map_or_else(Instant::now, |(_, since)| since);
        match stays_same(bytes.as_deref(), since, BEFORE_REPLACING, || lock.read()) {
            Ok(true) => (bytes, vault),
            Ok(false) => read(|| lock.read(), self.keys),
            Err(error) => (None, Err(error.into())),
        }
    }

    fn make(
        &self,
        vault: &mut Vault,
        step: VaultChange<'_>,
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
            VaultChange::Put { key, kind, seen, fields } => {
                if is_stale(vault, &key, seen) {
                    return Err(stale(&key, after));
                }
                let before = vault.contents.entry(&key);
                let was_whole = before.as_ref().is_none_or(|b| b.facts().is_complete(kind));
                let put = |entry: Entry, (key, secret): &(&'static str, Option<Secret>)| {
                    entry.with(key, secret.as_ref().map(Secret::expose))
                };
                let entry = fields.iter().fold(before.unwrap_or_default(), put);
                // An old fault does not block an unrelated change.
                if let Some(problem) = problem_of(kind, &entry.facts()).filter(|_| was_whole) {
                    return Err(Refusal::Invalid(vec![problem]).into());
                }
                (key, Some(entry))
            }
            VaultChange::Remove { key, seen } => {
                if is_stale(vault, &key, seen) {
                    return Err(stale(&key, after));
                }
                (key, None)
            }
            VaultChange::Copy { from, to, only } => match vault.contents.entry(&from) {
                Some(entry) if only.is_empty() => (to, Some(entry)),
                Some(entry) => (to, Some(entry.only(only))),
                None => return Ok(None),
            },
        };
        let before = vault.contents.entry(&key);
        if before == entry {
            return Ok(None);
        }
        self.set(vault, &key, entry.as_ref());
        Ok(Some(SecretRewrite { key, before, after: entry }))
    }

    fn set(&self, vault: &mut Vault, key: &str, entry: Option<&Entry>) {
        vault.contents.set(key, entry, self.milliseconds());
    }

    /// Whether the steps only remove entries that the file did not hold when last read.
    fn has_none_of(&self, steps: &[VaultChange<'_>]) -> bool {
        let Credentials::Known(all) = self.known else {
            return false;
        };
        let is_absent = |step: &VaultChange<'_>| match step {
            VaultChange::Remove { key, seen: None } => !all.contains_key(key),
            _ => false,
        };
        steps.iter().all(is_absent)
    }

    /// The outcome when the file cannot be used.
    fn without(
        &self,
        operation: Operation<'_>,
        steps: &[VaultChange<'_>],
        why: Unusable,
    ) -> Result<CredentialsOutcome, CommitError> {
        if !operation.can_do_without_credentials() {
            Err(CommitError::Credentials(why))
        } else if self.has_none_of(steps) {
            Ok(CredentialsOutcome::Nothing)
        } else {
            Ok(CredentialsOutcome::Without(why))
        }
    }

    fn milliseconds(&self) -> u64 {
        milliseconds(self.now)
    }
}

/// The error when another program has stored a different credential there.
fn stale(key: &str, settings: &Settings) -> CommitError {
    let location = CredentialKind::of_key(key).map_or_else(
        || key.to_owned(),
        |(kind, slug)| {
            let connection = settings.connection(&ConnectionId::first(slug));
            let name = connection.map_or(slug.into(), |c| c.display_name());
            format!("the {} of “{name}”", kind.label())
        },
    );
    Refusal::Conflict(vec![location]).into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::settings::credential::key;
    use crate::settings::edit::Edit;
    use crate::settings::edit::{SecretChange, SecretEdit, SecretsEdit};
    use crate::vault::{Identity, Machine};

    #[test]
    fn concurrent_write_between_read_and_write_is_kept() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("credentials.enc");
        let keys = Keys::new(Machine::Other(Identity::default()));
        let part = CredentialsFile {
            path: Some(&path),
            keys: &keys,
            known: &Credentials::Unread,
            broken_since: None,
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
        let made = part.outcome(Operation::Edit(&edit), &Settings::empty());
        let Ok(CredentialsOutcome::Write(write)) = made else {
            panic!("there is something to write");
        };
        fs::write(&path, "theirs").expect("written");
        let refused = disk::commit(&[write.target(false)]).err();
        assert!(matches!(refused, Some(disk::Failed::Overtaken(of)) if of == path), "it is theirs");
        assert_eq!(fs::read(&path).expect("there"), b"theirs");
        fs::remove_file(&path).expect("removed");
        disk::commit(&[write.target(false)]).expect("as it was read");
    }
}
