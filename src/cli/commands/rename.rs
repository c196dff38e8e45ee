//! `rename`: a connection's name.

use std::process::ExitCode;

use super::context::Context;
use super::failure::Failure;

pub(super) fn run(context: &mut Context, slug: &str, name: &str) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?.id;
    let edit = context.settings().rename(&id, name);
    context.make(&edit)
}
