//! Craft's credentials in its own encrypted file: reads the file, and produces its new bytes.
//!
//! It knows the file format, the encryption key, and which entry belongs to which connection.
//! Secrets are masked in every `Debug` here, and wiped on drop. It does not know the screen, and
//! writes no file itself: a transaction of the store does.

mod contents;
mod derivation;
mod format;
mod machine_keys;

use std::hash::BuildHasher;
use std::path::Path;

pub use contents::{Contents, Entry};
use derivation::Derivation;
pub use format::Damage;
use format::Sealed;
pub use machine_keys::{Keys, Machine};

use crate::disk::{self, DiskError};
pub use crate::system::machine::Identity;

/// Why the file cannot be used, as the continuation of a sentence after its name. This is never a
/// reason to delete or overwrite it.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The disk failed this time.
    #[error("could not be opened: {0}")]
    Disk(#[from] DiskError),
    /// It was read, but is unusable.
    #[error("{damage}")]
    Damaged {
        /// What is wrong with it.
        damage: Damage,
        stamp: u64,
    },
    /// There is no home folder for it.
    #[error("can't be used: there is no home folder, where Craft stores its secrets")]
    NoHome,
}

impl Unusable {
    /// Whether the cause may be a program that is just writing the file.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }

    /// The file's stamp if a new file may replace it: it was read, and contains nothing that Craft
    /// could use on this machine. A file that only this program does not understand must stay, and
    /// so must one of zero bytes, which another program may be about to fill.
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

/// A number that differs for different bytes. It reveals nothing about them, and is valid only
/// during this run.
pub fn stamp(bytes: &[u8]) -> u64 {
    contents::STAMPS.hash_one(bytes)
}

/// The decrypted file: its contents, and the part of its head that a new one keeps.
pub struct Vault {
    head: format::Head,
    derivation: Derivation,
    pub contents: Contents,
}

impl Vault {
    /// An empty file. `now_ms` is in milliseconds since the epoch.
    ///
    /// # Errors
    /// When the system provides no random bytes.
    pub fn new(now_ms: u64) -> Result<Self, getrandom::Error> {
        Ok(Self {
            head: format::Head::new()?,
            derivation: Derivation::NEW,
            contents: Contents::new(now_ms),
        })
    }

    /// Decrypts a file's bytes.
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

    /// Encrypts the contents with the key of the Craft program that created the file.
    ///
    /// # Errors
    /// When the system provides no random bytes.
    pub fn seal(&self, keys: &Keys) -> Result<Vec<u8>, getrandom::Error> {
        let key = keys.key(self.derivation.when_written(), self.head.salt());
        format::seal(self.contents.text(), &self.head, &key)
    }
}

/// Reads the file; none if it does not exist.
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

/// Decrypts the bytes of a file; none if it does not exist.
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
