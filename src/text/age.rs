//! How long ago something was, in a few words.

use std::time::Duration;

/// A length of time as an age: `12 s ago`, `2 min ago`, `3 h ago`, `4 d ago`.
pub fn ago(time: Duration) -> String {
    match time.as_secs() {
        s @ ..60 => format!("{s} s ago"),
        s @ ..3_600 => format!("{} min ago", s / 60),
        s @ ..86_400 => format!("{} h ago", s / 3_600),
        s => format!("{} d ago", s / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_in_the_largest_unit_that_fits() {
        for (seconds, age) in [
            (0, "0 s ago"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (3_599, "59 min ago"),
            (3_600, "1 h ago"),
            (86_399, "23 h ago"),
            (86_400, "1 d ago"),
            (40 * 86_400, "40 d ago"),
        ] {
            assert_eq!(ago(Duration::from_secs(seconds)), age);
        }
    }
}
