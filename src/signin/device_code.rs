//! Waits until a person has typed a code into a browser.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout_at};

use super::client::Client;
use super::failure::SignInFailure;
use super::{DeviceCode, OnProgress, Progress, messages};

/// The maximum length of a code to show, in characters.
const LONGEST_CODE: usize = 24;

/// The provider's answer to a poll.
pub(super) enum Poll<T> {
    Pending,
    /// Poll less often: at this interval in seconds, or a bit slower than before.
    SlowDown(Option<u64>),
    Done(T),
}

/// The seconds to add to the interval if the provider does not state one.
const SLOW_DOWN_STEP: u64 = 5;

/// Whether a code can be shown as it is, and typed.
pub(super) fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.chars().count() <= LONGEST_CODE
        && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Polls until there is an answer or the code has expired. A failed request does not end the login:
/// the network may recover before the code expires.
pub(super) async fn wait<T>(
    code: &DeviceCode,
    mut interval: u64,
    client: &Client,
    on_progress: OnProgress<'_>,
    poll: impl AsyncFn() -> Result<Poll<T>, SignInFailure>,
) -> Result<T, SignInFailure> {
    let mut is_in_trouble = false;
    loop {
        let left = code.ends.saturating_duration_since(Instant::now());
        sleep(client.seconds(interval).min(left)).await;
        if code.ends <= Instant::now() {
            return Err(messages::code_expired());
        }
        // A request that is in flight when the code expires may still bring the answer.
        let latest = code.ends + Duration::from_secs(5);
        let answer = timeout_at(latest.into(), poll()).await;
        let answer = answer.unwrap_or_else(|_| Err(messages::code_expired()));
        if is_in_trouble && answer.is_ok() {
            is_in_trouble = false;
            on_progress(Progress::Recovered);
        }
        match answer {
            Ok(Poll::Pending) => {}
            Ok(Poll::SlowDown(seconds)) => {
                interval = seconds.unwrap_or(0).max(interval + SLOW_DOWN_STEP);
                on_progress(Progress::SlowedDown);
            }
            Ok(Poll::Done(answer)) => return Ok(answer),
            Err(failure) if failure.may_pass() => {
                is_in_trouble = true;
                on_progress(Progress::RequestFailed(failure.describe()));
            }
            Err(failure) => return Err(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_can_be_typed() {
        for good in ["ABCD-1234", "12AB34CD", "x"] {
            assert!(is_code(good), "{good}");
        }
        for bad in ["", "A B", "AB\u{1b}[2J", "ÄBCD", "0123456789012345678901234"] {
            assert!(!is_code(bad), "{bad:?}");
        }
    }
}
