//! Formats points in time for people.

use std::time::Instant;

/// Formats milliseconds since the epoch, in UTC, to the minute.
pub(crate) fn moment(ms: u64) -> String {
    moment_to(ms, 16)
}

/// Like [`moment`], to the second.
pub(crate) fn second(ms: u64) -> String {
    moment_to(ms, 19)
}

/// The milliseconds since a point in time, to the tenth.
pub(crate) fn milliseconds_since(start: Instant) -> f64 {
    (start.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}

fn moment_to(ms: u64, end: usize) -> String {
    let time = std::time::UNIX_EPOCH.checked_add(std::time::Duration::from_millis(ms));
    // This format does not exist after the year 9999.
    match time.filter(|_| ms < 253_402_300_800_000) {
        Some(time) => {
            let text = humantime::format_rfc3339_seconds(time).to_string();
            format!("{} {} UTC", &text[..10], &text[11..end])
        }
        None => format!("{ms} ms"),
    }
}
