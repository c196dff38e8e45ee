//! What the mouse does: judged against a frame that shows the present state.

use std::time::{Duration, Instant};

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::App;
use crate::tui::component::Press;
use crate::tui::widgets::hit_map::Target;

/// Two clicks within this are a double click.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);

/// Lines that the wheel scrolls by.
const WHEEL: isize = 3;

/// A button that is held down.
#[derive(Clone, Copy)]
pub(super) struct Hold {
    /// Where it was pressed.
    from: Position,
    /// Whether the pointer has left that place since.
    moved: bool,
    /// Whether the press itself opened what is on top now.
    opened: bool,
    /// The scrollbar that it took hold of: a place of it, and how far below its thumb's first line.
    bar: Option<(Position, usize)>,
}

impl App {
    pub(super) fn mouse(&mut self, mouse: MouseEvent) {
        let at = Position { x: mouse.column, y: mouse.row };
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if self.grab(at) => {}
            MouseEventKind::Down(MouseButton::Left)
                if mouse.modifiers.contains(KeyModifiers::CONTROL) =>
            {
                self.last_click = None;
                self.hold(Press::Control, at);
            }
            MouseEventKind::Down(MouseButton::Left) => {
                if let Some(press) = self.click(at) {
                    self.hold(press, at);
                }
            }
            MouseEventKind::Down(MouseButton::Right) => {
                self.last_click = None;
                self.hold(Press::Right, at);
            }
            MouseEventKind::Drag(_) => self.drag(at),
            MouseEventKind::Moved => self.hover(at),
            MouseEventKind::Up(_) => self.release(at),
            MouseEventKind::ScrollUp => self.wheel(at, -WHEEL),
            MouseEventKind::ScrollDown => self.wheel(at, WHEEL),
            _ => {}
        }
    }

    /// A press, which may be the first of three: press, drag, release.
    fn hold(&mut self, press: Press, at: Position) {
        let turns = self.turns;
        self.press(press, at);
        // A right click beside an open menu closes it and opens the one of the row under the
        // pointer.
        if press == Press::Right && matches!(self.hit(at), Some((0, _))) && self.layers.len() == 1 {
            self.press(press, at);
        }
        let opened = self.turns != turns;
        self.held = Some(Hold { from: at, moved: false, opened, bar: None });
    }

    /// Takes hold of a scrollbar of the top layer; a press beside its thumb brings that there.
    fn grab(&mut self, at: Position) -> bool {
        let top = self.layers.len() - 1;
        // What is drawn is what is pressed.
        self.hit(at);
        let Some(bar) = self.hits.scrollbar(at).filter(|bar| bar.layer == top) else {
            return false;
        };
        self.last_click = None;
        let bar = Some((at, bar.grip(at.y)));
        self.held = Some(Hold { from: at, moved: false, opened: false, bar });
        self.drag(at);
        true
    }

    fn drag(&mut self, at: Position) {
        let Some(held) = &mut self.held else { return };
        held.moved |= held.from != at;
        let Some((place, grip)) = held.bar else { return self.hover(at) };
        let top = self.layers.len() - 1;
        self.hit(place);
        let bar = self.hits.scrollbar(place).filter(|bar| bar.layer == top);
        if let Some(bar) = bar {
            let by = bar.scroll(grip, at.y);
            if by != 0 {
                self.top(|top, view| top.wheel(bar.scrolled, by, view));
                self.stale = true;
            }
        }
    }

    /// The pointer is over something.
    fn hover(&mut self, at: Position) {
        let top = self.layers.len() - 1;
        if let Some((layer, target)) = self.hit(at)
            && layer == top
            && self.top(|top, view| top.hovered(target, view))
        {
            self.stale = true;
        }
    }

    /// A button was let go of. Where the press opened what is on top, only a pointer that has moved
    /// since means something in it.
    fn release(&mut self, at: Position) {
        let Some(held) = self.held.take().filter(|held| held.bar.is_none()) else { return };
        let top = self.layers.len() - 1;
        if let Some((layer, target)) = self.hit(at)
            && layer == top
            && (held.moved || !held.opened)
        {
            let outcome = self.top(|top, view| top.released(target, at, view));
            self.apply(outcome);
        }
    }

    /// A first click, or the second of a double click; none when the first already opened or closed
    /// something, which the second was not meant for.
    fn click(&mut self, at: Position) -> Option<Press> {
        let now = Instant::now();
        let before = self.last_click.replace((now, at, self.turns));
        match before {
            Some((then, place, turns)) if place == at && now - then < DOUBLE_CLICK => {
                self.last_click = None;
                (turns == self.turns).then_some(Press::Double)
            }
            _ => Some(Press::Click),
        }
    }

    /// What is at a place of a frame that shows the present state.
    fn hit(&mut self, at: Position) -> Option<(usize, Target)> {
        if self.stale {
            self.settle();
            self.hits = self.draw(&mut Buffer::empty(self.screen)).hits;
        }
        self.hits.at(at)
    }

    fn press(&mut self, press: Press, at: Position) {
        let top = self.layers.len() - 1;
        let outcome = match self.hit(at) {
            Some((_, Target::Hint(action))) => self.outcome_of(action),
            Some((layer, target)) if layer == top => {
                self.top(|layer, view| layer.pressed(target, press, at, view))
            }
            _ => self.top(|layer, view| layer.pressed_outside(view)),
        };
        self.apply(outcome);
    }

    fn wheel(&mut self, at: Position, by: isize) {
        let top = self.layers.len() - 1;
        if let Some((layer, target)) = self.hit(at)
            && layer == top
        {
            self.top(|layer, view| layer.wheel(target, by, view));
            self.stale = true;
        }
    }
}
