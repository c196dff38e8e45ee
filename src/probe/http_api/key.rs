//! The key for a model API.

use crate::settings::craft::sends::Header;
use crate::settings::secret::Secret;

/// A key, in the form that the API wants.
pub(crate) enum SentKey {
    None,
    /// An API key, and how Craft sends it.
    Api(Secret, Header),
    /// A login's access token.
    Login(Secret),
}

impl SentKey {
    /// The part that must not be shown.
    pub(crate) const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::None => None,
            Self::Api(secret, _) | Self::Login(secret) => Some(secret),
        }
    }
}
