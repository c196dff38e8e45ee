//! A connection with its secrets, on its way to whoever asks its provider.

use std::sync::Arc;
use std::time::SystemTime;

use super::{Store, milliseconds};
use crate::settings::Connection;
use crate::settings::credential::held::Held;
use crate::settings::subject::Subject;
use crate::vault::Vault;

impl Store {
    /// A connection with its credential as it is stored now, to be asked about; `is_sample` where
    /// it is not the user's. What cannot be read is known as such
    /// ([`Credentials`](crate::settings::credential::Credentials)), and is not here.
    pub fn subject(&self, connection: Arc<Connection>, is_sample: bool) -> Subject {
        let vault = self.vault().ok().flatten();
        self.subject_of(connection, vault.as_ref(), is_sample)
    }

    /// The same for several, with one look at the credentials.
    pub fn subjects(&self, connections: Vec<Arc<Connection>>, is_sample: bool) -> Vec<Subject> {
        let vault = self.vault().ok().flatten();
        let subject = |connection| self.subject_of(connection, vault.as_ref(), is_sample);
        connections.into_iter().map(subject).collect()
    }

    /// The same for a reader that may wait: a half-written file of credentials gets a second look.
    pub fn settled_subjects(
        &self,
        connections: Vec<Arc<Connection>>,
        is_sample: bool,
    ) -> Vec<Subject> {
        let vault = self.settled_vault().ok().flatten();
        let subject = |connection| self.subject_of(connection, vault.as_ref(), is_sample);
        connections.into_iter().map(subject).collect()
    }

    fn subject_of(
        &self,
        connection: Arc<Connection>,
        vault: Option<&Vault>,
        is_sample: bool,
    ) -> Subject {
        let now = milliseconds(SystemTime::now());
        let key = connection.credential_entry();
        let entry = key.zip(vault).and_then(|(key, vault)| vault.contents.entry(&key));
        let held = entry.map(|entry| Held::stored(|key| entry.text(key), &entry.facts()));
        Subject {
            authentication: self.settings.authentication(&connection, now),
            stamp: self.settings.credential_stamp(&connection),
            connection,
            held: held.unwrap_or_default(),
            in_the_clear: false,
            may_spend: true,
            is_sample,
            now,
        }
    }
}
