//! `duplicate`: a copy of a connection under a new slug.

use super::context::Context;
use super::failure::CommandResult;
use crate::cli::messages;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::Change;
use crate::store::now_ms;

pub(super) fn run(context: &mut Context, slug: &str, with_secrets: bool) -> CommandResult {
    let id = context.connection(slug)?.id;
    let mut commit = context.commit(&Edit::Duplicate { id, with_secrets, now_ms: now_ms() })?;
    if let Some(copy) = commit.changes.iter().find_map(Change::whole_connection) {
        commit.label = messages::copied_as(&commit.label, &copy.display_name());
    }
    context.made(commit)
}
