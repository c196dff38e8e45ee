//! Encodes a frame as terminal output. Writes only the difference from the previous frame, in few
//! bytes, because over SSH every byte adds to the latency of a key.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellWidth};
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

/// From this many cells on, erasing and moving takes fewer bytes than writing blanks.
const ENOUGH_TO_ERASE: u16 = 11;

/// Asks a terminal to show the preceding character as an emoji, which is wide on some terminals.
const EMOJI: char = '\u{fe0f}';

/// Writes the output that turns one frame into another of the same size. Starts and ends with the
/// default pen.
pub(super) fn encode(before: &Buffer, after: &Buffer, out: impl Write) -> io::Result<()> {
    let mut encoder = Encoder { out, pen: Pen::default(), at: None };
    let mut row = Row::new(0);
    for (x, y, cell) in before.diff_iter(after) {
        if row.y != y || row.halved.is_some_and(|halved| halved != x) {
            encoder.restore(&mut row, after)?;
        }
        if row.y != y {
            row = Row::new(y);
        }
        if x < row.covered_to || x >= row.skipped_from {
            continue;
        }
        row.halved = None;
        if is_clear(cell) && x >= row.clear_from(after) {
            encoder.erase(x, y, None)?;
            row.skipped_from = x;
            continue;
        }
        let wide = if x < row.blanks_to { 0 } else { emptied(before, after, x, y) };
        row.covered_to = match wide {
            wide if wide < ENOUGH_TO_ERASE => {
                row.blanks_to = row.blanks_to.max(x + wide);
                encoder.put(x, y, after)?
            }
            wide => {
                encoder.erase(x, y, Some(wide))?;
                x + wide
            }
        };
        let last = before.cell((row.covered_to - 1, y));
        let halves = last.is_some_and(|cell| cell.cell_width() > 1);
        row.halved = Some(row.covered_to).filter(|x| halves && *x < after.area.right());
    }
    encoder.restore(&mut row, after)?;
    encoder.set_pen(Pen::default())
}

/// The number of cells from `x` on to blank, up to the last one that differs.
fn emptied(before: &Buffer, after: &Buffer, x: u16, y: u16) -> u16 {
    let run = (x..after.area.right()).take_while(|x| is_clear(&after[(*x, y)]));
    let last = run.filter(|x| before[(*x, y)] != after[(*x, y)]).last();
    last.map_or(0, |last| last + 1 - x)
}

/// The state of the row being written.
struct Row {
    y: u16,
    /// From this column on, everything was erased at once.
    skipped_from: u16,
    /// Up to this column, a wide character covers the row.
    covered_to: u16,
    /// Up to this column, blanks are written one by one.
    blanks_to: u16,
    /// The column of a wide character's second half, after its first half was overwritten.
    /// Terminals differ in what they show there.
    halved: Option<u16>,
    /// From this column on the row is blank; computed when first needed.
    clear_from: Option<u16>,
}

impl Row {
    const fn new(y: u16) -> Self {
        Self {
            y,
            skipped_from: u16::MAX,
            covered_to: 0,
            blanks_to: 0,
            halved: None,
            clear_from: None,
        }
    }

    fn clear_from(&mut self, after: &Buffer) -> u16 {
        let y = self.y;
        *self.clear_from.get_or_insert_with(|| {
            let columns = (after.area.left()..after.area.right()).rev();
            let clear = columns.take_while(|x| is_clear(&after[(*x, y)])).last();
            clear.unwrap_or(after.area.right())
        })
    }
}

/// Whether a cell looks like an erased one.
fn is_clear(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(SHOWN_ON_BLANK)
}

/// The current colors and modifiers of the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether this pen draws the cell correctly. On a blank, some attributes are invisible.
    fn suits(self, cell: &Cell) -> bool {
        let other = Self::of(cell);
        let blank = cell.symbol() == " ";
        let shown = (self.modifier | other.modifier).intersects(SHOWN_ON_BLANK);
        self == other || blank && !shown && self.bg == other.bg
    }
}

struct Encoder<W> {
    out: W,
    pen: Pen,
    /// The position of the terminal's cursor; none if it is uncertain.
    at: Option<(u16, u16)>,
}

impl<W: Write> Encoder<W> {
    /// Moves to a cell, by rewriting the cells in between if that takes fewer bytes.
    fn go_to(&mut self, x: u16, y: u16, after: &Buffer) -> io::Result<()> {
        match self.at {
            Some(at) if at == (x, y) => Ok(()),
            Some((from, row)) if row == y => {
                let over = from..x;
                let cost = if x + 1 < 100 { 5 } else { 6 };
                let is_letter = |x: u16| {
                    let cell = &after[(x, y)];
                    cell.symbol().len() == 1 && self.pen.suits(cell)
                };
                if !over.is_empty() && over.len() < cost && over.clone().all(is_letter) {
                    return over
                        .into_iter()
                        .try_for_each(|x| self.out.write_all(after[(x, y)].symbol().as_bytes()));
                }
                self.control(&[x + 1], b'G')
            }
            _ => self.move_to(x, y),
        }
    }

    fn move_to(&mut self, x: u16, y: u16) -> io::Result<()> {
        let place = [y + 1, x + 1];
        self.control(if x == 0 { &place[..1] } else { &place }, b'H')
    }

    /// Rewrites a cell that was half of a wide character, if that is still pending.
    fn restore(&mut self, row: &mut Row, after: &Buffer) -> io::Result<()> {
        match row.halved.take() {
            Some(x) => self.put(x, row.y, after).map(drop),
            None => Ok(()),
        }
    }

    /// Writes a cell. Returns the column after it.
    fn put(&mut self, x: u16, y: u16, after: &Buffer) -> io::Result<u16> {
        self.go_to(x, y, after)?;
        let (cell, end) = (&after[(x, y)], after.area.right());
        if !self.pen.suits(cell) {
            self.set_pen(Pen::of(cell))?;
        }
        let symbol = cell.symbol();
        let behind = x + cell.cell_width().max(1);
        if symbol.contains(EMOJI) && behind <= end {
            // If the terminal draws it narrow, no old character may remain beside it.
            self.out.write_all(b"  ")?;
            self.control(&[x + 1], b'G')?;
        }
        self.out.write_all(symbol.as_bytes())?;
        // Terminals differ in how they wrap after the last column, and in the width of wide
        // characters.
        let is_sure = behind < end && behind == x + 1;
        self.at = is_sure.then_some((behind, y));
        Ok(behind)
    }

    /// Erases `wide` cells from a column on, or the rest of the row. The cursor stays.
    fn erase(&mut self, x: u16, y: u16, wide: Option<u16>) -> io::Result<()> {
        // Erased cells get the pen's background.
        self.set_pen(Pen::default())?;
        if self.at != Some((x, y)) {
            self.move_to(x, y)?;
        }
        self.at = Some((x, y));
        match wide {
            Some(wide) => self.control(&[wide], b'X'),
            None => self.control(&[], b'K'),
        }
    }

    /// Switches the pen.
    fn set_pen(&mut self, to: Pen) -> io::Result<()> {
        let from = std::mem::replace(&mut self.pen, to);
        if from == to {
            return Ok(());
        }
        // To end an attribute, reset all of them and set the rest again.
        let is_ended = |from: Color, to: Color| from != to && to == Color::Reset;
        let reset = !to.modifier.contains(from.modifier)
            || is_ended(from.fg, to.fg)
            || is_ended(from.bg, to.bg);
        let from = if reset { Pen::default() } else { from };
        let mut codes = Vec::with_capacity(12);
        if reset && to != Pen::default() {
            codes.push(0);
        }
        let added = to.modifier - from.modifier;
        codes.extend(
            MODIFIERS.iter().filter(|(m, _)| added.contains(*m)).map(|(_, n)| u16::from(*n)),
        );
        for (base, from, to) in [(38, from.fg, to.fg), (48, from.bg, to.bg)] {
            if from != to {
                push_color(&mut codes, base, to);
            }
        }
        self.control(&codes, b'm')
    }

    /// Writes a control sequence with numeric parameters.
    fn control(&mut self, numbers: &[u16], last: u8) -> io::Result<()> {
        self.out.write_all(b"\x1b[")?;
        for (n, number) in numbers.iter().enumerate() {
            let separator = if n == 0 { "" } else { ";" };
            write!(self.out, "{separator}{number}")?;
        }
        self.out.write_all(&[last])
    }
}

/// Adds a foreground (38) or background (48) color by its index: some terminals turn a bold 31 into
/// bright red, which has less contrast.
fn push_color(codes: &mut Vec<u16>, base: u16, color: Color) {
    let index = match color {
        Color::Reset => return codes.push(base + 1),
        Color::Rgb(r, g, b) => {
            return codes.extend([base, 2, r.into(), g.into(), b.into()]);
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
    codes.extend([base, 5, index.into()]);
}

#[cfg(test)]
#[path = "encoder_tests.rs"]
mod tests;
