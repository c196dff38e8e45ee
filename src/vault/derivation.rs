//! How Craft derives a file's key: a version of its password, hashed many times with the file's salt.

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::format::{Key, Salt};

/// The number of iterations.
const ROUNDS: u32 = 100_000;

/// A version of the derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// Craft's current one.
    Current,
    /// Craft's previous one: such a file is read, and written with the current one.
    Old,
}

impl Generation {
    /// In the order of trying them.
    pub(super) const ALL: [Self; 2] = [Self::Current, Self::Old];
}

/// The Craft program that derives the password: without a machine id, each uses another user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runtime {
    Server,
    Desktop,
}

impl Runtime {
    /// In the order of trying them. A new file is the server's, because servers run on machines
    /// without an id.
    pub(super) const ALL: [Self; 2] = [Self::Server, Self::Desktop];
}

/// How to derive a file's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Derivation {
    pub generation: Generation,
    pub runtime: Runtime,
}

impl Derivation {
    pub(super) const NEW: Self = Self { generation: Generation::Current, runtime: Runtime::Server };

    /// The derivation for writing a file that this one opened: the current one of the same program.
    pub(super) const fn when_written(self) -> Self {
        Self { generation: Generation::Current, ..self }
    }
}

/// The key of a file with this salt.
pub(super) fn derive(password: &Zeroizing<[u8; 32]>, salt: &Salt) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2_hmac::<Sha256>(&**password, salt, ROUNDS, &mut *key);
    key
}
