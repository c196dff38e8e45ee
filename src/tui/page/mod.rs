//! The page: the list of connections, its filter, and from 110 columns on the details beside it.

mod actions;
mod draw;
mod filter;
mod rows;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::cursor::Move;
use super::details;
use super::effect::{Answer, Effect, Outcome};
use super::field::TextField;
use super::form::Form;
use super::hit::Target;
use super::keymap::{Intent, Where};
use super::layer::{Layer, Part, Press, View};
use super::menu::Menu;
use super::paint::Painter;
use super::reader::{Reader, Text};
use crate::settings::{Connection, ConnectionId};
pub use actions::on_connection;
use actions::{add, edit};
use rows::Rows;

/// From how many columns on the details stand beside the list.
pub const DETAILS_FROM: u16 = 110;

/// The page.
#[derive(Default)]
pub struct Page {
    rows: Rows,
    /// What is selected; none until the settings were first seen, and on `+ Add Connection`.
    selected: Option<ConnectionId>,
    /// What was selected before something was added: the selection goes back there when that is undone.
    before: Option<ConnectionId>,
    filter: Option<TextField>,
    typing: bool,
    seen_revision: Option<u64>,
    seen_width: u16,
    seen_height: usize,
    /// How far the details beside the list are scrolled.
    details_top: usize,
    /// Whether the selection is to be brought into view.
    follow: bool,
}

/// The two halves of the page: the list, and the details where there is room for them.
fn halves(view: &View<'_>) -> (Rect, Option<Rect>) {
    let body = view.body;
    if body.width < DETAILS_FROM || view.settings().connections().is_empty() {
        return (body, None);
    }
    let wide = (body.width * 2 / 5).clamp(40, 60);
    let list = Rect {
        width: body.width - wide,
        ..body
    };
    (
        list,
        Some(Rect {
            x: list.right(),
            width: wide,
            ..body
        }),
    )
}

impl Page {
    /// Selects a connection, and brings it into view. A filter that hides it goes.
    pub fn select(&mut self, id: ConnectionId) {
        self.clear_filter();
        self.before = self.selected.replace(id);
    }

    /// The selected connection and its id.
    fn connection<'v>(
        &self,
        view: &View<'v>,
    ) -> Option<(&ConnectionId, &'v std::sync::Arc<Connection>)> {
        let id = self.selected.as_ref()?;
        Some((id, view.settings().connection(id)?))
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        let page = usize::from(halves(view).0.height) / 2;
        self.rows.go(way, page);
        self.select_row(view);
    }

    fn select_row(&mut self, view: &View<'_>) {
        let id = self
            .rows
            .current_place()
            .map(|place| view.settings().id_at(place));
        if id != self.selected {
            self.details_top = 0;
        }
        self.selected = id;
        self.follow = true;
    }

    /// Finds the selection among rows that were built anew, and follows it where it has gone.
    fn select_again(&mut self, view: &View<'_>) {
        let place_of = |id: &ConnectionId| view.settings().position(id);
        let mut place = self.selected.as_ref().and_then(place_of);
        if place.is_none() {
            place = self.before.take().as_ref().and_then(place_of);
        }
        let (was, followed) = (self.selected.clone(), self.follow);
        self.rows.select_place(place);
        self.select_row(view);
        self.follow = followed || was != self.selected || self.filter.is_some();
    }

    fn activate(&self, view: &View<'_>) -> Outcome {
        match self.connection(view) {
            Some((id, _)) => edit(id, view),
            None if self.rows.on_add() => add(),
            None => Outcome::Ignored,
        }
    }

    /// What an intent means for the selected connection.
    fn on_connection(&self, intent: Intent, view: &View<'_>) -> Outcome {
        match self.connection(view) {
            Some((id, _)) => on_connection(intent, id, view),
            None => Outcome::Ignored,
        }
    }

    /// The filter is typed in the title, which must be in view; the selection waits until it is kept or cleared.
    fn type_filter(&mut self) {
        self.typing = true;
        self.seen_revision = None;
        self.follow = false;
        self.rows.show_title();
    }

    fn clear_filter(&mut self) {
        self.filter = None;
        self.typing = false;
        self.seen_revision = None;
        self.follow = true;
    }

    /// Where the context menu opens when a key asked for it: under the name of the selected row.
    fn menu_place(&self, view: &View<'_>) -> Position {
        let (list, _) = halves(view);
        let line = self
            .rows
            .lines_of_current()
            .start
            .saturating_sub(self.rows.top());
        let y = list.y.saturating_add(super::paint::columns(line + 1));
        Position {
            x: list.x + list.width.saturating_sub(28).min(list.width / 2),
            y,
        }
    }
}

impl Part for Page {
    fn places(&self) -> Vec<Where> {
        match (&self.selected, self.typing) {
            (_, true) => vec![Where::Filter, Where::Everywhere],
            (Some(_), _) => vec![Where::Connection, Where::Page, Where::Everywhere],
            (None, _) => vec![Where::Page, Where::Everywhere],
        }
    }

    fn intent(&mut self, intent: Intent, view: &View<'_>) -> Outcome {
        if self.typing {
            match intent {
                Intent::Activate => {
                    self.typing = false;
                    if self.filter.as_ref().is_some_and(|f| f.text().is_empty()) {
                        self.clear_filter();
                    }
                    self.rows.go(Move::First, 1);
                    self.select_row(view);
                }
                Intent::Go(way) => {
                    self.typing = false;
                    self.rows.go(Move::First, 1);
                    self.go(way, view);
                }
                Intent::Back => self.clear_filter(),
                _ => return Outcome::Ignored,
            }
            return Outcome::taken();
        }
        match intent {
            Intent::Go(way) => self.go(way, view),
            Intent::Section(way) => {
                self.rows.section(way);
                self.select_row(view);
            }
            Intent::Activate => return self.activate(view),
            Intent::Add => return add(),
            Intent::Menu => {
                let Some(id) = &self.selected else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Layer::Menu(Menu::new(id.clone(), self.menu_place(view))));
            }
            Intent::Filter => {
                self.filter.get_or_insert_default();
                self.type_filter();
            }
            Intent::Undo => return Outcome::one(Effect::Undo),
            Intent::Redo => return Outcome::one(Effect::Redo),
            Intent::History => return Outcome::push(Layer::Reader(Reader::new(Text::History))),
            Intent::Details => {
                let Some(id) = &self.selected else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Layer::Reader(Reader::new(Text::Details(id.clone()))));
            }
            Intent::Back => {
                if self.filter.is_some() {
                    self.clear_filter();
                }
                return Outcome::one(Effect::Dismiss);
            }
            Intent::Quit => return Outcome::one(Effect::Quit),
            // Nobody means a row that the wheel has scrolled away: it is shown first.
            _ if !self.rows.shows_current(usize::from(halves(view).0.height)) => self.follow = true,
            other => return self.on_connection(other, view),
        }
        Outcome::taken()
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if !self.typing || !self.filter.as_mut().is_some_and(|field| field.typed(key)) {
            return Outcome::Ignored;
        }
        self.type_filter();
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        match &mut self.filter {
            Some(field) if self.typing => {
                field.paste(text);
                self.type_filter();
                Outcome::taken()
            }
            _ => Outcome::Ignored,
        }
    }

    fn pressed(&mut self, target: Target, press: Press, at: Position, view: &View<'_>) -> Outcome {
        let (Target::Row(row) | Target::Dots(row)) = target else {
            return Outcome::taken();
        };
        self.typing = false;
        if !self.rows.select(row) {
            return Outcome::taken();
        }
        self.select_row(view);
        match (press, target, &self.selected) {
            (Press::Right, _, Some(id)) | (_, Target::Dots(_), Some(id)) => {
                Outcome::push(Layer::Menu(Menu::new(id.clone(), at)))
            }
            (Press::Double, ..) => self.activate(view),
            // One click on a button presses it.
            (Press::Click, _, None) => add(),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, target: Target, by: isize, view: &View<'_>) {
        let (list, beside) = halves(view);
        if let (Target::Details, Some(beside), Some((id, _))) =
            (target, beside, self.connection(view))
        {
            let lines = details::lines(
                view,
                id,
                beside.width.saturating_sub(4),
                super::theme::Theme::new(false),
            )
            .len();
            let mut cursor = super::cursor::Cursor {
                at: 0,
                top: self.details_top,
            };
            // Its frame takes two lines.
            let height = usize::from(beside.height).saturating_sub(2);
            cursor.scroll(by, lines, height);
            self.details_top = cursor.top;
        } else {
            self.rows.scroll(by, usize::from(list.height));
        }
    }

    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::taken()
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        match answer {
            Answer::Preset(preset) => {
                let connection = preset.connection(view.settings(), view.now);
                Outcome::push(Layer::Form(Form::add(connection, &preset.name)))
            }
            Answer::Field(..) => Outcome::Ignored,
        }
    }

    fn settle(&mut self, view: &View<'_>) {
        let height = usize::from(halves(view).0.height);
        if std::mem::replace(&mut self.seen_height, height) != height {
            self.follow = true;
        }
        if self.seen_revision != Some(view.revision) || self.seen_width != view.body.width {
            self.seen_revision = Some(view.revision);
            self.seen_width = view.body.width;
            let were_none = self.rows.connections() == 0 && self.filter.is_none();
            // What was scrolled out of view on purpose stays there; what was in view stays in view wherever it goes.
            self.follow |= self.rows.is_unbuilt() || self.rows.shows_current(height);
            let query = self
                .filter
                .as_ref()
                .map(TextField::text)
                .filter(|q| !q.is_empty());
            let wide = usize::from(halves(view).0.width);
            self.rows = std::mem::take(&mut self.rows).rebuilt(view, query, wide);
            if were_none && self.selected.is_none() {
                let settings = view.settings();
                self.selected = settings
                    .default_position()
                    .map(|place| settings.id_at(place));
            }
            if !self.typing {
                self.select_again(view);
            }
        }
        if std::mem::take(&mut self.follow) {
            self.rows.reveal(height);
        }
        self.rows.clamp(height);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let (list, beside) = halves(view);
        self.draw_list(painter, list, view);
        if let Some(area) = beside {
            self.draw_details(painter, area, view);
        }
    }
}
