//! What a person should know after an edit: what a connection still needs, what a copy lacks, and why
//! new chats do not work with a new default.

use super::labels::stored;
use crate::settings::connection::object::Connection;
use crate::settings::credential::{CredentialKind, CredentialProblem, Credentials};
use crate::settings::edit::edits::Edit;
use crate::settings::{ConnectionId, Settings};

/// What a new connection needs, as a continuation of its label.
pub const NEEDS_SIGN_IN: &str = "sign in (L, or the command login)";
pub const NEEDS_MODEL: &str = "no model. Add one: Craft needs it to chat";

pub fn lacks_yet(what: &str) -> String {
    format!("it has no {what} yet")
}

/// Why new chats do not work with a new default, as a continuation of its label.
pub const BUT_NOT_LOGGED_IN: &str = "but it is not logged in";

pub fn but_expired(what: &str) -> String {
    format!("but its {what} has expired")
}

fn but_expires_soon(what: &str) -> String {
    format!("but its {what} expires within minutes")
}

pub fn but_lacks(what: &str) -> String {
    format!("but it has no {what}")
}

/// Workspaces whose files are unreadable, by their quoted names, after a deletion.
pub fn may_still_name_it(workspaces: &[String]) -> String {
    format!("{} can't be read, and may still name it", workspaces.join(", "))
}

impl Edit {
    /// What a connection that it adds or changes still needs before it can chat. Takes the settings
    /// before the edit.
    pub fn needs(&self, settings: &Settings) -> Vec<String> {
        match self {
            Self::Add { connection } => {
                let secret = needed_secret(settings, connection);
                secret.into_iter().chain(needed_model(connection)).collect()
            }
            // A new slug alone changes nothing about what is missing.
            Self::Replace { .. } if self.changes_only_slug() => Vec::new(),
            Self::Update { .. } | Self::Replace { .. } | Self::SetDefaultModel { .. } => {
                self.connection_after(settings).and_then(|c| needed_model(&c)).into_iter().collect()
            }
            Self::Secrets(edit) => {
                let inner = edit.edit.as_deref();
                match inner {
                    // The edit includes the secret.
                    Some(Self::Add { connection }) if edit.stores_secret() => {
                        needed_model(connection).into_iter().collect()
                    }
                    _ => inner.map(|edit| edit.needs(settings)).unwrap_or_default(),
                }
            }
            Self::All(edits) => edits.iter().flat_map(|edit| edit.needs(settings)).collect(),
            Self::Import(import) => import.needs(settings),
            // The problem list shows what fixes leave open.
            _ => Vec::new(),
        }
    }

    /// Why new chats do not work with the new default, as a continuation of its label. Takes the
    /// settings before the edit, and `now_ms` in milliseconds since the epoch.
    pub(crate) fn lack_of_default(&self, settings: &Settings, now_ms: u64) -> Option<String> {
        let Self::SetDefault { id, .. } = self else {
            return None;
        };
        let connection = settings.connection(id)?;
        Some(match settings.authentication(connection, now_ms).problem_for(connection) {
            Some(CredentialProblem::Missing(CredentialKind::OAuth)) => BUT_NOT_LOGGED_IN.to_owned(),
            Some(CredentialProblem::Missing(kind)) => but_lacks(kind.label()),
            Some(CredentialProblem::Expired(kind, _)) => but_expired(kind.label()),
            Some(CredentialProblem::Expiring(kind, _)) => but_expires_soon(kind.label()),
            Some(CredentialProblem::Unusable(_)) => "but Craft can't use its login".to_owned(),
            _ if connection.is_without_model() => but_lacks("model"),
            _ => return None,
        })
    }

    /// Additional notes, which the toast shows once. Takes the settings before the edit.
    pub fn caveats(&self, settings: &Settings) -> Vec<String> {
        let mut caveats = self.needs(settings);
        caveats.extend(self.own_caveats(settings));
        caveats
    }

    fn own_caveats(&self, settings: &Settings) -> Vec<String> {
        match self {
            Self::Duplicate { id, with_secrets, .. } => {
                let original = settings.connection(id).filter(|_| *with_secrets);
                let danger = original.and_then(|c| settings.danger_of_copied_login(c));
                let without = without_secrets(settings, &id.slug, *with_secrets);
                without.into_iter().chain(danger).collect()
            }
            Self::Delete { .. } => {
                let unread = settings.unreadable_workspaces();
                (!unread.is_empty()).then(|| may_still_name_it(&unread)).into_iter().collect()
            }
            Self::Replace { id, connection, .. } => {
                unused_secret(settings, id, connection).into_iter().collect()
            }
            Self::Secrets(edit) if !edit.stores_secret() => {
                let inner = edit.edit.as_ref();
                inner.map(|edit| edit.own_caveats(settings)).unwrap_or_default()
            }
            _ => {
                let mut caveats: Vec<String> = Vec::new();
                for caveat in self.parts().iter().flat_map(|edit| edit.own_caveats(settings)) {
                    // Report a note shared by several edits once.
                    if !caveats.contains(&caveat) {
                        caveats.push(caveat);
                    }
                }
                caveats
            }
        }
    }
}

/// The secret that a new connection needs before it works.
pub(in crate::settings::edit) fn needed_secret(
    settings: &Settings,
    connection: &Connection,
) -> Option<String> {
    let needs_no_secret =
        stored(settings, connection.slug()).is_some() || connection.is_on_this_machine();
    let kind = connection.credential_kind().filter(|_| !needs_no_secret);
    kind.map(|kind| match kind {
        CredentialKind::OAuth => NEEDS_SIGN_IN.to_owned(),
        kind => lacks_yet(kind.label()),
    })
}

/// The model that a compatible endpoint needs.
fn needed_model(connection: &Connection) -> Option<String> {
    let needs = connection.is_without_model();
    needs.then(|| NEEDS_MODEL.to_owned())
}

/// The note on what a copy lacks compared with the original.
fn without_secrets(settings: &Settings, slug: &str, with_secrets: bool) -> Option<String> {
    if matches!(settings.credentials(), Credentials::Unusable { .. }) {
        return Some("without its key: credentials.enc can't be used".to_owned());
    }
    let label = stored(settings, slug).filter(|_| !with_secrets)?;
    Some(format!("without its {label}"))
}

/// The note that the new authentication does not use the stored credential.
fn unused_secret(settings: &Settings, id: &ConnectionId, after: &Connection) -> Option<String> {
    let before = settings.connection(id)?;
    let kind = |c: &Connection| c.credential_kind();
    let old = kind(before).filter(|old| kind(after) != Some(*old))?;
    settings.credentials().of(old, &id.slug)?;
    Some(format!("its stored {} is kept, but not used", old.label()))
}
