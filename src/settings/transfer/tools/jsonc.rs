//! Parses JSON with comments and trailing commas, which some programs use.

use serde_json::Value;

use super::words;

/// Parses the text.
///
/// # Errors
/// The line, the column and the reason, in a sentence.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(&without_comments(text)).map_err(|error| {
        let full = error.to_string();
        let reason = full.split(" at line ").next().unwrap_or_default();
        words::not_json(error.line(), error.column(), reason)
    })
}

/// The text with comments and trailing commas blanked out: every other byte keeps its line and
/// column.
fn without_comments(text: &str) -> zeroize::Zeroizing<String> {
    let mut plain = zeroize::Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    // A comma with nothing before it remains an error.
    let mut last = '[';
    while let Some(first) = rest.chars().next() {
        let (end, is_kept) = match first {
            '"' => (end_of_text(rest), true),
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => {
                (rest[2..].find("*/").map_or(rest.len(), |end| end + 4), false)
            }
            ',' => (1, matches!(last, '[' | '{' | ',') || !closes(&rest[1..])),
            other => (other.len_utf8(), true),
        };
        let (part, after) = rest.split_at(end);
        if is_kept {
            plain.push_str(part);
            last = part.trim_end().chars().last().unwrap_or(last);
        } else {
            let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
            plain.extend(part.bytes().map(blank));
        }
        rest = after;
    }
    plain
}

/// The end of the quoted string at the start of a text.
fn end_of_text(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether only white space and comments precede a closing bracket.
fn closes(text: &str) -> bool {
    let text = text.trim_start();
    if let Some(comment) = text.strip_prefix("//") {
        return comment.split_once('\n').is_some_and(|(_, after)| closes(after));
    }
    if let Some(comment) = text.strip_prefix("/*") {
        return comment.split_once("*/").is_some_and(|(_, after)| closes(after));
    }
    text.starts_with(['}', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_and_trailing_commas_are_ignored() {
        let text =
            "\u{feff}{ // one\n \"a\": \"// no, \\\" }\", /* two\n */ \"b\": [1, 2, ], // three\n}";
        assert_eq!(parse(text), Ok(json!({"a": "// no, \" }", "b": [1, 2]})));
        assert_eq!(parse("[,]").map_err(|why| why.contains("line 1")), Err(true));
        assert_eq!(
            parse("{\"a\": /*"),
            Err("line 1, column 8: EOF while parsing a value.".to_owned())
        );
    }

    #[test]
    fn error_reports_its_position() {
        let why = parse("{\n // ä comment\n \"a\": x\n}").expect_err("it is wrong");
        assert!(why.starts_with("line 3, column 7"), "{why}");
        assert!(parse("").expect_err("empty").contains("line 1"));
    }
}
