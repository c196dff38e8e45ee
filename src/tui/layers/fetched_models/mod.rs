//! The models that an endpoint lists, to tick. Models that are already in the list start ticked,
//! including those that the endpoint no longer lists. Typing filters; one key ticks and marks
//! everything that brings the list up to date.

mod draw;
mod table;

use std::sync::Arc;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::confirm::Confirm;
use crate::settings::connection::models::ModelEntry;
use crate::settings::connection::models::list::ModelList;
use crate::settings::connection::models::listed::ChangedModel;
use crate::settings::connection::models::listed::{ListedModel, is_same, lists};
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::{Connection, ConnectionId};
use crate::tui::component::{Answer, Component, Effect, Label, Outcome, Press, View, WhyNot};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages::{self as sentences, fetched_models as messages};
use crate::tui::probes::About;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::filtered_list::{FilteredList, ListChoice, Searched};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred};

/// The maximum width of the box, frame included.
const WIDEST: usize = 96;

/// The minimum height, so that the reason for a missing list fits.
const LOWEST: usize = 16;

/// Lines below the items: the details of the selected one, and the pending changes.
const FOOT: u16 = 2;

/// Lets the mouse do what keys do.
const BUTTONS: [(&str, Action); 3] = [
    (messages::UPDATE, Action::Refresh),
    (sentences::TAKE_TICKED, Action::Activate),
    (sentences::CANCEL, Action::Back),
];

pub(crate) struct Fetch {
    connection: Arc<Connection>,
    /// The probe that lists the models: of the form's draft, or of a saved connection, which then
    /// gets the models chosen here.
    about: About,
    /// The connection's current list.
    stored: Vec<Stored>,
    /// None until the endpoint answers.
    list: Option<FilteredList<Item>>,
}

/// A model in the connection's list.
struct Stored {
    /// The id as shown.
    id: String,
    entry: ModelEntry,
    is_default: bool,
}

struct Item {
    model: ListedModel,
    presence: Presence,
    is_default: bool,
    ticked: bool,
    /// What the endpoint reports differently from the list.
    changed: Option<ChangedModel>,
    /// Whether to apply that to the list.
    is_updated: bool,
}

/// Who lists a model.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// Only the endpoint lists it.
    Listed,
    /// Only the connection lists it.
    Stored,
    Both,
}

impl Item {
    fn is_stored(&self) -> bool {
        self.presence != Presence::Listed
    }

    fn is_listed(&self) -> bool {
        self.presence != Presence::Stored
    }
}

/// The numbers of models to add, update and remove.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Changes {
    added: usize,
    updated: usize,
    removed: usize,
    loses_default: bool,
}

impl Fetch {
    /// For a draft with a running probe; `list` is its model list.
    pub(crate) fn new(probe_draft: ProbeDraft, list: &ModelList) -> Self {
        let to_stored = |(n, entry): (usize, &ModelEntry)| Stored {
            id: list.shown_id(entry).to_owned(),
            entry: entry.clone(),
            is_default: list.is_default(n),
        };
        let stored = list.entries.iter().enumerate().map(to_stored).collect();
        Self::of(probe_draft.connection, About::Draft, stored)
    }

    /// For a saved connection without a model, while its validation runs.
    pub(crate) fn for_saved(id: ConnectionId, connection: Arc<Connection>) -> Self {
        Self::of(connection, About::Connection(id), Vec::new())
    }

    fn of(connection: Arc<Connection>, about: About, stored: Vec<Stored>) -> Self {
        Self { connection, about, stored, list: None }
    }

    fn take(&mut self, listed: &[ListedModel]) {
        let known = |id: &str| lists(listed, id);
        let reads_entries = self.connection.reads_model_entries();
        let unlisted =
            self.stored.iter().filter(|stored| !stored.id.is_empty() && !known(&stored.id));
        let unlisted = unlisted.map(|stored| Item {
            model: ListedModel { id: stored.id.clone(), ..ListedModel::default() },
            presence: Presence::Stored,
            is_default: stored.is_default,
            ticked: true,
            changed: None,
            is_updated: false,
        });
        let listed = listed.iter().map(|model| {
            let stored = self.stored.iter().find(|stored| is_same(&stored.id, &model.id));
            Item {
                model: model.clone(),
                presence: if stored.is_some() { Presence::Both } else { Presence::Listed },
                is_default: stored.is_some_and(|stored| stored.is_default),
                ticked: stored.is_some(),
                changed: stored
                    .filter(|_| reads_entries)
                    .and_then(|stored| ChangedModel::between(&stored.entry, model)),
                is_updated: false,
            }
        });
        self.list = Some(FilteredList::new(unlisted.chain(listed).collect(), 0, FOOT));
    }

    fn items(&self) -> &[Item] {
        self.list.as_ref().map_or(&[], |list| &list.items)
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        let area = self.area(view);
        self.list.iter_mut().for_each(|list| list.go(way, area));
    }

    /// Ticks the new chat models, and marks listed models that the endpoint reports differently.
    /// Models that the endpoint does not list stay, as a person may have typed them.
    fn refresh(&mut self) -> Outcome {
        for item in self.list.iter_mut().flat_map(|list| &mut list.items) {
            item.ticked |= item.model.answers_chats() && !item.is_stored();
            item.is_updated = item.changed.is_some() && item.ticked;
        }
        if self.is_changed() {
            return Outcome::taken();
        }
        Outcome::one(Effect::Toast(messages::UP_TO_DATE.to_owned()))
    }

    fn toggle(&mut self, line: usize) {
        if let Some(item) = self.list.as_mut().and_then(|list| list.select(line)) {
            item.ticked = !item.ticked;
            item.is_updated &= item.ticked;
        }
    }

    /// Passes the ticked and the updated models on to the list, and the ids of those that lost
    /// their tick.
    fn done(&self, view: &View<'_>) -> Outcome {
        if let Some(typed) = self.list.as_ref().and_then(FilteredList::hiding_filter) {
            return Outcome::one(Effect::Toast(sentences::filter_hides_all(typed)));
        }
        if let About::Connection(id) = &self.about {
            return self.save(id, view);
        }
        let items = self.items();
        let mut lost = items.iter().filter(|item| item.is_default && !item.ticked);
        let set_default = view.keymap.key_of(KeyContext::Models, Action::SetDefault);
        let lost = lost.next().map(|item| messages::default_lost(&item.model.id, &set_default));
        let wanted = items.iter().filter(|item| item.ticked && item.is_listed());
        let unwanted = items.iter().filter(|item| !item.ticked && item.is_stored());
        let updated = items.iter().filter(|item| item.is_updated);
        let answer = Answer::Models(
            wanted.map(|item| item.model.clone()).collect(),
            updated.filter_map(|item| item.changed.clone()).collect(),
            unwanted.map(|item| item.model.id.clone()).collect(),
        );
        let lost = lost.map(Effect::Toast);
        let taken = [Effect::Pop, Effect::Answer(answer)].into_iter();
        Outcome::Done(taken.chain(lost).collect())
    }

    /// Gives a saved connection the ticked models, or the selected one if none is ticked.
    fn save(&self, id: &ConnectionId, view: &View<'_>) -> Outcome {
        let ticked: Vec<_> =
            self.items().iter().filter(|i| i.ticked).map(|i| i.model.clone()).collect();
        let wanted = if ticked.is_empty() {
            self.selected().map(|item| item.model.clone()).into_iter().collect()
        } else {
            ticked
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

    fn changes(&self) -> Changes {
        let mut changes = Changes::default();
        for item in self.items() {
            changes.added += usize::from(item.ticked && !item.is_stored());
            changes.updated += usize::from(item.is_updated);
            changes.removed += usize::from(item.is_stored() && !item.ticked);
            changes.loses_default |= item.is_default && !item.ticked;
        }
        changes
    }

    fn selected(&self) -> Option<&Item> {
        let list = self.list.as_ref()?;
        match list.choice(list.at())? {
            ListChoice::Item(item) => Some(item),
            ListChoice::Typed(_) => None,
        }
    }

    fn area(&self, view: &View<'_>) -> Rect {
        centred(view.body, WIDEST, (self.items().len() + 5).max(LOWEST))
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

    fn hint(&self, action: Action, suggested: Label, _view: &View<'_>) -> Option<Label> {
        match action {
            Action::Activate if self.is_of_saved() && !self.is_changed() => {
                self.list.as_ref().map(|_| sentences::USE_THIS_MODEL)
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
            Action::Back if self.is_changed() => {
                let title = sentences::DISCARD_TICKED.to_owned();
                let lines = vec![sentences::TICKED_NOT_SAVED.to_owned()];
                let question = Confirm::new(title, lines, sentences::DISCARD, vec![Effect::Pop]);
                return Outcome::push(question.careful(sentences::SELECT_ON));
            }
            Action::Refresh => return self.refresh(),
            Action::Activate if self.list.is_some() => return self.done(view),
            Action::Back if self.list.is_some() => return Outcome::one(Effect::Pop),
            // The list is about to arrive; its models can be chosen then.
            Action::Activate if self.is_of_saved() => {}
            Action::Activate | Action::Back => {
                let stop = match self.about {
                    About::Draft => Effect::StopProbing(About::Draft),
                    About::Connection(_) => Effect::StopValidating,
                };
                return Outcome::Done(vec![stop, Effect::Pop]);
            }
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        self.changes() != Changes::default()
    }

    /// Without a list there is nothing to choose for a saved connection; its row shows why.
    fn validated(&mut self, id: &ConnectionId, view: &View<'_>) -> Outcome {
        self.sync(view);
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

    fn pressed(&mut self, target: Target, _press: Press, view: &View<'_>) -> Outcome {
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

    fn sync(&mut self, view: &View<'_>) {
        if self.list.is_none()
            && let Some(found) = view.probes.ended(&self.about)
            && let Ok(report) = &found.outcome
            && let Some(models) = &report.models
            && !models.is_empty()
        {
            self.take(models);
        }
        let area = self.area(view);
        self.list.iter_mut().for_each(|list| list.sync(area));
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        self.draw_list(painter, view);
    }
}
