//! `secret clear`: removes a stored credential.

use super::{Consent, needed, save};
use crate::cli::commands::context::Context;
use crate::cli::commands::failure::{CommandResult, Failure};
use crate::cli::messages;
use crate::settings::credential::Credentials;
use crate::settings::credential::save::{Fields, describe_shared_login};

pub(in crate::cli::commands) fn clear(context: &mut Context, slug: &str) -> CommandResult {
    let (found, kind) = needed(context, slug)?;
    let (slug, label) = (found.connection.slug(), kind.label());
    let credentials = context.settings().credentials();
    if let Credentials::Unusable { why, .. } = credentials {
        return Err(Failure::Refused(messages::unusable_credentials(why, None)));
    }
    let of_chats = credentials.of_chats(&found.connection);
    if credentials.of(kind, slug).or(of_chats).is_none() {
        return Err(Failure::Refused(messages::nothing_stored(label, slug)));
    }
    let name = found.connection.display_name();
    let question = messages::ask_to_remove(label, &name);
    let sharing = context.settings().sharing_claude_login(&found.connection);
    let shared = (!sharing.is_empty()).then(|| describe_shared_login(&sharing));
    if !context.confirm(&question, shared.as_slice())? {
        return Err(Failure::Refused(messages::NOTHING_REMOVED.to_owned()));
    }
    save(context, &found, Fields::new(), &[kind], Consent::default())
}
