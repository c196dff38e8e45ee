//! The credentials that Craft keeps, in its own encrypted file: reading it and making it anew.
//!
//! It knows the file's form, the key it is locked with, and which entry is whose. Secrets are
//! masked in every `Debug` here, and wiped when they go. It knows nothing of screens, and writes
//! nothing by itself: a transaction of the store does.

mod contents;
mod format;
mod identity;
mod keys;

use std::hash::BuildHasher;
use std::path::Path;

use zeroize::Zeroizing;

pub use contents::{Contents, Entry};
use format::Sealed;
pub use identity::{Identity, Machine};
use keys::Derivation;
pub use keys::Keys;

use crate::disk::{self, DiskError};

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
        /// The stamp of its bytes.
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

    /// The file's stamp, where a new one may be begun beside it: it was read, and holds nothing
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

/// Another number for other bytes. It says nothing of them, and nothing outside of this run.
pub fn stamp(bytes: &[u8]) -> u64 {
    contents::STAMPS.hash_one(bytes)
}

/// What is wrong with the bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// There are no bytes at all.
    #[error("is empty (0 bytes): another program may be writing it; if it stays empty, delete it")]
    Empty,
    /// It ends too early.
    #[error("cannot be used: it is too short: {0} bytes, of which the head alone takes {head}", head = format::HEAD)]
    TooShort(usize),
    /// It is something else.
    #[error(
        "cannot be used: it is not in Craft's format: it does not begin as a file of credentials does"
    )]
    NotThisFormat,
    /// It is of another version of Craft.
    #[error("cannot be used: it is in a newer format, which this program does not know")]
    NewerFormat,
    /// The key does not open it.
    #[error(
        "cannot be used: it is locked with another machine's or another user's key, or damaged"
    )]
    OtherKey,
    /// It was opened, and holds something else.
    #[error("cannot be used: it opens, but this program does not understand what is in it")]
    NotUnderstood,
}

/// The file, opened: what it holds, and what of its head a new one keeps.
pub struct Vault {
    head: format::Head,
    derivation: Derivation,
    /// What it holds.
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
    open(disk::read(path)?.as_deref(), keys)
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

/// A key of the file: 32 bytes that are wiped when they go.
type Key = Zeroizing<[u8; 32]>;

#[cfg(test)]
mod tests;
