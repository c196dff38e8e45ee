//! Waiting for a future, unless a signal ends the command first.

use tokio::runtime::Builder;

use super::failure::Failure;
use crate::system::signals::{self, Deliveries, Signal, StopRequest};

/// The signals from one moment on: one that arrives between two waits ends the next.
pub(super) struct Signals(Deliveries);

impl Signals {
    pub(super) fn subscribe() -> Self {
        Self(signals::subscribe())
    }

    /// The result of a future, or the signal that ends the program if it comes first.
    pub(super) async fn until<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Signal> {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                Some(delivery) = self.0.recv() => match delivery.accept() {
                    StopRequest::Stop => signals::stop(),
                    StopRequest::CaughtUp => {}
                    StopRequest::End(signal) => return Err(signal),
                },
            }
        }
    }
}

/// The same for signals during this wait alone.
pub(super) async fn until_signal<T>(work: impl Future<Output = T>) -> Result<T, Signal> {
    Signals::subscribe().until(work).await
}

/// Runs a future on this thread, unless a signal ends the command first.
pub(super) fn run_until_signal<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(until_signal(work));
    // Does not wait for a name resolution still in progress.
    runtime.shutdown_background();
    outcome.map_err(Failure::Signalled)
}
