//! The credentials that Craft keeps, in its own encrypted file: reading it and making it anew.
//!
//! It knows the file's form, the key it is locked with, and which entry belongs to which
//! connection. Secrets are masked in every `Debug` here, and wiped when they go. It knows nothing
//! of screens, and writes nothing by itself: a transaction of the store does.

mod contents;
mod derivation;
mod format;
mod keys;
mod password;

use std::hash::BuildHasher;
use std::path::Path;

pub use contents::{Contents, Entry};
use derivation::Derivation;
pub use format::Damage;
use format::Sealed;
pub use keys::{Keys, Machine};

use crate::disk::{self, DiskError};
pub use crate::system::machine::Identity;

/// Why the file cannot be used, as a sentence goes on after its name. It is never deleted or
/// written over for that.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The disk did not give it this time.
    #[error("could not be opened: {0}")]
    Disk(#[from] DiskError),
    /// It was read, and is no use.
    #[error("{damage}")]
    Damaged {
        /// What is wrong with it.
        damage: Damage,
        stamp: u64,
    },
    /// There is nowhere to keep it.
    #[error("has no place: there is no home folder, in which Craft keeps its secrets")]
    NoHome,
}

impl Unusable {
    /// Whether a program that is writing the file at this moment may be the reason.
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }

    /// The file's stamp, where a new one may take its place: it was read, and holds nothing
    /// that Craft could use on this machine. What only this program does not understand is no such
    /// file, nor one of zero bytes, which another program may be about to fill.
    pub const fn replaceable(&self) -> Option<u64> {
        match self {
            Self::Damaged {
                damage: Damage::TooShort(_) | Damage::NotThisFormat | Damage::OtherKey,
                stamp,
            } => Some(*stamp),
            _ => None,
        }
    }
}

/// A number that differs for other bytes. It reveals nothing of them, and holds for this run only.
pub fn stamp(bytes: &[u8]) -> u64 {
    contents::STAMPS.hash_one(bytes)
}

/// The file, opened: what it holds, and what of its head a new one keeps.
pub struct Vault {
    head: format::Head,
    derivation: Derivation,
    pub contents: Contents,
}

impl Vault {
    /// A new one that holds nothing. `now` is in milliseconds since the epoch.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(now: u64) -> Result<Self, getrandom::Error> {
        Ok(Self {
            head: format::Head::new()?,
            derivation: Derivation::NEW,
            contents: Contents::new(now),
        })
    }

    /// Opens a file's bytes.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn open(bytes: &[u8], keys: &Keys) -> Result<Self, Damage> {
        let sealed = Sealed::parse(bytes)?;
        let salt = sealed.head.salt();
        let opened = keys.derivations().into_iter().find_map(|derivation| {
            let text = sealed.open(&keys.key(derivation, salt))?;
            Some((text, derivation))
        });
        let (text, derivation) = opened.ok_or(Damage::OtherKey)?;
        Ok(Self { contents: Contents::parse(&text)?, head: sealed.head, derivation })
    }

    /// The file's bytes, locked anew with the key of the Craft that made it.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal(&self, keys: &Keys) -> Result<Vec<u8>, getrandom::Error> {
        let key = keys.key(self.derivation.when_written(), self.head.salt());
        format::seal(self.contents.text(), &self.head, &key)
    }
}

/// Reads the file; none where there is none.
///
/// # Errors
/// Why it cannot be used.
pub fn read(path: &Path, keys: &Keys) -> Result<Option<Vault>, Unusable> {
    let opened = open(disk::read(path)?.as_deref(), keys);
    match &opened {
        Ok(Some(_)) => log::info!(path:% = path.display(); "opened"),
        Ok(None) => {}
        Err(why) => log::info!(path:% = path.display(), why:%; "unusable"),
    }
    opened
}

/// Opens the bytes of a file; none where there is none.
///
/// # Errors
/// Why it cannot be used.
pub fn open(bytes: Option<&[u8]>, keys: &Keys) -> Result<Option<Vault>, Unusable> {
    let opened = bytes.map(|bytes| {
        Vault::open(bytes, keys).map_err(|damage| Unusable::Damaged { damage, stamp: stamp(bytes) })
    });
    opened.transpose()
}

#[cfg(test)]
mod tests;
