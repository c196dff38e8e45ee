//! The key of the file, derived from who this machine is. That takes tens of milliseconds, so it is
//! done once for a file's salt.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::derivation::Derivation;
use super::format::{Key, Salt};
use super::password::{depend_on_runtime, derivations, password};
use crate::system::machine::Identity;

/// How often the derivation goes round.
const ROUNDS: u32 = 100_000;

/// How many keys are kept: those of the file as it is now, and of one that it may have been before,
/// in all four ways.
const KEPT: usize = 8;

/// The machine whose credentials are read.
#[derive(Clone, Debug)]
pub enum Machine {
    /// The one that this process runs on, which is found out when a key is first needed.
    This,
    /// Another one: the demo has credentials of its own.
    Other(Identity),
}

impl Machine {
    fn identity(&self) -> Identity {
        match self {
            Self::This => Identity::of_this_machine(),
            Self::Other(identity) => identity.clone(),
        }
    }
}

/// Derives keys, and keeps those that it has derived. A clone shares them.
#[derive(Clone)]
pub struct Keys {
    shared: Arc<Shared>,
}

struct Shared {
    machine: Machine,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    identity: Option<Identity>,
    derived: Vec<(Derivation, Salt, Key)>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    pub fn of(machine: Machine) -> Self {
        let state = Mutex::default();
        Self { shared: Arc::new(Shared { machine, state }) }
    }

    /// Whether they are those of the machine that this process runs on.
    pub fn are_of_this_machine(&self) -> bool {
        matches!(self.shared.machine, Machine::This)
    }

    /// Wipes the keys, unless one is being derived at this moment: that is not waited for.
    pub fn wipe(&self) {
        if let Ok(mut state) = self.shared.state.try_lock() {
            state.derived.clear();
        }
    }

    /// Whether the desktop app and the server use other keys here, so that neither opens a file of
    /// the other.
    pub fn depend_on_runtime(&self) -> bool {
        depend_on_runtime(self.identity(&mut self.state()))
    }

    /// The ways in which the password of a file may be made here, in the order in which they are
    /// tried.
    pub(super) fn derivations(&self) -> Vec<Derivation> {
        derivations(self.identity(&mut self.state()))
    }

    /// The key of a file by its salt. Another thread that derives one at this moment is waited for.
    pub(super) fn key(&self, derivation: Derivation, salt: &Salt) -> Key {
        let mut state = self.state();
        let is_it = |(d, s, _): &&(Derivation, Salt, Key)| *d == derivation && s == salt;
        if let Some((.., key)) = state.derived.iter().find(is_it) {
            return key.clone();
        }
        let key = derive(&password(self.identity(&mut state), derivation), salt);
        state.derived.truncate(KEPT - 1);
        state.derived.insert(0, (derivation, *salt, key.clone()));
        key
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who the machine is, found out once.
    fn identity<'a>(&self, state: &'a mut State) -> &'a Identity {
        state.identity.get_or_insert_with(|| self.shared.machine.identity())
    }
}

fn derive(password: &Zeroizing<[u8; 32]>, salt: &Salt) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2_hmac::<Sha256>(&**password, salt, ROUNDS, &mut *key);
    key
}
