//! Whether Craft takes a connection for authenticated: in its list, in its health check, and in its
//! set-up. All run, for 21 states of what is stored and 10 authentication types.

use super::entries::{Object, filled, text};
use super::stored::{Login, Stored};

/// How long an access token must still hold to count without a refresh token, in milliseconds: more
/// than this.
const FRESH: u64 = 5 * 60 * 1000;

/// What Craft answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// In its list of connections, and where it "tests" a `pi` or `pi_compat` connection: that test
    /// sends nothing.
    pub listed: bool,
    /// In its set-up, which asks whether there is a usable connection at all: a key may be missing
    /// where there is a `baseUrl`.
    pub set_up: bool,
}

/// What Craft says of a connection at a time in milliseconds since the epoch.
pub fn authenticated(connection: &Object, stored: &Stored, now: u64) -> Authenticated {
    let auth = text(connection, "authType").unwrap_or_default();
    let listed = match auth {
        "none" | "environment" => true,
        "api_key" | "api_key_with_endpoint" | "bearer_token" => stored.api_key.is_some(),
        "oauth" => stored.oauth.as_ref().is_some_and(|login| holds(login, now)),
        "iam_credentials" => stored.iam.as_ref().is_some_and(|iam| iam.is_complete),
        "service_account_file" => stored.service_account,
        _ => false,
    };
    let keyed = matches!(auth, "api_key" | "api_key_with_endpoint" | "bearer_token");
    Authenticated { listed, set_up: listed || keyed && filled(connection, "baseUrl").is_some() }
}

/// Whether a login counts; an empty token does, and so does one that never ends.
fn holds(login: &Login, now: u64) -> bool {
    login.refreshable || login.expires_at.is_none_or(|end| end > now.saturating_add(FRESH))
}

/// What Craft's health check finds wrong with the credentials, in Craft's own words; none where it
/// finds nothing. It looks at the default connection only, and at the first one where no default is
/// set; a default that names no connection is healthy to it.
pub fn health<'a>(
    connections: &'a [Object],
    default: Option<&str>,
    stored: impl FnOnce(&'a Object) -> Stored,
    now: u64,
) -> Option<String> {
    let checked = match default.filter(|slug| !slug.is_empty()) {
        Some(slug) => connections.iter().find(|connection| text(connection, "slug") == Some(slug)),
        None => connections.first(),
    }?;
    if authenticated(checked, &stored(checked), now).listed {
        return None;
    }
    let name = text(checked, "name").unwrap_or_default();
    Some(format!("No credentials found for default connection \"{name}\"."))
}
