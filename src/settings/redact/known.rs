//! Removes known secrets from a text, however they were transformed on the way: a server may echo a
//! key without its prefix, in capitals, percent-encoded, in base64, with JSON escapes, truncated,
//! or broken by spaces.

use std::collections::HashMap;
use std::ops::Range;

use crate::settings::credential::key_format::public_prefix;
use crate::settings::secret::Secret;

/// A shorter text is no secret and may be part of any word.
const SHORTEST: usize = 4;

/// This many consecutive letters and digits that also occur in a secret count as a piece of it. A
/// shorter secret is only searched as a whole.
const PIECE: usize = 8;

/// A piece without a digit counts only from this many letters on.
const LETTERS_ALONE: usize = 12;

/// How many times a text may have been encoded.
const LAYERS: usize = 3;

/// A text with all occurrences of some secrets replaced by `instead`.
pub fn without_secrets(text: &str, secrets: &[&Secret], instead: &str) -> String {
    let mut cut = Vec::new();
    for secret in secrets {
        ranges_of(text, secret.expose().trim(), &mut cut);
    }
    super::without_ranges(text, cut, instead)
}

/// The byte ranges of a text that are a secret or a piece of one.
fn ranges_of(text: &str, secret: &str, cut: &mut Vec<Range<usize>>) {
    if secret.len() < SHORTEST {
        return;
    }
    cut.extend(text.match_indices(secret).map(|(at, found)| at..at + found.len()));
    let needles = needles(secret);
    if needles.is_empty() {
        return;
    }
    let mut layer = Layer::of(text);
    for _ in 0..LAYERS {
        let squeezed = layer.squeezed();
        for needle in &needles {
            needle.ranges_in(&squeezed, cut);
        }
        match layer.decoded() {
            Some(next) => layer = next,
            None => break,
        }
    }
}

/// The search pattern: letters and digits of one form of a secret, in lower case.
struct Needle {
    text: Vec<u8>,
    /// How many leading characters are public.
    public: usize,
    /// How many consecutive characters make a piece.
    piece: usize,
}

/// The forms of a secret: as it is, and in base64 and hexadecimal, which a surrounding text shifts.
fn needles(secret: &str) -> Vec<Needle> {
    let public = squeeze(&secret[..public_prefix(secret)]).len();
    let mut all = vec![(squeeze(secret), public)];
    let decoded = decoded(secret);
    if decoded != secret {
        all.push((squeeze(&decoded), 0));
    }
    all.push((hex(secret.as_bytes()), 2 * public_prefix(secret)));
    for shift in 0..3 {
        all.push((base64_inside(secret.as_bytes(), shift), public_prefix(secret) * 4 / 3));
    }
    let needles = all.into_iter().filter(|(text, _)| text.len() >= SHORTEST + 2);
    needles.map(|(text, public)| Needle { piece: PIECE.min(text.len()), public, text }).collect()
}

impl Needle {
    /// The byte ranges that contain at least a piece of this that extends beyond its public prefix.
    fn ranges_in(&self, squeezed: &Squeezed, cut: &mut Vec<Range<usize>>) {
        let mut positions: HashMap<&[u8], usize> = HashMap::new();
        for (at, piece) in self.text.windows(self.piece).enumerate() {
            // Keep the last position, so that a repetition counts as secret.
            positions.insert(piece, at);
        }
        let hay = &squeezed.bytes;
        let mut at = 0;
        while at + self.piece <= hay.len() {
            let Some(mut position) = positions.get(&hay[at..at + self.piece]).copied() else {
                at += 1;
                continue;
            };
            let (start, mut end) = (at, at + self.piece);
            let mut reached = position + self.piece;
            // Extend it by overlapping pieces.
            while end < hay.len() {
                let next = end + 1 - self.piece;
                match positions.get(&hay[next..=end]) {
                    Some(found) => position = *found,
                    None => break,
                }
                reached = reached.max(position + self.piece);
                end += 1;
            }
            let run = &squeezed.written[start..end];
            // Letters alone may be a word that the secret also contains, such as the provider's
            // name.
            let says_enough = run.len() >= LETTERS_ALONE.min(self.text.len())
                || run.iter().any(u8::is_ascii_digit)
                || 3 * run.len() >= 2 * self.text.len()
                || changes_of_case(run) >= 3;
            if reached > self.public && says_enough {
                cut.push(squeezed.positions[start].start..squeezed.positions[end - 1].end);
            }
            at = end;
        }
    }
}

/// The letters and digits of a text, in lower case, each with its byte range in the original text.
struct Squeezed {
    bytes: Vec<u8>,
    /// In their original case.
    written: Vec<u8>,
    positions: Vec<Range<usize>>,
}

fn changes_of_case(letters: &[u8]) -> usize {
    let pairs = letters.windows(2);
    pairs.filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase()).count()
}

/// The letters and digits of a text, in lower case.
fn squeeze(text: &str) -> Vec<u8> {
    let kept = text.bytes().filter(|c| c.is_ascii_alphanumeric() || !c.is_ascii());
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS[usize::from(nibble)];
    bytes.iter().flat_map(|c| [digit(c >> 4), digit(c & 15)]).collect()
}

/// The letters and digits of base64, in lower case, that these bytes alone determine if `shift`
/// other bytes precede them.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    // The first character that no preceding byte affects.
    let skipped = (6 - shift * 8 % 6) % 6;
    let inside = bits.get(skipped..).unwrap_or_default();
    let characters = inside.chunks_exact(6).map(|six| {
        let index = six.iter().fold(0, |index, bit| index << 1 | usize::from(*bit));
        ALPHABET[index]
    });
    let kept = characters.filter(u8::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// A text with the original byte range of each byte.
struct Layer {
    bytes: Vec<u8>,
    positions: Vec<Range<usize>>,
}

impl Layer {
    fn of(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().to_vec(),
            positions: (0..text.len()).map(|at| at..at + 1).collect(),
        }
    }

    fn squeezed(&self) -> Squeezed {
        let pairs = self.bytes.iter().zip(&self.positions);
        let kept = pairs.filter(|(c, _)| c.is_ascii_alphanumeric() || !c.is_ascii());
        let (written, positions): (Vec<u8>, _) =
            kept.map(|(c, position)| (*c, position.clone())).unzip();
        let bytes = written.to_ascii_lowercase();
        Squeezed { bytes, written, positions }
    }

    /// The text with one layer of encoding removed; None if there is none.
    fn decoded(&self) -> Option<Self> {
        let mut decoded = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            positions: Vec::with_capacity(self.bytes.len()),
        };
        let mut at = 0;
        let mut any = false;
        while at < self.bytes.len() {
            let (length, meant) = escape(&self.bytes[at..]).unwrap_or((1, vec![self.bytes[at]]));
            any |= length > 1;
            let position = self.positions[at].start..self.positions[at + length - 1].end;
            for byte in meant {
                decoded.bytes.push(byte);
                decoded.positions.push(position.clone());
            }
            at += length;
        }
        any.then_some(decoded)
    }
}

/// A text with one layer of percent-encoding, JSON escapes or character references removed.
pub(super) fn decoded(text: &str) -> String {
    let decoded = Layer::of(text).decoded();
    decoded
        .map_or_else(|| text.to_owned(), |layer| String::from_utf8_lossy(&layer.bytes).into_owned())
}

/// The length in bytes of an escape at the start, and its meaning.
fn escape(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let number = |digits: &[u8], radix: u32| {
        let digits = std::str::from_utf8(digits).ok()?;
        let digits = (!digits.starts_with('+')).then_some(digits)?;
        u32::from_str_radix(digits, radix).ok()
    };
    let encoded = |code: u32| {
        let c = char::from_u32(code).unwrap_or(' ');
        c.encode_utf8(&mut [0; 4]).as_bytes().to_vec()
    };
    match bytes {
        [b'%', a, b, ..] => {
            let byte = number(&[*a, *b], 16)?;
            Some((3, vec![u8::try_from(byte).ok()?]))
        }
        [b'\\', b'u', digits @ ..] => Some((6, encoded(number(digits.get(..4)?, 16)?))),
        [b'\\', b'x', a, b, ..] => Some((4, encoded(number(&[*a, *b], 16)?))),
        [b'\\', b'n' | b'r' | b't' | b'b' | b'f', ..] => Some((2, vec![b' '])),
        [b'\\', other, ..] if other.is_ascii() => Some((2, vec![*other])),
        [b'&', b'#', rest @ ..] => {
            let end = rest.iter().take(8).position(|c| *c == b';')?;
            let code = match rest.first()? {
                b'x' | b'X' => number(&rest[1..end], 16)?,
                _ => number(&rest[..end], 10)?,
            };
            Some((end + 3, encoded(code)))
        }
        [b'&', rest @ ..] => {
            const NAMED: [(&[u8], u8); 5] = [
                (b"amp;", b'&'),
                (b"lt;", b'<'),
                (b"gt;", b'>'),
                (b"quot;", b'"'),
                (b"apos;", b'\''),
            ];
            let (name, meant) = NAMED.iter().find(|(name, _)| rest.starts_with(name))?;
            Some((name.len() + 1, vec![*meant]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, secret: &str) -> String {
        without_secrets(text, &[&Secret::new(secret.to_owned())], "…")
    }

    const SECRET: &str = "sk-ant-api03-Q7xZ_kLm4pR9tVw2yB5n-C8dF1gHjK";

    #[test]
    fn secret_is_removed_in_every_echoed_form() {
        let each = |form: &dyn Fn(u8) -> String| SECRET.bytes().map(form).collect::<String>();
        let percent = each(&|c| format!("%{c:02X}"));
        let twice = percent.replace('%', "%25");
        let unicode = each(&|c| format!("\\u{c:04x}"));
        let references = each(&|c| format!("&#{c};"));
        let spaced: String = SECRET.chars().flat_map(|c| [c, ' ']).collect();
        let body = &SECRET["sk-ant-api03-".len()..];
        for echoed in [
            SECRET.to_owned(),
            body.to_owned(),
            body[4..20].to_owned(),
            SECRET.to_uppercase(),
            SECRET.to_lowercase(),
            percent,
            twice,
            unicode,
            references,
            spaced,
            SECRET.replace('-', "\u{2011}"),
            SECRET.replace('_', "\n   "),
            format!("{}\r\n{}", &SECRET[..22], &SECRET[22..]),
            format!("Bearer {SECRET}"),
            hex(SECRET.as_bytes()).iter().map(|c| char::from(*c)).collect(),
        ] {
            let message = without(&format!("The key ({echoed}) is wrong."), SECRET);
            assert!(
                message.starts_with("The key (")
                    && message.ends_with(") is wrong.")
                    && message.contains('…'),
                "{echoed}: {message}"
            );
            let left = String::from_utf8(squeeze(&message)).expect("text");
            let whole = String::from_utf8(squeeze(&body.to_lowercase())).expect("text");
            for piece in 0..whole.len() - 5 {
                assert!(!left.contains(&whole[piece..piece + 5]), "{echoed}: {message}");
            }
        }
    }

    #[test]
    fn base64_is_removed_at_any_offset() {
        // "a:", "ab:" and ":" before the secret, encoded by an independent implementation.
        for (before, encoded) in [
            ("", "aHVudGVyMi1odW50ZXIzLWh1bnRlcjQ="),
            ("a:", "YTpodW50ZXIyLWh1bnRlcjMtaHVudGVyNA=="),
            (":", "Omh1bnRlcjItaHVudGVyMy1odW50ZXI0"),
        ] {
            let message = without(&format!("Basic {encoded}."), "hunter2-hunter3-hunter4");
            assert!(message.starts_with("Basic ") && message.contains('…'), "{before}: {message}");
            assert!(message.len() < 20, "{before}: {message}");
        }
    }

    #[test]
    fn public_prefix_and_other_text_stay() {
        for text in [
            "Keys begin with sk-ant-api03-.",
            "The model claude-opus-4 is unknown.",
            "",
            "%zz \\u12 &#x; &#99999999;",
            "api03",
        ] {
            assert_eq!(without(text, SECRET), text);
        }
        assert_eq!(
            without("GET https://api.anthropic.com/", "key-of-anthropic-1"),
            "GET https://api.anthropic.com/"
        );
        assert_eq!(without("abc", "abc"), "abc", "too short to be a secret");
        assert_eq!(without("my pass1 here", "pass1"), "my … here");
    }
}
