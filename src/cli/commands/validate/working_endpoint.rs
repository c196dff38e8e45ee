//! `set --use-working-endpoint`: stores the endpoint that answers in the place of the stored one.

use std::process::ExitCode;

use super::{agrees, report_of};
use crate::cli::commands::context::Context;
use crate::cli::commands::edit;
use crate::cli::commands::failure::Failure;
use crate::cli::messages;
use crate::probe::Limits;
use crate::probe::report::Verdict;
use crate::settings::redact::redacted_text;

pub(in crate::cli::commands) fn use_working_endpoint(
    context: &mut Context,
    slug: &str,
) -> Result<ExitCode, Failure> {
    let connection = context.connection(slug)?.connection;
    let connections = vec![connection.clone()];
    let mut requests = context.store.settled_probe_requests(connections, context.demo);
    for request in &mut requests {
        request.in_the_clear = agrees(context, &connection)?;
    }
    let one = report_of(requests, Limits::default())?;
    let (verdict, summary, better) = match &one.outcome {
        Some(Ok(report)) => (report.verdict(), report.summary(), report.better_base_url.clone()),
        Some(Err(why)) => (Verdict::Failed, why.clone(), None),
        None => (Verdict::Failed, String::new(), None),
    };
    match better {
        // What was removed from it would be lost by storing it so.
        Some(better) if redacted_text(&better) == better => {
            edit::set(context, slug, &[format!("baseUrl={better}")])
        }
        _ if verdict == Verdict::Valid => {
            context.notes.push(messages::endpoint_works_already(slug));
            context.make_if_any(None)
        }
        _ => Err(Failure::Refused(messages::no_working_endpoint(&summary))),
    }
}
