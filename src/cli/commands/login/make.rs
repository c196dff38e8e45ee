//! Signs in: prints what the person needs for it, and waits. A signal cancels it, and nothing of it
//! is stored.

use std::io::{self, BufRead};
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use zeroize::Zeroizing;

use super::super::context::Context;
use super::super::failure::Failure;
use super::super::until_signal::until_signal;
use super::End;
use super::plan::LoginPlan;
use super::printer::Printer;
use crate::cli::hidden_input::HiddenInput;
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;
use crate::signin::{self, Client, Method};

/// The result of a future, unless a signal ends it first.
fn run<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(until_signal(future)).map_err(Failure::Signalled);
    // Does not wait for a name resolution still in progress.
    runtime.shutdown_background();
    outcome
}

fn client(context: &Context) -> Result<Client, Failure> {
    Client::new(&context.settings().network_proxy()).map_err(Failure::Refused)
}

pub(super) fn make(context: &Context, plan: LoginPlan, printer: &Printer) -> Result<SignedIn, End> {
    let method = match plan {
        LoginPlan::Made(signed_in) => return Ok(*signed_in),
        LoginPlan::Ask(method) => method,
    };
    let client = client(context).map_err(End::Before)?;
    let takes_lines = method == Method::ChatGptBrowser;
    // A pasted URL contains the login's code.
    let _hidden = takes_lines.then(HiddenInput::start).flatten();
    let pasted = if takes_lines { lines() } else { unbounded_channel().1 };
    let report = |progress| printer.progress(&progress);
    let made = run(signin::sign_in(method, &client, pasted, &report)).map_err(End::During)?;
    made.map_err(End::Failed)
}

pub(super) fn accept_terms(context: &Context, signed_in: SignedIn) -> Result<SignedIn, Failure> {
    let client = client(context)?;
    run(signin::accept_terms(&client, signed_in))
}

/// The lines of standard input. Its thread waits for the next one until the program ends.
pub(super) fn lines() -> UnboundedReceiver<Secret> {
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
