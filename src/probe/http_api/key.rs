//! The key that is sent to an API of models.

use crate::settings::craft::sends::Header;
use crate::settings::secret::Secret;

/// A key, as the API wants it.
pub(crate) enum Key {
    None,
    /// An API key, and how Craft sends it.
    Api(Secret, Header),
    /// The access token of a login.
    Login(Secret),
}

impl Key {
    /// What of it must not be shown.
    pub(crate) const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::None => None,
            Self::Api(secret, _) | Self::Login(secret) => Some(secret),
        }
    }
}
