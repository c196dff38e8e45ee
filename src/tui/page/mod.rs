//! The page: what new chats begin with, the connections, their filter, and from 110 columns on the
//! details beside them.

mod actions;
mod banner;
mod choose;
mod connection;
mod draw;
mod filter;
mod rows;
mod spot;
mod value;

use std::collections::HashSet;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::cursor::{Cursor, Move};
use super::details;
use super::effect::{Answer, Effect, Outcome};
use super::field::TextField;
use super::form::Form;
use super::history::HistoryList;
use super::hit::Target;
use super::keymap::{self, Intent, Key, Where};
use super::layer::{Layer, Part, Press, View};
use super::menu::Menu;
use super::paint::Painter;
use super::problems::Problems;
use super::reader::{Reader, Text};
use super::theme::Theme;
use crate::settings::WorkspaceFile;
pub use actions::on_connection;
use actions::{add, edit, validate_all};
pub use banner::mark;
use rows::Rows;
pub use spot::Spot;

/// From how many columns on the details stand beside the list.
pub const DETAILS_FROM: u16 = 110;

/// The page.
#[derive(Default)]
pub struct Page {
    rows: Rows,
    /// What is selected; none until the settings were first seen.
    selected: Option<Spot>,
    /// What was selected before something was added: the selection goes back there when that is
    /// undone.
    before: Option<Spot>,
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
    /// Selects something, and brings it into view. A filter that hides it goes, and a workspace
    /// that it is in unfolds.
    pub fn select(&mut self, spot: Spot) {
        self.clear_filter();
        if let Spot::Override(root, _) = &spot {
            self.unfolded.insert(root.clone());
        }
        self.details_top = 0;
        self.before = self.selected.replace(spot);
    }

    fn height(view: &View<'_>) -> usize {
        usize::from(areas(view).list.height)
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        self.rows.go(way, Self::height(view) / 2);
        self.select_row(view);
    }

    fn select_row(&mut self, view: &View<'_>) {
        let spot = self.rows.spot(view.settings());
        if spot != self.selected {
            self.details_top = 0;
            self.before = None;
        }
        self.selected = spot;
        self.follow = Follow::Row;
    }

    /// Finds the selection among rows that were built anew, and follows it where it has gone.
    fn select_again(&mut self, view: &View<'_>) {
        let settings = view.settings();
        let (was, followed) = (self.selected.clone(), self.follow);
        let found = |rows: &mut Rows, spot: &Option<Spot>| {
            spot.as_ref().is_some_and(|s| rows.select_spot(s, settings))
        };
        if !found(&mut self.rows, &was) {
            // What goes with an undo gives the selection back; what a workspace sets, its workspace
            // gets it.
            let instead = match &was {
                Some(Spot::Connection(_)) => self.before.take(),
                Some(Spot::Override(root, _)) => Some(Spot::Workspace(root.clone())),
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
            Some(Spot::Connection(id)) => edit(id, view),
            Some(Spot::Workspace(root)) => {
                let is_open = self.unfolded.contains(root);
                self.fold(!is_open, view)
            }
            Some(Spot::Add) => add(),
            Some(spot) => choose::open(spot, view),
            None => Outcome::Ignored,
        }
    }

    /// Unfolds the selected workspace, or folds the one that the selection is in.
    fn fold(&mut self, open: bool, view: &View<'_>) -> Outcome {
        let Some(Spot::Workspace(root) | Spot::Override(root, _)) = self.selected.clone() else {
            return Outcome::Ignored;
        };
        let workspace = view.settings().workspace(&root);
        if let Some((workspace, why)) = workspace.and_then(|w| Some((w, w.why_not_editable()?)))
            && open
        {
            let told = choose::not_editable(workspace, &why);
            return Outcome::one(match workspace.file {
                WorkspaceFile::Unread => Effect::Say(told),
                _ => Effect::Complain(told),
            });
        }
        if open {
            self.unfolded.insert(root);
        } else {
            self.unfolded.remove(&root);
            self.selected = Some(Spot::Workspace(root));
        }
        self.seen_revision = None;
        self.follow = if open { Follow::Whole } else { Follow::Row };
        Outcome::taken()
    }

    /// What an intent means for what is selected.
    fn on_selected(&self, intent: Intent, view: &View<'_>) -> Outcome {
        match (&self.selected, intent) {
            (Some(Spot::Connection(id)), intent) => on_connection(intent, id, view),
            (Some(Spot::Override(root, setting)), Intent::Delete) => {
                choose::cleared(root, *setting, view)
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
        let current = self.selected.as_ref().and_then(Spot::connection);
        let at = ids.iter().position(|id| Some(id) == current);
        let next = at.map_or(0, |at| at + 1).min(ids.len());
        ids.rotate_left(next);
        match ids.into_iter().find(|id| view.checks.is_not_valid(id)) {
            Some(id) => {
                self.rows.select_spot(&Spot::Connection(id), view.settings());
                self.select_row(view);
                Outcome::taken()
            }
            None => Outcome::one(Effect::Say(
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
        let y = list.y.saturating_add(super::paint::columns(line + 1));
        Position { x: list.x + list.width.saturating_sub(28).min(list.width / 2), y }
    }

    fn intent_while_typing(&mut self, intent: Intent, view: &View<'_>) -> Outcome {
        match intent {
            Intent::Activate => {
                self.typing = false;
                if self.filter.as_ref().is_some_and(|f| f.text().is_empty()) {
                    self.clear_filter();
                    return Outcome::taken();
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
        Outcome::taken()
    }
}

impl Part for Page {
    fn places(&self) -> Vec<Where> {
        if self.typing {
            return vec![Where::Filter, Where::Everywhere];
        }
        let own = self.selected.as_ref().and_then(Spot::place);
        own.into_iter().chain([Where::Page, Where::Everywhere]).collect()
    }

    fn means_nothing(&self, intent: Intent, view: &View<'_>) -> bool {
        let workspace = |root: &str| view.settings().workspace(root);
        match (&self.selected, intent) {
            (_, Intent::Restore) => !view.store.can_restore(),
            (_, Intent::Back) => self.filter.is_none() && !view.checks.is_any_running(),
            (Some(Spot::Connection(id)), Intent::UseEndpoint) => {
                let better = view.checks.better_base_url(id, view.settings());
                better.is_none()
            }
            (Some(Spot::Override(root, setting)), Intent::Delete) => {
                workspace(root).is_none_or(|w| w.stored(*setting).is_none())
            }
            (Some(Spot::Workspace(root)), Intent::Activate) => {
                workspace(root).is_none_or(|w| w.why_not_editable().is_some())
            }
            _ => false,
        }
    }

    fn hint(&self, intent: Intent, view: &View<'_>) -> Option<&'static str> {
        let is_running = view.checks.is_any_running();
        (intent == Intent::Back && is_running && !self.typing).then_some("cancel validating")
    }

    fn intent(&mut self, intent: Intent, view: &View<'_>) -> Outcome {
        if self.typing {
            return self.intent_while_typing(intent, view);
        }
        match intent {
            Intent::Go(way) => self.go(way, view),
            Intent::Section(way) => {
                self.rows.section(way);
                self.select_row(view);
                self.follow = Follow::Whole;
            }
            Intent::Add => return add(),
            Intent::Filter => {
                self.filter.get_or_insert_default();
                self.type_filter();
            }
            Intent::Undo => return Outcome::one(Effect::Undo),
            Intent::Redo => return Outcome::one(Effect::Redo),
            Intent::Restore => return Outcome::one(Effect::AskRestore),
            Intent::History => return Outcome::push(Layer::History(HistoryList::new(view))),
            Intent::Problems => return Outcome::push(Layer::Problems(Problems::default())),
            Intent::Details => {
                let Some(spot) = &self.selected else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Layer::Reader(Reader::new(Text::Details(spot.clone()))));
            }
            Intent::Back if view.checks.is_any_running() => {
                return Outcome::one(Effect::StopValidating);
            }
            Intent::Back => {
                if self.filter.is_some() {
                    self.clear_filter();
                }
                return Outcome::one(Effect::Dismiss);
            }
            Intent::NextNotValid => return self.next_not_valid(view, false),
            Intent::BeforeNotValid => return self.next_not_valid(view, true),
            Intent::ValidateAll => {
                let ids = self.rows.connection_ids(view.settings());
                return validate_all(&ids, view);
            }
            Intent::Quit => return Outcome::one(Effect::Quit),
            // Nobody means a row that the wheel has scrolled away: it is shown first.
            _ if !self.rows.shows_current(Self::height(view)) => self.follow = Follow::Row,
            Intent::Activate => return self.activate(view),
            Intent::Open => return self.fold(true, view),
            Intent::Close => return self.fold(false, view),
            Intent::Menu => {
                let Some(id) = self.selected.as_ref().and_then(Spot::connection) else {
                    return Outcome::Ignored;
                };
                return Outcome::push(Layer::Menu(Menu::new(id.clone(), self.menu_place(view))));
            }
            other => return self.on_selected(other, view),
        }
        Outcome::taken()
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if !self.typing && keymap::lookup(&[Where::Connection], key).is_some() {
            let key = Key::of(key).name();
            return Outcome::one(Effect::Say(format!(
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
            Target::Banner => return Outcome::push(Layer::Problems(Problems::default())),
            _ => return Outcome::taken(),
        };
        self.typing = false;
        if !self.rows.select(row) {
            return Outcome::taken();
        }
        self.select_row(view);
        match (press, target, &self.selected) {
            (Press::Right, _, Some(Spot::Connection(id)))
            | (_, Target::Dots(_), Some(Spot::Connection(id))) => {
                Outcome::push(Layer::Menu(Menu::new(id.clone(), at)))
            }
            (Press::Double, ..) | (Press::Click, Target::Handle(_), _) => self.activate(view),
            // One click on a button presses it.
            (Press::Click, _, Some(Spot::Add)) => add(),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, target: Target, by: isize, view: &View<'_>) {
        let Areas { list, beside, .. } = areas(view);
        if let (Target::Details, Some(beside), Some(spot)) = (target, beside, &self.selected) {
            let wide = beside.width.saturating_sub(4);
            let lines = details::lines(view, spot, wide, Theme::new(false)).len();
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
                Outcome::push(Layer::Form(Box::new(Form::add(connection, &preset.name))))
            }
            Answer::Edit(edit) => Outcome::one(Effect::Edit(*edit)),
            Answer::Field(..) | Answer::Models(..) | Answer::Seen(_) => Outcome::Ignored,
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
                self.selected = Some(Spot::Connection(settings.id_at(place)));
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
