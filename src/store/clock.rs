//! Timestamps as Craft's files have them.

use std::time::SystemTime;

/// A time in milliseconds since the epoch.
pub fn milliseconds(moment: SystemTime) -> u64 {
    let since = moment.duration_since(SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or_default()
}

/// The current time, in milliseconds since the epoch.
pub fn now_ms() -> u64 {
    milliseconds(SystemTime::now())
}
