//! What the mouse does on the page.

use ratatui::layout::Position;

use super::Page;
use super::actions::{add, on_connection};
use super::areas::Areas;
use super::rows::Row;
use super::target::PageItem;
use crate::settings::workspace::defaults::Setting;
use crate::tui::component::{Outcome, Press, View};
use crate::tui::details;
use crate::tui::keymap::Action;
use crate::tui::layers::menu::Menu;
use crate::tui::layers::problems::Problems;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::theme::Theme;

impl Page {
    pub(super) fn press(
        &mut self,
        target: Target,
        press: Press,
        at: Position,
        view: &View<'_>,
    ) -> Outcome {
        let (row, cell) = match target {
            Target::Row(row) | Target::Handle(row) => (row, None),
            Target::Cell(row, cell) => (row, Some(cell)),
            Target::Banner => return Outcome::push(Problems::default()),
            _ => return Outcome::taken(),
        };
        self.typing = false;
        if !self.rows.select(row) {
            return Outcome::taken();
        }
        if let Some(setting) = cell.and_then(|cell| Setting::ALL.get(cell)) {
            match self.rows.get(row) {
                Some(Row::NewChats) => self.cells.new_chats = *setting,
                Some(Row::Workspace(_)) => self.cells.workspaces = *setting,
                _ => {}
            }
        }
        self.select_row(view);
        match (press, target, &self.selected) {
            (Press::Right, Target::Cell(..), Some(PageItem::Connection(id))) => {
                Outcome::push(Menu::of_modes(id.clone(), at, view))
            }
            (Press::Right, _, Some(PageItem::Connection(id))) => {
                Outcome::push(Menu::new(id.clone(), at))
            }
            (Press::Right, ..) => Outcome::taken(),
            // Each click on the mode flips it, however fast they come.
            (_, Target::Cell(..), Some(PageItem::Connection(id))) => {
                on_connection(Action::FlipMidStream, id, view)
            }
            (Press::Double, ..) | (Press::Click, Target::Handle(_) | Target::Cell(..), _) => {
                self.activate(view)
            }
            // One click on a button presses it.
            (Press::Click, _, Some(PageItem::Add)) => add(),
            _ => Outcome::taken(),
        }
    }

    /// Scrolls what is under the pointer.
    pub(super) fn scroll(&mut self, target: Target, by: isize, view: &View<'_>) {
        let Areas { list, beside, .. } = self.areas(view);
        if let (Target::Details, Some(beside), Some(item)) = (target, beside, &self.selected) {
            let wide = beside.width.saturating_sub(4);
            let lines = details::lines(view, item, wide, Theme::new(false)).len();
            let mut cursor = Cursor { at: 0, top: self.details_top };
            let height = usize::from(beside.height);
            cursor.scroll(by, lines, height);
            self.details_top = cursor.top;
        } else {
            self.rows.scroll(by, usize::from(list.height));
        }
    }
}
