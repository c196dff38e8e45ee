//! The context menu of one or several connections, with the mid-stream modes as a submenu.

mod draw;
mod items;

use crossterm::event::KeyEvent;
use ratatui::layout::Position;

use crate::settings::ConnectionId;
use crate::settings::connection::midstream::MidStream;
use crate::tui::component::{Component, Effect, Outcome, Press, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::page::{on_connection, on_connections, set_mode};
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::Painter;
use items::{Choice, Item, first_mode};

pub(crate) struct Menu {
    /// The connections that the menu acts on.
    ids: Vec<ConnectionId>,
    /// Where the menu was opened.
    place: Position,
    cursor: Cursor,
    /// The selected item of the submenu while that is open.
    submenu: Option<usize>,
    /// Whether only the submenu is shown.
    only_modes: bool,
}

impl Menu {
    /// The menu of one connection, as near as possible to `place`.
    pub(crate) fn new(id: ConnectionId, place: Position) -> Self {
        Self::of_several(vec![id], place)
    }

    /// The menu of several connections.
    pub(crate) fn of_several(ids: Vec<ConnectionId>, place: Position) -> Self {
        Self { ids, place, cursor: Cursor::default(), submenu: None, only_modes: false }
    }

    /// Only the mid-stream modes, for some connections.
    pub(crate) fn of_modes(ids: Vec<ConnectionId>, place: Position, view: &View<'_>) -> Self {
        let submenu = Some(first_mode(&ids, view));
        Self { submenu, only_modes: true, ..Self::of_several(ids, place) }
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
        // Wrap around at the ends, as menus do.
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

    /// Whether the selected item applies.
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

    /// An item's own letter activates it.
    fn typed(&mut self, key: KeyEvent, view: &View<'_>) -> Outcome {
        let Some(action) = view.keymap.lookup(&[KeyContext::Connection], key) else {
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

    /// A press selects and the release activates, so that a person can still change their mind.
    fn pressed(&mut self, target: Target, _press: Press, view: &View<'_>) -> Outcome {
        self.hovered(target, view);
        Outcome::taken()
    }

    fn hovered(&mut self, target: Target, view: &View<'_>) -> bool {
        let before = (self.cursor.at, self.submenu);
        match target {
            Target::Row(n) if n != self.cursor.at => {
                self.cursor.at = n;
                self.submenu = None;
                // The submenu is open while the pointer is on its item or on the submenu itself.
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

    fn released(&mut self, target: Target, view: &View<'_>) -> Outcome {
        match target {
            // The submenu is already open and stays open.
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

    fn sync(&mut self, view: &View<'_>) {
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
