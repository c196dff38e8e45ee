//! Recognizes credentials by the formats that providers use, and finds them in text. The form and
//! the commands refuse such text outside secret fields, and all output hides it.
//!
//! Sources: the providers' documentation and the formats published by secret scanners (gitleaks,
//! GitHub secret scanning). A prefix alone is not a key: `sk-learn` is a name. What follows the
//! prefix must be long and look random.

mod table;

use std::ops::Range;

pub(crate) use table::AWS_IDS;
pub use table::KeyFormat;
use table::{AWS_SECRET, Body, FORMATS, JWT, PEM_PREFIX, ZAI, starting_with};

use crate::text::safe::is_unsafe;

/// The length of an AWS key id after its prefix.
const AWS_ID: usize = 16;

/// More white space than this, in bytes, ends a key: a line break with indentation has less.
const LONGEST_GAP: usize = 12;

/// A key contains a word of at least this many bytes, even if it is broken.
const LONG_WORD: usize = 10;

/// The minimum length of a credential, in bytes.
const SHORTEST: usize = 12;

/// A credential found in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Recognized {
    /// Its byte range in the text.
    pub range: Range<usize>,
    pub format: &'static KeyFormat,
}

/// Every credential in a text, in order.
pub(crate) fn keys_in(text: &str) -> Vec<Recognized> {
    let bytes = text.as_bytes();
    if text.is_ascii() && !has_long_word(bytes) {
        return Vec::new();
    }
    let mut found: Vec<Recognized> = Vec::new();
    let mut at = 0;
    while at + SHORTEST <= bytes.len() {
        let rest = &bytes[at..];
        let formats = starting_with(rest[0], rest[1]);
        let fitting = formats.filter(|format| rest.starts_with(format.prefix.as_bytes()));
        let fitting = fitting.max_by_key(|format| format.prefix.len());
        match fitting.and_then(|format| starts_at(text, at, format)) {
            Some(one) => {
                at = one.range.end;
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a word is long enough to be a key or most of one. Almost no drawn text has one, and
/// frames are drawn often.
fn has_long_word(bytes: &[u8]) -> bool {
    let mut length = 0;
    for byte in bytes {
        length = if byte.is_ascii_graphic() { length + 1 } else { 0 };
        if length == LONG_WORD {
            return true;
        }
    }
    false
}

/// The credential in a text, if any: anywhere in it by its format, or the text as a whole.
pub(crate) fn key_in(text: &str) -> Option<Recognized> {
    keys_in(text).into_iter().next().or_else(|| whole_key(text))
}

/// The credential that the whole text is, in a format without a prefix.
pub(crate) fn whole_key(text: &str) -> Option<Recognized> {
    let whole = text.trim();
    let start = text.len() - text.trim_start().len();
    let format = if is_aws_secret(whole) {
        &AWS_SECRET
    } else if is_zai_key(whole) {
        &ZAI
    } else {
        return None;
    };
    Some(Recognized { range: start..start + whole.len(), format })
}

/// Whether a text contains a credential.
pub(crate) fn holds_a_key(text: &str) -> bool {
    key_in(text).is_some()
}

/// How many leading bytes of a key are the same in every key of its format, and so not secret.
pub(crate) fn public_prefix(key: &str) -> usize {
    let formats = FORMATS.iter().filter(|f| key.starts_with(f.prefix));
    let longest = formats.map(|f| f.prefix.len()).max().unwrap_or_default();
    // The format's version: `api03-`, `v1-`.
    let version = key[longest..].find('-').filter(|end| {
        longest > 0 && *end <= 6 && key[longest..][..*end].contains(|c: char| c.is_ascii_digit())
    });
    longest + version.map_or(0, |end| end + 1)
}

/// Whether a text looks like the secret of an AWS key: 40 base64 characters with upper case, lower
/// case and digits. Within a sentence this is not reliable: use it only for a whole text, or next
/// to an access key id.
pub(crate) fn is_aws_secret(text: &str) -> bool {
    text.len() == 40
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'+'))
        && has_all_kinds(text)
        && !text.starts_with('/')
        && changes_of_case(text) >= 6
}

/// Whether a text looks like a z.ai key: 32 hexadecimal digits, a dot, 16 letters and digits.
fn is_zai_key(text: &str) -> bool {
    // Length first: almost no text matches it, and a search would cost more.
    let parts = (text.len() == 32 + 1 + 16).then(|| text.split_once('.')).flatten();
    parts.is_some_and(|(id, secret)| {
        id.len() == 32
            && id.bytes().all(|c| c.is_ascii_hexdigit())
            && secret.len() == 16
            && secret.bytes().all(|c| c.is_ascii_alphanumeric())
    })
}

fn has_all_kinds(text: &str) -> bool {
    text.bytes().any(|c| c.is_ascii_uppercase())
        && text.bytes().any(|c| c.is_ascii_lowercase())
        && text.bytes().any(|c| c.is_ascii_digit())
}

/// The credential of a format with its prefix at a byte.
fn starts_at(text: &str, at: usize, format: &'static KeyFormat) -> Option<Recognized> {
    let glued = at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric();
    // After a letter, only a distinctive prefix counts: `task-` and `disk-` end like `sk-`.
    if glued && format.prefix.len() < 4 && *format != JWT {
        return None;
    }
    let body = at + format.prefix.len();
    let end = match format.body {
        Body::Pem => at + end_of_pem(&text[at..])?,
        Body::Jwt => end_of_jwt(text, at)?,
        Body::Random(least) => end_of_random(text, body, least, is_key_byte)?,
        Body::Wide(least) => end_of_random(text, body, least, is_wide_byte)?,
        Body::AwsId => end_of_aws_id(text, body).filter(|_| !glued)?,
    };
    Some(Recognized { range: at..end, format })
}

const fn is_key_byte(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_')
}

const fn is_wide_byte(c: u8) -> bool {
    is_key_byte(c) || matches!(c, b'.' | b'/' | b'+' | b'~' | b'=')
}

/// The end of a key's body that starts at a byte; None if it is too short or does not look random.
fn end_of_random(text: &str, from: usize, least: usize, is_in: fn(u8) -> bool) -> Option<usize> {
    let (body, end) = joined(text, from, is_in);
    (body.len() >= least && looks_random(&body)).then(|| {
        // A trailing dot or slash belongs to the sentence.
        let kept = text[from..end].trim_end_matches(['.', '-', '_', '/', '~']);
        from + kept.len()
    })
}

/// The text of a key from a byte on, and its end. A key broken by white space or invisible
/// characters continues after them if the rest looks random too.
fn joined(text: &str, from: usize, is_in: fn(u8) -> bool) -> (String, usize) {
    let bytes = text.as_bytes();
    let run = |from: usize| from + bytes[from..].iter().take_while(|c| is_in(**c)).count();
    let mut end = run(from);
    let mut body = text[from..end].to_owned();
    loop {
        let gap = gap(&text[end..]);
        if gap == 0 || gap > LONGEST_GAP {
            return (body, end);
        }
        let next = end + gap..run(end + gap);
        let chunk = &text[next.clone()];
        let gap = &text[end..next.start];
        let continues = if gap.bytes().all(|c| c == b' ') {
            chunk.len() >= 8 && continues(chunk)
        } else if gap.contains(char::is_whitespace) {
            chunk.len() >= 4 && (continues(chunk) || chunk.bytes().any(|c| c.is_ascii_digit()))
        } else {
            // Only invisible characters in between.
            !chunk.is_empty()
        };
        if !continues {
            return (body, end);
        }
        body.push_str(chunk);
        end = next.end;
    }
}

/// Whether the text after a break is more of a key and not a word.
fn continues(chunk: &str) -> bool {
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    let letters = chunk.bytes().filter(u8::is_ascii_alphabetic).count();
    digits > 0 && letters > 0 && longest_run(chunk) >= 4 || changes_of_case(chunk) >= 3
}

/// The longest run of letters and digits.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    runs.map(str::len).max().unwrap_or_default()
}

fn changes_of_case(text: &str) -> usize {
    let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphabetic).collect();
    let changes = letters
        .windows(2)
        .filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase());
    changes.count()
}

/// Whether a text looks randomly generated and not like words joined by dashes.
pub(crate) fn looks_random(body: &str) -> bool {
    let has_capital = body.bytes().any(|c| c.is_ascii_uppercase());
    let runs = body.split(|c: char| !c.is_ascii_alphanumeric());
    let random_run = |run: &str| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let mixed = digits > 0 && (digits < run.len() || has_capital);
        run.len() >= 10 && mixed || run.len() >= 16 && changes_of_case(run) >= run.len() / 4
    };
    let all_kinds = body.len() >= 24 && has_all_kinds(body) && changes_of_case(body) >= 4;
    all_kinds || runs.into_iter().any(random_run)
}

fn end_of_aws_id(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let run = |from: usize| {
        let is_id = |c: &&u8| c.is_ascii_uppercase() || c.is_ascii_digit();
        from + bytes[from..].iter().take_while(is_id).count()
    };
    let mut end = run(from);
    let mut length = end - from;
    while length < AWS_ID {
        let gap = gap(&text[end..]);
        let next = run(end + gap) - (end + gap);
        // A space ends a word; a line break may occur within one.
        let is_word = text[end..end + gap].bytes().all(|c| c == b' ');
        if next == 0 || is_word || length + next > 2 * AWS_ID {
            break;
        }
        length += next;
        end += gap + next;
    }
    let ends = bytes.get(end).is_none_or(|c| !c.is_ascii_alphanumeric());
    ((12..=28).contains(&length) && ends).then_some(end)
}

/// The number of leading bytes of white space and invisible characters.
fn gap(text: &str) -> usize {
    let gap = text.chars().take_while(|c| c.is_whitespace() || is_unsafe(*c));
    gap.map(char::len_utf8).sum()
}

/// The end of a JWT that starts at a byte: base64url parts joined by dots.
fn end_of_jwt(text: &str, from: usize) -> Option<usize> {
    let (token, end) = joined(text, from, |c| is_key_byte(c) || c == b'.');
    let mut parts = token.split('.');
    let is_head = parts.next().is_some_and(|head| head.len() >= 12);
    let is_body = parts.next().is_some_and(|body| body.len() >= 8);
    let kept = text[from..end].trim_end_matches('.').len();
    (is_head && is_body).then_some(from + kept)
}

/// The end of a PEM block with a private key; a truncated block ends with the text.
fn end_of_pem(text: &str) -> Option<usize> {
    let head = text[PEM_PREFIX.len()..].find("-----")? + PEM_PREFIX.len();
    if !text[..head].contains("PRIVATE KEY") {
        return None;
    }
    let end = text[head..].find("-----END ").and_then(|at| {
        let at = head + at + "-----END ".len();
        Some(at + text[at..].find("-----")? + 5)
    });
    Some(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests;
