//! The program between events and frames: events go to the top layer, effects are applied in one
//! place, and a frame shows the result. It needs no terminal.

mod commits;
mod craft_login;
mod drawing;
mod editing;
mod effects;
pub(super) mod frame;
mod mouse;
mod new_connection;
mod outside_changes;
mod probing;
mod restore;
mod saving;
mod signing_in;
mod terminal_events;
mod through_craft;
mod to_do;
pub(super) mod toast;
mod transfer;

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::time::{Duration, Instant};

use ratatui::layout::{Position, Rect};

use super::component::{Component, LoginEvent, View};
use super::craft::CraftState;
use super::editor::{FileDraft, JsonDraft};
use super::event::Event;
use super::keymap::{self, KeyContext, Keymap};
use super::page::{Page, PageItem};
use super::probes::Probes;
use super::widgets::hit_map::HitMap;
use super::widgets::hues::Background;
use super::widgets::marks::Marks;
use super::widgets::theme::Theme;
use crate::settings::craft::server::CLAUDE_LOGIN_LASTS;
use crate::settings::problems::{Problem, ProblemIndex};
use crate::signin::worker::SignInTask;
use crate::store::{Store, now_ms};
use crate::system::surroundings::Surroundings;
pub use drawing::Drawn;
use saving::WaitingSave;
use through_craft::Link;
use toast::{Message, MessageKind, MessageLog, Topic};

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether the terminal shows colors.
    pub color: bool,
    /// Whether the program runs on the demo files.
    pub demo: bool,
    /// Which symbols the terminal can show.
    pub marks: Marks,
}

/// What only the terminal loop can do.
pub enum TerminalRequest {
    /// Copy text to the clipboard.
    Copy(String),
    /// Open a connection's JSON in the user's editor.
    EditJson(JsonDraft),
    /// Open a Craft file in the user's editor.
    EditFile(Box<FileDraft>),
    /// Suspend the program until `fg`.
    Suspend,
    Quit,
}

pub struct App {
    store: Store,
    options: Options,
    theme: Theme,
    keymap: Keymap,
    /// The page, and the layers open above it.
    layers: Vec<Box<dyn Component>>,
    message: Option<Message>,
    log: MessageLog,
    /// The error to show again once the message expires.
    suspended_message: Option<Message>,
    screen: Rect,
    revision: u64,
    /// Whether the first frame is on screen: what it doesn't need is done after it.
    is_started: bool,
    /// The problems in the settings, and the revision and the count of validations with remarks
    /// that they were computed for.
    problems: ProblemIndex,
    problems_found_for: Option<(u64, u64)>,
    /// The root paths of the workspaces in the last survey.
    surveyed: Option<Vec<String>>,
    probes: Probes,
    hits: HitMap,
    stale: bool,
    requests: VecDeque<TerminalRequest>,
    /// An edited draft that was refused: `E` on that connection resumes it.
    refused: Option<JsonDraft>,
    /// The same for a Craft file.
    refused_file: Option<Box<FileDraft>>,
    /// Counts openings and closings of layers.
    layer_changes: u64,
    /// When, where, and at which count of layer changes.
    last_click: Option<(Instant, Position, u64)>,
    /// The maximum time between the clicks of a double click.
    double_click: Duration,
    /// The mouse button that is held down.
    held: Option<mouse::Hold>,
    /// When to reread config.json, and how many rereads there were.
    recheck: Option<(Instant, u8)>,
    /// The same for the other files in doubt: when to reread them all, and how often each was
    /// reread.
    maybe_partial: Option<(Instant, BTreeMap<MaybePartialFile, u8>)>,
    /// Whether to look for a running Craft.
    craft_wanted: bool,
    craft: CraftState,
    link: Link,
    /// When the next login expires, which changes its connection's status.
    next_expiry: Option<Instant>,
    /// A save that is waiting for another program.
    waiting: Option<WaitingSave>,
    surroundings: Surroundings,
    craft_login_lasts: Duration,
    sign_in_tasks: VecDeque<SignInTask>,
    /// Events that wait until their layer is on top again.
    sign_in_events: VecDeque<LoginEvent>,
}

/// A file other than config.json that may be half written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum MaybePartialFile {
    /// A workspace's own file, by the workspace's root path.
    Workspace(String),
    Credentials,
}

impl App {
    /// An app on a store, for a screen of this size.
    pub fn new(store: Store, options: Options, screen: Rect) -> Self {
        let mut app = Self {
            store,
            options,
            theme: Theme::new(options.color).with_marks(options.marks),
            keymap: Keymap::default(),
            layers: vec![Box::new(Page::default())],
            message: None,
            log: MessageLog::default(),
            suspended_message: None,
            screen,
            revision: 0,
            is_started: false,
            problems: ProblemIndex::default(),
            problems_found_for: None,
            surveyed: None,
            probes: Probes::default(),
            hits: HitMap::default(),
            stale: true,
            requests: VecDeque::new(),
            refused: None,
            refused_file: None,
            layer_changes: 0,
            last_click: None,
            double_click: mouse::DOUBLE_CLICK,
            held: None,
            recheck: None,
            maybe_partial: None,
            craft_wanted: false,
            craft: CraftState::default(),
            link: Link::default(),
            next_expiry: None,
            waiting: None,
            surroundings: Surroundings::default(),
            craft_login_lasts: CLAUDE_LOGIN_LASTS,
            sign_in_tasks: VecDeque::new(),
            sign_in_events: VecDeque::new(),
        };
        app.sync();
        app
    }

    /// Sets how long a running Craft waits for the code of a sign-in. The default is Craft's.
    pub const fn set_craft_login_lasts(&mut self, lasts: Duration) {
        self.craft_login_lasts = lasts;
    }

    /// Sets the maximum time between the clicks of a double click, and returns what it was.
    pub const fn set_double_click(&mut self, time: Duration) -> Duration {
        std::mem::replace(&mut self.double_click, time)
    }

    /// Sets where the person sits. The default is this machine, without a browser.
    pub(super) fn set_surroundings(&mut self, surroundings: Surroundings) {
        self.surroundings = surroundings;
    }

    /// Sets the terminal's background if known, on terminals that have colors for it.
    #[must_use]
    pub(crate) fn on_background(self, background: Option<Background>) -> Self {
        Self { theme: self.theme.on(background), ..self }
    }

    /// Sets the person's key bindings.
    #[must_use]
    pub fn with_keymap(self, keymap: Keymap) -> Self {
        Self { keymap, ..self }
    }

    /// Shows an error at startup, until it is dismissed.
    #[must_use]
    pub(crate) fn with_notice(mut self, notice: Option<String>) -> Self {
        if let Some(notice) = notice {
            self.show_toast(Message::error(notice));
        }
        self
    }

    pub const fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Whether a frame drawn now would differ from the last.
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// When the app wants a tick even if nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        let message = self.message.as_ref().and_then(|m| m.until);
        let maybe_partial = self.maybe_partial.as_ref().map(|(at, ..)| *at);
        let recheck = self.recheck.map(|(at, _)| at);
        let probes = self.probes.deadline();
        let saved = self.store.next_inspection();
        let waiting = self.waiting.as_ref().map(|waiting| waiting.at);
        let top = self.layers.last().and_then(|top| top.deadline());
        let craft = self.link.deadline();
        [message, recheck, maybe_partial, saved, self.next_expiry, probes, waiting, top, craft]
            .into_iter()
            .flatten()
            .min()
    }

    /// The next thing that only the terminal can do.
    pub fn take_request(&mut self) -> Option<TerminalRequest> {
        self.requests.pop_front()
    }

    /// Whether the terminal loop has something to do before the next event.
    pub fn has_request(&self) -> bool {
        !self.requests.is_empty()
    }

    /// The active key contexts, in order of precedence.
    pub fn key_contexts(&self) -> Vec<KeyContext> {
        self.layers.last().map(|top| top.key_contexts()).unwrap_or_default()
    }

    /// Whether keys are text, not commands.
    pub(crate) fn takes_text(&self) -> bool {
        keymap::takes_text(&self.key_contexts())
    }

    /// Starts what the first frame did not wait for, once that is on screen.
    pub fn start_background_work(&mut self) {
        self.is_started = true;
        // Craft never uses the demo's files.
        self.craft_wanted = !self.options.demo;
        self.sync();
    }

    /// The root paths of the workspaces to read and watch from now on, files and sessions; `None`
    /// while they are unchanged.
    pub fn take_survey(&mut self) -> Option<Vec<String>> {
        let listed = self.store.settings().workspaces().iter();
        let listed = listed.map(|w| &w.root_path);
        let known = self.surveyed.as_ref();
        if !self.is_started || known.is_some_and(|known| listed.clone().eq(known)) {
            return None;
        }
        let roots: Vec<String> = listed.cloned().collect();
        self.surveyed = Some(roots.clone());
        Some(roots)
    }

    /// Whether to look for a running Craft now.
    pub const fn take_craft_wanted(&mut self) -> bool {
        mem::replace(&mut self.craft_wanted, false)
    }

    pub fn handle(&mut self, event: Event) {
        match event {
            Event::Terminal(event) => self.terminal_event(event),
            Event::StoreEvent(event) => self.store_event(event),
            Event::Probe(event) => self.probe_event(event),
            Event::SignIn(event) => self.sign_in_event(event),
            Event::Link(event) => self.link_event(event),
            Event::Background(color) => {
                self.theme = self.theme.on(Background::of_color(color));
                self.stale = true;
            }
            Event::Tick => self.tick(),
            Event::Edited(draft, None) => self.edited(draft),
            Event::FileEdited(draft, None) => self.file_edited(draft),
            Event::Edited(_, Some(why)) | Event::FileEdited(_, Some(why)) => {
                self.show_toast(Message::error(why));
            }
        }
        self.give_sign_in_events();
        self.sync();
    }

    /// Whether the top layer follows the pointer.
    pub fn uses_motion(&self) -> bool {
        self.layers.last().is_some_and(|layer| layer.uses_motion())
    }

    /// Runs a function on the top layer, with a view of the rest.
    fn top<T>(&mut self, act: impl FnOnce(&mut dyn Component, &View<'_>) -> T) -> T {
        self.with_layers(|layers, view| {
            let top = layers.last_mut().expect("the page is always there");
            act(&mut **top, view)
        })
    }

    /// Runs a function on all layers, with a view of the rest.
    fn with_layers<T>(&mut self, act: impl FnOnce(&mut [Box<dyn Component>], &View<'_>) -> T) -> T {
        // Taken out so that the view can borrow the rest.
        let mut layers = mem::take(&mut self.layers);
        let outcome = act(&mut layers, &self.view());
        self.layers = layers;
        outcome
    }

    /// What the layers can read of the app.
    fn view(&self) -> View<'_> {
        let body = frame::body(self.screen, self.message.as_ref());
        let whole = frame::body(self.screen, None).height;
        View {
            store: &self.store,
            keymap: &self.keymap,
            revision: self.revision,
            probes: &self.probes,
            problems: &self.problems,
            craft: &self.craft,
            screen: self.screen,
            body,
            message_lines: usize::from(whole.saturating_sub(body.height)),
            now_ms: now_ms(),
            surroundings: &self.surroundings,
            craft_login_lasts: self.craft_login_lasts,
            demo: self.options.demo,
        }
    }

    fn sync(&mut self) {
        let (_, before) = self.problems_found_for.unwrap_or_default();
        let state = (self.revision, self.probes.settled_remarks().unwrap_or(before));
        if self.is_started && self.problems_found_for != Some(state) {
            self.problems_found_for = Some(state);
            let now_ms = now_ms();
            // Free the old list first: two long ones at once would take a lot of memory.
            self.problems = ProblemIndex::default();
            let mut problems = self.store.settings().problems(now_ms);
            let next_expiry = self.store.settings().next_expiry(now_ms);
            self.next_expiry = next_expiry.and_then(|at| {
                Instant::now().checked_add(Duration::from_millis(at.saturating_sub(now_ms)))
            });
            if let Some(why) = self.store.unreadable() {
                let unusable = Problem::unusable(&why.to_string());
                problems.insert(0, unusable);
            }
            let to_do = self.to_do(&problems, now_ms);
            self.problems = ProblemIndex::new(problems, to_do);
            self.stale = true;
        }
        self.with_layers(|layers, view| {
            for layer in layers {
                layer.sync(view);
            }
        });
    }

    /// Selects a page item: what was just added or restored, or where a problem is.
    fn select(&mut self, item: PageItem) {
        if let Some(page) = self.layers.first_mut() {
            page.select(item);
        }
    }

    /// Shows a message. An undismissed error returns after a message that expires; a completed edit
    /// ends it.
    fn show_toast(&mut self, message: Message) {
        self.log.record(&message, now_ms());
        let before = self.message.replace(message);
        let is = |m: &Option<Message>, kind| m.as_ref().is_some_and(|m| m.kind == kind);
        if is(&self.message, MessageKind::Info) && is(&before, MessageKind::Error) {
            self.suspended_message = before;
        } else if !is(&self.message, MessageKind::Info) {
            self.suspended_message = None;
        }
        self.stale = true;
    }

    /// Clears transient messages when a layer opens: they would seem to be about the layer, and on
    /// a small screen cover its keys. The log keeps them.
    fn end_passing_messages(&mut self) {
        let all = [self.message.take(), self.suspended_message.take()];
        self.message = all.into_iter().flatten().find(Message::stays_beneath_layers);
    }

    /// Ends the messages about a topic that no longer applies.
    fn end_message(&mut self, topic: Topic) {
        for message in [&mut self.message, &mut self.suspended_message] {
            message.take_if(|message| message.topic == Some(topic));
        }
    }

    /// Wipes every secret still in memory: typed text, undo history, keys.
    pub(crate) fn wipe(&mut self) {
        self.layers.truncate(1);
        self.sign_in_tasks.clear();
        self.sign_in_events.clear();
        self.link = Link::default();
        self.store.wipe();
    }
}
