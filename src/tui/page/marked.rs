//! The connections that a person has marked, on which keys and the menu act together.

use std::collections::HashSet;

use super::several::on_connections;
use super::target::PageItem;
use super::{Follow, Page};
use crate::settings::{ConnectionId, Settings};
use crate::tui::component::{Outcome, View};
use crate::tui::keymap::Action;
use crate::tui::layers::menu::Menu;
use crate::tui::messages;
use crate::tui::widgets::cursor::Move;

#[derive(Default)]
pub(super) struct Marked(HashSet<ConnectionId>);

impl Marked {
    pub(super) fn contains(&self, id: &ConnectionId) -> bool {
        self.0.contains(id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    fn toggle(&mut self, id: &ConnectionId) {
        if !self.0.remove(id) {
            self.0.insert(id.clone());
        }
    }

    /// Drops those that no longer exist.
    pub(super) fn retain_existing(&mut self, settings: &Settings) {
        self.0.retain(|id| settings.connection(id).is_some());
    }

    /// The slugs of them; none where none is marked.
    pub(super) fn slugs(&self, settings: &Settings) -> Option<Vec<String>> {
        let slugs = self.in_order(settings).into_iter().map(|id| id.slug);
        (!self.is_empty()).then(|| slugs.collect())
    }

    /// All of them, in the page's order.
    fn in_order(&self, settings: &Settings) -> Vec<ConnectionId> {
        if self.is_empty() {
            return Vec::new();
        }
        let ids = settings.display_order().into_iter().map(|place| settings.id_at(place));
        ids.filter(|id| self.contains(id)).collect()
    }
}

impl Page {
    /// Whether keys act on what is marked: it is in the list that has the focus, and the selection
    /// is among connections.
    pub(super) fn acts_on_marked(&self) -> bool {
        let is_connection = matches!(self.selected, Some(PageItem::Connection(_)));
        is_connection && !self.marked.is_empty() && !self.in_details && !self.typing
    }

    /// How many are marked, and how many of them the filter hides; none where none is.
    pub(super) fn count_marked(&self, view: &View<'_>) -> Option<String> {
        if self.marked.is_empty() {
            return None;
        }
        let all = self.marked.0.len();
        let hidden = match &self.filter {
            Some(_) => {
                let shown = self.rows.connection_ids(view.settings());
                all - shown.iter().filter(|id| self.marked.contains(id)).count()
            }
            None => 0,
        };
        Some(messages::marked(all, hidden))
    }

    /// Marks the selected connection, or takes its mark away, and goes on to the next.
    pub(super) fn mark(&mut self, view: &View<'_>) -> Outcome {
        let Some(PageItem::Connection(id)) = &self.selected else {
            return Outcome::Ignored;
        };
        self.marked.toggle(id);
        let (count, current) = self.rows.count();
        if !self.in_details && current != Some(count) {
            self.go(Move::Down, view);
        }
        Outcome::taken()
    }

    /// Does the same by the mouse, which goes nowhere.
    pub(super) fn mark_at(&mut self, id: &ConnectionId) -> Outcome {
        self.marked.toggle(id);
        Outcome::taken()
    }

    /// Marks all connections that are shown; where all of them are marked, none.
    pub(super) fn mark_all(&mut self, view: &View<'_>) -> Outcome {
        let shown = self.rows.connection_ids(view.settings());
        if shown.iter().all(|id| self.marked.contains(id)) {
            for id in &shown {
                self.marked.0.remove(id);
            }
        } else {
            self.marked.0.extend(shown);
        }
        // Keys act on them where the selection is.
        if !matches!(self.selected, Some(PageItem::Connection(_)))
            && let Some(row) = self.rows.first_connection()
        {
            self.rows.select(row);
            self.select_row(view);
            self.follow = Follow::Row;
        }
        Outcome::taken()
    }

    /// What a key does with all that is marked; none where it is the selected row's.
    pub(super) fn on_marked(&mut self, action: Action, view: &View<'_>) -> Option<Outcome> {
        if !self.acts_on_marked() {
            return None;
        }
        match action {
            Action::Back => {
                self.marked.clear();
                Some(Outcome::taken())
            }
            Action::Menu => {
                let ids = self.marked_ids(view);
                Some(Outcome::push(Menu::of_several(ids, self.menu_place(view))))
            }
            Action::Validate | Action::FlipMidStream | Action::Delete => {
                Some(on_connections(action, &self.marked_ids(view), view))
            }
            _ => None,
        }
    }

    /// All that is marked, in the page's order.
    pub(super) fn marked_ids(&self, view: &View<'_>) -> Vec<ConnectionId> {
        self.marked.in_order(view.settings())
    }
}
