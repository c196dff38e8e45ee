//! `validate --draft`: validates a connection with changes before they are saved.

use std::mem::take;
use std::sync::Arc;

use super::{ask_and_print, ready_to_check};
use crate::cli::args::ValidateArguments;
use crate::cli::commands::context::Context;
use crate::cli::commands::failure::{CommandResult, Failure, field_errors, nothing_asked};
use crate::cli::commands::save_draft::parse_assignments;
use crate::cli::commands::secret::{entered_credential, needed_kind};
use crate::cli::messages;
use crate::cli::output::warn;
use crate::settings::Connection;
use crate::settings::credential::save::Fields;
use crate::settings::edit::draft::Draft;
use crate::store::now_ms;

/// Validates a connection with other fields, or a new one where no slug is given. Writes nothing.
pub(in crate::cli::commands) fn validate_draft(
    context: Context,
    arguments: &ValidateArguments,
) -> CommandResult {
    let slug = match &arguments.slugs[..] {
        [] => None,
        [slug] => Some(slug.as_str()),
        _ => return Err(Failure::Usage(messages::ONE_DRAFT.to_owned())),
    };
    // A new connection needs no config.json.
    let mut context = match slug {
        Some(_) => ready_to_check(context)?,
        None => context.ready_for_new()?,
    };
    let given = parse_assignments(&arguments.draft)?;
    let stored = slug.map(|slug| context.connection(slug)).transpose()?;
    let (seen, draft, misplaced) = if let Some(stored) = &stored {
        let mut draft = (*stored.connection).clone();
        let misplaced = draft.assign(given);
        (Arc::clone(&stored.connection), draft, misplaced)
    } else {
        let new = context.settings().new_connection(None, None, given, now_ms());
        (Arc::new(new.base), new.draft, new.misplaced)
    };
    if !misplaced.is_empty() {
        return Err(field_errors(misplaced));
    }
    let typed =
        if arguments.with_key { credential(&mut context, &draft)? } else { Fields::default() };
    let id = stored.as_ref().map(|stored| &stored.id);
    let draft = Draft { id, seen: &seen, draft: &draft, typed, removed: &[] };
    let probe_draft = draft.probe_draft(context.settings()).map_err(field_errors)?;
    // The flag answers one of them.
    let is_answered = arguments.flags.allow_plain_http && probe_draft.unencrypted;
    let questions = probe_draft.questions.len() - usize::from(is_answered);
    if questions > 0 && !context.confirm(messages::ASK_TO_SEND_KEY, &probe_draft.questions)? {
        return Err(nothing_asked());
    }
    // Only this place knows that a typed key looks odd.
    for note in take(&mut context.notes) {
        warn(&note);
    }
    let connection = Arc::clone(&probe_draft.connection);
    let request = context.store.settled_probe_request(connection, context.demo);
    let request = request.with_probe_draft(&probe_draft);
    let slug = slug.unwrap_or(probe_draft.connection.slug()).to_owned();
    ask_and_print(&context, vec![slug], vec![request], arguments.flags, true)
}

fn credential(context: &mut Context, draft: &Connection) -> Result<Fields, Failure> {
    let kind = needed_kind(draft.slug(), draft)?;
    entered_credential(draft, kind, &mut context.notes)
}
