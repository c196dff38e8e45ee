//! A running Craft, which would write its own credentials over a login: what becomes of that is
//! said before anybody signs in.

use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::sleep;

use super::super::ask::ask;
use super::super::context::Context;
use super::super::failure::Failure;
use crate::cli::messages;
use crate::cli::output::warn;
use crate::system::signals::{self, Request};

/// How often it is looked whether Craft has ended.
const EVERY: Duration = Duration::from_secs(1);

/// Whether the person has agreed that Craft may lose the login; not, where none is running.
pub(super) fn agree(context: &Context, waits: bool) -> Result<bool, Failure> {
    let Some(craft) = context.store.running_craft() else {
        return Ok(false);
    };
    let warning = craft.describe_lost_login();
    if waits {
        warn(&warning);
        warn(&messages::waiting_for_craft(&craft));
        wait(context)?;
        return Ok(false);
    }
    if context.yes {
        warn(&warning);
        return Ok(true);
    }
    match ask("Sign in anyway?", std::slice::from_ref(&warning))? {
        Some(true) => Ok(true),
        Some(false) => Err(Failure::Refused(messages::NOTHING_STORED.to_owned())),
        None => Err(Failure::Refused(format!("{warning} {}", messages::WAIT_OR_YES))),
    }
}

/// Waits until no Craft runs any more. A signal ends it.
fn wait(context: &Context) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut signals = signals::subscribe();
        while context.store.running_craft().is_some() {
            tokio::select! {
                () = sleep(EVERY) => {}
                Some(delivery) = signals.recv() => match delivery.accept() {
                    Request::End(signal) => return Err(Failure::Signalled(signal)),
                    Request::Stop => signals::stop(),
                    Request::CaughtUp => {}
                },
            }
        }
        Ok(())
    })
}
