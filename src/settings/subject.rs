//! What is asked about when a connection is validated: the connection, and what proves who it is.

use std::sync::Arc;

use super::connection::Connection;
use super::credential::held::Held;
use super::credential::save::Fields;
use super::credential::{Authentication, CredentialKind};

/// A connection with its secrets, on its way to whoever asks the provider.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The connection.
    pub connection: Arc<Connection>,
    /// Whether it has what it needs.
    pub authentication: Authentication,
    /// Its credential, as far as there is one.
    pub held: Held,
    /// Whether the user agreed that the secret may be read by everybody on the way.
    pub in_the_clear: bool,
    /// Whether it is one of the sample's, whose environment is not the user's.
    pub is_sample: bool,
    /// When, in milliseconds since the epoch.
    pub now: u64,
}

impl Subject {
    /// The same with what was typed of its credential in the place of what is stored.
    #[must_use]
    pub fn with_typed(mut self, typed: &Fields) -> Self {
        self.held = std::mem::take(&mut self.held).with_typed(typed);
        let kind = CredentialKind::of_auth(self.connection.auth_type());
        let any = typed.iter().any(|(_, secret)| secret.is_some());
        if any && kind.is_some_and(|kind| self.held.is_complete(kind)) {
            self.authentication = Authentication::Stored;
        }
        self
    }
}
