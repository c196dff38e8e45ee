//! Records what was drawn where, for the mouse. Drawing a frame returns it, and nothing else of the
//! frame remains.

use ratatui::layout::{Position, Rect};

use crate::tui::keymap::Action;

/// What an area of the screen means to the layer that drew it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The layer's background: a press does nothing, but does not count as outside.
    Ground,
    /// A row or an item, by its index in the layer's list.
    Row(usize),
    /// The part of a row that a click toggles: a switch's box.
    Handle(usize),
    /// The line of the most severe problem.
    Banner,
    /// An item of a submenu.
    SubRow(usize),
    Button(usize),
    /// The arrow that selects a row's previous choice.
    Previous(usize),
    /// The arrow that selects a row's next choice.
    Next(usize),
    /// A row's column: models and workspaces have several; a connection's only one is its mode.
    Cell(usize, usize),
    /// The details beside the list.
    Details,
    /// A hint in the footer: a press acts like its key.
    Hint(Action),
    /// The scrollbar of a text: its number of lines, and the first one in view.
    Scrollbar(usize, usize),
}

/// What was drawn where; later entries are on top.
#[derive(Debug, Default)]
pub(crate) struct HitMap {
    spots: Vec<(Rect, usize, Target)>,
    selected: Vec<(Rect, usize)>,
    links: Vec<(Rect, String)>,
}

impl HitMap {
    /// Records an area that a layer drew; layer numbers count from the bottom.
    pub(crate) fn add(&mut self, area: Rect, layer: usize, target: Target) {
        if !area.is_empty() {
            self.spots.push((area, layer, target));
        }
    }

    /// Records an area that a layer drew as selected.
    pub(crate) fn add_selected(&mut self, area: Rect, layer: usize) {
        if !area.is_empty() {
            self.selected.push((area, layer));
        }
    }

    /// All areas, by layer and then in drawing order.
    pub(crate) fn spots(&self) -> &[(Rect, usize, Target)] {
        &self.spots
    }

    /// The areas drawn as selected, each with its layer.
    pub(crate) fn selected(&self) -> &[(Rect, usize)] {
        &self.selected
    }

    /// Records a text that links to an address.
    pub(crate) fn add_link(&mut self, area: Rect, address: &str) {
        if !area.is_empty() {
            self.links.push((area, address.to_owned()));
        }
    }

    /// The links; each is on one line.
    pub(crate) fn links(&self) -> &[(Rect, String)] {
        &self.links
    }

    /// The topmost target at a position, and its layer.
    pub(crate) fn at(&self, place: Position) -> Option<(usize, Target)> {
        let found = self.spots.iter().rev().find(|(area, ..)| area.contains(place));
        found.map(|(_, layer, target)| (*layer, *target))
    }

    /// The topmost scrollbar at a position.
    pub(crate) fn scrollbar(&self, place: Position) -> Option<Scrollbar> {
        let (area, layer, target) =
            self.spots.iter().rev().find(|(area, ..)| area.contains(place))?;
        let Target::Scrollbar(top, len) = *target else { return None };
        let is_scrolled = |target: &Target| !matches!(target, Target::Scrollbar(..));
        let beneath = self.spots.iter().rev().find(|(area, other, target)| {
            other == layer && area.contains(place) && is_scrolled(target)
        });
        let scrolled = beneath.map_or(Target::Ground, |(.., target)| *target);
        Some(Scrollbar { area: *area, layer: *layer, scrolled, top, len })
    }
}

/// A scrollbar as drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scrollbar {
    pub area: Rect,
    /// The layer it belongs to.
    pub layer: usize,
    pub scrolled: Target,
    top: usize,
    len: usize,
}

impl Scrollbar {
    /// A scrollbar for a text of `len` lines with `top` first in view; none if all of it fits.
    pub(crate) fn new(area: Rect, top: usize, len: usize) -> Option<Self> {
        let is_needed = len > usize::from(area.height) && area.height > 1 && area.width > 0;
        let bar = Self { area, layer: 0, scrolled: Target::Ground, top, len };
        is_needed.then_some(bar)
    }

    fn height(&self) -> usize {
        usize::from(self.area.height)
    }

    /// The height of the thumb in lines.
    fn thumb_height(&self) -> usize {
        (self.height() * self.height() / self.len).max(1)
    }

    /// The lines of the thumb.
    pub(crate) fn thumb(&self) -> std::ops::Range<usize> {
        let (height, thumb) = (self.height(), self.thumb_height());
        let lines = (self.len - height).max(1);
        let start = (self.top * (height - thumb)).div_ceil(lines).min(height - thumb);
        start..start + thumb
    }

    /// The line of the thumb that a press grabs, counted from its top; its middle if the press is
    /// beside the thumb.
    pub(crate) fn grip(&self, y: u16) -> usize {
        let line = usize::from(y.saturating_sub(self.area.y));
        let thumb = self.thumb();
        if thumb.contains(&line) { line - thumb.start } else { thumb.len() / 2 }
    }

    /// How many lines to scroll when the thumb, grabbed at `grip`, is dragged to line `y` of the
    /// screen.
    pub(crate) fn scroll(&self, grip: usize, y: u16) -> isize {
        let line = usize::from(y.saturating_sub(self.area.y)).min(self.height() - 1);
        let way = self.height() - self.thumb_height();
        let start = line.saturating_sub(grip).min(way);
        let top = (start * (self.len - self.height())).checked_div(way).unwrap_or_default();
        isize::try_from(top).unwrap_or(isize::MAX) - isize::try_from(self.top).unwrap_or(isize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(top: usize) -> Scrollbar {
        Scrollbar::new(Rect::new(9, 2, 1, 10), top, 40).expect("it is needed")
    }

    #[test]
    fn thumb_dragged_to_an_end_shows_that_end() {
        for top in [0, 7, 30] {
            let start = bar(top).thumb().start;
            let at = 2 + u16::try_from(start).expect("small");
            let grip = bar(top).grip(at);
            assert_eq!(bar(top).scroll(grip, 0), -isize::try_from(top).expect("small"));
            let down = bar(top).scroll(grip, 99);
            assert_eq!(down, 30 - isize::try_from(top).expect("small"));
        }
    }

    #[test]
    fn fitting_text_has_no_scrollbar() {
        assert!(Scrollbar::new(Rect::new(0, 0, 1, 10), 0, 10).is_none());
        assert!(Scrollbar::new(Rect::new(0, 0, 1, 1), 0, 10).is_none());
    }
}
