//! The context menu of a connection, with the mid-stream modes as a submenu.

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use crate::settings::ConnectionId;
use crate::settings::connection::midstream::MidStream;
use crate::tui::component::{Component, Press, View};
use crate::tui::effect::{Effect, Outcome};
use crate::tui::keymap;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::page;
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, row, widest};
use crate::tui::widgets::text::{fit, width};

/// The widest a menu gets, frame included: a reason may be long.
const WIDEST: usize = 58;

/// The menu.
pub struct Menu {
    id: ConnectionId,
    /// Where it was asked for.
    place: Position,
    cursor: Cursor,
    /// The place in the submenu, while it is open.
    submenu: Option<usize>,
    /// Whether there is the submenu only.
    only_modes: bool,
}

/// One line of the menu.
struct Item {
    label: &'static str,
    item_action: MenuAction,
    /// Why it does not apply; none when it does.
    why_not: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MenuAction {
    Do(Action),
    MidStream,
    Login,
    Line,
}

impl Item {
    fn shortcut(&self) -> String {
        match self.item_action {
            MenuAction::Do(action) => keymap::key_of(KeyContext::Connection, action),
            MenuAction::MidStream => "▸".to_owned(),
            MenuAction::Login | MenuAction::Line => String::new(),
        }
    }

    /// What stands at its right end: the reason why it does not apply, else its shortcut.
    fn right(&self) -> String {
        self.why_not.clone().unwrap_or_else(|| self.shortcut())
    }
}

impl Menu {
    /// The menu of a connection, as near as can be to where it was asked for.
    pub fn new(id: ConnectionId, place: Position) -> Self {
        Self { id, place, cursor: Cursor::default(), submenu: None, only_modes: false }
    }

    /// The mid-stream modes of a connection alone.
    pub fn of_modes(id: ConnectionId, place: Position, view: &View<'_>) -> Self {
        let submenu = Some(mode_in_effect(&id, view));
        Self { submenu, only_modes: true, ..Self::new(id, place) }
    }

    fn items(&self, view: &View<'_>) -> Vec<Item> {
        let settings = view.settings();
        let broken = settings.why_not_editable(&self.id).map(|why| why.in_short().to_owned());
        let is_default = broken.is_none() && settings.stored_default() == Some(&self.id.slug);
        let is_login = settings.connection(&self.id).is_some_and(|c| c.auth_type() == "oauth");
        let item =
            |label, item_action, why_not: Option<String>| Item { label, item_action, why_not };
        let field = |label, action| item(label, MenuAction::Do(action), broken.clone());
        let default_why =
            broken.clone().or_else(|| is_default.then(|| "is the default".to_owned()));
        let mut items = vec![
            field("Rename", Action::Rename),
            item("Set as default", MenuAction::Do(Action::SetDefault), default_why),
            field("Edit", Action::Edit),
        ];
        if is_login {
            items.push(item(
                "Re-authenticate",
                MenuAction::Login,
                Some("log in with Craft".to_owned()),
            ));
        }
        items.extend([
            field("Duplicate", Action::Duplicate),
            item("Validate Connection", MenuAction::Do(Action::Validate), None),
        ]);
        let better = view.probes.better_base_url(&self.id, settings);
        if better.is_some() {
            items.push(field("Use what answered", Action::UseEndpoint));
        }
        items.extend([
            item("Mid-stream sends", MenuAction::MidStream, broken.clone()),
            item("", MenuAction::Line, None),
            item("Delete", MenuAction::Do(Action::Delete), None),
        ]);
        items
    }

    /// Where the menu and its submenu are: at the place, flipped so that they stay on the screen.
    fn boxes(&self, items: &[Item], frame: Rect) -> (Rect, Option<Rect>) {
        let inner =
            items.iter().map(|i| width(i.label) + 2 + width(&i.right())).max().unwrap_or_default();
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
            (0..items.len()).filter(|n| items[*n].item_action != MenuAction::Line).collect();
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
        self.items(view)
            .get(self.cursor.at)
            .is_some_and(|item| item.item_action == MenuAction::MidStream)
    }

    /// Chooses the selected item.
    fn choose(&mut self, view: &View<'_>) -> Outcome {
        if let Some(at) = self.submenu {
            return self.set_mode(MidStream::ALL[at], view);
        }
        if view.settings().connection(&self.id).is_none() {
            let gone = format!("“{}” is not there any more", self.id.slug);
            return Outcome::Done(vec![Effect::Pop, Effect::Toast(gone)]);
        }
        let items = self.items(view);
        let Some(item) = items.get(self.cursor.at) else {
            return Outcome::taken();
        };
        if let Some(why) = &item.why_not {
            let full = view.settings().why_not_editable(&self.id).map(|why| why.to_string());
            return Outcome::one(Effect::Toast(format!(
                "{}: {}",
                item.label,
                full.unwrap_or_else(|| why.clone())
            )));
        }
        match item.item_action {
            MenuAction::MidStream => {
                self.submenu = Some(mode_in_effect(&self.id, view));
                Outcome::taken()
            }
            MenuAction::Do(action) => match page::on_connection(action, &self.id, view) {
                Outcome::Done(effects) => {
                    Outcome::Done(std::iter::once(Effect::Pop).chain(effects).collect())
                }
                Outcome::Ignored => Outcome::taken(),
            },
            MenuAction::Login | MenuAction::Line => Outcome::taken(),
        }
    }

    fn set_mode(&self, mode: MidStream, view: &View<'_>) -> Outcome {
        let edit = view.settings().choose_mid_stream(&self.id, mode);
        Outcome::Done(vec![Effect::Pop, Effect::Edit(edit)])
    }

    fn draw_items(&self, painter: &mut Painter<'_>, items: &[Item], area: Rect) {
        let inside = painter.boxed(area, "");
        for (line, (n, item)) in items
            .iter()
            .enumerate()
            .skip(self.cursor.top)
            .take(usize::from(inside.height))
            .enumerate()
        {
            let at = row(inside, line);
            let text = Rect { x: at.x + 1, width: at.width.saturating_sub(2), ..at };
            if item.item_action == MenuAction::Line {
                painter
                    .line(at, Span::styled("─".repeat(usize::from(at.width)), painter.theme.dim()));
                continue;
            }
            let style = if item.why_not.is_some() { painter.theme.dim() } else { Style::new() };
            let room = usize::from(text.width).saturating_sub(width(item.label) + 2);
            painter.line(text, Span::styled(item.label, style));
            painter.right(
                text,
                Span::styled(fit(&item.right(), room).into_owned(), painter.theme.dim()),
            );
            if n == self.cursor.at {
                painter.style(at, painter.theme.selected());
            }
            painter.hit(at, Target::Row(n));
        }
    }

    fn draw_modes(&self, painter: &mut Painter<'_>, selected: usize, area: Rect, view: &View<'_>) {
        let inside = painter.boxed(area, "");
        let in_effect = view.settings().connection(&self.id).map(|c| c.mid_stream().0);
        let skip = (selected + 1).saturating_sub(usize::from(inside.height));
        for (line, (n, mode)) in MidStream::ALL.into_iter().enumerate().skip(skip).enumerate() {
            let at = row(inside, line);
            let tick = if in_effect == Some(mode) { "✓" } else { " " };
            painter.line(at, Span::raw(format!("{tick} {}", mode.label())));
            if n == selected {
                painter.style(at, painter.theme.selected());
            }
            painter.hit(at, Target::SubRow(n));
        }
    }
}

/// The place in the submenu of the mode that is in effect.
fn mode_in_effect(id: &ConnectionId, view: &View<'_>) -> usize {
    let mode = view.settings().connection(id).map(|c| c.mid_stream().0);
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
    fn places(&self) -> Vec<KeyContext> {
        vec![KeyContext::Menu, KeyContext::Everywhere]
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
        let means = |item: &Item| match item.item_action {
            MenuAction::Do(does) => does == action,
            MenuAction::MidStream => action == Action::FlipMidStream,
            MenuAction::Login | MenuAction::Line => false,
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

    fn pressed(
        &mut self,
        target: Target,
        _press: Press,
        _at: Position,
        view: &View<'_>,
    ) -> Outcome {
        match target {
            Target::Row(n) => {
                self.submenu = None;
                self.cursor.at = n;
                self.choose(view)
            }
            Target::SubRow(n) => self.set_mode(MidStream::ALL[n.min(1)], view),
            _ => Outcome::taken(),
        }
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
