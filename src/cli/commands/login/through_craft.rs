//! A sign-in to Claude by the running Craft itself: the address goes out, the code comes in, and
//! Craft stores what comes of it.

use std::time::Instant;

use tokio::runtime::Builder;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout_at;

use super::super::context::Context;
use super::super::failure::Failure;
use super::super::through_craft::Link;
use super::super::until_signal::Signals;
use super::LoginError;
use super::plan::way_of_option;
use super::printer::Printer;
use super::provider::read_lines;
use crate::cli::args::LoginArguments;
use crate::cli::messages;
use crate::cli::prompt::HiddenInput;
use crate::craft_link::{LinkError, LoginAnswer, LoginCall};
use crate::settings::ConnectionId;
use crate::settings::craft::server::{Access, CLAUDE_LOGIN_LASTS, ClaudePage};
use crate::settings::secret::Secret;
use crate::settings::sign_in::pasted::claude_code_in;
use crate::settings::sign_in::{LoginProvider, SignInTarget, SignInWay};
use crate::signin::Progress;
use crate::system::signals::uninterrupted;

/// How Craft is reached, once all is in order that can be known before it is asked.
pub(super) fn access(
    context: &Context,
    arguments: &LoginArguments,
    provider: LoginProvider,
) -> Result<Option<Access>, Failure> {
    if !arguments.through_craft {
        return Ok(None);
    }
    way_of_option("--through-craft", SignInWay::Craft, provider)?;
    if context.store.running_craft().is_none() {
        return Err(Failure::Refused(messages::NO_CRAFT_RUNNING.to_owned()));
    }
    context.craft_access().map(Some).map_err(|why| Failure::Refused(why.describe()))
}

/// Has Craft sign in. The connection that has the login then, and whether it is new.
pub(super) fn sign_in(
    context: &mut Context,
    access: &Access,
    target: &SignInTarget,
    printer: &Printer,
) -> Result<(ConnectionId, bool), LoginError> {
    // Whatever is pasted ahead of the question is not shown either.
    let _hidden = HiddenInput::start();
    let pasted = read_lines();
    // Throughout: one that arrives between two steps must not leave Craft waiting.
    let mut signals = Signals::subscribe();
    let LoginAnswer::Page(page) = call_craft(context, access, &LoginCall::Start, &mut signals)?
    else {
        return Err(LoginError::Craft(LinkError::NotUnderstood));
    };
    let ends = Instant::now() + CLAUDE_LOGIN_LASTS;
    printer.claude_page(&page, CLAUDE_LOGIN_LASTS);
    let mut started = Started { page, ends, pasted, signals };
    let outcome = started.finish(context, access, target, printer);
    if outcome.as_ref().is_err_and(still_waits) {
        // Best effort: by itself it ends a few minutes later.
        let _ = call_craft(context, access, &LoginCall::Clear, &mut started.signals);
    }
    outcome
}

/// Whether Craft may still wait for the code of the login that was started here. One that has ended
/// there is left alone: another program's may have replaced it.
const fn still_waits(error: &LoginError) -> bool {
    matches!(error, LoginError::Stopped(_) | LoginError::Craft(LinkError::Failed(_)))
}

/// A sign-in for whose code Craft waits.
struct Started {
    page: ClaudePage,
    ends: Instant,
    pasted: UnboundedReceiver<Secret>,
    signals: Signals,
}

impl Started {
    /// Gives Craft what is pasted, until it is the code.
    fn finish(
        &mut self,
        context: &mut Context,
        access: &Access,
        target: &SignInTarget,
        printer: &Printer,
    ) -> Result<(ConnectionId, bool), LoginError> {
        loop {
            let text = self.next_line()?;
            let code = match claude_code_in(&text, self.page.state.as_deref()) {
                Ok(code) => code,
                Err(wrong) => {
                    printer.progress(&Progress::WrongPaste(wrong));
                    continue;
                }
            };
            printer.progress(&Progress::Exchanging);
            // The server must list what config.json has at this moment.
            context.store.reload(true);
            let slug = context.settings().slug_of_login(target, LoginProvider::Claude);
            let id = ConnectionId::first(slug.clone());
            let before = context.settings().connection(&id).map(|c| c.value().clone());
            let is_added = before.is_none();
            let call = LoginCall::Finish { code, slug: slug.clone() };
            match call_craft(context, access, &call, &mut self.signals)? {
                LoginAnswer::Stored => {
                    let _whole = uninterrupted();
                    let notes = context.store.read_login_by_craft(&slug, before);
                    let notes = notes.map_err(|why| LoginError::Stopped(why.into()))?;
                    context.notes.extend(notes);
                    return Ok((id, is_added));
                }
                LoginAnswer::Refused(why) => printer.waiting(&why),
                _ => return Err(LoginError::Craft(LinkError::NotUnderstood)),
            }
        }
    }

    /// The next line that is pasted, unless a signal or the end of the login is first.
    fn next_line(&mut self) -> Result<Secret, LoginError> {
        let Self { ends, pasted, signals, .. } = self;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| LoginError::Stopped(error.into()))?;
        let line = runtime.block_on(signals.until(async {
            // The clock of the timeout runs only inside of a runtime.
            timeout_at((*ends).into(), pasted.recv()).await
        }));
        match line.map_err(|signal| LoginError::Stopped(Failure::Signalled(signal)))? {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(LoginError::Stopped(Failure::Refused(messages::no_claude_code()))),
            Err(_) => Err(LoginError::Craft(LinkError::NoLoginPending)),
        }
    }
}

fn call_craft(
    context: &Context,
    access: &Access,
    call: &LoginCall,
    signals: &mut Signals,
) -> Result<LoginAnswer, LoginError> {
    let mut link = Link::open(context, access).map_err(LoginError::Craft)?;
    let answer = link.log_in(call, signals);
    let answer = answer.map_err(|signal| LoginError::Stopped(Failure::Signalled(signal)))?;
    link.close();
    answer.map_err(LoginError::Craft)
}
