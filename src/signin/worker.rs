//! Signs in on a separate thread, so that the screen does not wait.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;

use super::client::Client;
use super::failure::SignInFailure;
use super::{Method, Progress, accept_terms, messages, sign_in};
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;
use crate::system::task_thread::TaskThread;

/// The number of a login, which its events carry.
pub type LoginNumber = u64;

#[derive(Debug)]
pub enum SignInEvent {
    Progress(LoginNumber, Progress),
    Ended(LoginNumber, Result<Box<SignedIn>, SignInFailure>),
}

/// A task for the thread.
#[derive(Debug)]
pub enum SignInTask {
    /// Start a login, which cancels the current one.
    Start(LoginNumber, Method),
    /// Pass a text that the person pasted to the current login.
    Paste(Secret),
    AcceptTerms(LoginNumber, Box<SignedIn>),
    /// Cancel the current login, without keeping anything of it.
    Cancel,
}

/// The thread that signs in. Ending it cancels the current login.
pub struct SignInWorker(TaskThread<SignInTask>);

type Notify = dyn Fn(SignInEvent) + Send + Sync;

impl SignInWorker {
    /// Starts the thread, which calls `notify`, and creates the client when it is first needed.
    pub fn start(
        client: impl Fn() -> Result<Client, String> + Send + 'static,
        notify: impl Fn(SignInEvent) + Send + Sync + 'static,
    ) -> Self {
        let notify: Arc<Notify> = Arc::new(notify);
        let refused = Arc::clone(&notify);
        Self(TaskThread::start(
            async move |tasks| serve(tasks, client, &notify).await,
            move |task| refuse(&task, &*refused),
        ))
    }

    /// Sends the thread a task.
    pub fn send(&self, task: SignInTask) {
        self.0.send(task);
    }

    /// Ends the thread and the current login.
    pub fn end(self) {
        self.0.end();
    }
}

fn refuse(task: &SignInTask, notify: &Notify) {
    if let SignInTask::Start(number, _) | SignInTask::AcceptTerms(number, _) = task {
        let failure = messages::cannot_start(messages::NO_THREAD.to_owned());
        notify(SignInEvent::Ended(*number, Err(failure)));
    }
}

async fn serve(
    mut tasks: UnboundedReceiver<SignInTask>,
    client: impl Fn() -> Result<Client, String>,
    notify: &Arc<Notify>,
) {
    let mut running = JoinSet::new();
    let mut pasting = None;
    while let Some(task) = tasks.recv().await {
        match task {
            SignInTask::Start(number, method) => {
                running.abort_all();
                let (sender, pasted) = unbounded_channel();
                pasting = Some(sender);
                let (client, notify) = (client(), Arc::clone(notify));
                running.spawn_local(async move {
                    let outcome = match client {
                        Ok(client) => {
                            let on_progress =
                                |progress| notify(SignInEvent::Progress(number, progress));
                            sign_in(method, &client, pasted, &on_progress).await
                        }
                        Err(why) => Err(messages::cannot_start(why)),
                    };
                    notify(SignInEvent::Ended(number, outcome.map(Box::new)));
                });
            }
            SignInTask::Paste(text) => {
                // A login that has ended takes no more text.
                let _ = pasting.as_ref().map(|pasting| pasting.send(text));
            }
            SignInTask::AcceptTerms(number, signed_in) => {
                running.abort_all();
                let (client, notify) = (client(), Arc::clone(notify));
                running.spawn_local(async move {
                    let outcome = match client {
                        Ok(client) => Ok(accept_terms(&client, *signed_in).await),
                        Err(why) => Err(messages::cannot_start(why)),
                    };
                    notify(SignInEvent::Ended(number, outcome.map(Box::new)));
                });
            }
            SignInTask::Cancel => {
                running.abort_all();
                pasting = None;
            }
        }
        while running.try_join_next().is_some() {}
    }
}
