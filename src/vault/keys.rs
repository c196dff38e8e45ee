//! The key of the file, derived from who this machine is. That takes tens of milliseconds, so it is done once for a file's salt.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Key;
use super::format::Salt;
use super::identity::{Identity, Machine};

/// How often the derivation goes round.
const ROUNDS: u32 = 100_000;

/// How many keys are kept: those of the file as it is now, and of one that it may have been before.
const KEPT: usize = 4;

/// How the password is made of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// As Craft makes it now.
    Current,
    /// As it made it once: such a file is read, and written in the present way.
    Old,
}

impl Generation {
    /// All of them, in the order they are tried.
    pub const ALL: [Self; 2] = [Self::Current, Self::Old];
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
    derived: Vec<(Generation, Salt, Key)>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Those of a machine.
    pub fn of(machine: Machine) -> Self {
        let state = Mutex::default();
        Self {
            shared: Arc::new(Shared { machine, state }),
        }
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

    /// The key of a file by its salt. Who asks for one that somebody else is deriving waits for that.
    pub(super) fn key(&self, generation: Generation, salt: &Salt) -> Key {
        let state = self.shared.state.lock();
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let is_it = |(g, s, _): &&(Generation, Salt, Key)| *g == generation && s == salt;
        if let Some((.., key)) = state.derived.iter().find(is_it) {
            return key.clone();
        }
        let identity = state
            .identity
            .get_or_insert_with(|| self.shared.machine.identity());
        let key = derive(&identity.password(generation), salt);
        state.derived.truncate(KEPT - 1);
        state.derived.insert(0, (generation, *salt, key.clone()));
        key
    }
}

fn derive(password: &Zeroizing<[u8; 32]>, salt: &Salt) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2_hmac::<Sha256>(&**password, salt, ROUNDS, &mut *key);
    key
}
