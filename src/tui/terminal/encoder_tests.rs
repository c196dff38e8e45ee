//! Tests that a terminal that receives the bytes shows the frame, including its colors.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::encode;

const AREA: Rect = Rect { x: 0, y: 0, width: 24, height: 4 };

/// A text somewhere in a frame, with its style.
type Written = (u16, u16, String, Style);

fn frame(texts: &[Written]) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    for (x, y, text, style) in texts {
        buffer.set_string(*x, *y, text, *style);
    }
    buffer
}

fn bytes(before: &Buffer, after: &Buffer) -> Vec<u8> {
    let mut out = Vec::new();
    encode(before, after, &mut out).expect("memory takes all");
    out
}

/// What a terminal shows in a cell.
type Shown = (String, vt100::Color, vt100::Color, [bool; 5]);

fn shown(parser: &vt100::Parser) -> Vec<Shown> {
    let cells = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)));
    let cells = cells.map(|(y, x)| parser.screen().cell(y, x).expect("inside"));
    let cells = cells.map(|cell| {
        let text = if cell.contents().is_empty() { " " } else { cell.contents() };
        let is_blank = text == " ";
        let on_letters = |of| if is_blank && !cell.inverse() { vt100::Color::Default } else { of };
        let attributes = [
            cell.bold() && !is_blank,
            cell.dim() && !is_blank,
            cell.italic() && !is_blank,
            cell.underline(),
            cell.inverse(),
        ];
        (text.to_owned(), on_letters(cell.fgcolor()), cell.bgcolor(), attributes)
    });
    cells.collect()
}

/// A terminal that has received these frames, each encoded against the previous one.
fn terminal(frames: &[Buffer]) -> vt100::Parser {
    let mut parser = vt100::Parser::new(AREA.height, AREA.width, 0);
    let mut before = Buffer::empty(AREA);
    for frame in frames {
        parser.process(&bytes(&before, frame));
        before = frame.clone();
    }
    parser
}

fn a_style() -> impl Strategy<Value = Style> {
    let colors = [Color::Reset, Color::Red, Color::LightBlue, Color::Indexed(200)];
    let colors = [colors[0], colors[1], colors[2], colors[3], Color::Rgb(1, 2, 3)];
    let modifiers = prop::sample::subsequence(
        vec![Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED],
        0..=3,
    );
    let color = prop::sample::select(colors.to_vec());
    (color.clone(), color, modifiers).prop_map(|(fg, bg, modifiers)| {
        let all = modifiers.into_iter().fold(Modifier::empty(), Modifier::union);
        Style::new().fg(fg).bg(bg).add_modifier(all)
    })
}

fn a_text() -> impl Strategy<Value = Written> {
    let text = prop::sample::select(vec![
        "a",
        "plain words",
        "      ",
        "日本語",
        "é…●│",
        "e\u{301}x",
        "  gap     gap",
        "0123456789012345678901234",
    ]);
    (0..AREA.width, 0..AREA.height, text, a_style())
        .prop_map(|(x, y, text, style)| (x, y, text.to_owned(), style))
}

proptest! {
    #[test]
    fn after_any_frames_the_terminal_shows_the_last(
        frames in prop::collection::vec(prop::collection::vec(a_text(), 0..8), 1..5)
    ) {
        let frames: Vec<Buffer> = frames.iter().map(|texts| frame(texts)).collect();
        let last = frames.last().cloned().expect("one at least");
        let (left, right) = (shown(&terminal(&frames)), shown(&terminal(&[last])));
        for (place, (left, right)) in left.iter().zip(&right).enumerate() {
            prop_assert_eq!(left, right, "cell {}", place);
        }
    }
}

#[test]
fn a_frame_is_on_the_terminal_as_it_was_drawn() {
    let style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
    let drawn = frame(&[(2, 1, "red".to_owned(), style), (20, 1, "日本".to_owned(), Style::new())]);
    let parser = terminal(&[drawn]);
    assert_eq!(parser.screen().contents(), "\n  red               日本");
    let cell = parser.screen().cell(1, 3).expect("inside");
    assert_eq!((cell.fgcolor(), cell.bold()), (vt100::Color::Idx(1), true));
}

#[test]
fn nothing_is_written_where_nothing_differs() {
    let same = frame(&[(2, 1, "same".to_owned(), Style::new().add_modifier(Modifier::BOLD))]);
    assert_eq!(bytes(&same, &same), b"");
}

#[test]
fn few_bytes_say_what_differs() {
    let plain = |x, text: &str| frame(&[(x, 1, text.to_owned(), Style::new())]);
    let bytes =
        |before: &Buffer, after: &Buffer| String::from_utf8(bytes(before, after)).expect("text");
    assert_eq!(bytes(&plain(0, "long words"), &plain(0, "long")), "\x1b[2;6H\x1b[K");
    assert_eq!(bytes(&plain(0, "a b"), &plain(0, "x b x")), "\x1b[2Hx b x", "over what stands");
    assert_eq!(bytes(&plain(2, "a......b"), &plain(2, "x......x")), "\x1b[2;3Hx\x1b[6Cx");
    let apart = |between: &str| plain(0, &format!("a{between}b"));
    assert_eq!(bytes(&apart("xxxxxxxxxxxx"), &apart("            ")), "\x1b[2;2H\x1b[12X");
    let below =
        frame(&[(5, 1, "a".to_owned(), Style::new()), (3, 2, "b".to_owned(), Style::new())]);
    assert_eq!(bytes(&frame(&[]), &below), "\x1b[2;6Ha\n\x1b[4Gb", "a line feed goes down");
    let red = Style::new().fg(Color::Red);
    let in_red = |style| frame(&[(0, 1, "a".to_owned(), style)]);
    assert_eq!(bytes(&frame(&[]), &in_red(red)), "\x1b[2H\x1b[31ma\x1b[m");
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let bold_red = in_red(red.patch(bold));
    assert_eq!(bytes(&frame(&[]), &bold_red), "\x1b[2H\x1b[1;38;5;1ma\x1b[m", "not bright red");
    let strong = frame(&[(0, 1, "a b".to_owned(), bold)]);
    assert_eq!(bytes(&plain(0, "a b"), &strong), "\x1b[2H\x1b[1ma b\x1b[m");
}

#[test]
fn possibly_narrow_emoji_leaves_no_old_cell() {
    let text = |text: &str| frame(&[(0, 0, text.to_owned(), Style::new())]);
    let out = String::from_utf8(bytes(&text("abcd"), &text("❤\u{fe0f}cd"))).expect("text");
    assert_eq!(out, "\x1b[1H  \x1b[1G❤\u{fe0f}");
}
