//! Encodes a frame as terminal output. Writes only the difference from the previous frame, in few
//! bytes, because over SSH every byte adds to the latency of a key.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellWidth};

use super::pen::{Pen, control, is_clear};

/// From this many cells on, erasing and moving takes fewer bytes than writing blanks.
const ENOUGH_TO_ERASE: usize = 11;

/// From this many cells on, moving takes fewer bytes than writing them.
const ENOUGH_TO_MOVE: usize = 4;

/// Up to this many cells, less one, moving by a number takes fewer bytes than moving to a column.
const NEAR: usize = 10;

/// Asks a terminal to show the preceding character as an emoji, which is wide on some terminals.
const EMOJI: char = '\u{fe0f}';

/// Writes the output that turns one frame into another of the same size. Starts and ends with the
/// default pen, and expects a terminal whose whole screen scrolls.
pub(super) fn encode(before: &Buffer, after: &Buffer, out: impl Write) -> io::Result<()> {
    let mut encoder = Encoder { out, pen: Pen::default(), at: None };
    let columns = usize::from(after.area.width).max(1);
    let rows = before.content.chunks(columns).zip(after.content.chunks(columns));
    for (y, (before, after)) in rows.enumerate() {
        encoder.encode_row(before, after, y)?;
    }
    encoder.set_pen(Pen::default())
}

/// Whether two cells look alike.
fn is_same(one: &Cell, other: &Cell) -> bool {
    let (a, b) = (one.symbol().as_bytes(), other.symbol().as_bytes());
    let is_same_symbol = match (a, b) {
        // Most symbols are one letter.
        ([a], [b]) => a == b,
        _ => a == b,
    };
    is_same_symbol && one.modifier == other.modifier && one.fg == other.fg && one.bg == other.bg
}

/// The columns that a cell's symbol takes.
fn columns_of(cell: &Cell) -> usize {
    if cell.symbol().len() == 1 { 1 } else { usize::from(cell.cell_width()).max(1) }
}

/// The number of cells from `x` on to blank, up to the last one that differs.
fn emptied(before: &[Cell], after: &[Cell], x: usize) -> usize {
    let run = (x..after.len()).take_while(|x| is_clear(&after[*x]));
    let last = run.filter(|x| !is_same(&before[*x], &after[*x])).last();
    last.map_or(0, |last| last + 1 - x)
}

/// The column from which on a row is blank.
fn clear_from(row: &[Cell]) -> usize {
    row.iter().rposition(|cell| !is_clear(cell)).map_or(0, |last| last + 1)
}

struct Encoder<W> {
    out: W,
    pen: Pen,
    /// The column and row of the terminal's cursor; none if it is uncertain.
    at: Option<(usize, usize)>,
}

impl<W: Write> Encoder<W> {
    fn encode_row(&mut self, before: &[Cell], after: &[Cell], y: usize) -> io::Result<()> {
        // Up to this column, blanks are written one by one.
        let mut blanks = 0;
        let mut end = None;
        let mut x = 0;
        while x < after.len() {
            if is_same(&before[x], &after[x]) {
                x += columns_of(&after[x]);
                continue;
            }
            if x >= *end.get_or_insert_with(|| clear_from(after)) {
                return self.erase(x, y, after, None);
            }
            let wide = if x < blanks { 0 } else { emptied(before, after, x) };
            x = if wide < ENOUGH_TO_ERASE {
                blanks = blanks.max(x + wide);
                self.put(x, y, after)?
            } else {
                self.erase(x, y, after, Some(wide))?;
                x + wide
            };
            // Terminals differ in what they show of a wide character whose first half was
            // overwritten, so its second half is written as well.
            let is_halved = before.get(x - 1).is_some_and(|cell| columns_of(cell) > 1);
            if is_halved && x < after.len() && is_same(&before[x], &after[x]) {
                x = self.put(x, y, after)?;
            }
        }
        Ok(())
    }

    /// Moves to a cell, by rewriting the cells in between if that takes fewer bytes.
    fn go_to(&mut self, x: usize, y: usize, row: &[Cell]) -> io::Result<()> {
        match self.at {
            Some(at) if at == (x, y) => Ok(()),
            Some((from, above)) if above == y && (from..from + NEAR).contains(&x) => {
                let between = &row[from..x];
                let is_letter = |cell: &Cell| cell.symbol().len() == 1 && self.pen.suits(cell);
                if between.len() < ENOUGH_TO_MOVE && between.iter().all(is_letter) {
                    return between
                        .iter()
                        .try_for_each(|cell| self.out.write_all(cell.symbol().as_bytes()));
                }
                self.control(&[between.len()], b'C')
            }
            Some((_, above)) if above == y => self.control(&[x + 1], b'G'),
            Some((_, above)) if above + 1 == y => {
                if x == 0 {
                    return self.out.write_all(b"\r\n");
                }
                // The column is given anew: a terminal may take a line feed for a return, too.
                self.out.write_all(b"\n")?;
                self.control(&[x + 1], b'G')
            }
            _ => {
                let place = [y + 1, x + 1];
                self.control(if x == 0 { &place[..1] } else { &place }, b'H')
            }
        }
    }

    /// Writes a cell. Returns the column after it.
    fn put(&mut self, x: usize, y: usize, row: &[Cell]) -> io::Result<usize> {
        self.go_to(x, y, row)?;
        let cell = &row[x];
        if !self.pen.suits(cell) {
            self.set_pen(Pen::of(cell))?;
        }
        let behind = x + columns_of(cell);
        let symbol = cell.symbol();
        if behind > x + 1 && symbol.contains(EMOJI) && behind <= row.len() {
            // If the terminal draws it narrow, no old character may remain beside it.
            self.out.write_all(b"  ")?;
            self.control(&[x + 1], b'G')?;
        }
        self.out.write_all(symbol.as_bytes())?;
        // Terminals differ in how they wrap after the last column, and in the width of wide
        // characters.
        let is_sure = behind < row.len() && behind == x + 1;
        self.at = is_sure.then_some((behind, y));
        Ok(behind)
    }

    /// Erases `wide` cells from a column on, or the rest of the row. The cursor stays.
    fn erase(&mut self, x: usize, y: usize, row: &[Cell], wide: Option<usize>) -> io::Result<()> {
        if !self.pen.erases() {
            self.set_pen(Pen::default())?;
        }
        self.go_to(x, y, row)?;
        self.at = Some((x, y));
        match wide {
            Some(wide) => self.control(&[wide], b'X'),
            None => self.control(&[], b'K'),
        }
    }

    fn set_pen(&mut self, to: Pen) -> io::Result<()> {
        let from = std::mem::replace(&mut self.pen, to);
        if from == to { Ok(()) } else { self.control(&from.codes_to(to), b'm') }
    }

    fn control(&mut self, numbers: &[usize], last: u8) -> io::Result<()> {
        control(&mut self.out, numbers, last)
    }
}

#[cfg(test)]
#[path = "encoder_tests.rs"]
mod tests;
