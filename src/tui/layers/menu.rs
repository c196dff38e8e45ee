//! The context menu of a connection or of several, with the mid-stream modes as a submenu.

use std::borrow::Cow;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use crate::settings::ConnectionId;
use crate::settings::connection::midstream::MidStream;
use crate::tui::component::{Component, Effect, Outcome, Press, View, WhyNot};
use crate::tui::keymap;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::page::{on_connection, on_connections, set_mode, why_not_on_connection};
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, padded, row, widest};
use crate::tui::widgets::text::{fit, width};

/// The widest a menu gets, frame included: a reason may be long.
const WIDEST: usize = 58;

pub(crate) struct Menu {
    /// Whose menu it is: of one connection, or of several together.
    ids: Vec<ConnectionId>,
    /// Where it was opened.
    place: Position,
    cursor: Cursor,
    /// The selected item of the submenu, while it is open.
    submenu: Option<usize>,
    /// Whether there is the submenu only.
    only_modes: bool,
}

struct Item {
    label: Cow<'static, str>,
    choice: Choice,
    why_not: Option<WhyNot>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Do(Action),
    MidStream,
    Line,
}

impl Item {
    fn shortcut(&self) -> String {
        match self.choice {
            Choice::Do(action) => keymap::key_of(KeyContext::Connection, action),
            Choice::MidStream => {
                format!("{} ▸", keymap::key_of(KeyContext::Connection, Action::FlipMidStream))
            }
            Choice::Line => String::new(),
        }
    }

    /// Its right end: why it does not apply, or else its shortcut.
    fn right(&self) -> String {
        self.why_not.as_ref().map_or_else(|| self.shortcut(), |why| why.short.clone())
    }
}

impl Menu {
    /// The menu of a connection, as near as possible to where it was opened.
    pub(crate) fn new(id: ConnectionId, place: Position) -> Self {
        Self::of_several(vec![id], place)
    }

    /// The menu of some connections together.
    pub(crate) fn of_several(ids: Vec<ConnectionId>, place: Position) -> Self {
        Self { ids, place, cursor: Cursor::default(), submenu: None, only_modes: false }
    }

    /// The mid-stream modes of some connections alone.
    pub(crate) fn of_modes(ids: Vec<ConnectionId>, place: Position, view: &View<'_>) -> Self {
        let submenu = Some(first_mode(&ids, view));
        Self { submenu, only_modes: true, ..Self::of_several(ids, place) }
    }

    fn items(&self, view: &View<'_>) -> Vec<Item> {
        match &self.ids[..] {
            [id] => items_of_one(id, view),
            ids => items_of_several(ids.len()),
        }
    }

    /// Where the menu and its submenu are: at the place, flipped so that they stay on the screen.
    fn boxes(&self, items: &[Item], frame: Rect) -> (Rect, Option<Rect>) {
        let inner =
            items.iter().map(|i| width(&i.label) + 2 + width(&i.right())).max().unwrap_or_default();
        let size = ((inner + 4).min(WIDEST), items.len() + 2);
        let wide = widest(MidStream::ALL.map(MidStream::label)) + 5;
        if self.only_modes {
            let modes = placed(frame, self.place, (wide, MidStream::ALL.len() + 2), None);
            return (Rect::ZERO, Some(modes));
        }
        let menu = placed(frame, self.place, size, None);
        let submenu = self.submenu.map(|_| {
            let line = columns(self.cursor.at.saturating_sub(self.cursor.top));
            let place = Position { x: menu.right(), y: menu.y.saturating_add(line) };
            placed(frame, place, (wide, MidStream::ALL.len() + 2), Some(menu))
        });
        (menu, submenu)
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        if let Some(at) = self.submenu {
            self.submenu = Some(way.from(at, MidStream::ALL.len(), MidStream::ALL.len()));
            return;
        }
        let items = self.items(view);
        let rows: Vec<usize> =
            (0..items.len()).filter(|n| items[*n].choice != Choice::Line).collect();
        let at = rows.iter().position(|n| *n == self.cursor.at).unwrap_or_default();
        // Round the corner, as menus do.
        let to = match way {
            Move::Up if at == 0 => rows.len() - 1,
            Move::Down if at + 1 == rows.len() => 0,
            way => way.from(at, rows.len(), rows.len()),
        };
        self.cursor.at = rows[to];
    }

    fn is_on_submenu(&self, view: &View<'_>) -> bool {
        self.items(view).get(self.cursor.at).is_some_and(|item| item.choice == Choice::MidStream)
    }

    fn choose(&mut self, view: &View<'_>) -> Outcome {
        if let Some(at) = self.submenu {
            return self.set_mode(MidStream::ALL[at], view);
        }
        let gone = self.ids.iter().find(|id| view.settings().connection(id).is_none());
        if let Some(gone) = gone {
            let gone = Effect::Toast(messages::no_longer_exists(&gone.slug));
            return Outcome::Done(vec![Effect::Pop, gone]);
        }
        let items = self.items(view);
        let Some(item) = items.get(self.cursor.at) else {
            return Outcome::taken();
        };
        if let Some(why) = &item.why_not {
            let why = messages::item_does_not_apply(&item.label, &why.long);
            return Outcome::one(Effect::Toast(why));
        }
        match item.choice {
            Choice::MidStream => {
                self.open_submenu(view);
                Outcome::taken()
            }
            Choice::Do(action) => match self.act(action, view) {
                Outcome::Done(effects) => {
                    Outcome::Done(std::iter::once(Effect::Pop).chain(effects).collect())
                }
                Outcome::Ignored => Outcome::taken(),
            },
            Choice::Line => Outcome::taken(),
        }
    }

    /// Whether the selected item can be chosen.
    fn applies(&self, view: &View<'_>) -> bool {
        self.items(view).swap_remove(self.cursor.at).why_not.is_none()
    }

    fn open_submenu(&mut self, view: &View<'_>) {
        self.submenu = Some(first_mode(&self.ids, view));
    }

    fn set_mode(&self, mode: MidStream, view: &View<'_>) -> Outcome {
        let outcome = match &self.ids[..] {
            [id] => Outcome::one(Effect::Edit(view.settings().choose_mid_stream(id, mode))),
            ids => set_mode(mode, ids, view),
        };
        match outcome {
            Outcome::Done(effects) => {
                Outcome::Done(std::iter::once(Effect::Pop).chain(effects).collect())
            }
            Outcome::Ignored => Outcome::taken(),
        }
    }

    fn act(&self, action: Action, view: &View<'_>) -> Outcome {
        match &self.ids[..] {
            [id] => on_connection(action, id, view),
            ids => on_connections(action, ids, view),
        }
    }

    fn draw_items(&self, painter: &mut Painter<'_>, items: &[Item], area: Rect) {
        let inside = painter.popup(area, "");
        for (line, (n, item)) in items
            .iter()
            .enumerate()
            .skip(self.cursor.top)
            .take(usize::from(inside.height))
            .enumerate()
        {
            let at = row(inside, line);
            let text = padded(at);
            if item.choice == Choice::Line {
                painter
                    .line(at, Span::styled("─".repeat(usize::from(at.width)), painter.theme.dim()));
                continue;
            }
            let style = if item.why_not.is_some() { painter.theme.dim() } else { Style::new() };
            let room = usize::from(text.width).saturating_sub(width(&item.label) + 2);
            painter.line(text, Span::styled(item.label.as_ref(), style));
            painter.right(
                text,
                Span::styled(fit(&item.right(), room).into_owned(), painter.theme.dim()),
            );
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
    }

    fn draw_modes(&self, painter: &mut Painter<'_>, selected: usize, area: Rect, view: &View<'_>) {
        let inside = painter.popup(area, "");
        let in_effect = common_mode(&self.ids, view);
        let skip = (selected + 1).saturating_sub(usize::from(inside.height));
        for (line, (n, mode)) in MidStream::ALL.into_iter().enumerate().skip(skip).enumerate() {
            let at = row(inside, line);
            let tick = if in_effect == Some(mode) { "✓" } else { " " };
            painter.line(at, Span::raw(format!("{tick} {}", mode.label())));
            if n == selected {
                painter.select(at);
            }
            painter.hit(at, Target::SubRow(n));
        }
    }
}

fn items_of_one(id: &ConnectionId, view: &View<'_>) -> Vec<Item> {
    let settings = view.settings();
    let of = |label: &'static str, action| Item {
        label: label.into(),
        choice: Choice::Do(action),
        why_not: why_not_on_connection(action, id, view),
    };
    let mut items = vec![
        of(messages::RENAME, Action::Rename),
        of(messages::SET_AS_DEFAULT, Action::SetDefault),
        of(messages::EDIT, Action::Edit),
    ];
    if let Some(connection) = settings.connection(id).filter(|c| c.login().is_some()) {
        let is_signed_in = settings.credentials().of_chats(connection).is_some();
        items.push(of(messages::sign_in_item(is_signed_in), Action::SignIn));
    }
    items.extend([
        of(messages::DUPLICATE, Action::Duplicate),
        of(messages::VALIDATE_CONNECTION, Action::Validate),
    ]);
    if view.craft.running().is_some() {
        items.push(of(messages::VALIDATE_THROUGH_CRAFT, Action::ValidateThroughCraft));
    }
    if view.probes.better_base_url(id, settings).is_some() {
        items.push(of(messages::USE_WORKING_ENDPOINT, Action::UseEndpoint));
    }
    let sends = messages::sends_item(settings.connection(id).map(|c| c.mid_stream().0));
    items.extend([
        Item { choice: Choice::MidStream, ..of(sends, Action::FlipMidStream) },
        Item { label: "".into(), choice: Choice::Line, why_not: None },
        of(messages::DELETE, Action::Delete),
    ]);
    items
}

/// What can be done with several connections at once.
fn items_of_several(count: usize) -> Vec<Item> {
    let of = |label: String, choice| Item { label: label.into(), choice, why_not: None };
    vec![
        of(messages::validate_several(count), Choice::Do(Action::Validate)),
        of(messages::sends_of_several(count), Choice::MidStream),
        of(String::new(), Choice::Line),
        of(messages::delete_item(count), Choice::Do(Action::Delete)),
    ]
}

/// The mode that all of some connections have.
fn common_mode(ids: &[ConnectionId], view: &View<'_>) -> Option<MidStream> {
    let modes = ids.iter().filter_map(|id| view.settings().connection(id));
    let mut modes = modes.map(|connection| connection.mid_stream().0);
    let first = modes.next()?;
    modes.all(|mode| mode == first).then_some(first)
}

/// The place in the submenu of the mode that they have, or else of the first.
fn first_mode(ids: &[ConnectionId], view: &View<'_>) -> usize {
    let mode = common_mode(ids, view);
    MidStream::ALL.iter().position(|m| Some(*m) == mode).unwrap_or_default()
}

/// A box at a place, moved and flipped so that it is in the frame. Beside another box it flips to
/// that one's other side.
fn placed(
    frame: Rect,
    place: Position,
    (wide, high): (usize, usize),
    beside: Option<Rect>,
) -> Rect {
    let (wide, high) = (columns(wide).min(frame.width), columns(high).min(frame.height));
    let fits_right = u32::from(place.x) + u32::from(wide) <= u32::from(frame.right());
    let x = match beside {
        _ if fits_right => place.x,
        Some(other) if other.x >= frame.x + wide => other.x - wide,
        _ => frame.right() - wide,
    };
    let fits_below = u32::from(place.y) + u32::from(high) <= u32::from(frame.bottom());
    let y = match beside {
        _ if fits_below => place.y,
        None if place.y >= frame.y + high => place.y - high,
        _ => frame.bottom() - high,
    };
    Rect { x: x.max(frame.x), y: y.max(frame.y), width: wide, height: high }
}

impl Component for Menu {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Menu, KeyContext::List, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => self.go(way, view),
            Action::Activate => return self.choose(view),
            Action::Open if self.submenu.is_none() && self.is_on_submenu(view) => {
                return self.choose(view);
            }
            Action::Open => {}
            Action::Close | Action::Back if self.submenu.is_some() && !self.only_modes => {
                self.submenu = None;
            }
            Action::Close | Action::Back => return Outcome::one(Effect::Pop),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    /// An item's own letter chooses it.
    fn typed(&mut self, key: KeyEvent, view: &View<'_>) -> Outcome {
        let Some(action) = keymap::lookup(&[KeyContext::Connection], key) else {
            return Outcome::Ignored;
        };
        let means = |item: &Item| match item.choice {
            Choice::Do(does) => does == action,
            Choice::MidStream => action == Action::FlipMidStream,
            Choice::Line => false,
        };
        match self.items(view).iter().position(means) {
            Some(_) if self.only_modes => Outcome::Ignored,
            Some(n) => {
                self.submenu = None;
                self.cursor.at = n;
                self.choose(view)
            }
            None => Outcome::Ignored,
        }
    }

    /// A press selects, and the release chooses: between the two one may change one's mind.
    fn pressed(
        &mut self,
        target: Target,
        _press: Press,
        _at: Position,
        view: &View<'_>,
    ) -> Outcome {
        self.hovered(target, view);
        Outcome::taken()
    }

    fn hovered(&mut self, target: Target, view: &View<'_>) -> bool {
        let before = (self.cursor.at, self.submenu);
        match target {
            Target::Row(n) if n != self.cursor.at => {
                self.cursor.at = n;
                self.submenu = None;
                // It is open while the pointer is on what opens it, and on itself.
                if self.is_on_submenu(view) && self.applies(view) {
                    self.open_submenu(view);
                }
            }
            Target::SubRow(n) if self.submenu.is_some() => {
                self.submenu = Some(n.min(MidStream::ALL.len() - 1));
            }
            _ => {}
        }
        before != (self.cursor.at, self.submenu)
    }

    fn released(&mut self, target: Target, _at: Position, view: &View<'_>) -> Outcome {
        match target {
            // It is open already, and stays so.
            Target::Row(n) if n == self.cursor.at && self.submenu.is_some() => Outcome::taken(),
            Target::Row(n) => {
                self.submenu = None;
                self.cursor.at = n;
                self.choose(view)
            }
            Target::SubRow(n) => self.set_mode(MidStream::ALL[n.min(1)], view),
            _ => Outcome::taken(),
        }
    }

    fn uses_motion(&self) -> bool {
        true
    }

    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::one(Effect::Pop)
    }

    fn settle(&mut self, view: &View<'_>) {
        let items = self.items(view);
        let height = usize::from(self.boxes(&items, view.screen).0.height).saturating_sub(2);
        self.cursor.reveal(items.len(), height);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let items = self.items(view);
        let (menu, submenu) = self.boxes(&items, view.screen);
        if !self.only_modes {
            self.draw_items(painter, &items, menu);
        }
        if let (Some(area), Some(selected)) = (submenu, self.submenu) {
            self.draw_modes(painter, selected, area, view);
        }
    }
}
