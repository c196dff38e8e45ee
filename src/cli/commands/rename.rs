//! `rename`: a connection's name.

use super::context::Context;
use super::failure::CommandResult;

pub(super) fn run(context: &mut Context, slug: &str, name: &str) -> CommandResult {
    let id = context.connection(slug)?.id;
    let edit = context.settings().rename(&id, name);
    context.make(&edit)
}
