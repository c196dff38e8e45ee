//! What was drawn where, for the mouse. Drawing a frame returns it; nothing else is known of a
//! frame afterwards.

use ratatui::layout::{Position, Rect};

/// What a place of the screen belongs to, in the words of the layer that drew it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The layer's own ground: a press there does nothing, and is not outside.
    Ground,
    /// A row or an item, by its place in the layer's list.
    Row(usize),
    /// What of a row one click flips: the box of a switch.
    Handle(usize),
    /// The line of the worst problem.
    Banner,
    /// An item of a submenu.
    SubRow(usize),
    Button(usize),
    /// The arrow that makes a row's choice the one before.
    Previous(usize),
    /// The arrow that makes a row's choice the one after.
    Next(usize),
    /// A column of a row: models have several, workspaces too; that of a connection is its mode.
    Cell(usize, usize),
    /// The details beside the list.
    Details,
}

/// What was drawn where, what was drawn later on top.
#[derive(Debug, Default)]
pub(crate) struct HitMap {
    spots: Vec<(Rect, usize, Target)>,
}

impl HitMap {
    /// A layer (counted from the bottom) drew something.
    pub(crate) fn add(&mut self, area: Rect, layer: usize, target: Target) {
        if !area.is_empty() {
            self.spots.push((area, layer, target));
        }
    }

    /// What is on top at a place, and which layer drew it.
    pub(crate) fn at(&self, place: Position) -> Option<(usize, Target)> {
        let found = self.spots.iter().rev().find(|(area, ..)| area.contains(place));
        found.map(|(_, layer, target)| (*layer, *target))
    }
}
