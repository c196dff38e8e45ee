//! Mouse events, always resolved against a frame of the current state.

use std::time::{Duration, Instant};

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::App;
use crate::tui::component::Press;
use crate::tui::widgets::hit_map::Target;

/// The maximum time between the clicks of a double click.
pub(super) const DOUBLE_CLICK: Duration = Duration::from_millis(400);

/// Lines scrolled per wheel step.
const WHEEL: isize = 3;

/// A button that is held down.
#[derive(Clone, Copy)]
pub(super) struct Hold {
    /// Where it was pressed.
    from: Position,
    /// Whether the pointer has left that place since.
    moved: bool,
    /// Whether the press itself opened the layer that is on top.
    opened: bool,
    /// The scrollbar it grabbed: a position on the bar, and the offset below the thumb's first
    /// line.
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
                self.hold(Press::Right(at), at);
            }
            MouseEventKind::Drag(_) => self.drag(at),
            MouseEventKind::Moved => self.hover(at),
            MouseEventKind::Up(_) => self.release(at),
            MouseEventKind::ScrollUp => self.wheel(at, -WHEEL),
            MouseEventKind::ScrollDown => self.wheel(at, WHEEL),
            _ => {}
        }
    }

    /// Handles a press, which may begin a press, drag and release.
    fn hold(&mut self, press: Press, at: Position) {
        let layer_changes = self.layer_changes;
        self.press(press, at);
        // A right click outside an open menu closes it and opens the menu of the row under the
        // pointer.
        let is_right = matches!(press, Press::Right(_));
        if is_right && matches!(self.hit(at), Some((0, _))) && self.layers.len() == 1 {
            self.press(press, at);
        }
        let opened = self.layer_changes != layer_changes;
        self.held = Some(Hold { from: at, moved: false, opened, bar: None });
    }

    /// Grabs a scrollbar of the top layer. A press beside the thumb moves it there.
    fn grab(&mut self, at: Position) -> bool {
        let top = self.layers.len() - 1;
        // Refreshes a stale frame, so the press acts on the current state.
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

    fn hover(&mut self, at: Position) {
        let top = self.layers.len() - 1;
        if let Some((layer, target)) = self.hit(at)
            && layer == top
            && self.top(|top, view| top.hovered(target, view))
        {
            self.stale = true;
        }
    }

    /// Handles a button release. If the press opened the top layer, the release counts only if the
    /// pointer has moved since.
    fn release(&mut self, at: Position) {
        let Some(held) = self.held.take().filter(|held| held.bar.is_none()) else { return };
        let top = self.layers.len() - 1;
        if let Some((layer, target)) = self.hit(at)
            && layer == top
            && (held.moved || !held.opened)
        {
            let outcome = self.top(|top, view| top.released(target, view));
            self.apply(outcome);
        }
    }

    /// A single click, or the second of a double click; `None` if the first opened or closed a
    /// layer, so the second was not meant for what is there now.
    fn click(&mut self, at: Position) -> Option<Press> {
        let now = Instant::now();
        let before = self.last_click.replace((now, at, self.layer_changes));
        match before {
            Some((then, place, layer_changes)) if place == at && now - then < self.double_click => {
                self.last_click = None;
                (layer_changes == self.layer_changes).then_some(Press::Double)
            }
            _ => Some(Press::Click),
        }
    }

    /// What is at this position in a frame of the current state.
    fn hit(&mut self, at: Position) -> Option<(usize, Target)> {
        if self.stale {
            self.sync();
            self.hits = self.draw(&mut Buffer::empty(self.screen)).hits;
        }
        self.hits.at(at)
    }

    fn press(&mut self, press: Press, at: Position) {
        let top = self.layers.len() - 1;
        let outcome = match self.hit(at) {
            Some((_, Target::Hint(action))) => self.outcome_of(action),
            Some((layer, target)) if layer == top => {
                self.top(|layer, view| layer.pressed(target, press, view))
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
