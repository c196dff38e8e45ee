//! Moving around the page: to sections, which remember their selection, to cells, and to failed
//! connections.

use super::Page;
use super::rows::Rows;
use super::section::Section;
use super::target::PageItem;
use crate::settings::workspace::defaults::Setting;
use crate::tui::component::{Effect, Outcome, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Move;

/// The last selection in each section.
#[derive(Default)]
pub(super) struct LastSelections([Option<PageItem>; Section::ALL.len()]);

impl LastSelections {
    pub(super) fn note(&mut self, item: &PageItem) {
        self.0[Section::of(item) as usize] = Some(item.clone());
    }

    fn of(&self, section: Section) -> Option<&PageItem> {
        self.0[section as usize].as_ref()
    }
}

impl Page {
    /// Goes to the next or previous section, wrapping around since there are few.
    pub(super) fn go_to_next_section(&mut self, way: Move, view: &View<'_>) {
        let sections: Vec<Section> = self.rows.sections().collect();
        let own = self.selected.as_ref().map(Section::of);
        let own = sections.iter().position(|section| Some(*section) == own).unwrap_or_default();
        let by = if way == Move::Up { sections.len().saturating_sub(1) } else { 1 };
        if let Some(section) = sections.get((own + by) % sections.len().max(1)) {
            self.go_to_section(*section, view);
        }
    }

    /// Goes to a section's last selection. Returns whether the section has a selectable row.
    pub(super) fn go_to_section(&mut self, section: Section, view: &View<'_>) -> bool {
        let last = self.last_selections.of(section).cloned();
        let found = last.is_some_and(|item| self.rows.select_item(&item, view.settings()));
        let is_there = found || self.rows.select_first_of(section);
        if is_there {
            self.in_details = false;
            self.select_row(view);
            self.follow = super::Follow::Whole;
        }
        is_there
    }

    /// Selects the next or previous cell of the selected row.
    pub(super) fn go_to_cell(&mut self, back: bool, view: &View<'_>) {
        let cell = match &self.selected {
            Some(PageItem::Default(_)) => &mut self.cells.new_chats,
            Some(PageItem::Override(..)) => &mut self.cells.workspaces,
            _ => return,
        };
        let at = Setting::ALL.iter().position(|setting| setting == cell).unwrap_or_default();
        let to = if back { at.saturating_sub(1) } else { (at + 1).min(Setting::ALL.len() - 1) };
        *cell = Setting::ALL[to];
        self.select_row(view);
    }

    /// Makes an item's cell the selected one of its table.
    pub(super) const fn take_cell(&mut self, item: &PageItem) {
        match item {
            PageItem::Default(setting) => self.cells.new_chats = *setting,
            PageItem::Override(_, setting) => self.cells.workspaces = *setting,
            _ => {}
        }
    }

    /// Selects the next failed connection, wrapping around.
    pub(super) fn next_not_valid(&mut self, view: &View<'_>, back: bool) -> Outcome {
        let mut ids = self.rows.connection_ids(view.settings());
        if back {
            ids.reverse();
        }
        let current = self.selected.as_ref().and_then(PageItem::connection);
        let at = ids.iter().position(|id| Some(id) == current);
        let next = at.map_or(0, |at| at + 1).min(ids.len());
        ids.rotate_left(next);
        let failed = ids.into_iter().find(|id| view.probes.is_not_valid(id, view.settings()));
        let Some(id) = failed else {
            let key = view.keymap.key_of(KeyContext::Page, Action::ValidateAll);
            let text = messages::no_failed(&key);
            return Outcome::one(Effect::Toast(text));
        };
        let is_only = Some(&id) == current;
        self.rows.select_item(&PageItem::Connection(id), view.settings());
        self.select_row(view);
        if is_only {
            return Outcome::one(Effect::Toast(messages::NO_OTHER_FAILED.to_owned()));
        }
        Outcome::taken()
    }

    /// Restores the selection after the rows were rebuilt, wherever its row is now.
    pub(super) fn select_again(&mut self, view: &View<'_>) {
        let settings = view.settings();
        let (was, followed) = (self.selected.clone(), self.follow);
        let found = |rows: &mut Rows, item: &Option<PageItem>| {
            item.as_ref().is_some_and(|s| rows.select_item(s, settings))
        };
        if !found(&mut self.rows, &was) {
            // The details were those of the removed item.
            self.in_details = false;
            // If an undo removed it, the earlier selection returns.
            let instead = match &was {
                Some(PageItem::Connection(_)) => self.before.take(),
                _ => None,
            };
            if !found(&mut self.rows, &instead) {
                if self.hides_all(view) {
                    self.rows.select_text();
                } else {
                    self.rows.select_near(was.as_ref());
                }
            }
        }
        if let Some(was) = &was {
            self.take_cell(was);
        }
        self.select_row(view);
        let moved = was != self.selected || self.filter.is_some();
        self.follow = followed.max(if moved { super::Follow::Row } else { super::Follow::Nothing });
    }
}
