//! What is asked about when a connection is validated: the connection, and what proves who it is.

use std::sync::Arc;

use super::connection::Connection;
use super::credential::Authentication;
use super::credential::held::Held;

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
