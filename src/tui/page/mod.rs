//! The page: what new chats begin with, the connections, their filter, and from 110 columns on the
//! details beside them.

mod actions;
mod applies;
mod banner;
mod choose;
mod connection;
mod draw;
mod filter;
mod rows;
mod target;
mod value;

use std::collections::HashSet;

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
pub use actions::on_connection;
use actions::{add, validate_all};
pub use applies::why_not_on_connection;
pub use banner::mark;
use rows::Rows;
pub use target::PageItem;

/// From how many columns on the details stand beside the list.
pub const DETAILS_FROM: u16 = 110;

/// The page.
#[derive(Default)]
pub struct Page {
    rows: Rows,
    /// What is selected; none until the settings were first seen.
    selected: Option<PageItem>,
    /// What was selected before something was added: the selection goes back there when that is
    /// undone.
    before: Option<PageItem>,
    /// The workspaces that are unfolded, by their root paths.
    unfolded: HashSet<String>,
    filter: Option<TextField>,
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

/// What is to be brought into view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Follow {
    /// Nothing: the page may be scrolled away from what is selected.
    #[default]
    Nothing,
    /// The selected row.
    Row,
    /// It, and all that belongs to it.
    Whole,
}

/// The parts of the page: a line for problems, the list, and the details where there is room for
/// them.
struct Areas {
    banner: Rect,
    list: Rect,
    beside: Option<Rect>,
}

fn areas(view: &View<'_>) -> Areas {
    let high = banner::height(view);
    let banner = Rect { height: high, ..view.body };
    let body = Rect { y: view.body.y + high, height: view.body.height - high, ..view.body };
    if body.width < DETAILS_FROM || view.settings().connections().is_empty() {
        return Areas { banner, list: body, beside: None };
    }
    let wide = (body.width * 2 / 5).clamp(40, 60);
    let list = Rect { width: body.width - wide, ..body };
    let beside = Rect { x: list.right(), width: wide, ..body };
    Areas { banner, list, beside: Some(beside) }
}

impl Page {
    fn height(view: &View<'_>) -> usize {
        usize::from(areas(view).list.height)
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        self.rows.go(way, Self::height(view) / 2);
        self.select_row(view);
    }

    fn select_row(&mut self, view: &View<'_>) {
        let item = self.rows.item(view.settings());
        if item != self.selected {
            self.details_top = 0;
            self.before = None;
        }
        self.selected = item;
        self.follow = Follow::Row;
    }

    /// Finds the selection among rows that were built anew, and follows it where it has gone.
    fn select_again(&mut self, view: &View<'_>) {
        let settings = view.settings();
        let (was, followed) = (self.selected.clone(), self.follow);
        let found = |rows: &mut Rows, item: &Option<PageItem>| {
            item.as_ref().is_some_and(|s| rows.select_item(s, settings))
        };
        if !found(&mut self.rows, &was) {
            // What goes with an undo gives the selection back; what a workspace sets, its workspace
            // gets it.
            let instead = match &was {
                Some(PageItem::Connection(_)) => self.before.take(),
                Some(PageItem::Override(root, _)) => Some(PageItem::Workspace(root.clone())),
                _ => None,
            };
            if !found(&mut self.rows, &instead) {
                self.rows.select_near(was.as_ref());
            }
        }
        self.select_row(view);
        let moved = was != self.selected || self.filter.is_some();
        self.follow = followed.max(if moved { Follow::Row } else { Follow::Nothing });
    }

    fn activate(&mut self, view: &View<'_>) -> Outcome {
        match &self.selected {
            Some(PageItem::Connection(id)) => on_connection(Action::Edit, id, view),
            Some(PageItem::Workspace(root)) => {
                let is_open = self.unfolded.contains(root);
                self.fold(!is_open, view)
            }
            Some(PageItem::Add) => add(),
            Some(item) => choose::open(item, view),
            None => Outcome::Ignored,
        }
    }

    /// Unfolds the selected workspace, or folds the one that the selection is in.
    fn fold(&mut self, open: bool, view: &View<'_>) -> Outcome {
        let Some(PageItem::Workspace(root) | PageItem::Override(root, _)) = self.selected.clone()
        else {
            return Outcome::Ignored;
        };
        if let Some(why) = applies::why_not_unfold(&root, view).filter(|_| open) {
            return why.outcome();
        }
        if open {
            self.unfolded.insert(root);
        } else {
            self.unfolded.remove(&root);
            self.selected = Some(PageItem::Workspace(root));
        }
        self.seen_revision = None;
        self.follow = if open { Follow::Whole } else { Follow::Row };
        Outcome::taken()
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

    /// Goes on to the next connection that is not valid, round the corner.
    fn next_not_valid(&mut self, view: &View<'_>, back: bool) -> Outcome {
        let mut ids = self.rows.connection_ids(view.settings());
        if back {
            ids.reverse();
        }
        let current = self.selected.as_ref().and_then(PageItem::connection);
        let at = ids.iter().position(|id| Some(id) == current);
        let next = at.map_or(0, |at| at + 1).min(ids.len());
        ids.rotate_left(next);
        match ids.into_iter().find(|id| view.probes.is_not_valid(id)) {
            Some(id) => {
                self.rows.select_item(&PageItem::Connection(id), view.settings());
                self.select_row(view);
                Outcome::taken()
            }
            None => Outcome::one(Effect::Toast(
                "No connection is known to be not valid: V asks all of them".to_owned(),
            )),
        }
    }

    /// The filter is typed in the title, which must be in view; the selection waits until it is
    /// kept or cleared.
    fn type_filter(&mut self) {
        self.typing = true;
        self.seen_revision = None;
        self.follow = Follow::Nothing;
        self.rows.show_title();
    }

    fn clear_filter(&mut self) {
        self.filter = None;
        self.typing = false;
        self.seen_revision = None;
        self.follow = Follow::Row;
    }

    fn query(&self) -> Option<&str> {
        let text = self.filter.as_ref().map(TextField::text);
        text.filter(|query| self.typing || !query.is_empty())
    }

    /// Where the context menu opens when a key asked for it: under the name of the selected row.
    fn menu_place(&self, view: &View<'_>) -> Position {
        let list = areas(view).list;
        let line = self.rows.lines_of_current().start.saturating_sub(self.rows.top());
        let y = list.y.saturating_add(super::widgets::painter::columns(line + 1));
        Position { x: list.x + list.width.saturating_sub(28).min(list.width / 2), y }
    }

    fn act_while_typing(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Activate => {
                self.typing = false;
                if self.filter.as_ref().is_some_and(|f| f.text().is_empty()) {
                    self.clear_filter();
                    return Outcome::taken();
                }
                self.rows.go(Move::First, 1);
                self.select_row(view);
            }
            Action::Go(way) => {
                self.typing = false;
                self.rows.go(Move::First, 1);
                self.go(way, view);
            }
            Action::Back => self.clear_filter(),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }
}

impl Component for Page {
    /// Selects something, and brings it into view. A filter that hides it goes, and a workspace
    /// that it is in unfolds.
    fn select(&mut self, item: PageItem) {
        self.clear_filter();
        if let PageItem::Override(root, _) = &item {
            self.unfolded.insert(root.clone());
        }
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
            _ if !self.rows.shows_current(Self::height(view)) => None,
            _ => applies::why_not(action, self.selected.as_ref(), &self.unfolded, view),
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
                self.rows.section(way);
                self.select_row(view);
                self.follow = Follow::Whole;
            }
            Action::Add => return add(),
            Action::Filter => {
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
                    self.clear_filter();
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
            // Nobody means a row that the wheel has scrolled away: it is shown first.
            _ if !self.rows.shows_current(Self::height(view)) => self.follow = Follow::Row,
            Action::Activate => return self.activate(view),
            Action::Open => return self.fold(true, view),
            Action::Close => return self.fold(false, view),
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
        let row = match target {
            Target::Row(row) | Target::Dots(row) | Target::Handle(row) => row,
            Target::Banner => return Outcome::push(Problems::default()),
            _ => return Outcome::taken(),
        };
        self.typing = false;
        if !self.rows.select(row) {
            return Outcome::taken();
        }
        self.select_row(view);
        match (press, target, &self.selected) {
            (Press::Right, _, Some(PageItem::Connection(id)))
            | (_, Target::Dots(_), Some(PageItem::Connection(id))) => {
                Outcome::push(Menu::new(id.clone(), at))
            }
            (Press::Double, ..) | (Press::Click, Target::Handle(_), _) => self.activate(view),
            // One click on a button presses it.
            (Press::Click, _, Some(PageItem::Add)) => add(),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, target: Target, by: isize, view: &View<'_>) {
        let Areas { list, beside, .. } = areas(view);
        if let (Target::Details, Some(beside), Some(item)) = (target, beside, &self.selected) {
            let wide = beside.width.saturating_sub(4);
            let lines = details::lines(view, item, wide, Theme::new(false)).len();
            let mut cursor = Cursor { at: 0, top: self.details_top };
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
                Outcome::push(Form::add(connection, &preset.name))
            }
            Answer::Edit(edit) => Outcome::one(Effect::Edit(*edit)),
            Answer::Field(..) | Answer::Models(..) | Answer::Completions(_) => Outcome::Ignored,
        }
    }

    fn settle(&mut self, view: &View<'_>) {
        let list = areas(view).list;
        let height = usize::from(list.height);
        if std::mem::replace(&mut self.seen_height, height) != height {
            self.follow = Follow::Row;
        }
        if self.seen_revision != Some(view.revision) || self.seen_width != view.body.width {
            self.seen_revision = Some(view.revision);
            self.seen_width = view.body.width;
            // What was scrolled out of view on purpose stays there; what was in view stays in view
            // wherever it goes.
            if self.rows.is_unbuilt() || self.rows.shows_current(height) {
                self.follow = self.follow.max(Follow::Row);
            }
            let rows = std::mem::take(&mut self.rows);
            let wide = usize::from(list.width);
            self.rows = rows.rebuilt(view, self.query(), wide, &self.unfolded);
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
        let Areas { banner, list, beside } = areas(view);
        banner::draw(painter, banner, view);
        self.draw_list(painter, list, view);
        if let Some(area) = beside {
            self.draw_details(painter, area, view);
        }
    }
}
