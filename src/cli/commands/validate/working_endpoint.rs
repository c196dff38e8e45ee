//! `set --use-working-endpoint`: replaces the stored endpoint with the one that answers.

use super::{agrees, report_of};
use crate::cli::commands::context::Context;
use crate::cli::commands::failure::{CommandResult, Failure};
use crate::cli::commands::set;
use crate::cli::messages;
use crate::probe::report::Verdict;
use crate::settings::redact::redacted_text;

pub(in crate::cli::commands) fn use_working_endpoint(
    context: &mut Context,
    slug: &str,
) -> CommandResult {
    let connection = context.connection(slug)?.connection;
    let mut request = context.store.settled_probe_request(connection.clone(), context.demo);
    request.unencrypted = agrees(context, &connection)?;
    let one = report_of(request)?;
    let working = one.report().and_then(|report| report.working_endpoint.as_deref());
    match working {
        // Storing the redacted URL would lose the redacted part.
        Some(working) if redacted_text(working) == working => {
            set::run(context, slug, &[format!("baseUrl={working}")])
        }
        _ if one.verdict() == Verdict::Valid => {
            context.notes.push(messages::endpoint_works_already(slug));
            context.make_if_any(None, || messages::is_unchanged(&connection.display_name()))
        }
        _ => Err(Failure::Refused(messages::no_working_endpoint(&one.summary()))),
    }
}
