//! Signs in at the provider: prints what the person needs for it, and waits. A signal cancels it, and nothing of it
//! is stored.

use std::io::{self, BufRead};
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use zeroize::Zeroizing;

use super::super::context::Context;
use super::super::failure::Failure;
use super::super::until_signal::run_until_signal;
use super::LoginError;
use super::plan::LoginPlan;
use super::printer::Printer;
use crate::cli::prompt::HiddenInput;
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;
use crate::signin::{self, Client, Method};

fn client(context: &Context) -> Result<Client, Failure> {
    Client::new(&context.settings().network_proxy()).map_err(Failure::Refused)
}

pub(super) fn sign_in(
    context: &Context,
    plan: LoginPlan,
    printer: &Printer,
) -> Result<SignedIn, LoginError> {
    let method = match plan {
        LoginPlan::Store(signed_in) => return Ok(*signed_in),
        LoginPlan::SignIn(method) => method,
    };
    let client = client(context).map_err(LoginError::NotStarted)?;
    let takes_lines = method == Method::ChatGptBrowser;
    // A pasted URL contains the login's code.
    let _hidden = takes_lines.then(HiddenInput::start).flatten();
    let pasted = if takes_lines { read_lines() } else { unbounded_channel().1 };
    let report = |progress| printer.progress(&progress);
    let signed_in = run_until_signal(signin::sign_in(method, &client, pasted, &report));
    signed_in.map_err(LoginError::Stopped)?.map_err(LoginError::Provider)
}

pub(super) fn accept_terms(context: &Context, signed_in: SignedIn) -> Result<SignedIn, Failure> {
    let client = client(context)?;
    run_until_signal(signin::accept_terms(&client, signed_in))
}

/// The lines of standard input. Its thread waits for the next one until the program ends.
pub(super) fn read_lines() -> UnboundedReceiver<Secret> {
    let (sender, receiver) = unbounded_channel();
    // Without the thread the browser may still return by itself.
    let _ = thread::Builder::new().spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Zeroizing::new(String::new());
            match input.read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if line.trim().is_empty() => {}
                Ok(_) if sender.send(Secret::new(line)).is_err() => return,
                Ok(_) => {}
            }
        }
    });
    receiver
}
