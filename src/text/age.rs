use std::time::Duration;

/// Formats an age briefly: `2 min ago`.
pub fn ago(since: Duration) -> String {
    match since.as_secs() {
        0..60 => "just now".to_owned(),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds @ 3_600..86_400 => format!("{} h ago", seconds / 3_600),
        seconds => format!("{} d ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_uses_the_largest_full_unit() {
        let ages = [0, 59, 60, 3_599, 3_600, 86_399, 86_400, 864_000];
        let ages = ages.map(|seconds| ago(Duration::from_secs(seconds)));
        let expected = [
            "just now",
            "just now",
            "1 min ago",
            "59 min ago",
            "1 h ago",
            "23 h ago",
            "1 d ago",
            "10 d ago",
        ];
        assert_eq!(ages, expected);
    }
}
