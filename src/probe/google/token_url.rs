//! Where tokens are asked for.

use reqwest::Url;
use serde::Deserialize;

use super::no_token::NoToken;
use crate::settings::connection::endpoint::is_loopback;

/// What a token is asked for.
pub(super) const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// The URL of a token endpoint, as the file writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct TokenUrl(pub String);

impl Default for TokenUrl {
    /// Google's own.
    fn default() -> Self {
        Self("https://oauth2.googleapis.com/token".to_owned())
    }
}

impl TokenUrl {
    /// The URL, if a credential may be sent there: over TLS, or to this machine.
    pub(super) fn parse(&self) -> Result<Url, NoToken> {
        let broken = |why: &str| {
            NoToken::None(format!(
                "The credential's own address for tokens cannot be asked: {why}."
            ))
        };
        let url = Url::parse(&self.0).map_err(|error| broken(&error.to_string()))?;
        match url.scheme() {
            "https" => Ok(url),
            "http" if is_loopback(url.as_str()) => Ok(url),
            _ => Err(broken("it is not https://")),
        }
    }
}
