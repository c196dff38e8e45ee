//! One line of the log: time, module, event, and `key=value` pairs without secrets.

use std::fmt::Write;
use std::time::SystemTime;

use log::Record;
use log::kv::{Error, Key, Value, VisitSource};

use crate::settings::redact::redacted_text;
use crate::text::safe::{escaped_json, is_unsafe};

/// The line of a record, including its newline.
pub(super) fn line_of(record: &Record<'_>, moment: SystemTime) -> String {
    let moment = humantime::format_rfc3339_millis(moment);
    let module = record.target().split("::").nth(1).unwrap_or_default();
    let mut line = format!("{moment} {module} {}", record.args());
    // Writing to a string cannot fail.
    let _ = record.key_values().visit(&mut Pairs(&mut line));
    line.push('\n');
    line
}

struct Pairs<'a>(&'a mut String);

impl<'kvs> VisitSource<'kvs> for Pairs<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        let value = shown(&value.to_string());
        write!(self.0, " {key}={value}").map_err(Error::from)
    }
}

/// A value without anything that looks like a secret, quoted unless it is one plain word.
fn shown(value: &str) -> String {
    let value = redacted_text(value);
    let is_apart = |c: char| c.is_whitespace() || matches!(c, '"' | '=' | '\\') || is_unsafe(c);
    if value.is_empty() || value.contains(is_apart) {
        return escaped_json(&serde_json::Value::from(value).to_string()).into_owned();
    }
    value
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn line(pairs: &[(&str, &str)]) -> String {
        let record = Record::builder()
            .args(format_args!("read"))
            .target("llm_connections::disk::read")
            .key_values(&pairs)
            .build();
        line_of(&record, UNIX_EPOCH + Duration::from_millis(1_500))
    }

    #[test]
    fn a_line_has_the_moment_the_room_the_event_and_its_pairs() {
        assert_eq!(
            line(&[("path", "/a/b.json"), ("how", "in place"), ("none", "")]),
            "1970-01-01T00:00:01.500Z disk read path=/a/b.json how=\"in place\" none=\"\"\n"
        );
    }

    #[test]
    fn a_value_keeps_neither_a_secret_nor_a_line_feed_nor_what_commands_a_terminal() {
        let line = line(&[
            ("url", "https://me:hunter22@h.example/v1?api_key=opaque-one"),
            ("text", "sk-ant-api03-abcdefghijklmnop0123456789\n2026 disk forged \u{1b}[2J"),
        ]);
        for secret in ["hunter22", "opaque-one", "abcdefghijklmnop"] {
            assert!(!line.contains(secret), "{line}");
        }
        assert_eq!(line.matches('\n').count(), 1, "{line}");
        assert!(!line.contains('\u{1b}'), "{line}");
        assert!(line.contains("(hidden)"), "{line}");
    }
}
