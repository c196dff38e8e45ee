//! The models that an endpoint lists, to be ticked: those that are in the list already are, and so
//! are those of the list that the endpoint does not have any more. Typing filters.

mod draw;

use std::sync::Arc;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::confirm::Confirm;
use crate::settings::connection::models::listed::{ListedModel, is_same, lists};
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::{Connection, ConnectionId};
use crate::tui::component::{Answer, Component, Effect, Outcome, Press, View, WhyNot};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::probes::About;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::filtered_list::{Choice, FilteredList, Searched};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred};

/// The widest the box gets, frame included.
const WIDEST: usize = 84;

/// The lowest it is, so that why there is no list has room.
const LOWEST: usize = 16;

/// Lines below the items, which say what will change.
const FOOT: u16 = 1;

/// For the mouse, which has no enter and no esc.
const BUTTONS: [(&str, Action); 2] =
    [(messages::TAKE_TICKED, Action::Activate), (messages::CANCEL, Action::Back)];

pub(crate) struct Fetch {
    connection: Arc<Connection>,
    /// The probe that lists: of the draft in the form; or of a saved connection, which then gets
    /// what is chosen here.
    about: About,
    /// The ids that are in the list.
    there: Vec<String>,
    /// None until the endpoint has answered.
    list: Option<FilteredList<Item>>,
}

struct Item {
    model: ListedModel,
    is_there: bool,
    is_listed: bool,
    ticked: bool,
}

impl Fetch {
    /// For a draft whose endpoint is being probed, and whose list has models of these ids.
    pub(crate) fn new(probe_draft: ProbeDraft, there: Vec<String>) -> Self {
        Self::of(probe_draft.connection, About::Draft, there)
    }

    /// For a saved connection without a model that is being validated.
    pub(crate) fn for_saved(id: ConnectionId, connection: Arc<Connection>) -> Self {
        Self::of(connection, About::Connection(id), Vec::new())
    }

    fn of(connection: Arc<Connection>, about: About, there: Vec<String>) -> Self {
        Self { connection, about, there, list: None }
    }

    fn take(&mut self, listed: &[ListedModel]) {
        let known = |id: &str| lists(listed, id);
        let gone = self.there.iter().filter(|id| !id.is_empty() && !known(id));
        let gone = gone.map(|id| Item {
            model: ListedModel { id: id.clone(), ..ListedModel::default() },
            is_there: true,
            is_listed: false,
            ticked: true,
        });
        let listed = listed.iter().map(|model| {
            let is_there = self.there.iter().any(|id| is_same(id, &model.id));
            Item { model: model.clone(), is_there, is_listed: true, ticked: is_there }
        });
        self.list = Some(FilteredList::new(gone.chain(listed).collect(), 0, FOOT));
    }

    fn items(&self) -> &[Item] {
        self.list.as_ref().map_or(&[], |list| &list.items)
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        let area = self.area(view);
        self.list.iter_mut().for_each(|list| list.go(way, area));
    }

    fn toggle(&mut self, line: usize) {
        if let Some(item) = self.list.as_mut().and_then(|list| list.select(line)) {
            item.ticked = !item.ticked;
        }
    }

    /// Gives the list those that are ticked, and by their ids those that lost their tick.
    fn done(&self, view: &View<'_>) -> Outcome {
        if let About::Connection(id) = &self.about {
            return self.save(id, view);
        }
        let items = self.items();
        let wanted = items.iter().filter(|item| item.ticked && item.is_listed);
        let unwanted = items.iter().filter(|item| !item.ticked && item.is_there);
        let answer = Answer::Models(
            wanted.map(|item| item.model.clone()).collect(),
            unwanted.map(|item| item.model.id.clone()).collect(),
        );
        Outcome::Done(vec![Effect::Pop, Effect::Answer(answer)])
    }

    /// Gives a saved connection those that are ticked; without a tick, the selected one.
    fn save(&self, id: &ConnectionId, view: &View<'_>) -> Outcome {
        let ticked: Vec<_> =
            self.items().iter().filter(|i| i.ticked).map(|i| i.model.clone()).collect();
        let selected = self.list.as_ref().and_then(|list| list.choice(list.at()));
        let wanted = match selected {
            Some(Choice::Item(item)) if ticked.is_empty() => vec![item.model.clone()],
            _ => ticked,
        };
        match view.settings().choose_listed(id, &wanted) {
            Some(edit) => Outcome::Done(vec![
                Effect::Edit(edit),
                Effect::Pop,
                Effect::ValidateNew(id.clone()),
            ]),
            None => Outcome::one(Effect::Pop),
        }
    }

    fn is_of_saved(&self) -> bool {
        matches!(self.about, About::Connection(_))
    }

    fn changes(&self) -> (usize, usize) {
        let items = self.items();
        let count = |ticked: bool| {
            let changed = |item: &&Item| item.ticked == ticked && item.is_there != ticked;
            items.iter().filter(changed).count()
        };
        (count(true), count(false))
    }

    fn area(&self, view: &View<'_>) -> Rect {
        centred(view.body, WIDEST, (self.items().len() + 4).max(LOWEST))
    }
}

impl Searched for Item {
    fn texts(&self) -> Vec<&str> {
        std::iter::once(self.model.id.as_str()).chain(self.model.name.as_deref()).collect()
    }
}

impl Component for Fetch {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Fetch, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn why_not(&self, action: Action, _view: &View<'_>) -> Option<WhyNot> {
        let needs_models = !matches!(action, Action::Activate | Action::Back);
        (self.list.is_none() && needs_models).then(WhyNot::silent)
    }

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        _view: &View<'_>,
    ) -> Option<&'static str> {
        match action {
            Action::Activate if self.is_of_saved() && self.changes() == (0, 0) => {
                self.list.as_ref().map(|_| messages::USE_THIS_MODEL)
            }
            Action::Back => Some(suggested),
            _ => self.list.as_ref().map(|_| suggested),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => self.go(way, view),
            Action::Toggle => {
                self.toggle(self.list.as_ref().map_or(0, FilteredList::at));
                self.go(Move::Down, view);
            }
            Action::Back if self.list.as_ref().is_some_and(FilteredList::is_typed_in) => {
                self.list.iter_mut().for_each(FilteredList::clear);
            }
            Action::Back if self.changes() != (0, 0) => {
                let title = messages::DISCARD_TICKED.to_owned();
                let lines = vec![messages::TICKED_NOT_SAVED.to_owned()];
                let question = Confirm::new(title, lines, messages::DISCARD, vec![Effect::Pop]);
                return Outcome::push(question.careful(messages::SELECT_ON));
            }
            Action::Activate if self.list.is_some() => return self.done(view),
            Action::Back if self.list.is_some() => return Outcome::one(Effect::Pop),
            // The list is about to come: what it has can be chosen then.
            Action::Activate if self.is_of_saved() => {}
            Action::Activate | Action::Back => {
                let stop = match self.about {
                    About::Draft => Effect::StopProbingDraft,
                    About::Connection(_) => Effect::StopValidating,
                };
                return Outcome::Done(vec![stop, Effect::Pop]);
            }
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        self.changes() != (0, 0)
    }

    /// Without a list nothing can be chosen for a saved connection, whose row says why.
    fn validated(&mut self, id: &ConnectionId, view: &View<'_>) -> Outcome {
        self.settle(view);
        match &self.about {
            About::Connection(own) if own == id && self.list.is_none() => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        let is_taken = self.list.as_mut().is_some_and(|list| list.typed(key));
        if is_taken { Outcome::taken() } else { Outcome::Ignored }
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.list.iter_mut().for_each(|list| list.paste(text));
        Outcome::taken()
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
                self.toggle(n);
                Outcome::taken()
            }
            Target::Button(n) => match BUTTONS.get(n) {
                Some((_, action)) => self.action(*action, view),
                None => Outcome::taken(),
            },
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        let area = self.area(view);
        self.list.iter_mut().for_each(|list| list.scroll(by, area));
    }

    fn settle(&mut self, view: &View<'_>) {
        if self.list.is_none()
            && let Some(found) = view.probes.ended(&self.about)
            && let Ok(report) = &found.outcome
            && let Some(models) = &report.models
            && !models.is_empty()
        {
            self.take(models);
        }
        let area = self.area(view);
        self.list.iter_mut().for_each(|list| list.settle(area));
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        self.draw_list(painter, view);
    }
}
