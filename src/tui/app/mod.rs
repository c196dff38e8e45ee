//! The program between its events and its frames: events go to the top layer, effects are done in
//! one place, and a frame is drawn of what there is then. No terminal is needed for it.

mod editing;
pub(super) mod frame;
mod mouse;
mod new_connection;
mod outside_changes;
mod probing;
mod restore;
mod saving;
mod signing_in;
mod through_craft;
pub(super) mod toast;
mod waiting_save;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant, SystemTime};

use crossterm::event::{Event as TerminalEvent, KeyEvent, KeyEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use zeroize::Zeroizing;

use super::editor::{FileDraft, JsonDraft};
use super::event::Event;
use super::layers::confirm::Confirm;
use super::probes::Probes;

use super::craft::CraftState;
use through_craft::Link;

use super::component::{Answer, Component, Effect, Outcome, View};
use super::keymap::{self, Action, KeyContext};
use super::layers::keys::KeyList;
use super::layers::reader::Reader;
use super::layers::sign_in::SignIn;
use super::page::{Page, PageItem};
use super::widgets::hit_map::{HitMap, Target};
use super::widgets::marks::Marks;
use super::widgets::painter::Painter;
use super::widgets::text::capitalised;
use super::widgets::theme::Theme;
use toast::{Kind, Message};
use waiting_save::WaitingSave;

use crate::settings::Settings;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::problems::{Problem, ProblemList};
use crate::signin::worker::{SignInEvent, SignInTask};
use crate::store::history::HistoryEntry;
use crate::store::{Commit, CommitError, Store, milliseconds};
use crate::system::craft_process::RunningCraft;
use crate::system::path_completion;
use crate::system::surroundings::Surroundings;

/// How the program was started.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether the terminal shows colours.
    pub colour: bool,
    /// Whether the files are the sample tree's.
    pub demo: bool,
    /// Which signs the terminal can show.
    pub marks: Marks,
}

/// What only the terminal can do.
pub enum Request {
    /// Put a text on the clipboard.
    Copy(String),
    /// Open the user's editor.
    EditJson(JsonDraft),
    /// The same with a file of Craft.
    EditFile(Box<FileDraft>),
    /// Hand the terminal back until `fg`.
    Suspend,
    Quit,
}

pub struct App {
    store: Store,
    options: Options,
    /// The page, and what is open over it.
    layers: Vec<Box<dyn Component>>,
    message: Option<Message>,
    /// The error that is said again when the message has passed.
    beneath: Option<Message>,
    screen: Rect,
    revision: u64,
    /// Whether the first frame was shown: what it does not need comes after it.
    begun: bool,
    /// What is wrong with the settings, and of which revision that was said.
    problems: ProblemList,
    diagnosed: Option<u64>,
    /// The workspaces, by their root paths, as they were last asked about.
    surveyed: Option<Vec<String>>,
    probes: Probes,
    hits: HitMap,
    stale: bool,
    requests: VecDeque<Request>,
    /// What came back from the editor and was refused: `E` on that connection goes on with it.
    refused: Option<JsonDraft>,
    /// The same of a file of Craft.
    refused_file: Option<Box<FileDraft>>,
    /// How often a layer was opened or closed.
    turns: u64,
    /// When, where, and after how many turns.
    last_click: Option<(Instant, Position, u64)>,
    /// The mouse button that is held down.
    held: Option<mouse::Hold>,
    /// When config.json is looked at again, and how often that was done.
    look_again: Option<(Instant, u8)>,
    /// The same for the other files that are in doubt: when all are looked at again, and how often
    /// each was.
    doubtful: Option<(Instant, BTreeMap<Doubtful, u8>)>,
    /// Whether Craft runs is to be looked for.
    craft_wanted: bool,
    craft: CraftState,
    link: Link,
    /// When the next login ends, and with it what is said of its connection.
    next_end: Option<Instant>,
    /// A save that waits for another program.
    waiting: Option<WaitingSave>,
    surroundings: Surroundings,
    sign_in_tasks: VecDeque<SignInTask>,
    /// Those that wait until nothing lies over the layer that they are for.
    sign_in_events: VecDeque<SignInEvent>,
}

/// What is said after credentials have changed, until it is known whether Craft runs.
const RESTART_CRAFT: &str = "If Craft is running, restart it.";

/// What is said when text is pasted where none is typed.
const PASTED_NOWHERE: &str = "Pasted text ignored here. Open a field first.";

/// A file other than config.json that may be half written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doubtful {
    /// The own one of a workspace, known by its root path.
    Workspace(String),
    Credentials,
}

/// How a commit came about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Edit,
    /// By an edit after which a connection still lacks something.
    Unfinished,
    Undo,
    Redo,
}

impl Turn {
    /// An edit on its way to be saved. Asked of the settings before it.
    fn of(edit: &Edit, settings: &Settings) -> Self {
        if edit.needs(settings).is_empty() { Self::Edit } else { Self::Unfinished }
    }

    /// What is said of it.
    fn describe(self, label: &str) -> String {
        match self {
            Self::Edit | Self::Unfinished => label.to_owned(),
            Self::Undo => format!("Undid: {label}"),
            Self::Redo => format!("Redid: {label}"),
        }
    }
}

/// What a frame has besides its cells.
pub struct Drawn {
    hits: HitMap,
    /// Where the terminal's cursor stands; none where nothing is typed.
    pub cursor: Option<(u16, u16)>,
}

impl Drawn {
    /// What was drawn where, and by which layer.
    pub fn spots(&self) -> &[(Rect, usize, Target)] {
        self.hits.spots()
    }

    /// What was drawn as selected, and by which layer.
    pub fn selected(&self) -> &[(Rect, usize)] {
        self.hits.selected()
    }

    /// The lines that lead to an address.
    pub(super) fn links(&self) -> &[(Rect, String)] {
        self.hits.links()
    }
}

impl App {
    /// The program on a store, for a screen of some size.
    pub fn new(store: Store, options: Options, screen: Rect) -> Self {
        let mut app = Self {
            store,
            options,
            layers: vec![Box::new(Page::default())],
            message: None,
            beneath: None,
            screen,
            revision: 0,
            begun: false,
            problems: ProblemList::default(),
            diagnosed: None,
            surveyed: None,
            probes: Probes::default(),
            hits: HitMap::default(),
            stale: true,
            requests: VecDeque::new(),
            refused: None,
            refused_file: None,
            turns: 0,
            last_click: None,
            held: None,
            look_again: None,
            doubtful: None,
            craft_wanted: false,
            craft: CraftState::default(),
            link: Link::default(),
            next_end: None,
            waiting: None,
            surroundings: Surroundings::default(),
            sign_in_tasks: VecDeque::new(),
            sign_in_events: VecDeque::new(),
        };
        app.settle();
        app
    }

    /// The same where the person sits: without a browser and at this machine, unless that is said.
    #[must_use]
    pub(super) fn in_surroundings(self, surroundings: Surroundings) -> Self {
        Self { surroundings, ..self }
    }

    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Whether a frame drawn now would differ from the last.
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// When the app wants to be woken though nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        let message = self.message.as_ref().and_then(|m| m.until);
        let doubtful = self.doubtful.as_ref().map(|(at, ..)| *at);
        let look_again = self.look_again.map(|(at, _)| at);
        let probes = self.probes.deadline();
        let saved = self.store.next_inspection();
        let waiting = self.waiting.as_ref().map(|waiting| waiting.at);
        let top = self.layers.last().and_then(|top| top.deadline());
        let craft = self.link.deadline();
        [message, look_again, doubtful, saved, self.next_end, probes, waiting, top, craft]
            .into_iter()
            .flatten()
            .min()
    }

    /// The next thing that only the terminal can do.
    pub fn take_request(&mut self) -> Option<Request> {
        self.requests.pop_front()
    }

    /// Whether the terminal has something to do before the next event.
    pub fn has_request(&self) -> bool {
        !self.requests.is_empty()
    }

    /// The contexts whose bindings hold, the first before the others.
    pub fn key_contexts(&self) -> Vec<KeyContext> {
        self.layers.last().map(|top| top.key_contexts()).unwrap_or_default()
    }

    /// Whether keys are text now, and not commands.
    pub fn takes_text(&self) -> bool {
        keymap::takes_text(&self.key_contexts())
    }

    /// The first frame is on the screen: what it did not wait for begins.
    pub fn begin(&mut self) {
        self.begun = true;
        // The sample's files are of no Craft.
        self.craft_wanted = !self.options.demo;
        self.settle();
    }

    /// The workspaces, by their root paths, whose files and sessions are to be read and watched
    /// from now on; none while they are the same as before.
    pub fn take_survey(&mut self) -> Option<Vec<String>> {
        let listed = self.store.settings().workspaces().iter();
        let listed = listed.map(|w| &w.root_path);
        let known = self.surveyed.as_ref();
        if !self.begun || known.is_some_and(|known| listed.clone().eq(known)) {
            return None;
        }
        let now: Vec<String> = listed.cloned().collect();
        self.surveyed = Some(now.clone());
        Some(now)
    }

    /// Whether it is to be looked for a running Craft now.
    pub const fn take_craft_wanted(&mut self) -> bool {
        std::mem::replace(&mut self.craft_wanted, false)
    }

    pub fn handle(&mut self, event: Event) {
        match event {
            Event::Terminal(event) => self.terminal_event(event),
            Event::StoreEvent(event) => self.store_event(event),
            Event::Probe(event) => self.probe_event(event),
            Event::SignIn(event) => self.sign_in_event(event),
            Event::Link(event) => self.link_event(event),
            Event::Tick => self.tick(),
            Event::Edited(draft, None) => self.edited(draft),
            Event::FileEdited(draft, None) => self.file_edited(draft),
            Event::Edited(_, Some(why)) | Event::FileEdited(_, Some(why)) => {
                self.show_toast(Message::error(why));
            }
        }
        self.give_sign_in_events();
        self.settle();
    }

    fn terminal_event(&mut self, event: TerminalEvent) {
        match event {
            TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            TerminalEvent::Mouse(mouse) => self.mouse(mouse),
            TerminalEvent::Paste(text) => {
                let text = Zeroizing::new(text);
                match self.top(|layer, view| layer.pasted(&text, view)) {
                    Outcome::Ignored => self.show_toast(Message::info(PASTED_NOWHERE.to_owned())),
                    outcome @ Outcome::Done(_) => self.apply(outcome),
                }
            }
            TerminalEvent::Resize(width, height) => {
                self.screen = Rect { x: 0, y: 0, width, height };
                self.stale = true;
            }
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent) {
        self.last_click = None;
        let contexts = self.key_contexts();
        let outcome = match keymap::lookup(&contexts, key) {
            Some(action) => self.outcome_of(action),
            None => self.top(|top, view| top.typed(key, view)),
        };
        self.apply(outcome);
    }

    /// What an action comes to: some hold in every layer, the others are the top one's.
    fn outcome_of(&mut self, action: Action) -> Outcome {
        match action {
            Action::Quit => self.quit(),
            Action::Suspend => Outcome::one(Effect::Suspend),
            Action::Help if self.top(|top, _| top.is_help()) => Outcome::one(Effect::Pop),
            Action::Help => Outcome::push(KeyList::new(&self.key_contexts())),
            Action::WholeMessage => match &self.message {
                Some(message) => Outcome::push(Reader::new(message.whole())),
                None => Outcome::taken(),
            },
            action => self.top(|top, view| match top.why_not(action, view) {
                Some(why) => why.outcome(),
                None => top.action(action, view),
            }),
        }
    }

    /// Whether anything would come of knowing where the mouse is.
    pub fn uses_motion(&self) -> bool {
        self.layers.last().is_some_and(|layer| layer.uses_motion())
    }

    /// Leaves; over changes that are not saved it asks first, and the same key again leaves.
    fn quit(&self) -> Outcome {
        let is_asked = self.layers.last().is_some_and(|top| top.asks_to_quit());
        let is_changed = self.layers.iter().any(|layer| layer.is_changed());
        let is_saving = self.waiting.is_some() || self.link.is_saving();
        if is_asked || (!is_saving && !is_changed) {
            return Outcome::one(Effect::Quit);
        }
        Outcome::push(Confirm::quit())
    }

    /// Lets the top layer do something with a view of the rest.
    fn top<T>(&mut self, act: impl FnOnce(&mut dyn Component, &View<'_>) -> T) -> T {
        let view = view(
            &self.store,
            self.screen,
            self.message.as_ref(),
            (self.revision, &self.problems, &self.probes, &self.craft),
            (&self.surroundings, self.options.demo),
        );
        let top = self.layers.last_mut().expect("the page is always there");
        act(&mut **top, &view)
    }

    fn settle(&mut self) {
        if self.begun && self.diagnosed != Some(self.revision) {
            self.diagnosed = Some(self.revision);
            let now = unix_time();
            // Of a long list two at once would be a lot.
            self.problems = ProblemList::default();
            let mut problems = self.store.settings().problems(now);
            let next_end = self.store.settings().next_end(now);
            self.next_end = next_end.and_then(|at| {
                Instant::now().checked_add(Duration::from_millis(at.saturating_sub(now)))
            });
            if let Some(why) = self.store.unreadable() {
                let unusable = Problem::unusable(&why.to_string());
                problems.insert(0, unusable);
            }
            self.problems = ProblemList::new(problems);
            self.stale = true;
        }
        let view = view(
            &self.store,
            self.screen,
            self.message.as_ref(),
            (self.revision, &self.problems, &self.probes, &self.craft),
            (&self.surroundings, self.options.demo),
        );
        for layer in &mut self.layers {
            layer.settle(&view);
        }
    }

    /// Does what a layer answered. When one thing fails, the rest is left.
    fn apply(&mut self, outcome: Outcome) {
        let Outcome::Done(effects) = outcome else {
            return;
        };
        self.stale = true;
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let is_agreed = std::mem::take(&mut self.link.is_agreed);
            if let Some(craft) = self.craft_beside(&effect).filter(|_| !is_agreed) {
                if let Some(steps) = self.single_steps(&effect) {
                    steps.into_iter().rev().for_each(|step| effects.push_front(step));
                    continue;
                }
                // What was to come after it comes after the answer.
                return self.save_beside_craft(&craft, effect, effects);
            }
            if self.must_wait(&effect) {
                effects.push_front(effect);
                return self.wait(effects);
            }
            match self.effect(effect) {
                Ok(Outcome::Done(more)) => {
                    more.into_iter().rev().for_each(|effect| effects.push_front(effect));
                }
                Ok(Outcome::Ignored) => {}
                Err(message) => {
                    if let Some(text) = message {
                        self.show_toast(Message::error(text));
                    }
                    return;
                }
            }
        }
    }

    /// The running Craft that would write over what an effect does to the credentials.
    fn craft_beside(&self, effect: &Effect) -> Option<RunningCraft> {
        // The sample's credentials are of no Craft.
        if self.options.demo {
            return None;
        }
        let history = self.store.history();
        let entries = history.entries();
        let again = match effect {
            Effect::Edit(edit) => return self.store.craft_beside(edit),
            Effect::Undo => history.next_undo().map_or(&[][..], |place| &entries[place..=place]),
            Effect::Redo => history.next_redo().map_or(&[][..], |place| &entries[place..=place]),
            Effect::StandAt(standing) => {
                let now = history.standing();
                entries.get(now.min(*standing)..now.max(*standing)).unwrap_or_default()
            }
            _ => return None,
        };
        let touches = again.iter().any(HistoryEntry::touches_credentials);
        touches.then(|| self.store.running_craft()).flatten()
    }

    /// Applies an effect. An error is the message for the user; none when the top layer shows it.
    fn effect(&mut self, effect: Effect) -> Result<Outcome, Option<String>> {
        match effect {
            Effect::Edit(edit) => {
                let effect = Effect::Edit(edit);
                let (turn, lack) = self.turn_of(&effect);
                let Effect::Edit(edit) = effect else { return Ok(Outcome::Ignored) };
                let commit = self.save(|store| store.commit(&edit));
                self.committed(commit, turn, lack)?;
            }
            Effect::Undo => {
                let commit = self.save(Store::undo);
                self.committed(commit, Turn::Undo, None)?;
            }
            Effect::Redo => {
                let commit = self.save(Store::redo);
                self.committed(commit, Turn::Redo, None)?;
            }
            Effect::StandAt(standing) => self.stand_at(standing)?,
            Effect::AskRestore => return self.ask_restore().map_err(Some),
            Effect::Restore(opened) => self.restore(&opened).map_err(Some)?,
            Effect::BesideCraft(choice) => return Ok(self.beside_craft(choice)),
            Effect::TestThroughCraft(id, in_the_clear) => {
                self.test_through_craft(&id, in_the_clear);
            }
            Effect::Select(item) => self.select(item),
            Effect::Push(layer) => {
                self.turns += 1;
                self.top(|top, _| top.covered());
                // Where there is little room it stands in the place of the new layer's keys.
                self.message.take_if(|m| m.kind != Kind::Error);
                if layer.has_draft() {
                    self.probes.forget_draft();
                }
                self.layers.push(layer);
            }
            Effect::Pop => {
                self.turns += 1;
                if self.layers.len() > 1 {
                    self.layers.pop();
                }
            }
            Effect::Answer(answer) => {
                return Ok(self.top(|layer, view| layer.answer(answer, view)));
            }
            Effect::Toast(text) => self.show_toast(Message::info(text)),
            Effect::Alert(text) => self.show_toast(Message::error(text)),
            Effect::Dismiss => {
                (self.message, self.beneath) = (None, None);
            }
            Effect::Validate { ids, in_the_clear, is_all } => {
                self.validate(&ids, &in_the_clear, is_all);
            }
            Effect::ValidateNew(id) => self.validate_new(&id),
            Effect::ValidateChanged(id) => self.validate_changed(&id),
            Effect::StopValidating => self.stop_validating(),
            Effect::FindLocalServers => self.probes.find_local_servers(),
            Effect::StopFindingServers => self.probes.cancel_local_servers(),
            Effect::ProbeDraft { probe_draft, only_list } => {
                self.try_draft(&probe_draft, only_list);
            }
            Effect::StopProbingDraft => self.probes.cancel_draft(),
            Effect::CompletePath(ask) => {
                let seen = path_completion::complete(self.store.paths(), ask);
                return Ok(Outcome::one(Effect::Answer(Answer::Completions(seen))));
            }
            Effect::OpenSignIn(provider, target) => {
                return Ok(Outcome::push(SignIn::new(provider, target)));
            }
            Effect::SignIn(task) => self.sign_in_tasks.push_back(task),
            Effect::OpenPage(address) => self.open_page(&address),
            Effect::Copy(text) => self.requests.push_back(Request::Copy(text)),
            Effect::EditJson(draft) => {
                // What was refused before is gone on with.
                let kept = self.refused.take_if(|kept| kept.id == draft.id);
                self.requests.push_back(Request::EditJson(kept.unwrap_or(draft)));
            }
            Effect::EditFile(file) => self.edit_file(&file).map_err(Some)?,
            Effect::Do(action) => return Ok(self.outcome_of(action)),
            Effect::Suspend => {
                self.top(|top, _| top.covered());
                self.requests.push_back(Request::Suspend);
            }
            Effect::StopWaiting => self.stop_waiting(),
            Effect::Quit => self.requests.push_back(Request::Quit),
        }
        Ok(Outcome::Ignored)
    }

    fn committed(
        &mut self,
        commit: Result<Commit, CommitError>,
        turn: Turn,
        lack: Option<String>,
    ) -> Result<(), Option<String>> {
        self.revision += 1;
        if let Some(id) = commit.as_ref().ok().and_then(Commit::added) {
            self.select(PageItem::Connection(id));
        }
        match commit {
            Ok(commit) if commit.changes.is_empty() => {
                self.show_toast(Message::info(format!("Nothing changed: {}", commit.label)));
            }
            Ok(commit) => {
                // Whatever was not saved before: this is.
                (self.message, self.beneath) = (None, None);
                let label = turn.describe(&commit.label);
                let text = match lack {
                    Some(lack) => format!("{label}, {lack}"),
                    None => label,
                };
                // What was not done matters as much as what was.
                let text = [&[text], &commit.not_done[..]].concat().join("; ");
                let mut more: Vec<String> = commit.caveats.iter().map(|c| capitalised(c)).collect();
                // No Craft uses the sample's credentials.
                let is_unknown = commit.touches_credentials() && !commit.through_craft;
                if is_unknown && !self.options.demo {
                    self.link.needs_restart = true;
                    more.push(RESTART_CRAFT.to_owned());
                    self.craft_wanted = true;
                }
                let message = match turn {
                    Turn::Edit => Message::done(text),
                    Turn::Unfinished => Message::unfinished(text),
                    Turn::Undo | Turn::Redo => Message::info(text),
                };
                self.show_toast(message.with_more(more));
            }
            Err(CommitError::Nothing(what)) => {
                self.show_toast(Message::info(format!("Nothing to {what}")));
            }
            Err(CommitError::Refused(Refusal::Stale(places)))
                if matches!(turn, Turn::Undo | Turn::Redo) =>
            {
                let not = if turn == Turn::Undo { "Not undone" } else { "Not redone" };
                return Err(Some(format!(
                    "{not}: another program has changed {} since. Press the key again for the edit beyond it.",
                    places.join(", ")
                )));
            }
            Err(CommitError::Refused(refusal)) => {
                self.settle();
                let sentence = self.top(|layer, view| layer.refused(&refusal, view));
                return Err((!sentence).then(|| capitalised(&refusal.to_string())));
            }
            Err(error) => return Err(Some(capitalised(&error.to_string()))),
        }
        Ok(())
    }

    /// Undoes or redoes edits until so many of the history stand. The first that fails ends it, with
    /// its reason.
    fn stand_at(&mut self, standing: usize) -> Result<(), Option<String>> {
        let mut done = 0;
        let before = self.store.history().standing();
        // Those that another program has overtaken are passed by, but nothing beyond the one that
        // is meant is touched.
        while let Some(place) = self.store.history().next_undo()
            && place >= standing
        {
            let commit = self.save(Store::undo);
            self.committed(commit, Turn::Undo, None)?;
            done += 1;
        }
        while let Some(place) = self.store.history().next_redo()
            && place < standing
        {
            let commit = self.save(Store::redo);
            self.committed(commit, Turn::Redo, None)?;
            done += 1;
        }
        let what = if standing <= before { "Undid" } else { "Redid" };
        match done {
            0 => self.show_toast(Message::info("Nothing to undo or redo there".to_owned())),
            1 => {}
            n => {
                let more = self.link.needs_restart.then(|| RESTART_CRAFT.to_owned());
                let message = Message::info(format!("{what} {n} edits, one after the other"));
                self.show_toast(message.with_more(more.into_iter().collect()));
            }
        }
        Ok(())
    }

    /// Puts the page's selection on something: on what was just added or brought back, on where a
    /// problem is.
    fn select(&mut self, item: PageItem) {
        if let Some(page) = self.layers.first_mut() {
            page.select(item);
        }
    }

    /// Shows a message. An error that was not dismissed comes back after one that only passes; an
    /// edit that was made ends it.
    fn show_toast(&mut self, message: Message) {
        let before = self.message.replace(message);
        let is = |m: &Option<Message>, kind| m.as_ref().is_some_and(|m| m.kind == kind);
        if is(&self.message, Kind::Info) && is(&before, Kind::Error) {
            self.beneath = before;
        } else if !is(&self.message, Kind::Info) {
            self.beneath = None;
        }
        self.stale = true;
    }

    /// Wipes every secret that is still known: what was typed, what can be undone, the keys.
    pub fn wipe(&mut self) {
        self.layers.truncate(1);
        self.sign_in_tasks.clear();
        self.sign_in_events.clear();
        self.link = Link::default();
        self.store.wipe();
    }

    /// Draws a frame. The app does not change by it; what it needs of it later it gets from
    /// [`Self::drawn`].
    pub fn draw(&self, buffer: &mut Buffer) -> Drawn {
        let view = view(
            &self.store,
            self.screen,
            self.message.as_ref(),
            (self.revision, &self.problems, &self.probes, &self.craft),
            (&self.surroundings, self.options.demo),
        );
        let mut drawn = Drawn { hits: HitMap::default(), cursor: None };
        let theme = Theme::new(self.options.colour).with_marks(self.options.marks);
        let Some(top) = self.layers.last() else {
            return drawn;
        };
        for (n, layer) in self.layers.iter().enumerate() {
            // Only the top layer is typed in.
            drawn.cursor = None;
            let mut painter = Painter::new(buffer, &mut drawn.hits, &mut drawn.cursor, n, theme);
            if n + 1 < self.layers.len() {
                painter = painter.beneath();
            }
            if n > 0 {
                painter.dim_behind(view.body);
            }
            if n == 0 {
                // Beneath all layers: a menu may lie over the foot.
                frame::draw_header(&mut painter, &view, self.options.demo, &**top);
                frame::draw_foot(&mut painter, &view, self.message.as_ref(), &**top);
            }
            layer.draw(&mut painter, &view);
        }
        drawn
    }

    /// A frame was shown: what was drawn where is known from now on.
    pub fn drawn(&mut self, drawn: Drawn) {
        self.hits = drawn.hits;
        self.stale = false;
    }
}

fn view<'a>(
    store: &'a Store,
    screen: Rect,
    message: Option<&Message>,
    (revision, problems, probes, craft): (u64, &'a ProblemList, &'a Probes, &'a CraftState),
    (surroundings, demo): (&'a Surroundings, bool),
) -> View<'a> {
    let body = frame::body(screen, message);
    let now = unix_time();
    View { store, revision, probes, problems, craft, screen, body, now, surroundings, demo }
}

/// Milliseconds since the epoch.
fn unix_time() -> u64 {
    milliseconds(SystemTime::now())
}
