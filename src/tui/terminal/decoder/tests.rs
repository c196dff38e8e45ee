use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use proptest::prelude::*;

use super::Decoder;
use super::unmarked_paste::OpenedByKey;

fn key(code: KeyCode, held: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, held))
}

fn mouse(kind: MouseEventKind, column: u16, row: u16, modifiers: KeyModifiers) -> Event {
    Event::Mouse(MouseEvent { kind, column, row, modifiers })
}

fn decoded(bytes: &[u8]) -> Vec<Event> {
    let mut decoder = Decoder::default();
    decoder.take(bytes, false);
    std::iter::from_fn(|| decoder.next()).collect()
}

/// What terminals send, and the resulting events; no events for anything that is not a key.
fn sent() -> Vec<(&'static str, Vec<Event>)> {
    use KeyCode as K;
    use KeyModifiers as M;
    let plain = |code| vec![key(code, M::NONE)];
    let with = |code, held| vec![key(code, held)];
    let click = |kind, x, y| vec![mouse(kind, x, y, M::NONE)];
    let right = MouseEventKind::Down(MouseButton::Right);
    vec![
        ("j", plain(K::Char('j'))),
        ("E", with(K::Char('E'), M::SHIFT)),
        ("ä日👍", vec!['ä', '日', '👍'].into_iter().flat_map(|c| plain(K::Char(c))).collect()),
        ("\r", plain(K::Enter)),
        ("\t", plain(K::Tab)),
        ("\x7f", plain(K::Backspace)),
        ("\x03", with(K::Char('c'), M::CONTROL)),
        ("\x1a", with(K::Char('z'), M::CONTROL)),
        ("\0", with(K::Char(' '), M::CONTROL)),
        ("\x1bq", with(K::Char('q'), M::ALT)),
        ("\x1b\x01", with(K::Char('a'), M::ALT | M::CONTROL)),
        ("\x1b[A\x1bOB", vec![key(K::Up, M::NONE), key(K::Down, M::NONE)]),
        ("\x1b[1;5C", with(K::Right, M::CONTROL)),
        ("\x1b[H\x1b[1~\x1b[7~", [K::Home; 3].into_iter().flat_map(plain).collect()),
        ("\x1b[3~", plain(K::Delete)),
        ("\x1b[6;2~", with(K::PageDown, M::SHIFT)),
        ("\x1b[Z", with(K::BackTab, M::SHIFT)),
        ("\x1bOP\x1b[11~\x1b[[A", [K::F(1); 3].into_iter().flat_map(plain).collect()),
        ("\x1b[15~\x1b[24~", vec![key(K::F(5), M::NONE), key(K::F(12), M::NONE)]),
        ("\x1b[21;2~", with(K::F(10), M::SHIFT)),
        // The Menu key of xterm and compatible terminals.
        ("\x1b[29~", plain(K::F(14))),
        ("\x1b[99;5u", with(K::Char('c'), M::CONTROL)),
        ("\x1b[<2;5;7M", click(right, 4, 6)),
        ("\x1b[<2;5;7m", click(MouseEventKind::Up(MouseButton::Right), 4, 6)),
        ("\x1b[<65;300;1M", click(MouseEventKind::ScrollDown, 299, 0)),
        ("\x1b[<35;1;1M", click(MouseEventKind::Moved, 0, 0)),
        (
            "\x1b[<20;1;1M",
            vec![mouse(MouseEventKind::Down(MouseButton::Left), 0, 0, M::SHIFT | M::CONTROL)],
        ),
        ("\x1b[M\"%'", click(right, 4, 6)),
        ("\x1b[34;5;7M", click(right, 4, 6)),
        ("\x1b[200~sk-\x1b[A\r\n日\x1b[201~", vec![Event::Paste("sk-\x1b[A\r\n日".to_owned())]),
        ("\x1b[200~\x1b[201~", vec![Event::Paste(String::new())]),
        // Answers to other programs' requests, focus reports, garbage.
        ("\x1b[?1;2c\x1b[I\x1b[O\x1b[<0M\x1b[99999~", vec![]),
    ]
}

fn opened_by(c: char) -> Option<OpenedByKey> {
    match c {
        '/' => Some(OpenedByKey::Filter),
        'D' | 'S' | '?' => Some(OpenedByKey::List),
        _ => None,
    }
}

#[test]
fn terminal_sequences_are_decoded() {
    for (bytes, events) in sent() {
        assert_eq!(decoded(bytes.as_bytes()), events, "{bytes:?}");
    }
}

#[test]
fn split_key_sequence_is_the_same_key() {
    for (bytes, events) in sent() {
        let mut decoder = Decoder::default();
        let mut received = Vec::new();
        for byte in bytes.bytes() {
            decoder.take(&[byte], true);
            received.extend(std::iter::from_fn(|| decoder.next()));
        }
        assert_eq!(received, events, "{bytes:?}");
    }
}

/// The paste detected in bytes that arrived together, and how many events remain.
fn unmarked(bytes: &str) -> (Option<String>, usize) {
    let mut decoder = Decoder::default();
    decoder.take(bytes.as_bytes(), false);
    let pasted = decoder.take_unmarked_paste(opened_by);
    (pasted, std::iter::from_fn(|| decoder.next()).count())
}

#[test]
fn text_arriving_at_once_is_a_paste() {
    for text in [
        "sk-ant-x",
        "xurd",
        "groq",
        "Ä日ab",
        "hello",
        "two\nlines\n",
        "jjjjjjjdsv",
        "a b c",
        "Dear Sir\n",
        "?undo\n",
        "/one\ntwo",
    ] {
        assert_eq!(unmarked(text), (Some(text.to_owned()), 0), "{text:?}");
    }
    // Terminals send a carriage return for a line end.
    assert_eq!(unmarked("one\rtwo\t3\r"), (Some("one\ntwo\t3\n".to_owned()), 0));
    // The rest is not text.
    assert_eq!(unmarked("word\x1b[A"), (Some("word".to_owned()), 1));
}

#[test]
fn terminal_with_bracketed_paste_brackets_every_paste() {
    let mut decoder = Decoder::default();
    decoder.take(b"\x1b[200~pasted\x1b[201~", false);
    assert_eq!(decoder.next(), Some(Event::Paste("pasted".to_owned())));
    decoder.take(b"xurd", false);
    assert_eq!(decoder.take_unmarked_paste(opened_by), None);
    assert_eq!(std::iter::from_fn(|| decoder.next()).count(), 4);
}

#[test]
fn keys_gathered_by_a_slow_line_are_no_paste() {
    let held = "j".repeat(4000);
    for (keys, count) in [
        (held.as_str(), 4000),
        ("jkjkjkjk", 8),
        ("dd", 2),
        ("jjjd", 4),
        ("jjks", 4),
        ("\rname", 5),
        ("/groq\r", 6),
        ("?undo", 5),
        ("Dgroq", 5),
        ("Sgroq", 5),
        ("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H", 5),
        ("\x01\x02\x05\x06\x0b", 5),
        ("\x1bq\x1bw\x1be\x1br", 4),
        ("d\x1b[As\x1b[Bv\x1b[Cx", 7),
    ] {
        assert_eq!(unmarked(keys), (None, count), "{keys:.20?}");
    }
}

#[test]
fn an_escape_alone_is_the_key_once_nothing_more_waits() {
    let escape = key(KeyCode::Esc, KeyModifiers::NONE);
    let mut decoder = Decoder::default();
    decoder.take(b"\x1b", true);
    assert_eq!(decoder.next(), None);
    decoder.take(b"", false);
    assert_eq!(decoder.next(), Some(escape));
}

#[test]
fn the_start_of_an_unrequested_answer_does_not_hold_back_keys() {
    for (bytes, c) in [(b"\x1b]", ']'), (b"\x1bP", 'P')] {
        let mut decoder = Decoder::default();
        decoder.take(bytes, false);
        assert_eq!(decoder.next(), Some(key(KeyCode::Char(c), KeyModifiers::ALT)));
        decoder.take(b"\x03", false);
        assert_eq!(decoder.next(), Some(key(KeyCode::Char('c'), KeyModifiers::CONTROL)));
    }
    assert_eq!(decoded(b"\x1b]0;a title that never ends"), []);
}

proptest! {
    #[test]
    fn no_bytes_upset_it(bytes in prop::collection::vec(
        prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[O<;M~m0129u".as_slice())],
        0..60,
    )) {
        decoded(&bytes);
    }
}
