//! `secret set`, `secret clear`, `secret status`: credentials, which never come from an argument.

mod clear;
mod entered;
mod set;
mod status;

use super::context::{Context, NamedConnection};
use super::failure::{CommandResult, Failure, field_errors};
use crate::cli::args::SecretCommand;
use crate::cli::messages;
use crate::settings::Connection;
use crate::settings::credential::CredentialKind;
use crate::settings::credential::save::Fields;
use crate::settings::edit::draft::Draft;
pub(super) use clear::clear;
pub(super) use entered::entered_credential;

pub(super) fn run(context: &mut Context, command: SecretCommand) -> CommandResult {
    match command {
        SecretCommand::Set { slug, region, begin_anew, as_command, value } if value.is_empty() => {
            let consent = Consent { begin_anew, as_command };
            set::run(context, &slug, region.as_deref(), consent)
        }
        SecretCommand::Set { slug, .. } => Err(Failure::Usage(messages::secret_in_argument(&slug))),
        SecretCommand::Clear { slug } => clear(context, &slug),
        SecretCommand::Status { slug } => status::run(context, &slug),
    }
}

/// What a person agrees to before a credential is stored.
#[derive(Clone, Copy, Default)]
struct Consent {
    /// A new file replaces one that cannot be used.
    begin_anew: bool,
    /// Craft sends something else instead of the key.
    as_command: bool,
}

/// The kind of credential that a connection needs; `slug` names it as the person did.
pub(super) fn needed_kind(slug: &str, connection: &Connection) -> Result<CredentialKind, Failure> {
    connection.credential_kind().ok_or_else(|| {
        Failure::Refused(messages::needs_no_credential(slug, connection.auth_type()))
    })
}

/// A connection, and the kind of credential it needs.
fn needed(context: &Context, slug: &str) -> Result<(NamedConnection, CredentialKind), Failure> {
    let found = context.connection(slug)?;
    let kind = needed_kind(slug, &found.connection)?;
    Ok((found, kind))
}

/// Makes the edit that saving the form would make, given the values to store and to remove.
fn save(
    context: &mut Context,
    found: &NamedConnection,
    typed: Fields,
    removed: &[CredentialKind],
    consent: Consent,
) -> CommandResult {
    let draft = Draft {
        id: Some(&found.id),
        seen: &found.connection,
        draft: &found.connection,
        typed,
        removed,
    };
    let saved = draft.save(context.settings()).map_err(field_errors)?;
    if let Some(replacement) = saved.replacement.filter(|_| !consent.as_command) {
        return Err(Failure::Refused(messages::replaced_key(replacement.describe())));
    }
    // Do not report again what the command is for or was asked to do.
    if removed.is_empty() && !saved.is_final {
        context.notes.extend(saved.consequences);
    }
    let name = found.connection.display_name();
    context.make_if_any(saved.edit.as_ref(), || messages::is_unchanged(&name))
}
