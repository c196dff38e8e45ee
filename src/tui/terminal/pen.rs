//! The colors and modifiers that a terminal writes with, and the SGR sequences that change them.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The modifiers that are visible on a blank cell.
const SHOWN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Every modifier with its SGR code.
const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The SGR code of the default foreground. The eight basic colors have those before it.
const FOREGROUND: usize = 39;
const BACKGROUND: usize = 49;

/// Whether a cell looks like an erased one.
pub(super) fn is_clear(cell: &Cell) -> bool {
    cell.symbol() == " " && Pen::of(cell).erases()
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    pub(super) const fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether this pen draws the cell correctly. On a blank, some attributes are invisible.
    pub(super) fn suits(self, cell: &Cell) -> bool {
        let other = Self::of(cell);
        let blank = cell.symbol() == " ";
        let shown = (self.modifier | other.modifier).intersects(SHOWN_ON_BLANK);
        self == other || blank && !shown && self.bg == other.bg
    }

    /// Whether cells that are erased with this pen look blank: they get its background.
    pub(super) fn erases(self) -> bool {
        self.bg == Color::Reset && !self.modifier.intersects(SHOWN_ON_BLANK)
    }

    /// The SGR codes that change this pen into another; none if they are equal.
    pub(super) fn codes_to(self, to: Self) -> Vec<usize> {
        if self == to {
            return Vec::new();
        }
        // To end an attribute, reset all of them and set the rest again.
        let is_ended = |from: Color, to: Color| from != to && to == Color::Reset;
        let reset = !to.modifier.contains(self.modifier)
            || is_ended(self.fg, to.fg)
            || is_ended(self.bg, to.bg);
        let from = if reset { Self::default() } else { self };
        let mut codes = Vec::with_capacity(12);
        if reset && to != Self::default() {
            codes.push(0);
        }
        let added = to.modifier - from.modifier;
        codes.extend(
            MODIFIERS.iter().filter(|(m, _)| added.contains(*m)).map(|(_, n)| usize::from(*n)),
        );
        let is_bold = to.modifier.contains(Modifier::BOLD);
        if from.fg != to.fg || added.contains(Modifier::BOLD) {
            push_color(&mut codes, FOREGROUND, to.fg, is_bold);
        }
        if from.bg != to.bg {
            push_color(&mut codes, BACKGROUND, to.bg, false);
        }
        codes
    }
}

/// Adds a color to a pen without one. A bold basic color is given by its index: some terminals turn
/// a bold 31 into bright red, which has less contrast.
fn push_color(codes: &mut Vec<usize>, default: usize, color: Color, is_bold: bool) {
    let index = match color {
        Color::Reset => return,
        Color::Rgb(r, g, b) => {
            return codes.extend([default - 1, 2, r.into(), g.into(), b.into()]);
        }
        Color::Indexed(n) => n,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    match usize::from(index) {
        basic if basic < 8 && !is_bold => codes.push(default - 9 + basic),
        index => codes.extend([default - 1, 5, index]),
    }
}

/// Writes a control sequence with numeric parameters.
pub(super) fn control(out: &mut impl Write, numbers: &[usize], last: u8) -> io::Result<()> {
    out.write_all(b"\x1b[")?;
    for (n, number) in numbers.iter().enumerate() {
        let separator = if n == 0 { "" } else { ";" };
        write!(out, "{separator}{number}")?;
    }
    out.write_all(&[last])
}
