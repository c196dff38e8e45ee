//! Reading a program's output: where a text is on the screen, and which modes it switched.

use std::collections::BTreeSet;

use vt100::Screen;

/// All modes of mouse capture.
pub const MOUSE: [u16; 5] = [1000, 1002, 1003, 1006, 1015];

/// The screen with a frame around it.
pub fn picture(screen: &Screen) -> String {
    let (_, width) = screen.size();
    let line = "─".repeat(usize::from(width));
    format!("{line}\n{}\n{line}", screen.contents())
}

/// Where a text is.
pub fn place(screen: &Screen, text: &str) -> Option<(u16, u16)> {
    let (_, width) = screen.size();
    (0..).zip(screen.rows(0, width)).find_map(|(row, line)| {
        let before = &line[..line.find(text)?];
        // No searched text is after a wide character.
        Some((row, u16::try_from(before.chars().count()).unwrap()))
    })
}

/// The private modes that are on at the end of some output. The cursor's mode counts when it is
/// off.
pub fn on(raw: &[u8]) -> BTreeSet<u16> {
    let mut on = BTreeSet::new();
    for (mode, set) in switches(raw) {
        if set == (mode != 25) {
            on.insert(mode);
        } else {
            on.remove(&mode);
        }
    }
    on
}

/// The private modes that some output switched, in order.
pub fn switches(raw: &[u8]) -> Vec<(u16, bool)> {
    String::from_utf8_lossy(raw)
        .split("\x1b[?")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let set = match &rest[end..=end] {
                "h" => true,
                "l" => false,
                _ => return None,
            };
            Some((rest[..end].parse().ok()?, set))
        })
        .collect()
}
