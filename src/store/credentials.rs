//! Reading what is stored in `credentials.enc`.

use std::time::Instant;

use super::{Store, credentials_file};
use crate::disk;
use crate::settings::credential::Credentials;
use crate::vault::{self, Unusable, Vault};

impl Store {
    /// Whether there is no credentials file.
    pub(crate) fn has_no_credentials(&self) -> bool {
        let file = self.paths.credentials();
        file.is_some_and(|file| matches!(file.try_exists(), Ok(false)))
    }

    /// The credentials from a single read.
    pub(super) fn vault(&self) -> Result<Option<Vault>, Unusable> {
        match self.paths.credentials() {
            Some(path) => vault::read(&path, &self.keys),
            None => Err(Unusable::NoHome),
        }
    }

    /// The credentials; a half-written file is read again.
    pub(super) fn settled_vault(&self) -> Result<Option<Vault>, Unusable> {
        match self.paths.credentials() {
            Some(path) => credentials_file::read(|| disk::read(&path), &self.keys).1,
            None => Err(Unusable::NoHome),
        }
    }

    /// What is known of the credentials just read. Records when a broken file was first seen: only
    /// a file that stays the same may be given up.
    pub(super) fn assess(&mut self, vault: Result<Option<Vault>, Unusable>) -> Credentials {
        match vault {
            Ok(vault) => {
                self.broken_vault = None;
                let facts = vault.map(|vault| vault.contents.facts());
                Credentials::Known(facts.unwrap_or_default())
            }
            Err(why) => {
                let replaceable = why.replaceable();
                let seen = self.broken_vault.filter(|(seen, _)| Some(*seen) == replaceable);
                self.broken_vault = seen.or(replaceable.map(|stamp| (stamp, Instant::now())));
                Credentials::Unusable { replaceable, why: why.to_string() }
            }
        }
    }
}
