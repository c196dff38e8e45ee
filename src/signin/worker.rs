//! Signs in on a separate thread, so that the screen does not wait.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinSet, LocalSet};

use super::client::Client;
use super::failure::Failure;
use super::{Method, Progress, accept_terms, messages, sign_in};
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignedIn;

/// The number of a login, which its events carry.
pub type Number = u64;

#[derive(Debug)]
pub enum SignInEvent {
    Progress(Number, Progress),
    Ended(Number, Result<Box<SignedIn>, Failure>),
}

/// A task for the thread.
#[derive(Debug)]
pub enum SignInTask {
    /// Start a login, which cancels the current one.
    Start(Number, Method),
    /// Pass a text that the person pasted to the current login.
    Paste(Secret),
    AcceptTerms(Number, Box<SignedIn>),
    /// Cancel the current login, without keeping anything of it.
    Cancel,
}

pub struct Signer {
    inbox: UnboundedSender<SignInTask>,
    /// None if the system refused a thread.
    thread: Option<JoinHandle<()>>,
    notify: Arc<Notify>,
}

type Notify = dyn Fn(SignInEvent) + Send + Sync;

impl Signer {
    /// Starts the thread, which calls `notify`, and creates the client when it is first needed.
    pub fn start(
        client: impl Fn() -> Result<Client, String> + Send + 'static,
        notify: impl Fn(SignInEvent) + Send + Sync + 'static,
    ) -> Self {
        let (inbox, tasks) = unbounded_channel();
        let notify: Arc<Notify> = Arc::new(notify);
        let notifier = Arc::clone(&notify);
        let thread = std::thread::Builder::new().spawn(move || match Builder::new_current_thread()
            .enable_all()
            .build()
        {
            Ok(runtime) => {
                runtime.block_on(LocalSet::new().run_until(serve(tasks, client, &notifier)));
                runtime.shutdown_background();
            }
            Err(_) => refuse(tasks, &*notifier),
        });
        Self { inbox, thread: thread.ok(), notify }
    }

    /// Sends the thread a task.
    pub fn send(&self, task: SignInTask) {
        // Sending fails only if the system refused a thread.
        if let Err(refused) = self.inbox.send(task) {
            refuse_task(&refused.0, &*self.notify);
        }
    }

    /// Ends the thread and the current login.
    pub fn end(self) {
        drop(self.inbox);
        if let Some(thread) = self.thread {
            // A panic in the thread no longer matters.
            let _ = thread.join();
        }
    }
}

fn refuse_task(task: &SignInTask, notify: &Notify) {
    if let SignInTask::Start(number, _) | SignInTask::AcceptTerms(number, _) = task {
        let failure = messages::cannot_start(messages::NO_ROOM.to_owned());
        notify(SignInEvent::Ended(*number, Err(failure)));
    }
}

fn refuse(mut tasks: UnboundedReceiver<SignInTask>, notify: &Notify) {
    while let Some(task) = tasks.blocking_recv() {
        refuse_task(&task, notify);
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
                            let report = |progress| notify(SignInEvent::Progress(number, progress));
                            sign_in(method, &client, pasted, &report).await
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
