//! The key of the file, derived from the identity of this machine. That takes tens of milliseconds,
//! so it is done once per salt.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::derivation::{Derivation, depend_on_runtime, derivations, derive, password};
use super::format::{Key, Salt};
use crate::system::machine::Identity;

/// The number of keys to cache: those for the current file and for a previous one, with all four
/// derivations.
const CACHED_KEYS: usize = 8;

/// The machine with the credentials.
#[derive(Clone, Debug)]
pub enum Machine {
    /// The one that runs this process, identified when a key is first needed.
    This,
    /// Another one: the demo has its own credentials.
    Other(Identity),
}

impl Machine {
    fn identity(&self) -> Identity {
        match self {
            Self::This => Identity::read(),
            Self::Other(identity) => identity.clone(),
        }
    }
}

/// Derives and caches keys. Clones share the cache.
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
    pub fn new(machine: Machine) -> Self {
        let state = Mutex::default();
        Self { shared: Arc::new(Shared { machine, state }) }
    }

    /// Whether the keys belong to the machine that runs this process.
    pub(crate) fn are_of_this_machine(&self) -> bool {
        matches!(self.shared.machine, Machine::This)
    }

    /// Wipes the keys, but does not wait while one is being derived.
    pub(crate) fn wipe(&self) {
        if let Ok(mut state) = self.shared.state.try_lock() {
            state.derived.clear();
        }
    }

    /// Whether the desktop app and the server use different keys here, so that neither can open the
    /// other's file.
    pub(crate) fn depend_on_runtime(&self) -> bool {
        depend_on_runtime(self.identity(&mut self.state()))
    }

    /// The possible derivations of the password here, in the order of trying them.
    pub(super) fn derivations(&self) -> Vec<Derivation> {
        derivations(self.identity(&mut self.state()))
    }

    /// The key for a salt. Waits while another thread derives one.
    pub(super) fn key(&self, derivation: Derivation, salt: &Salt) -> Key {
        let mut state = self.state();
        let is_it = |(d, s, _): &&(Derivation, Salt, Key)| *d == derivation && s == salt;
        if let Some((.., key)) = state.derived.iter().find(is_it) {
            return key.clone();
        }
        let key = derive(&password(self.identity(&mut state), derivation), salt);
        state.derived.truncate(CACHED_KEYS - 1);
        state.derived.insert(0, (derivation, *salt, key.clone()));
        key
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The identity of the machine, determined once.
    fn identity<'a>(&self, state: &'a mut State) -> &'a Identity {
        state.identity.get_or_insert_with(|| self.shared.machine.identity())
    }
}
