//! Editing cells of the model list: typing, moving to the next cell, pasting.

use super::{Column, Models};
use crate::settings::connection::models::tokens;
use crate::tui::component::{Effect, Outcome};
use crate::tui::keymap::Action;
use crate::tui::messages;
use crate::tui::widgets::text_field::TextField;

impl Models {
    pub(super) fn start_typing(&mut self) {
        if self.cursor.at >= self.list.entries.len() {
            return;
        }
        if self.column == Column::Images {
            return self.list.cycle_images(self.cursor.at);
        }
        self.wrong = None;
        self.typing = Some(TextField::new(self.text_of_cell()));
    }

    /// The text to edit in the selected cell; empty if no row is selected.
    pub(super) fn text_of_cell(&self) -> String {
        let Some(entry) = self.list.entries.get(self.cursor.at) else {
            return String::new();
        };
        match self.column {
            Column::Id => self.list.shown_id(entry).to_owned(),
            Column::Context => entry.context_window().map(tokens).unwrap_or_default(),
            Column::Images => String::new(),
        }
    }

    /// Commits the typed text to the cell. Returns whether it is valid.
    pub(super) fn commit_typed(&mut self) -> bool {
        let Some(text) = self.typing.as_ref().map(|field| field.text().trim().to_owned()) else {
            return true;
        };
        let committed = match self.column {
            Column::Id => self.list.rename(self.cursor.at, &text),
            Column::Context => self.list.set_context(self.cursor.at, &text),
            Column::Images => Ok(()),
        };
        match committed {
            Ok(()) => {
                self.typing = None;
                self.wrong = None;
                true
            }
            Err(why) => {
                self.wrong = Some(why);
                false
            }
        }
    }

    /// Discards the typed text, and a new row that has no id.
    fn discard_typing(&mut self) {
        self.typing = None;
        self.wrong = None;
        if self.list.entries.get(self.cursor.at).is_some_and(|e| e.value().as_str() == Some("")) {
            self.list.entries.remove(self.cursor.at);
        }
    }

    pub(super) fn act_while_typing(&mut self, action: Action) -> Outcome {
        match action {
            Action::Activate => drop(self.commit_typed()),
            Action::NextCell | Action::PreviousCell => {
                if self.commit_typed() {
                    self.continues_typing = true;
                    self.go_to_cell(action == Action::PreviousCell);
                }
            }
            Action::Back => self.discard_typing(),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    /// Moves to the next or previous cell, across rows. Keeps typing if typing continues from cell
    /// to cell; after the last cell, a new row starts.
    pub(super) fn go_to_cell(&mut self, back: bool) {
        let at = Column::ALL.iter().position(|column| *column == self.column).unwrap_or_default();
        let position = self.cursor.at * Column::ALL.len() + at;
        let position = if back { position.checked_sub(1) } else { Some(position + 1) };
        let Some(position) = position else { return };
        let (row, column) = (position / Column::ALL.len(), position % Column::ALL.len());
        if row >= self.list.entries.len() {
            if self.continues_typing {
                self.add();
            }
            return;
        }
        (self.cursor.at, self.column) = (row, Column::ALL[column]);
        // The images cell is a switch, not text.
        if self.continues_typing && self.column != Column::Images {
            self.start_typing();
        }
    }

    /// Pastes text: several lines are several models, unless the cell holds a number.
    pub(super) fn paste(&mut self, text: &str) -> Outcome {
        let is_list = text.lines().filter(|line| !line.trim().is_empty()).count() > 1;
        if let Some(field) = self.typing.as_mut()
            && !(is_list && self.column == Column::Id)
        {
            field.paste(text);
            self.wrong = None;
            return Outcome::taken();
        }
        let is_new_row = self.typing.as_ref().is_some_and(|field| field.text().trim().is_empty());
        if is_new_row {
            self.discard_typing();
        } else if !self.commit_typed() {
            return Outcome::taken();
        }
        let behind = if is_new_row { self.cursor.at } else { self.cursor.at + 1 };
        let at = behind.min(self.list.entries.len());
        let inserted = self.list.insert_lines(at, text);
        if inserted.added > 0 {
            self.cursor.at = at + inserted.added - 1;
        }
        self.column = Column::Id;
        self.wrong = inserted.refused.first().map(|why| why.trim_end_matches('.').to_owned());
        Outcome::one(Effect::Toast(messages::models_pasted(&inserted)))
    }
}
