//! Typing, applying and clearing the filter, and where the selection goes.

use super::filter::Query;
use super::{Follow, Page};
use crate::tui::component::{Outcome, View};
use crate::tui::keymap::Action;
use crate::tui::widgets::text_field::TextField;

impl Page {
    /// Starts typing a filter. The title shows it and so must be in view; the selection waits until
    /// the filter is applied or cleared.
    pub(super) fn type_filter(&mut self) {
        self.typing = true;
        self.in_details = false;
        self.seen_revision = None;
        self.follow = Follow::Nothing;
        self.rows.scroll_to(0);
    }

    pub(super) fn clear_filter(&mut self) {
        self.filter = None;
        self.typing = false;
        self.seen_revision = None;
        self.follow = Follow::Row;
    }

    /// Clears the filter, and returns to the earlier selection unless a match was selected.
    pub(super) fn leave_filter(&mut self) {
        self.clear_filter();
        if let Some((item, top)) = self.before_filter.take() {
            self.take_cell(&item);
            self.selected = Some(item);
            self.scroll_back = Some(top);
        }
    }

    pub(super) fn query(&self) -> Option<Query> {
        let text = self.filter.as_ref().map(TextField::text);
        let text = text.filter(|query| self.typing || !query.is_empty());
        text.map(Query::new)
    }

    /// Selects the first match, or nothing without one. Clearing the filter from now on keeps a match
    /// selected.
    fn find(&mut self, view: &View<'_>) {
        if let Some(row) = self.rows.first_connection() {
            self.before_filter = None;
            self.rows.select(row);
            self.select_row(view);
        } else if self.hides_all(view) {
            self.select_nothing(view);
        }
    }

    /// Whether the filter hides every connection.
    pub(super) fn hides_all(&self, view: &View<'_>) -> bool {
        let has_connections = !view.settings().connections().is_empty();
        self.query().is_some() && has_connections && self.rows.first_connection().is_none()
    }

    /// Selects nothing: no key may act on a row that the filter hides.
    fn select_nothing(&mut self, view: &View<'_>) {
        self.in_details = false;
        self.rows.select_text();
        self.select_row(view);
    }

    pub(super) fn act_while_typing(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Activate => {
                self.typing = false;
                if self.filter.as_ref().is_some_and(|f| f.text().is_empty()) {
                    self.leave_filter();
                    return Outcome::taken();
                }
                self.find(view);
            }
            Action::Go(way) => {
                self.typing = false;
                self.find(view);
                self.go(way, view);
            }
            Action::Back => self.leave_filter(),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }
}
