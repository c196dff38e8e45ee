//! The marked connections, on which keys and the menu act together.

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

    pub(super) fn toggle(&mut self, id: &ConnectionId) {
        if !self.0.remove(id) {
            self.0.insert(id.clone());
        }
    }

    /// Removes those that no longer exist.
    pub(super) fn retain_existing(&mut self, settings: &Settings) {
        self.0.retain(|id| settings.connection(id).is_some());
    }

    /// The slugs of the marked connections; `None` if there are none.
    pub(super) fn slugs(&self, settings: &Settings) -> Option<Vec<String>> {
        let slugs = self.in_order(settings).into_iter().map(|id| id.slug);
        (!self.is_empty()).then(|| slugs.collect())
    }

    /// The marked connections in page order.
    fn in_order(&self, settings: &Settings) -> Vec<ConnectionId> {
        if self.is_empty() {
            return Vec::new();
        }
        let ids = settings.display_order().into_iter().map(|position| settings.id_at(position));
        ids.filter(|id| self.contains(id)).collect()
    }
}

impl Page {
    /// Whether keys act on the marked connections: the list has the focus, and a connection is
    /// selected.
    pub(super) fn acts_on_marked(&self) -> bool {
        let is_connection = matches!(self.selected, Some(PageItem::Connection(_)));
        is_connection && !self.marked.is_empty() && !self.in_details && !self.typing
    }

    /// The count of marked connections and of those the filter hides, as text; `None` if there are
    /// none.
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

    /// Marks or unmarks the selected connection, and selects the next one.
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

    /// Marks all connections shown, or unmarks them if all are marked.
    pub(super) fn mark_all(&mut self, view: &View<'_>) -> Outcome {
        let shown = self.rows.connection_ids(view.settings());
        if shown.iter().all(|id| self.marked.contains(id)) {
            for id in &shown {
                self.marked.0.remove(id);
            }
        } else {
            self.marked.0.extend(shown);
        }
        // Keys act on them only while a connection is selected.
        if !matches!(self.selected, Some(PageItem::Connection(_)))
            && let Some(row) = self.rows.first_connection()
        {
            self.rows.select(row);
            self.select_row(view);
            self.follow = Follow::Row;
        }
        Outcome::taken()
    }

    /// Handles an action on all marked connections; `None` if it belongs to the selected row.
    pub(super) fn on_marked(&mut self, action: Action, view: &View<'_>) -> Option<Outcome> {
        if !self.acts_on_marked() {
            return None;
        }
        match action {
            Action::Back if !view.probes.is_any_running() => {
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

    /// The marked connections in page order.
    pub(super) fn marked_ids(&self, view: &View<'_>) -> Vec<ConnectionId> {
        self.marked.in_order(view.settings())
    }
}
