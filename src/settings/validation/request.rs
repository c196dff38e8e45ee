//! What a probe needs to validate a connection: the connection itself and its credential.

use std::sync::Arc;
use std::time::Duration;

use crate::settings::Settings;
use crate::settings::connection::fields::FIELDS;
use crate::settings::connection::object::Connection;
use crate::settings::credential::Authentication;
use crate::settings::credential::with_secrets::CredentialSecrets;
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::proxy::NetworkProxy;
use crate::settings::validation::full_test::FULL_TEST_TIME;

/// A connection with its secrets, for a probe.
#[derive(Clone, Debug)]
pub struct ProbeRequest {
    pub connection: Arc<Connection>,
    /// Whether it has what it needs.
    pub authentication: Authentication,
    /// Its credential, as far as it has one.
    pub secrets: CredentialSecrets,
    /// The stamp of the stored credential; None if there is none.
    pub stamp: Option<u64>,
    /// Whether the user agreed that the secret may be readable on the way.
    pub unencrypted: bool,
    /// Whether a one-token message may be sent if listing models does not prove that the connection
    /// works.
    pub may_spend: bool,
    /// The timeout of a full test; None if none is wanted.
    pub full_test: Option<Duration>,
    /// Whether it belongs to the demo, which must not use the user's environment.
    pub is_sample: bool,
    /// Craft's proxy settings for its chats.
    pub network_proxy: NetworkProxy,
    /// In milliseconds since the epoch.
    pub now_ms: u64,
}

impl Connection {
    /// Whether a probe would send the same requests as for another connection, given the same
    /// credential.
    pub(crate) fn is_probed_like(&self, other: &Self) -> bool {
        FIELDS.iter().filter(|f| f.is_probed()).all(|f| self.get(f.path) == other.get(f.path))
    }

    /// Whether it is the same connection, though possibly changed since; false if it only reuses
    /// its slug.
    pub(crate) fn is_the_same_as(&self, other: &Self) -> bool {
        self.get("createdAt") == other.get("createdAt")
    }
}

impl Settings {
    /// The stamp of a connection's stored credential; None if there is none.
    pub(crate) fn credential_stamp(&self, connection: &Connection) -> Option<u64> {
        Some(self.credentials().of_chats(connection)?.stamp)
    }
}

impl ProbeRequest {
    /// The request for a draft: with the typed credential in place of the stored one, and without
    /// what is to be removed.
    #[must_use]
    pub(crate) fn with_probe_draft(mut self, probe_draft: &ProbeDraft) -> Self {
        self.unencrypted = probe_draft.unencrypted;
        self.full_test = probe_draft.is_full.then_some(FULL_TEST_TIME);
        if probe_draft.removes {
            self.secrets = CredentialSecrets::default();
            self.authentication = if self.connection.is_on_this_machine() {
                Authentication::NotNeeded
            } else {
                Authentication::Missing
            };
        }
        let typed = &probe_draft.typed;
        self.secrets = std::mem::take(&mut self.secrets).with_typed(typed);
        let kind = self.connection.credential_kind();
        let any = typed.iter().any(|(_, secret)| secret.is_some());
        if any && kind.is_some_and(|kind| self.secrets.is_complete(kind)) {
            self.authentication = Authentication::Stored;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changed_probed_field_invalidates_result() {
        let one = Connection::new(json!({"slug": "a"}));
        let mut probed = Vec::new();
        for field in FIELDS {
            let other = one.clone().with(field.path, Some("another".into()));
            if !one.is_probed_like(&other) {
                probed.push(field.path);
            }
        }
        let expected = "providerType authType piAuthProvider baseUrl customEndpoint.api models \
            defaultModel codexPath awsRegion gcpProjectId gcpRegion";
        assert_eq!(probed, expected.split_whitespace().collect::<Vec<_>>());
    }
}
