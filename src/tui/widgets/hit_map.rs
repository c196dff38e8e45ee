//! What was drawn where, for the mouse. Drawing a frame returns it; nothing else is known of a
//! frame afterwards.

use ratatui::layout::{Position, Rect};

use crate::tui::keymap::Action;

/// What a place of the screen belongs to, in the words of the layer that drew it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
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
    /// A hint of the frame: a press does what its key does.
    Hint(Action),
    /// A scrollbar of a text of so many lines, the first of which in view is known.
    Scrollbar(usize, usize),
}

/// What was drawn where, what was drawn later on top.
#[derive(Debug, Default)]
pub(crate) struct HitMap {
    spots: Vec<(Rect, usize, Target)>,
    selected: Vec<(Rect, usize)>,
    links: Vec<(Rect, String)>,
}

impl HitMap {
    /// A layer (counted from the bottom) drew something.
    pub(crate) fn add(&mut self, area: Rect, layer: usize, target: Target) {
        if !area.is_empty() {
            self.spots.push((area, layer, target));
        }
    }

    /// A layer drew something as selected.
    pub(crate) fn add_selected(&mut self, area: Rect, layer: usize) {
        if !area.is_empty() {
            self.selected.push((area, layer));
        }
    }

    /// All that was drawn, by layers and in them in its order.
    pub(crate) fn spots(&self) -> &[(Rect, usize, Target)] {
        &self.spots
    }

    /// What was drawn as selected, and by which layer.
    pub(crate) fn selected(&self) -> &[(Rect, usize)] {
        &self.selected
    }

    /// A text was drawn that leads to an address.
    pub(crate) fn add_link(&mut self, area: Rect, address: &str) {
        if !area.is_empty() {
            self.links.push((area, address.to_owned()));
        }
    }

    /// Such texts, each in one line.
    pub(crate) fn links(&self) -> &[(Rect, String)] {
        &self.links
    }

    /// What is on top at a place, and which layer drew it.
    pub(crate) fn at(&self, place: Position) -> Option<(usize, Target)> {
        let found = self.spots.iter().rev().find(|(area, ..)| area.contains(place));
        found.map(|(_, layer, target)| (*layer, *target))
    }

    /// The scrollbar on top at a place.
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

/// A scrollbar as it was drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scrollbar {
    pub area: Rect,
    /// Whose it is.
    pub layer: usize,
    pub scrolled: Target,
    top: usize,
    len: usize,
}

impl Scrollbar {
    /// Of a text of so many lines, one of which is the first in view; none where all of it is.
    pub(crate) fn new(area: Rect, top: usize, len: usize) -> Option<Self> {
        let is_needed = len > usize::from(area.height) && area.height > 1 && area.width > 0;
        let bar = Self { area, layer: 0, scrolled: Target::Ground, top, len };
        is_needed.then_some(bar)
    }

    fn height(&self) -> usize {
        usize::from(self.area.height)
    }

    /// How many of its lines stand for what is in view.
    fn thumb_height(&self) -> usize {
        (self.height() * self.height() / self.len).max(1)
    }

    /// Those lines.
    pub(crate) fn thumb(&self) -> std::ops::Range<usize> {
        let (height, thumb) = (self.height(), self.thumb_height());
        let lines = (self.len - height).max(1);
        let start = (self.top * (height - thumb)).div_ceil(lines).min(height - thumb);
        start..start + thumb
    }

    /// Where a press takes hold: so many lines below the thumb's first; in its middle where the
    /// press is beside it.
    pub(crate) fn grip(&self, y: u16) -> usize {
        let line = usize::from(y.saturating_sub(self.area.y));
        let thumb = self.thumb();
        if thumb.contains(&line) { line - thumb.start } else { thumb.len() / 2 }
    }

    /// By how many lines the text scrolls when what was gripped is drawn to a line of the screen.
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
    fn a_thumb_drawn_to_an_end_shows_that_end() {
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
    fn a_text_that_fits_has_no_bar() {
        assert!(Scrollbar::new(Rect::new(0, 0, 1, 10), 0, 10).is_none());
        assert!(Scrollbar::new(Rect::new(0, 0, 1, 1), 0, 10).is_none());
    }
}
