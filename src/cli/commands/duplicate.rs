//! `duplicate`: a copy of a connection under a new slug.

use super::context::{Context, unix_time};
use super::failure::CommandResult;
use crate::cli::messages;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::Change;

pub(super) fn run(context: &mut Context, slug: &str, with_secrets: bool) -> CommandResult {
    let id = context.connection(slug)?.id;
    let mut commit = context.commit(&Edit::Duplicate { id, with_secrets, now_ms: unix_time() })?;
    if let Some(copy) = commit.changes.iter().find_map(Change::whole_connection) {
        commit.label = messages::copied_as(&commit.label, &copy.display_name());
    }
    context.made(commit)
}
