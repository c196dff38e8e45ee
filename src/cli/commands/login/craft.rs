//! A running Craft, which would overwrite a login with its own credentials: the person learns that
//! before signing in.

use super::super::ask::ask;
use super::super::context::Context;
use super::super::failure::Failure;
use crate::cli::messages;
use crate::cli::output::warn;

/// Whether the person has agreed that Craft may lose the login; false when none is running.
pub(super) fn agree(context: &Context, waits: bool) -> Result<bool, Failure> {
    let Some(craft) = context.store.running_craft() else {
        return Ok(false);
    };
    let warning = craft.describe_lost_login();
    if waits {
        warn(&warning);
        warn(&messages::waiting_for_craft(craft.pid));
        context.wait_for_end()?;
        return Ok(false);
    }
    if context.yes {
        warn(&warning);
        return Ok(true);
    }
    match ask(messages::ASK_TO_SIGN_IN_WHILE_CRAFT_RUNS, std::slice::from_ref(&warning))? {
        Some(true) => Ok(true),
        Some(false) => Err(Failure::Refused(messages::NOTHING_STORED.to_owned())),
        None => Err(Failure::Refused(format!("{warning} {}", messages::WAIT_OR_YES))),
    }
}
