//! The mouse on the page.

use super::Page;
use super::actions::on_connection;
use super::row::Row;
use super::target::PageItem;
use crate::settings::workspace::defaults::Setting;
use crate::tui::component::{Outcome, Press, View};
use crate::tui::keymap::Action;
use crate::tui::layers::menu::Menu;
use crate::tui::layers::problems::Problems;
use crate::tui::widgets::hit_map::Target;

impl Page {
    pub(super) fn press(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        let (row, cell) = match target {
            Target::Row(row) | Target::Handle(row) => (row, None),
            Target::Cell(row, cell) => (row, Some(cell)),
            Target::Banner => return Outcome::push(Problems::default()),
            Target::Details => {
                self.in_details = self.selected.is_some();
                return Outcome::taken();
            }
            Target::Ground => {
                self.in_details = false;
                return Outcome::taken();
            }
            _ => return Outcome::taken(),
        };
        (self.typing, self.in_details) = (false, false);
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
            (Press::Control, _, Some(PageItem::Connection(id))) => {
                self.marked.toggle(id);
                Outcome::taken()
            }
            (Press::Right(at), Target::Cell(..), Some(PageItem::Connection(id)))
                if self.marked.contains(id) =>
            {
                Outcome::push(Menu::of_modes(self.marked_ids(view), at, view))
            }
            (Press::Right(at), _, Some(PageItem::Connection(id))) if self.marked.contains(id) => {
                Outcome::push(Menu::of_several(self.marked_ids(view), at))
            }
            (Press::Right(at), Target::Cell(..), Some(PageItem::Connection(id))) => {
                Outcome::push(Menu::of_modes(vec![id.clone()], at, view))
            }
            (Press::Right(at), _, Some(PageItem::Connection(id))) => {
                Outcome::push(Menu::new(id.clone(), at))
            }
            (Press::Right(_) | Press::Control, ..) => Outcome::taken(),
            // Every click on the mode flips it, even a fast second one.
            (_, Target::Cell(..), Some(PageItem::Connection(id))) => {
                on_connection(Action::FlipMidStream, id, view)
            }
            (Press::Double, ..) | (Press::Click, Target::Handle(_) | Target::Cell(..), _) => {
                self.activate(view)
            }
            // A single click activates a button.
            (Press::Click, _, Some(PageItem::Add | PageItem::FirstStep(_))) => self.activate(view),
            _ => Outcome::taken(),
        }
    }

    pub(super) fn scroll(&mut self, target: Target, by: isize, view: &View<'_>) {
        if target == Target::Details || self.areas(view).over.is_some() {
            self.scroll_details(by, view);
        } else {
            self.rows.scroll(by, self.height(view));
        }
    }
}
