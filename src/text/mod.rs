//! Text for terminals: which characters are safe, how wide they are, and where lines are cut or
//! wrapped.

pub mod age;
pub(crate) mod color_support;
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
pub(crate) fn is_simple(text: &str) -> bool {
    text.bytes().all(|c| (b' '..=b'~').contains(&c))
}

/// The width of a text in columns.
pub fn width(text: &str) -> usize {
    if is_simple(text) { text.len() } else { text.width() }
}

/// A number with its noun, which gets an s in the plural: `1 model`, `2 models`.
pub fn counted(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{end}")
}

/// Things in a list: `a`, `a and b`, `a, b and c`.
pub(crate) fn enumerated(things: &[impl AsRef<str>]) -> String {
    let things: Vec<_> = things.iter().map(AsRef::as_ref).collect();
    match things.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

pub(crate) const fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// A sentence with its first letter capitalized, unless it begins with a name that has its own
/// spelling: a file, an address, a key (`config.json`, `ws://127.0.0.1`, `piAuthProvider`).
pub fn capitalized(text: &str) -> String {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_end_matches([',', '.', ':', ';']);
    let is_part_of_name = |c: char| !c.is_lowercase() && !matches!(c, '-' | '\'');
    if word.chars().skip(1).any(is_part_of_name) {
        return text.to_owned();
    }
    with_capital(text)
}

/// A phrase, with or without its full stop, as a sentence.
pub fn sentence(phrase: &str) -> String {
    format!("{}.", capitalized(phrase.trim_end_matches('.')))
}

/// A word with its first letter capitalized.
pub(crate) fn with_capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// The text without its capital, to continue a sentence, unless it starts with an abbreviation.
pub fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter();
    let rest = chars.as_str();
    if rest.starts_with(char::is_uppercase) {
        return text.to_owned();
    }
    first.flat_map(char::to_lowercase).chain(rest.chars()).collect()
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

/// Like [`fit`], cut at the end of a word where that leaves at least half of the columns.
pub(crate) fn fit_words(text: &str, columns: usize) -> Cow<'_, str> {
    let whole = plain(text);
    if width(&whole) <= columns {
        return whole;
    }
    let cut = fit(text, columns);
    let Some(kept) = cut.strip_suffix('…') else {
        return cut;
    };
    let ends_word = whole[kept.len()..].starts_with(' ') || kept.ends_with(' ');
    let end = if ends_word { kept.len() } else { kept.rfind(' ').unwrap_or(0) };
    let words = kept[..end].trim_end_matches([' ', ',', ':', ';', '.', '(', '“']);
    let is_little = words.is_empty() || (width(words) + 1) * 2 < columns;
    if is_little { cut } else { Cow::Owned(format!("{words}…")) }
}

/// Characters after which an overlong word (a URL, path or id) may break: prefer the first set, and
/// the last occurrence in it.
const JOINTS: [&str; 2] = ["/-_:@?&=,", "."];

/// Wraps a text into lines of at most `columns`: at spaces, in an overlong word after one of its
/// joints, and anywhere only if it has none.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
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
    fn names_with_their_own_spelling_are_not_capitalized() {
        for (text, expected) in [
            ("it is a folder", "It is a folder"),
            ("saved, but", "Saved, but"),
            ("can't lock", "Can't lock"),
            ("a", "A"),
            ("config.json: line 1", "config.json: line 1"),
            ("ws://127.0.0.1:1 is not", "ws://127.0.0.1:1 is not"),
            ("localhost:1234 answers", "localhost:1234 answers"),
            ("claude_oauth::global is", "claude_oauth::global is"),
            ("piAuthProvider is", "piAuthProvider is"),
            ("", ""),
        ] {
            assert_eq!(capitalized(text), expected);
        }
    }

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
    fn text_is_cut_at_words_where_that_leaves_most_of_it() {
        for (text, columns, cut) in [
            ("one two three", 13, "one two three"),
            ("one two three", 12, "one two…"),
            ("one two three", 8, "one two…"),
            ("one, two three", 7, "one…"),
            ("Duplicate slug “together”: x", 17, "Duplicate slug…"),
            ("endpoint ignored", 10, "endpoint…"),
            ("api_key_with_endpoint needed", 12, "api_key_wit…"),
            ("a bcdefghijkl", 10, "a bcdefgh…"),
            ("日本語 日本語", 10, "日本語…"),
            ("abc", 0, ""),
        ] {
            assert_eq!(fit_words(text, columns), cut, "{text} in {columns}");
        }
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
