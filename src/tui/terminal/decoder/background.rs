//! Extracts the terminal's answer about its background color (OSC 11) from the input.
//!
//! It looks for the answer only while one is pending. The answer may arrive in several pieces,
//! between keys, or never, and no part of it may be taken for typed input.

use zeroize::{Zeroize, Zeroizing};

/// The answer's prefix. The answer ends with a bell, or with an escape and a backslash.
const START: &[u8] = b"\x1b]11;";

/// The maximum length: anything longer is not an answer.
const LONGEST: usize = 64;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Answer {
    #[default]
    Awaited,
    Color(u32),
    /// The answer names no color, or was not an answer.
    Unusable,
}

/// The part of the answer received so far.
#[derive(Default)]
pub(super) struct BackgroundAnswer {
    /// The bytes from its escape on.
    held: Vec<u8>,
    /// Whether the escape arrived alone and was therefore passed on as the Esc key.
    is_escape_released: bool,
    state: Answer,
}

impl BackgroundAnswer {
    /// Returns the bytes that are not part of the answer. `more` means that further bytes are
    /// pending.
    pub(super) fn take(&mut self, bytes: &[u8], more: bool) -> Zeroizing<Vec<u8>> {
        let mut rest = Zeroizing::new(Vec::with_capacity(bytes.len() + self.held.len()));
        for byte in bytes {
            self.take_byte(*byte, &mut rest);
        }
        if !more && self.held == START[..1] && !self.is_escape_released {
            rest.extend_from_slice(&START[..1]);
            self.is_escape_released = true;
        }
        rest
    }

    pub(super) const fn state(&self) -> Answer {
        self.state
    }

    fn take_byte(&mut self, byte: u8, rest: &mut Vec<u8>) {
        if self.state != Answer::Awaited {
            return rest.push(byte);
        }
        self.held.push(byte);
        if self.held.len() <= START.len() {
            if START.starts_with(&self.held) {
                return;
            }
            self.held.pop();
            self.release(rest);
            if byte == START[0] {
                self.held.push(byte);
            } else {
                rest.push(byte);
            }
        } else if let Some(named) = ended(&self.held[START.len()..]) {
            self.state = color(named).map_or(Answer::Unusable, Answer::Color);
            self.held.zeroize();
        } else if self.held.len() > LONGEST {
            self.state = Answer::Unusable;
            self.release(rest);
        }
    }

    fn release(&mut self, rest: &mut Vec<u8>) {
        let from = usize::from(std::mem::take(&mut self.is_escape_released));
        rest.extend_from_slice(self.held.get(from..).unwrap_or_default());
        self.held.zeroize();
    }
}

/// An answer's content without the terminator; none if the answer is incomplete.
fn ended(held: &[u8]) -> Option<&[u8]> {
    held.strip_suffix(b"\x07").or_else(|| held.strip_suffix(b"\x1b\\"))
}

/// Parses a color as terminals write it: `rgb:1e1e/1e1e/2e2e`, with one to four digits per channel,
/// or `#1e1e2e`.
fn color(named: &[u8]) -> Option<u32> {
    let named = std::str::from_utf8(named).ok()?;
    if let Some(digits) = named.strip_prefix('#') {
        return (digits.len() == 6).then(|| u32::from_str_radix(digits, 16).ok())?;
    }
    let channels = named.strip_prefix("rgb:").or_else(|| named.strip_prefix("rgba:"))?;
    let mut channels = channels.split('/').map(|digits| {
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
        let is_channel = (1..=4).contains(&digits.len()) && !digits.starts_with('+');
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| is_channel)?;
        Some(value * 255 / most)
    });
    let mut next = || channels.next().flatten();
    Some(next()? << 16 | next()? << 8 | next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes left over after some reads, and the answer.
    fn read(pieces: &[&[u8]]) -> (Vec<u8>, Answer) {
        let mut answer = BackgroundAnswer::default();
        let mut rest = Vec::new();
        for piece in pieces {
            rest.extend_from_slice(&answer.take(piece, false));
        }
        (rest, answer.state())
    }

    #[test]
    fn an_answer_is_read_in_each_of_its_forms() {
        for (text, color) in [
            (&b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07"[..], 0x1e_1e2e),
            (b"\x1b]11;rgb:ff/ff/ff\x1b\\", 0xff_ffff),
            (b"\x1b]11;rgba:0000/2b2b/3636/ffff\x1b\\", 0x00_2b36),
            (b"\x1b]11;rgb:f/0/8\x07", 0xff_0088),
            (b"\x1b]11;#fdf6e3\x07", 0xfd_f6e3),
        ] {
            assert_eq!(read(&[text]), (Vec::new(), Answer::Color(color)), "{text:?}");
        }
        for none in [&b"\x1b]11;\x07"[..], b"\x1b]11;rgb:1/2\x07", b"\x1b]11;rgb:+1/2/3\x07"] {
            assert_eq!(read(&[none]), (Vec::new(), Answer::Unusable), "{none:?}");
        }
    }

    #[test]
    fn wherever_it_is_cut_nothing_of_it_is_typed() {
        let text = b"a\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\b";
        for at in 1..text.len() {
            let (rest, answer) = read(&[&text[..at], &text[at..]]);
            assert_eq!(answer, Answer::Color(0x1e_1e2e), "{at}");
            // An escape with nothing after it yet is the Esc key.
            let typed: &[u8] = if at == 2 { b"a\x1bb" } else { b"ab" };
            assert_eq!(rest, typed, "{at}");
        }
        let (rest, _) = read(&text.chunks(1).collect::<Vec<_>>());
        assert_eq!(rest, b"a\x1bb");
    }

    #[test]
    fn keys_pass_while_it_is_awaited() {
        for typed in [&b"abc"[..], b"\x1b", b"\x1b[A", b"\x1b\x1b", b"\x1bOP\x1b[200~x\x1b[201~"] {
            assert_eq!(read(&[typed]), (typed.to_vec(), Answer::Awaited), "{typed:?}");
        }
        // Alt-], once it is certain that no answer follows.
        assert_eq!(read(&[b"\x1b]", b"x"]), (b"\x1b]x".to_vec(), Answer::Awaited));
        assert_eq!(read(&[b"\x1b", b"]", b"x"]), (b"\x1b]x".to_vec(), Answer::Awaited));
    }

    #[test]
    fn text_too_long_for_an_answer_counts_as_typed() {
        let long = [START, &[b'x'; 100]].concat();
        assert_eq!(read(&[&long]), (long.clone(), Answer::Unusable));
    }
}
