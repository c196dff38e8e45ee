//! The model list: id, context window, images and the default mark. Changes return to the form,
//! which saves or discards them.

mod draw;
mod typing;

use crossterm::event::KeyEvent;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use serde_json::Value;

use super::fetched_models::Fetch;
use super::probe_draft;
use crate::settings::Connection;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::models::ModelEntry;
use crate::settings::connection::models::list::ModelList;
use crate::settings::craft::describe;
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Answer, Component, Effect, Outcome, Press, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, columns};
use crate::tui::widgets::text::wrap;
use crate::tui::widgets::text_field::TextField;

/// The maximum width of the list, frame included.
const WIDEST: usize = 88;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Context,
    Images,
}

impl Column {
    const ALL: [Self; 3] = [Self::Id, Self::Context, Self::Images];
}

pub(crate) struct Models {
    /// Supplies the inherited values where an entry sets none.
    connection: Connection,
    list: ModelList,
    cursor: Cursor,
    column: Column,
    /// The text of the selected cell while a person types in it.
    typing: Option<TextField>,
    /// Whether a key moved on from a cell in which a person typed. The next cell then takes text
    /// too.
    continues_typing: bool,
    wrong: Option<String>,
    /// The height of the list when it last scrolled the selected row into view.
    seen_height: usize,
    /// The draft for listing the endpoint's models, or the errors that prevent it.
    probe_draft: Result<ProbeDraft, Vec<FieldError>>,
    /// Warns that changes here do not last, because Craft fills the list.
    notice: Option<&'static str>,
}

impl Models {
    pub(crate) fn new(
        draft: &Connection,
        probe_draft: Result<ProbeDraft, Vec<FieldError>>,
    ) -> Self {
        Self {
            connection: draft.clone(),
            list: ModelList::of(draft),
            cursor: Cursor::default(),
            column: Column::Id,
            typing: None,
            continues_typing: false,
            wrong: None,
            seen_height: 0,
            probe_draft,
            notice: draft.managed_list().map(describe::managed_list),
        }
    }

    /// Gives the form only the changed entries, so that another program's changes survive.
    fn done(&self) -> Outcome {
        let changes = self.list.changes(&self.connection).into_iter();
        let answers = changes.map(|(path, value)| Effect::Answer(Answer::Field(path, value)));
        Outcome::Done(std::iter::once(Effect::Pop).chain(answers).collect())
    }

    fn fetch(&self) -> Outcome {
        match &self.probe_draft {
            Ok(probe_draft) => {
                let layer = Fetch::new(probe_draft.clone(), &self.list);
                probe_draft::start(probe_draft, true, layer)
            }
            Err(problems) => {
                let sentence = problems.first().map_or("", |p| p.sentence.as_str());
                Outcome::one(Effect::Alert(messages::cannot_fetch(sentence)))
            }
        }
    }

    fn step_column(&mut self, by: isize) {
        let at = Column::ALL.iter().position(|c| *c == self.column).unwrap_or_default();
        self.column = Column::ALL[at.saturating_add_signed(by).min(Column::ALL.len() - 1)];
    }

    fn add(&mut self) {
        let at = if self.list.entries.is_empty() { 0 } else { self.cursor.at + 1 };
        self.list.entries.insert(at, ModelEntry::new(Value::from("")));
        self.cursor.at = at;
        self.column = Column::Id;
        self.start_typing();
    }

    fn swap(&mut self, with: Option<usize>) {
        if let Some(with) = with
            .filter(|n| *n < self.list.entries.len() && self.cursor.at < self.list.entries.len())
        {
            self.list.entries.swap(self.cursor.at, with);
            self.cursor.at = with;
        }
    }

    fn area(&self, body: Rect) -> Rect {
        let wide = centred(body, WIDEST, 0).width;
        let notice = self.notice_lines(wide.saturating_sub(2)).len();
        centred(body, WIDEST, (self.list.entries.len() + 7).max(10) + notice)
    }

    /// The notice, wrapped for a frame of this width.
    fn notice_lines(&self, columns: u16) -> Vec<String> {
        let wrapped = |notice| wrap(notice, usize::from(columns).saturating_sub(2));
        self.notice.map(wrapped).unwrap_or_default()
    }

    /// The column heads, the list, and the area below it.
    fn parts(&self, body: Rect) -> [Rect; 3] {
        let inside = self.area(body).inner(Margin::new(1, 1));
        let notice = columns(self.notice_lines(inside.width).len());
        let foot = match inside.height {
            ..=5 => 0,
            height if height > 5 + notice => 3 + notice,
            _ => 3,
        };
        let head = u16::from(inside.height > 2);
        let parts = [Constraint::Length(head), Constraint::Fill(1), Constraint::Length(foot)];
        inside.layout(&Layout::vertical(parts))
    }

    fn height(&self, view: &View<'_>) -> usize {
        usize::from(self.parts(view.body)[1].height)
    }
}

impl Component for Models {
    fn key_contexts(&self) -> Vec<KeyContext> {
        if self.typing.is_some() {
            return vec![KeyContext::Cell, KeyContext::Everywhere];
        }
        vec![KeyContext::Models, KeyContext::List, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if self.typing.is_some() {
            return self.act_while_typing(action);
        }
        let at = self.cursor.at;
        self.continues_typing &=
            matches!(action, Action::NextCell | Action::PreviousCell | Action::Toggle);
        match action {
            Action::NextCell | Action::PreviousCell => {
                self.go_to_cell(action == Action::PreviousCell);
            }
            Action::Go(way) => self.cursor.go(way, self.list.entries.len(), self.height(view)),
            Action::Before => self.step_column(-1),
            Action::After => self.step_column(1),
            Action::Activate if self.list.entries.is_empty() => self.add(),
            Action::Activate => self.start_typing(),
            Action::Toggle => self.list.cycle_images(at),
            Action::Add => self.add(),
            Action::Fetch => return self.fetch(),
            Action::Delete => self.list.remove(at),
            Action::Raise => self.swap(at.checked_sub(1)),
            Action::Lower => self.swap(Some(at + 1)),
            Action::SetDefault => self.list.toggle_default(at),
            Action::Back => return self.done(),
            _ => return Outcome::Ignored,
        }
        self.cursor.reveal(self.list.entries.len(), self.height(view));
        Outcome::taken()
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        let Answer::Models(wanted, changed, unwanted) = answer else {
            return Outcome::Ignored;
        };
        self.list.update(&changed);
        let before = self.list.entries.len();
        self.list.choose(&wanted, &unwanted);
        let height = self.height(view);
        // New entries are at the end.
        if self.list.entries.len() > before {
            self.cursor.at = before;
        }
        self.cursor.reveal(self.list.entries.len(), height);
        Outcome::taken()
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if !self.typing.as_mut().is_some_and(|field| field.typed(key)) {
            return Outcome::Ignored;
        }
        self.wrong = None;
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, view: &View<'_>) -> Outcome {
        let outcome = self.paste(text);
        self.cursor.reveal(self.list.entries.len(), self.height(view));
        outcome
    }

    fn pressed(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        if target == Target::Button(0) {
            return if self.commit_typed() { self.fetch() } else { Outcome::taken() };
        }
        let (row, column) = match target {
            Target::Cell(row, column) => (row, Column::ALL.get(column).copied()),
            Target::Row(row) => (row, None),
            _ => return Outcome::taken(),
        };
        let is_here = row == self.cursor.at && column == Some(self.column);
        // The second click of a double click must not restart the typing.
        if self.typing.is_some() && (is_here || !self.commit_typed()) {
            return Outcome::taken();
        }
        self.continues_typing = false;
        self.cursor.at = row.min(self.list.entries.len().saturating_sub(1));
        self.column = column.unwrap_or(self.column);
        // A click on a cell starts typing; a click before the id only selects the row.
        let is_edit = press == Press::Click || self.column == Column::Images;
        if column.is_some() && is_edit && !matches!(press, Press::Right(_)) {
            self.start_typing();
        }
        self.cursor.reveal(self.list.entries.len(), self.height(view));
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        let typed = self.typing.as_ref();
        !self.list.changes(&self.connection).is_empty()
            || typed.is_some_and(|field| field.text().trim() != self.text_of_cell())
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.cursor.scroll(by, self.list.entries.len(), self.height(view));
    }

    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        if self.commit_typed() { self.done() } else { Outcome::taken() }
    }

    fn sync(&mut self, view: &View<'_>) {
        let height = self.height(view);
        if std::mem::replace(&mut self.seen_height, height) == height {
            self.cursor.clamp(self.list.entries.len(), height);
        } else {
            self.cursor.reveal(self.list.entries.len(), height);
        }
    }
    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        self.draw_models(painter, view);
    }
}
