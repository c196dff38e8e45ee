//! The URLs and the scope for requesting tokens.

use reqwest::Url;
use serde::Deserialize;

use super::no_token::NoToken;
use crate::probe::messages::google;
use crate::settings::connection::endpoint::is_unencrypted;

/// The scope of a requested token.
pub(super) const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// A token endpoint's URL, as the file spells it.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct TokenUrl(pub String);

impl Default for TokenUrl {
    /// Google's own endpoint.
    fn default() -> Self {
        Self("https://oauth2.googleapis.com/token".to_owned())
    }
}

impl TokenUrl {
    /// The URL, if a credential may be sent there: over TLS, or to this machine.
    pub(super) fn parse(&self) -> Result<Url, NoToken> {
        let broken = |why: &str| NoToken::None(google::token_url_unusable(why));
        let url = Url::parse(&self.0).map_err(|error| broken(&error.to_string()))?;
        let is_http = matches!(url.scheme(), "https" | "http");
        if is_http && !is_unencrypted(url.as_str()) {
            Ok(url)
        } else {
            Err(broken(google::NOT_HTTPS))
        }
    }
}
