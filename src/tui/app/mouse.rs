//! What the mouse does: judged against a frame that shows the present state.

use std::time::{Duration, Instant};

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::App;
use crate::tui::component::Press;
use crate::tui::widgets::hit_map::Target;

/// Two clicks within this are a double click.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);

/// Lines that the wheel scrolls by.
const WHEEL: isize = 3;

impl App {
    pub(super) fn mouse(&mut self, mouse: MouseEvent) {
        let at = Position { x: mouse.column, y: mouse.row };
        let press = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => match self.click(at) {
                Some(press) => press,
                None => return,
            },
            MouseEventKind::Down(MouseButton::Right) => {
                self.last_click = None;
                Press::Right
            }
            MouseEventKind::ScrollUp => return self.wheel(at, -WHEEL),
            MouseEventKind::ScrollDown => return self.wheel(at, WHEEL),
            _ => return,
        };
        self.press(press, at);
        // A right click beside an open menu closes it and opens the one of the row under the
        // pointer.
        if press == Press::Right && matches!(self.hit(at), Some((0, _))) && self.layers.len() == 1 {
            self.press(press, at);
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
