//! A thread with a Tokio runtime that serves tasks, so that the screen does not wait.

use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use tokio::runtime;
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::LocalSet;

type Refuse<T> = Arc<dyn Fn(T) + Send + Sync>;

pub(crate) struct TaskThread<T> {
    inbox: UnboundedSender<T>,
    /// None if the system refused a thread.
    thread: Option<JoinHandle<()>>,
    refuse: Refuse<T>,
}

impl<T: Send + 'static> TaskThread<T> {
    /// Starts the thread. `serve` runs until the tasks end; then everything it has spawned is
    /// canceled, and only resolving a name or reading a file may continue in the background.
    /// `refuse` gets each task if the system refuses the thread or its runtime.
    pub(crate) fn start(
        serve: impl AsyncFnOnce(UnboundedReceiver<T>) + Send + 'static,
        refuse: impl Fn(T) + Send + Sync + 'static,
    ) -> Self {
        let (inbox, mut tasks) = unbounded_channel();
        let refuse: Refuse<T> = Arc::new(refuse);
        let refuser = Arc::clone(&refuse);
        let thread = Builder::new().spawn(move || {
            match runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    runtime.block_on(LocalSet::new().run_until(serve(tasks)));
                    runtime.shutdown_background();
                }
                Err(_) => {
                    while let Some(task) = tasks.blocking_recv() {
                        refuser(task);
                    }
                }
            }
        });
        Self { inbox, thread: thread.ok(), refuse }
    }

    pub(crate) fn send(&self, task: T) {
        // Sending fails only if the system refused a thread.
        if let Err(SendError(task)) = self.inbox.send(task) {
            (self.refuse)(task);
        }
    }

    /// Ends the thread, and waits for it.
    pub(crate) fn end(self) {
        drop(self.inbox);
        if let Some(thread) = self.thread {
            // A panic in the thread no longer matters.
            let _ = thread.join();
        }
    }
}
