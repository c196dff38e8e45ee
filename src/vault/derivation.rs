//! How Craft derives a file's key: a password from the machine and its user, hashed many times with
//! the file's salt.

use pbkdf2::pbkdf2_hmac;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::format::{Key, Salt};
use crate::system::machine::Identity;

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

/// The suffix for each version of the derivation.
const CURRENT: &str = "craft-agent-v2";
const OLD: &str = "craft-agent-v1";

/// The derivations that Craft may have used here, each distinct password once, in the order of
/// trying them. The first is for a new file: the server's.
pub(super) fn derivations(identity: &Identity) -> Vec<Derivation> {
    let mut all: Vec<Derivation> = Vec::new();
    for generation in Generation::ALL {
        for runtime in Runtime::ALL {
            let derivation = Derivation { generation, runtime };
            let candidate = password(identity, derivation);
            if all.iter().all(|known| password(identity, *known) != candidate) {
                all.push(derivation);
            }
        }
    }
    all
}

/// Whether the desktop app and the server derive different passwords here, so that neither can open
/// the other's file.
pub(super) fn depend_on_runtime(identity: &Identity) -> bool {
    let password_of =
        |runtime| password(identity, Derivation { generation: Generation::Current, runtime });
    password_of(Runtime::Server) != password_of(Runtime::Desktop)
}

/// The password from which the key of a file is derived.
pub(super) fn password(identity: &Identity, derivation: Derivation) -> Zeroizing<[u8; 32]> {
    let user = match derivation.runtime {
        Runtime::Desktop => &identity.account,
        Runtime::Server => &identity.server_user,
    };
    let mut hash = Sha256::new();
    match derivation.generation {
        Generation::Current => {
            let of_user = || format!("{user}:{}", identity.home);
            hash.update(identity.machine_id.clone().unwrap_or_else(of_user));
            hash.update(CURRENT);
        }
        Generation::Old => {
            for part in [&identity.host, user, &identity.home] {
                hash.update(part);
            }
            hash.update(OLD);
        }
    }
    Zeroizing::new(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_distinct_password_is_tried_once_with_the_servers_first() {
        let identity = |id: Option<&str>, server_user: &str| Identity {
            machine_id: id.map(str::to_owned),
            host: "box".to_owned(),
            account: "anna".to_owned(),
            server_user: server_user.to_owned(),
            home: "/home/anna".to_owned(),
        };
        let tried = |identity: &Identity| {
            let all = derivations(identity).into_iter();
            all.map(|d| format!("{:?} {:?}", d.generation, d.runtime)).collect::<Vec<_>>()
        };
        let (server, desktop) = ("Current Server", "Current Desktop");
        let old = ["Old Server", "Old Desktop"];
        assert_eq!(tried(&identity(None, "svc")), [server, desktop, old[0], old[1]]);
        assert_eq!(tried(&identity(None, "anna")), [server, old[0]]);
        assert_eq!(tried(&identity(Some("m"), "svc")), [server, old[0], old[1]]);
        assert!(depend_on_runtime(&identity(None, "svc")));
        assert!(!depend_on_runtime(&identity(None, "anna")));
        assert!(!depend_on_runtime(&identity(Some(""), "svc")));
    }
}
