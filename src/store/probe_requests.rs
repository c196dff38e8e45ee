//! A connection with its secrets, for a probe of its provider.

use std::sync::Arc;
use std::time::SystemTime;

use super::Store;
use super::clock::milliseconds;
use crate::settings::Connection;
use crate::settings::credential::with_secrets::CredentialSecrets;
use crate::settings::validation::request::ProbeRequest;
use crate::vault::Vault;

impl Store {
    /// A connection with its stored credential, for a probe; `is_sample` if it is not the user's.
    /// An unreadable credential is reported by
    /// [`Credentials`](crate::settings::credential::Credentials), not here.
    pub fn request(&self, connection: Arc<Connection>, is_sample: bool) -> ProbeRequest {
        let vault = self.vault().ok().flatten();
        self.probe_request_of(connection, vault.as_ref(), is_sample)
    }

    /// The same for several connections; reads the credentials once.
    pub fn requests(
        &self,
        connections: Vec<Arc<Connection>>,
        is_sample: bool,
    ) -> Vec<ProbeRequest> {
        let vault = self.vault().ok().flatten();
        let request = |connection| self.probe_request_of(connection, vault.as_ref(), is_sample);
        connections.into_iter().map(request).collect()
    }

    /// As `probe_request`, for callers that may wait: a half-written credentials file is read
    /// again.
    pub(crate) fn settled_probe_request(
        &self,
        connection: Arc<Connection>,
        is_sample: bool,
    ) -> ProbeRequest {
        let vault = self.settled_vault().ok().flatten();
        self.probe_request_of(connection, vault.as_ref(), is_sample)
    }

    /// The same for several connections; reads the credentials once.
    pub(crate) fn settled_probe_requests(
        &self,
        connections: Vec<Arc<Connection>>,
        is_sample: bool,
    ) -> Vec<ProbeRequest> {
        let vault = self.settled_vault().ok().flatten();
        let request = |connection| self.probe_request_of(connection, vault.as_ref(), is_sample);
        connections.into_iter().map(request).collect()
    }

    fn probe_request_of(
        &self,
        connection: Arc<Connection>,
        vault: Option<&Vault>,
        is_sample: bool,
    ) -> ProbeRequest {
        let now_ms = milliseconds(SystemTime::now());
        let key = connection.credential_entry();
        let entry = key.zip(vault).and_then(|(key, vault)| vault.contents.entry(&key));
        let secrets =
            entry.map(|entry| CredentialSecrets::stored(|key| entry.text(key), &entry.facts()));
        ProbeRequest {
            authentication: self.settings.authentication(&connection, now_ms),
            stamp: self.settings.credential_stamp(&connection),
            connection,
            secrets: secrets.unwrap_or_default(),
            unencrypted: false,
            may_spend: true,
            full_test: None,
            is_sample,
            network_proxy: self.settings.network_proxy(),
            now_ms,
        }
    }
}
