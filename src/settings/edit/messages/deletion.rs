//! What else a deletion does, in sentences: for the confirmation before it and the report after it.
//! What it does is in `edit/connections.rs`.

use crate::settings::connection::object::Connection;
use crate::settings::credential::login::Login;
use crate::settings::credential::{CredentialKind, Credentials};
use crate::settings::redact::redacted_text;
use crate::settings::{ConnectionId, Settings, WorkspaceFile};
use crate::text::{counted, enumerated};

/// The most names in a sentence; the rest are counted.
const NAMED: usize = 5;

/// Whether consequences are reported before the edit, as a question, or after it, as its effects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Before,
    After,
}

/// What a deletion changes besides the connection, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeletionEffects {
    pub lines: Vec<String>,
    /// That the Claude login stays, which belongs to no single connection; none if the deleted
    /// connections do not use it.
    pub login_that_stays: Option<String>,
}

impl DeletionEffects {
    /// All sentences, the one about the login last.
    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines.into_iter().chain(self.login_that_stays).collect()
    }
}

impl Settings {
    /// What else a deletion will change: the default, workspaces that fall back and to what,
    /// sessions that become unavailable, the credentials.
    pub(crate) fn consequences_of_delete(&self, id: &ConnectionId) -> DeletionEffects {
        self.consequences_of_deletes(std::slice::from_ref(id))
    }

    /// Like [`Self::consequences_of_delete`], for several at once.
    pub(crate) fn consequences_of_deletes(&self, ids: &[ConnectionId]) -> DeletionEffects {
        // The timestamp does not matter here.
        let Some(delete) = self.delete_each(ids, 0) else {
            return DeletionEffects::default();
        };
        let Ok(after) = delete.apply(self) else {
            return DeletionEffects::default();
        };
        let gone = self.without_duplicates(ids, &after);
        let mut lines = self.reported(ids, &gone, &after, Tense::Before);
        lines.extend(match ids {
            [id] if !gone.is_empty() => self.credentials_to_delete(&id.slug).into_iter().collect(),
            _ => self.credentials_to_delete_with(&gone),
        });
        DeletionEffects { lines, login_that_stays: self.login_that_stays_for(&gone) }
    }

    /// What else a deletion changed; `after` is the current state of the files. Only actual effects
    /// are reported: a credential that may still be stored was not deleted.
    pub(crate) fn effects_of_delete(&self, id: &ConnectionId, after: &Self) -> DeletionEffects {
        let ids = std::slice::from_ref(id);
        let gone = self.without_duplicates(ids, after);
        let mut lines = self.reported(ids, &gone, after, Tense::After);
        if !gone.is_empty() {
            lines.extend(self.deleted_credentials(&id.slug, after));
        }
        let is_stored = after.credentials().claude_login().is_some();
        let login_that_stays = self.login_that_stays_for(&gone).filter(|_| is_stored);
        DeletionEffects { lines, login_that_stays }
    }

    /// The connections with a slug that no remaining connection has, each slug once.
    fn without_duplicates<'a>(
        &self,
        ids: &'a [ConnectionId],
        after: &Self,
    ) -> Vec<&'a ConnectionId> {
        let mut found: Vec<&ConnectionId> = Vec::new();
        for id in ids {
            let is_same = |other: &&ConnectionId| other.slug == id.slug;
            let stays = self.count_of_slug(&id.slug) > 1 && after.has_slug(&id.slug);
            if !stays && !found.iter().any(is_same) {
                found.push(id);
            }
        }
        found
    }

    fn reported(
        &self,
        ids: &[ConnectionId],
        gone: &[&ConnectionId],
        after: &Self,
        tense: Tense,
    ) -> Vec<String> {
        let slugs: Vec<&str> = gone.iter().map(|id| id.slug.as_str()).collect();
        let mut lines: Vec<String> = Vec::new();
        for id in ids.iter().filter(|id| !slugs.contains(&id.slug.as_str())) {
            let stays = format!("Another connection with the slug {} stays.", id.slug);
            if !lines.contains(&stays) {
                lines.push(stays);
            }
        }
        if gone.is_empty() {
            return lines;
        }
        let default = self.default_position();
        if gone.iter().any(|id| self.position(id) == default) {
            let next = after.default_connection().map(Connection::display_name);
            lines.push(match (next, tense) {
                (Some(next), Tense::Before) => default_moves_to(&next),
                (Some(next), Tense::After) => default_is_now(&next),
                (None, _) => NO_DEFAULT_LEFT.to_owned(),
            });
        }
        lines.extend(self.workspaces_that_fall_back(gone, after, tense));
        let unread = self.unreadable_workspaces();
        // Afterwards the commit reports it.
        if !unread.is_empty() && tense == Tense::Before {
            lines.push(may_still_use_it(&unread.join(", "), unread.len()));
        }
        lines.extend(self.sessions_that_become_unavailable(&slugs, tense));
        lines
    }

    fn login_that_stays_for(&self, ids: &[&ConnectionId]) -> Option<String> {
        self.credentials().claude_login()?;
        let mut gone = ids.iter().filter_map(|id| self.connection(id));
        if !gone.any(|connection| connection.login() == Some(Login::Claude)) {
            return None;
        }
        let slugs: Vec<&str> = ids.iter().map(|id| id.slug.as_str()).collect();
        let sharing = self.claude_connections_except(&slugs);
        Some(if sharing.is_empty() {
            CLAUDE_LOGIN_STAYS.to_owned()
        } else {
            claude_login_stays_for(&sharing.join(", "))
        })
    }

    fn credentials_to_delete(&self, slug: &str) -> Option<String> {
        if let Credentials::Unusable { why, .. } = self.credentials() {
            return Some(format!("credentials.enc {why}; the key may stay stored there."));
        }
        let kinds = self.credentials().kinds_of(slug);
        let labels: Vec<_> = kinds.iter().map(|kind| kind.label()).collect();
        (!labels.is_empty()).then(|| credentials_are_deleted(&labels))
    }

    /// A sentence for each kind of credential deleted together with several connections.
    fn credentials_to_delete_with(&self, ids: &[&ConnectionId]) -> Vec<String> {
        if ids.is_empty() {
            return Vec::new();
        }
        if let Credentials::Unusable { why, .. } = self.credentials() {
            return vec![format!("credentials.enc {why}; their keys may stay stored there.")];
        }
        let of_kind = |kind: CredentialKind| {
            let has = |id: &&&ConnectionId| self.credentials().kinds_of(&id.slug).contains(&kind);
            let names = ids.iter().filter(has).map(|id| self.name_of_connection(id));
            let names: Vec<String> = names.map(|name| format!("“{name}”")).collect();
            let of = || credential_is_deleted_with(kind.label(), &first_names(&names).0);
            (!names.is_empty()).then(of)
        };
        CredentialKind::ALL.into_iter().filter_map(of_kind).collect()
    }

    fn deleted_credentials(&self, slug: &str, after: &Self) -> Option<String> {
        // If the credentials are unreadable, none are known to be gone.
        let Credentials::Known(_) = after.credentials() else {
            return None;
        };
        let left = after.credentials().kinds_of(slug);
        let mut gone = self.credentials().kinds_of(slug);
        gone.retain(|kind| !left.contains(kind));
        let labels: Vec<_> = gone.iter().map(|kind| kind.label()).collect();
        (!labels.is_empty()).then(|| credentials_were_deleted(&labels))
    }

    /// What is lost if a new file replaces unusable credentials, in a sentence. The connection with
    /// `slug` gets new credentials.
    pub(crate) fn loss_by_new_credentials(&self, slug: &str) -> String {
        let others = self.connections().iter();
        let others = others.filter(|c| c.needs_secret() && c.slug() != slug);
        let names: Vec<String> =
            others.map(|c| format!("“{}”", redacted_text(&c.display_name()))).collect();
        lost_with_old_file(&names)
    }

    /// A sentence for each connection that workspaces fall back to when others are deleted.
    fn workspaces_that_fall_back(
        &self,
        ids: &[&ConnectionId],
        after: &Self,
        tense: Tense,
    ) -> Vec<String> {
        let positions = ids.iter().filter_map(|id| self.position(id));
        let uses = positions.flat_map(|position| self.workspaces_that_use(position));
        // What an unreadable workspace uses is unknown: a separate sentence lists it.
        let known = uses.filter(|(w, _)| !matches!(w.file, WorkspaceFile::Unusable(_)));
        let mut fallen: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for (workspace, _) in known {
            let left = after.workspace(&workspace.root_path);
            let next = left.and_then(|w| after.connection_of(w));
            let next = next.map(|c| c.display_name().into_owned());
            let name = format!("“{}”", workspace.name());
            match fallen.iter_mut().find(|(to, _)| *to == next) {
                Some((_, names)) => names.push(name),
                None => fallen.push((next, vec![name])),
            }
        }
        let report = |(next, names): (Option<String>, Vec<String>)| {
            let (who, one) = first_names(&names);
            match (next, tense) {
                (Some(next), Tense::Before) => falls_back(&who, one, &next),
                (Some(next), Tense::After) => workspaces_now_use(&who, one, &next),
                (None, Tense::Before) => {
                    let falls = if one { "falls" } else { "fall" };
                    format!("{who} {falls} back to nothing: no connection is left.")
                }
                (None, Tense::After) => {
                    let has = if one { "has" } else { "have" };
                    format!("{who} {has} no connection left.")
                }
            }
        };
        fallen.into_iter().map(report).collect()
    }

    fn sessions_that_become_unavailable(&self, slugs: &[&str], tense: Tense) -> Vec<String> {
        let sessions = self.sessions();
        let lost: Vec<_> = slugs.iter().flat_map(|slug| sessions.of(slug)).collect();
        let mut lines = Vec::new();
        if !lost.is_empty() {
            // Sessions beyond those named are only counted.
            let first = lost.iter().take(NAMED);
            let mut names: Vec<String> = first.map(|s| format!("“{}”", s.name())).collect();
            names.resize(lost.len(), String::new());
            let (who, _) = first_names(&names);
            lines.push(match (lost.len(), tense) {
                (1, Tense::After) => format!("1 session became unavailable: {who}."),
                (n, Tense::Before) => sessions_become_unavailable(n, &who),
                (n, Tense::After) => format!("{n} sessions became unavailable: {who}."),
            });
        }
        match sessions.unreadable() {
            _ if !sessions.complete && !self.workspaces().is_empty() => {
                lines.push(MORE_SESSIONS_MAY_USE_IT.to_owned());
            }
            0 => {}
            n => lines.push(session_unreadable(n)),
        }
        lines
    }
}

pub const NO_DEFAULT_LEFT: &str = "No default is left.";
/// Asked before a deletion of the last connection that uses the Claude login.
pub const DELETE_CLAUDE_LOGIN: &str = "Delete the Claude login, too?";

pub const CLAUDE_LOGIN_STAYS: &str = "The Claude login (claude_oauth::global) stays stored.";
pub const MORE_SESSIONS_MAY_USE_IT: &str =
    "The sessions are still being read: more of them may use it.";

pub fn default_moves_to(next: &str) -> String {
    format!("The default moves to “{next}”.")
}

pub fn default_is_now(name: &str) -> String {
    format!("The default is now “{name}”.")
}

/// Workspaces, by their quoted names, get another connection.
pub fn falls_back(names: &str, is_one: bool, next: &str) -> String {
    let falls = if is_one { "falls" } else { "fall" };
    format!("{names} {falls} back to “{next}”.")
}

/// `count` workspaces whose files cannot be read, by their quoted names.
pub fn may_still_use_it(names: &str, count: usize) -> String {
    let are = if count == 1 { "is" } else { "are" };
    format!("{names} {are} unreadable and may still use it.")
}

/// Sessions of a deleted connection, of which `names` quotes the first.
pub fn sessions_become_unavailable(count: usize, names: &str) -> String {
    let verb = if count == 1 { "becomes" } else { "become" };
    format!("{} {verb} unavailable: {names}.", counted(count, "session"))
}

pub fn session_unreadable(count: usize) -> String {
    format!("{} can't be read, and may use it.", counted(count, "session"))
}

/// A connection's stored credentials, by their labels.
pub fn credentials_are_deleted(labels: &[&str]) -> String {
    let are = if labels.len() == 1 { "is" } else { "are" };
    format!("Its stored {} {are} deleted too.", enumerated(labels))
}

/// What became of a deleted connection's credentials, by their labels.
pub fn credentials_were_deleted(labels: &[&str]) -> String {
    let were = if labels.len() == 1 { "was" } else { "were" };
    format!("Its {} {were} deleted too.", enumerated(labels))
}

pub fn claude_login_stays_for(names: &str) -> String {
    format!("The Claude login stays for {names}.")
}

/// What workspaces, by their quoted names, use after a deletion.
pub fn workspaces_now_use(workspaces: &str, is_one: bool, connection: &str) -> String {
    let uses = if is_one { "uses" } else { "use" };
    format!("{workspaces} now {uses} “{connection}”.")
}

/// What a new credentials file costs: the credentials of other connections, by their quoted names.
pub fn lost_with_old_file(others: &[String]) -> String {
    let keys = match first_names(others).0 {
        names if names.is_empty() => names,
        names => format!("the keys and logins of {names}, and "),
    };
    format!("Lost with the old file: {keys}everything else that Craft stores in it.")
}

/// A kind of credential of several connections, by their quoted names.
pub fn credential_is_deleted_with(label: &str, names: &str) -> String {
    format!("Deleted with them: the {label} of {names}.")
}

/// The first few names, and whether there is only one.
fn first_names(names: &[String]) -> (String, bool) {
    let more = names.len().saturating_sub(NAMED);
    let first = names[..names.len() - more].join(", ");
    match more {
        0 => (first, names.len() == 1),
        more => (format!("{first} and {more} more"), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn deletion_reports_the_new_default() {
        let settings = Settings::from_value(json!({"workspaces": [], "llmConnections": [{"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}],
            "defaultLlmConnection": "a"}))
        .expect("usable");
        assert_eq!(
            settings.consequences_of_delete(&ConnectionId::first("a")).into_lines(),
            ["The default moves to “B”."]
        );
        let of_other = settings.consequences_of_delete(&ConnectionId::first("b"));
        assert_eq!(of_other, DeletionEffects::default());
    }
}
