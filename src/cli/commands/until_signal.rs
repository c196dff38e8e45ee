//! Waiting for a future, unless a signal ends the command first.

use crate::system::signals::{self, Request, Signal};

/// The result of a future, or the signal that ends the program if it comes first.
pub(super) async fn until_signal<T>(work: impl Future<Output = T>) -> Result<T, Signal> {
    let mut signals = signals::subscribe();
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Ok(done),
            Some(delivery) = signals.recv() => match delivery.accept() {
                Request::Stop => signals::stop(),
                Request::CaughtUp => {}
                Request::End(signal) => return Err(signal),
            },
        }
    }
}
