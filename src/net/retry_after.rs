//! How long a server asks to wait, in the forms of `retry-after`: seconds or a date.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The header for milliseconds, which some APIs send besides.
const RETRY_AFTER_MS: &str = "retry-after-ms";

/// The longest wait that is believed. Whatever names a longer one means no wait.
pub(crate) const MAX_WAIT: Duration = Duration::from_hours(31 * 24);

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long a response asks to wait, in whole seconds; none if it names no wait, or an absurd one.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let wait = match text(RETRY_AFTER.as_str()) {
        Some(text) => seconds(text).or_else(|| {
            // The server's own clock decides, because this machine's may be wrong.
            let now = headers.get(DATE).and_then(|it| date(it.to_str().ok()?)).unwrap_or(now);
            Some(date(text)?.duration_since(now).unwrap_or_default())
        }),
        None => seconds(text(RETRY_AFTER_MS)?).map(|wait| wait / 1000),
    }?;
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    Some(Duration::from_secs(whole)).filter(|wait| *wait <= MAX_WAIT)
}

/// A number of seconds. The standard allows whole ones only, but fractions occur.
fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`. Its two obsolete forms are not read.
fn date(text: &str) -> Option<SystemTime> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, day, month, year, time, "GMT"] = words[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    humantime::parse_rfc3339(&format!("{year}-{month:02}-{day}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        let now = date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        retry_after(&map, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_milliseconds_and_dates_are_read() {
        for (headers, expected) in [
            (&[("retry-after", " 34 ")][..], Some(34)),
            (&[("retry-after", "0")], Some(0)),
            (&[("retry-after", "0.5")], Some(1)),
            (&[("retry-after-ms", "1500")], Some(2)),
            (&[("retry-after", "3"), ("retry-after-ms", "2500")], Some(3)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:51:37 GMT")], Some(120)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:40:00 GMT")], Some(0)),
            (
                &[
                    ("retry-after", "Mon, 07 Nov 1994 08:00:30 GMT"),
                    ("date", "Mon, 07 Nov 1994 08:00:00 GMT"),
                ],
                Some(30),
            ),
        ] {
            assert_eq!(wait(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn what_is_no_wait_or_an_absurd_one_counts_as_none() {
        for absurd in [
            "",
            "soon",
            "-5",
            "NaN",
            "inf",
            "99999999999",
            "1e300",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Sun, 31 Feb 1995 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sunday, 06-Nov-94 08:49:37 GMT",
        ] {
            assert_eq!(wait(&[("retry-after", absurd)]), None, "{absurd}");
        }
        assert_eq!(wait(&[]), None);
    }
}
