//! `resolve`: which connection is used, and why.

use std::process::ExitCode;

use serde_json::json;

use super::context::Context;
use super::failure::{CommandResult, Failure};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{plain_lines, print, print_json};
use crate::settings::workspace::resolution::{ResolutionStep, StepVerdict};

const fn key(step: ResolutionStep) -> &'static str {
    match step {
        ResolutionStep::Session => "session",
        ResolutionStep::Workspace => "workspace",
        ResolutionStep::Global => "global",
        ResolutionStep::First => "first",
    }
}

pub(super) fn run(
    context: &Context,
    workspace: Option<&str>,
    session: Option<&str>,
) -> CommandResult {
    let settings = context.settings();
    let session = session
        .map(|called| {
            let found = settings.sessions().find(called);
            found.ok_or_else(|| Failure::Refused(messages::unknown_session(called)))
        })
        .transpose()?;
    let workspace = match (workspace, session) {
        (Some(called), _) => Some(context.workspace(called)?),
        (None, Some(session)) => settings.workspace(&session.workspace),
        (None, None) => None,
    };
    let resolution = settings.resolve(session.map(|session| &**session), workspace);
    let winner = resolution.winner();
    let slug = |position: usize| settings.id_at(position).slug;
    let describe = |verdict: &StepVerdict| match verdict {
        StepVerdict::Decides(position) => ("decides", Some(slug(*position))),
        StepVerdict::Unset => ("not set", None),
        StepVerdict::Dangling(slug) => ("not found", Some(slug.clone())),
        StepVerdict::Unavailable(slug) => ("unavailable", Some(slug.clone())),
        StepVerdict::Unknown(_) => ("unreadable", None),
        StepVerdict::NotReached => ("not reached", None),
    };
    if context.json {
        let steps = resolution.steps.iter().map(|(step, verdict)| {
            let (verdict, slug) = describe(verdict);
            json!({"step": key(*step), "verdict": verdict, "slug": slug})
        });
        print_json(
            Output::Resolution,
            &json!({
                "connection": winner.map(|(_, position)| slug(position)),
                "decidedBy": winner.map(|(step, _)| key(step)),
                "steps": steps.collect::<Vec<_>>(),
            }),
        )?;
    } else {
        let mut text = match winner {
            Some((step, position)) => {
                format!("{} ({})\n", slug(position), step.label().to_lowercase())
            }
            None => "no connection\n".to_owned(),
        };
        for (step, verdict) in &resolution.steps {
            let (verdict, slug) = describe(verdict);
            let slug = slug.map(|slug| format!(" {slug}")).unwrap_or_default();
            text = format!("{text}  {:17}  {verdict}{slug}\n", step.label());
        }
        print(&plain_lines(&text))?;
    }
    Ok(ExitCode::from(u8::from(winner.is_none())))
}
