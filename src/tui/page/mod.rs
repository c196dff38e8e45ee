//! The page: what new chats get, the connections, their filter, the workspaces and the switches,
//! and from 110 columns on the details beside them.

mod actions;
mod applies;
mod banner;
mod choose;
mod columns;
mod connection;
mod draw;
mod filter;
mod places;
mod rows;
mod section;
mod status;
mod switches;
mod table;
mod target;
pub(super) mod title;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::component::{Answer, Component, Effect, Outcome, Press, View, WhyNot};
use super::details;
use super::form::Form;
use super::keymap::{self, Action, Key, KeyContext};
use super::layers::history::HistoryList;
use super::layers::menu::Menu;
use super::layers::problems::Problems;
use super::layers::reader::{Reader, Text};
use super::widgets::cursor::{Cursor, Move};
use super::widgets::hit_map::Target;
use super::widgets::painter::Painter;
use super::widgets::text_field::TextField;
use super::widgets::theme::Theme;
use crate::settings::WorkspaceFile;
use crate::settings::sign_in::{LoginProvider, Target as LoginTarget};
use crate::settings::workspace::defaults::Setting;
pub(super) use actions::on_connection;
use actions::{add, edit, set_default, validate_all};
pub(super) use applies::why_not_on_connection;
use draw::list_room;
use filter::Query;
use places::Places;
use rows::{Cells, Row, Rows};
use section::Section;
pub(super) use target::PageItem;

/// From how many columns on the details stand beside the list.
pub(super) const DETAILS_FROM: u16 = 110;

#[derive(Default)]
pub(super) struct Page {
    rows: Rows,
    /// What is selected; none until the settings were first seen.
    selected: Option<PageItem>,
    /// What was selected before something was added: the selection goes back there when that is
    /// undone.
    before: Option<PageItem>,
    /// The cells in which the selection is, or would be.
    cells: Cells,
    /// What was last selected in each section.
    places: Places,
    filter: Option<TextField>,
    /// What was selected before the filter, and how far the list was scrolled: one goes back there
    /// when it is cleared.
    before_filter: Option<(PageItem, usize)>,
    /// How far the list is to be scrolled when it has all its rows again.
    scroll_back: Option<usize>,
    typing: bool,
    seen_revision: Option<u64>,
    /// Whether there were connections when the settings were last seen.
    seen_any: bool,
    seen_width: u16,
    seen_height: usize,
    /// How far the details beside the list are scrolled.
    details_top: usize,
    /// What of the selection is to be brought into view.
    follow: Follow,
}

/// Why a workspace cannot be edited.
fn not_editable(root: &str, view: &View<'_>) -> Outcome {
    let workspace = view.settings().workspace(root);
    let Some((workspace, why)) = workspace.and_then(|w| Some((w, w.why_not_editable()?))) else {
        return Outcome::Ignored;
    };
    let message = choose::not_editable(workspace, &why);
    Outcome::one(match workspace.file {
        WorkspaceFile::Unread => Effect::Toast(message),
        _ => Effect::Alert(message),
    })
}

/// What is to be brought into view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Follow {
    /// Nothing: the page may be scrolled away from what is selected.
    #[default]
    Nothing,
    Row,
    /// It, and all of its section.
    Whole,
}

/// From how many lines on a line is left free between what is pinned and the list.
const ROOMY: u16 = 13;

/// From how many lines on what new chats get is pinned above the list.
const PINS: u16 = 4;

/// The parts of the page: a line for a problem of a file, what is pinned, the list, and the details
/// where there is room for them.
struct Areas {
    banner: Rect,
    pinned: Rect,
    list: Rect,
    beside: Option<Rect>,
}

impl Page {
    fn areas(&self, view: &View<'_>) -> Areas {
        let high = banner::height(view);
        let banner = Rect { height: high, ..view.body };
        let body = Rect { y: view.body.y + high, height: view.body.height - high, ..view.body };
        let has_connections = !view.settings().connections().is_empty();
        let mut list = body;
        let mut beside = None;
        if body.width >= DETAILS_FROM && has_connections {
            let wide = (body.width * 2 / 5).clamp(40, 60);
            list.width = body.width - wide;
            beside = Some(Rect { x: list.right(), width: wide, ..body });
        }
        let is_there = matches!(self.selected, Some(PageItem::Default(_)));
        let is_pinned = has_connections && (body.height >= PINS || is_there);
        let pinned = Rect { height: u16::from(is_pinned).min(list.height), ..list };
        let gap = u16::from(body.height >= ROOMY);
        let above = (pinned.height + gap).min(list.height);
        let list = Rect { y: list.y + above, height: list.height - above, ..list };
        Areas { banner, pinned, list, beside }
    }

    fn height(&self, view: &View<'_>) -> usize {
        usize::from(self.areas(view).list.height)
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        // A row or two of the page before stay in view.
        self.rows.go(way, self.height(view).saturating_sub(3));
        self.select_row(view);
    }

    fn select_row(&mut self, view: &View<'_>) {
        let item = self.rows.item(view.settings(), self.cells);
        if let Some(item) = &item {
            self.places.note(item);
        }
        if item != self.selected {
            self.details_top = 0;
            self.before = None;
        }
        self.selected = item;
        self.follow = Follow::Row;
    }

    fn activate(&self, view: &View<'_>) -> Outcome {
        match &self.selected {
            Some(PageItem::Connection(id)) => edit(id, view),
            Some(PageItem::Workspace(root)) => not_editable(root, view),
            Some(PageItem::Add) => add(),
            Some(item) => choose::open(item, view),
            None => Outcome::Ignored,
        }
    }

    /// What an intent means for what is selected.
    fn on_selected(&self, action: Action, view: &View<'_>) -> Outcome {
        match (&self.selected, action) {
            (Some(PageItem::Connection(id)), action) => on_connection(action, id, view),
            (Some(PageItem::Override(root, setting)), Action::Delete) => {
                Outcome::one(choose::cleared(root, *setting, view))
            }
            _ => Outcome::Ignored,
        }
    }

    /// The filter is typed in the title, which must be in view; the selection waits until it is
    /// kept or cleared.
    fn type_filter(&mut self) {
        self.typing = true;
        self.seen_revision = None;
        self.follow = Follow::Nothing;
        self.rows.scroll_to(0);
    }

    fn clear_filter(&mut self) {
        self.filter = None;
        self.typing = false;
        self.seen_revision = None;
        self.follow = Follow::Row;
    }

    /// Clears the filter, and goes back to where one was before it.
    fn leave_filter(&mut self) {
        self.clear_filter();
        if let Some((item, top)) = self.before_filter.take() {
            self.take_cell(&item);
            self.selected = Some(item);
            self.scroll_back = Some(top);
        }
    }

    fn query(&self) -> Option<Query> {
        let text = self.filter.as_ref().map(TextField::text);
        let text = text.filter(|query| self.typing || !query.is_empty());
        text.map(Query::new)
    }

    /// Where the context menu opens when a key asked for it: under the name of the selected row.
    fn menu_place(&self, view: &View<'_>) -> Position {
        let list = self.areas(view).list;
        let line = self.rows.line_in_view().unwrap_or_default();
        let y = list.y.saturating_add(super::widgets::painter::columns(line + 1));
        Position { x: list.x + list.width.saturating_sub(28).min(list.width / 2), y }
    }

    fn select_first_match(&mut self, view: &View<'_>) {
        if let Some(row) = self.rows.first_connection() {
            self.rows.select(row);
            self.select_row(view);
        }
    }

    fn act_while_typing(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Activate => {
                self.typing = false;
                if self.filter.as_ref().is_some_and(|f| f.text().is_empty()) {
                    self.leave_filter();
                    return Outcome::taken();
                }
                self.select_first_match(view);
            }
            Action::Go(way) => {
                self.typing = false;
                self.select_first_match(view);
                self.go(way, view);
            }
            Action::Back => self.leave_filter(),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }
}

impl Component for Page {
    /// Selects something, and brings it into view. A filter that hides it goes.
    fn select(&mut self, item: PageItem) {
        self.clear_filter();
        self.take_cell(&item);
        self.details_top = 0;
        self.before = self.selected.replace(item);
    }

    fn key_contexts(&self) -> Vec<KeyContext> {
        if self.typing {
            return vec![KeyContext::Filter, KeyContext::Everywhere];
        }
        let own = self.selected.as_ref().and_then(PageItem::place);
        own.into_iter()
            .chain([KeyContext::Page, KeyContext::List, KeyContext::Everywhere])
            .collect()
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        match action {
            _ if self.typing => None,
            // The app says why not.
            Action::Restore if !view.store.can_restore() => {
                Some(WhyNot::instead(Effect::AskRestore))
            }
            // The key only brings the row back into view.
            _ if !self.rows.shows_current(self.height(view)) => None,
            _ => applies::why_not(action, self.selected.as_ref(), view),
        }
    }

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        view: &View<'_>,
    ) -> Option<&'static str> {
        match action {
            Action::Back if self.typing => Some(suggested),
            Action::Back if view.probes.is_any_running() => Some("cancel validating"),
            Action::Back if self.filter.is_none() => None,
            _ => Some(suggested),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if self.typing {
            return self.act_while_typing(action, view);
        }
        match action {
            Action::Go(way) => self.go(way, view),
            Action::Section(way) => {
                self.go_to_next_section(way, view);
            }
            Action::SectionAt(n) => {
                if let Some(section) = Section::ALL.get(n) {
                    self.go_to_section(*section, view);
                }
            }
            Action::ChooseDefault => return choose::default(Setting::Connection, view),
            Action::Add => return add(),
            Action::Filter => {
                if self.filter.is_none() {
                    let top = self.rows.top();
                    self.before_filter = self.selected.clone().map(|item| (item, top));
                }
                self.filter.get_or_insert_default();
                self.type_filter();
            }
            Action::Undo => return Outcome::one(Effect::Undo),
            Action::Redo => return Outcome::one(Effect::Redo),
            Action::Restore => return Outcome::one(Effect::AskRestore),
            Action::History => return Outcome::push(HistoryList::new(view)),
            Action::Problems => return Outcome::push(Problems::default()),
            Action::Details => {
                let Some(item) = &self.selected else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Reader::new(Text::Details(item.clone())));
            }
            Action::Back if view.probes.is_any_running() => {
                return Outcome::one(Effect::StopValidating);
            }
            Action::Back => {
                if self.filter.is_some() {
                    self.leave_filter();
                }
                return Outcome::one(Effect::Dismiss);
            }
            Action::NextNotValid => return self.next_not_valid(view, false),
            Action::BeforeNotValid => return self.next_not_valid(view, true),
            Action::ValidateAll => {
                let ids = self.rows.connection_ids(view.settings());
                return validate_all(&ids, view);
            }
            Action::Quit => return Outcome::one(Effect::Quit),
            // A row that the wheel has scrolled away is shown before anything is done with it.
            _ if !self.rows.shows_current(self.height(view)) => self.follow = Follow::Row,
            Action::Activate => return self.activate(view),
            Action::Before => self.go_to_cell(true, view),
            Action::After => self.go_to_cell(false, view),
            Action::Menu => {
                let Some(id) = self.selected.as_ref().and_then(PageItem::connection) else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Menu::new(id.clone(), self.menu_place(view)));
            }
            other => return self.on_selected(other, view),
        }
        Outcome::taken()
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if !self.typing && keymap::lookup(&[KeyContext::Connection], key).is_some() {
            let key = Key::of(key).name();
            return Outcome::one(Effect::Toast(format!(
                "{key} needs a connection: select one first"
            )));
        }
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

    fn wheel(&mut self, target: Target, by: isize, view: &View<'_>) {
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

    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::taken()
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        match answer {
            Answer::Preset(preset) if !view.demo && LoginProvider::of_preset(preset).is_some() => {
                let provider = LoginProvider::of_preset(preset);
                provider.map_or(Outcome::Ignored, |provider| {
                    Outcome::one(Effect::OpenSignIn(provider, LoginTarget::New))
                })
            }
            Answer::Preset(preset) | Answer::FormOf(preset) => {
                let connection = preset.connection(view.settings(), view.now);
                Outcome::push(Form::add(connection, &preset.name))
            }
            Answer::Edit(edit) => set_default(*edit, view),
            Answer::Field(..) | Answer::Models(..) | Answer::Completions(_) | Answer::Agreed(_) => {
                Outcome::Ignored
            }
        }
    }

    fn settle(&mut self, view: &View<'_>) {
        let list = self.areas(view).list;
        let height = usize::from(list.height);
        let query = self.query();
        if std::mem::replace(&mut self.seen_height, height) != height {
            self.follow = Follow::Row;
        }
        let may_differ = query.as_ref().is_some_and(Query::is_about_states);
        if self.seen_revision != Some(view.revision)
            || self.seen_width != view.body.width
            || may_differ
        {
            self.seen_revision = Some(view.revision);
            self.seen_width = view.body.width;
            // What was scrolled out of view on purpose stays there; what was in view stays in view
            // wherever it goes.
            if self.rows.is_unbuilt() || self.rows.shows_current(height) {
                self.follow = self.follow.max(Follow::Row);
            }
            let rows = std::mem::take(&mut self.rows);
            self.rows = rows.rebuilt(view, query.as_ref(), list_room(list.width));
            if let Some(top) = self.scroll_back.take() {
                self.rows.scroll_to(top);
            }
            let settings = view.settings();
            let default = settings.default_position();
            if !std::mem::replace(&mut self.seen_any, default.is_some())
                && let Some(place) = default
            {
                self.selected = Some(PageItem::Connection(settings.id_at(place)));
            }
            if !self.typing {
                self.select_again(view);
            }
        }
        let follow = std::mem::take(&mut self.follow);
        if follow == Follow::Whole {
            self.rows.reveal_whole(height);
        }
        if follow != Follow::Nothing {
            self.rows.reveal(height);
        }
        self.rows.clamp(height);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let Areas { banner, pinned, list, beside } = self.areas(view);
        banner::draw(painter, banner, view);
        self.draw_pinned(painter, pinned, view);
        if let Some(area) = beside {
            self.draw_details(painter, area, view);
        }
        self.draw_list(painter, list, view);
        let (top, len) = (self.rows.top(), self.rows.len());
        match beside {
            // On the line between the two: one line is enough.
            Some(_) => painter.scrollbar_of_box(list, top, len),
            None => painter.scrollbar(list, top, len),
        }
    }
}
