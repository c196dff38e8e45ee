//! How far a key scrolls a text that is only read.

use super::cursor::Move;

/// The lines that a way through a text of some height scrolls by; more than any text has for its ends.
pub fn lines(way: Move, height: u16) -> isize {
    let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    match way {
        Move::Up => -1,
        Move::Down => 1,
        Move::First => isize::MIN / 2,
        Move::Last => isize::MAX / 2,
        Move::PageUp => -page,
        Move::PageDown => page,
        Move::HalfUp => -(page / 2).max(1),
        Move::HalfDown => (page / 2).max(1),
    }
}
