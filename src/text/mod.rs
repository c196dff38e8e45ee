//! Text for terminals: which characters are safe, how wide they are, and where lines are cut or
//! wrapped.

pub mod age;
pub(crate) mod moment;
pub mod nearest;
pub mod safe;
pub(crate) mod unicode_support;

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use safe::plain;

/// Whether every character is one byte and one column wide, as in nearly all texts. Such a text
/// needs no grapheme segmentation or width lookup, which would take most of a frame's time.
pub fn is_simple(text: &str) -> bool {
    text.bytes().all(|c| (b' '..=b'~').contains(&c))
}

/// The width of a text in columns.
pub fn width(text: &str) -> usize {
    if is_simple(text) { text.len() } else { text.width() }
}

pub const fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// The text with its first letter capitalized.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Cuts a text to a number of columns, with an ellipsis if anything is cut.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    let text = plain(text);
    if width(&text) <= columns {
        return text;
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    if is_simple(&text) {
        return Cow::Owned(format!("{}…", &text[..columns - 1]));
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let w = width(grapheme);
        if used + w > columns - 1 {
            break;
        }
        used += w;
        cut.push_str(grapheme);
    }
    cut.push('…');
    Cow::Owned(cut)
}

/// Characters after which an overlong word (a URL, path or id) may break: prefer the first set, and
/// the last occurrence in it.
const JOINTS: [&str; 2] = ["/-_:@?&=,", "."];

/// Wraps a text into lines of at most `columns`: at spaces, in an overlong word after one of its
/// joints, and anywhere only if it has none.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = plain(paragraph);
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(word) <= columns {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for grapheme in word.graphemes(true) {
                if !line.is_empty() && width(&line) + width(grapheme) > columns {
                    let last_of = |joints: &str| line.rfind(|c| joints.contains(c));
                    let joint = JOINTS.into_iter().find_map(last_of);
                    let joint = joint.map_or(line.len(), |at| at + 1);
                    let rest = line.split_off(joint);
                    lines.push(std::mem::replace(&mut line, rest));
                }
                line.push_str(grapheme);
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_whole_characters() {
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(fit("abc", 1), "…");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn lines_wrap_at_spaces_and_long_words_at_joints() {
        assert_eq!(wrap("at https://llm.example/v1", 12), ["at", "https://", "llm.example/", "v1"]);
        assert_eq!(wrap("claude-opus-4-7", 8), ["claude-", "opus-4-7"]);
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("a\nb", 9), ["a", "b"]);
        assert_eq!(wrap("日本", 1), ["日", "本"]);
    }
}
