//! Who shares the Claude login, which all Claude connections have in common, and which copies of a
//! login are risky.

use super::login::{CLAUDE_LOGIN, Login, claude_guard};
use super::{CredentialKind, Facts};
use crate::settings::connection::object::Connection;
use crate::settings::{ConnectionId, Settings};

/// What happens to a copied `ChatGPT` login.
pub const COPY_IS_LOGGED_OUT: &str =
    "The first of both to renew a ChatGPT login logs the other out: sign in again for the copy.";

impl Settings {
    /// The connections that use the Claude login.
    pub(crate) fn claude_connections(&self) -> impl Iterator<Item = &Connection> {
        let all = self.connections().iter().map(AsRef::as_ref);
        all.filter(|connection| connection.login() == Some(Login::Claude))
    }

    /// The names of the other connections that use the same Claude login, in quotes; empty for a
    /// connection that does not use it.
    pub(crate) fn sharing_claude_login(&self, connection: &Connection) -> Vec<String> {
        if connection.login() != Some(Login::Claude) {
            return Vec::new();
        }
        self.claude_connections_except(&[connection.slug()])
    }

    /// The names of the connections that use the Claude login, except those with the given slugs,
    /// in quotes.
    pub(crate) fn claude_connections_except(&self, slugs: &[&str]) -> Vec<String> {
        let others = self.claude_connections().filter(|other| !slugs.contains(&other.slug()));
        others.map(|other| format!("“{}”", other.display_name())).collect()
    }

    /// Whether the Claude login is stored, but no connection uses it.
    pub(crate) fn has_left_claude_login(&self) -> bool {
        self.credentials().claude_login().is_some() && self.claude_connections().next().is_none()
    }

    /// Whether these connections are the last that use the Claude login, and the login exists.
    pub(crate) fn are_last_of_claude_login(&self, ids: &[ConnectionId]) -> bool {
        let mut connections = ids.iter().filter_map(|id| self.connection(id));
        let slugs: Vec<&str> = ids.iter().map(|id| id.slug.as_str()).collect();
        connections.any(|connection| connection.login() == Some(Login::Claude))
            && self.credentials().claude_login().is_some()
            && self.claude_connections_except(&slugs).is_empty()
    }

    /// Why a copy of a login is risky: the token that renews a `ChatGPT` login works only once.
    pub(crate) fn danger_of_copied_login(&self, connection: &Connection) -> Option<String> {
        let kind = CredentialKind::OAuth;
        let renews = self.credentials().of(kind, connection.slug()).is_some_and(Facts::renews);
        (renews && connection.login() == Some(Login::ChatGpt))
            .then(|| COPY_IS_LOGGED_OUT.to_owned())
    }

    /// Every entry that contains the Claude login or makes a connection appear to have it, by
    /// Craft's names.
    pub(super) fn claude_entries(&self) -> Vec<String> {
        let mut entries = vec![CLAUDE_LOGIN.to_owned(), claude_guard()];
        for connection in self.claude_connections() {
            let own = CredentialKind::OAuth.key_of(connection.slug());
            if !entries.contains(&own) {
                entries.push(own);
            }
        }
        entries
    }
}
