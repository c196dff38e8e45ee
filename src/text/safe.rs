//! Which characters are safe to print to a terminal. Text from a file, an argument or a server must
//! not control the terminal, reorder a line or hide in it. The TUI, the commands and the probes all
//! use this one set.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces an unsafe character.
const REPLACEMENT: char = '\u{fffd}';

/// Joins emoji into one; safe only there.
const JOINER: char = '\u{200d}';

/// Whether a character controls the terminal (C0, DEL, C1), changes the writing direction, breaks a
/// line without a line feed (U+2028, U+2029), is invisible (zero-width characters, the byte order
/// mark, tags), or is a noncharacter (U+FDD0 to U+FDEF).
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Makes a single line safe to show: each unsafe character becomes a visible mark, except a joiner
/// inside an emoji.
pub fn plain(text: &str) -> Cow<'_, str> {
    if super::is_simple(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut before = ' ';
    let safe = text.chars().map(|c| {
        let joins = c == JOINER && !before.is_ascii() && !is_unsafe(before);
        before = c;
        if is_unsafe(c) && !joins { REPLACEMENT } else { c }
    });
    Cow::Owned(safe.collect())
}

/// Like [`plain`], for several lines: line feeds stay.
pub(crate) fn plain_lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(plain).collect();
    Cow::Owned(lines.join("\n"))
}

/// Reduces a text to one line of at most `longest` characters, with an ellipsis if anything is cut.
/// Runs of spaces, line feeds and unsafe characters become one space. Reads no more of the text
/// than fits the line.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let kept = |c: char| if is_unsafe(c) { ' ' } else { c };
    let text: String = text.chars().take(16 * longest).map(kept).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let mut short: String = line.chars().take(longest.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Whether a character may be typed or pasted into a line: any safe character, and the joiner,
/// which emoji need.
pub(crate) fn may_be_entered(c: char) -> bool {
    !is_unsafe(c) || c == JOINER
}

/// Escapes every unsafe character in a JSON text (`\u009b`) without changing its value. Such
/// characters occur only inside JSON strings, except for the line feeds between lines.
pub(crate) fn escaped_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if c == '\n' || !is_unsafe(c) {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Every character that must not reach a terminal unescaped.
    fn unsafe_characters() -> Vec<char> {
        let listed = "\u{ad}\u{61c}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\
            \u{202e}\u{2060}\u{2063}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{fff9}\u{e0041}";
        ('\0'..=' ').take(32).chain('\u{7f}'..='\u{9f}').chain(listed.chars()).collect()
    }

    #[test]
    fn unsafe_characters_are_not_shown() {
        for c in unsafe_characters() {
            let text = format!("a{c}b");
            assert_eq!(plain(&text), "a\u{fffd}b", "{c:?}");
            let kept = if c == '\n' { text.as_str() } else { "a\u{fffd}b" };
            assert_eq!(plain_lines(&text), kept, "{c:?}");
        }
    }

    #[test]
    fn characters_needed_for_writing_are_unchanged() {
        for text in ["", "abc", "äöü", "日本語", "👩\u{200d}💻", "e\u{301}", "❤\u{fe0f}", "שלום"]
        {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn one_line_is_safe_and_bounded() {
        for c in unsafe_characters() {
            assert_eq!(one_line(&format!(" a{c}{c} b\n"), 9), "a b", "{c:?}");
            assert_eq!(may_be_entered(c), c == JOINER, "{c:?}");
        }
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
        assert_eq!(one_line("", 6), "");
    }

    #[test]
    fn escaped_json_keeps_its_value() {
        let text: String = unsafe_characters().into_iter().chain("\"\\é日👩".chars()).collect();
        let value = serde_json::json!({&text: [text, {"a": "plain"}]});
        let json = format!("{value:#}\n");
        let escaped = escaped_json(&json);
        assert!(!escaped.chars().any(|c| c != '\n' && is_unsafe(c)), "{escaped:?}");
        assert!(escaped.contains("\\u009b") && escaped.contains("\\udb40\\udc41"), "{escaped}");
        let read: Value = serde_json::from_str(&escaped).expect("JSON");
        assert_eq!(read, value);
    }
}
