//! The component stack: the page at the bottom, with any open layers above it.
//!
//! An event goes to the top component, which updates its own state and returns effects. Only the
//! app applies effects, so components need no access to the files, the terminal or each other.

use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

use super::craft::CraftState;
pub(super) use super::craft_login::{CraftLogin, CraftRefusal, LoginEvent};
use super::editor::JsonDraft;
use super::keymap::{Action, KeyContext, Keymap};
use super::page::PageItem;
use super::probes::{About, Probes};
use super::widgets::hit_map::Target;
use super::widgets::painter::Painter;
use crate::settings::connection::models::listed::ChangedModel;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::presets::Preset;
use crate::settings::craft::server::Access;
use crate::settings::edit::diff::FileRef;
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::problems::ProblemIndex;
use crate::settings::sign_in::{LoginProvider, SignInTarget};
use crate::settings::transfer::tools::Tool;
use crate::settings::{ConnectionId, Settings};
use crate::signin::worker::SignInTask;
use crate::store::{Opened, Store};
use crate::system::path_completion::{PathQuery, Seen};
use crate::system::surroundings::Surroundings;

/// What a component can read while it handles an event or draws.
pub(super) struct View<'a> {
    pub store: &'a Store,
    pub keymap: &'a Keymap,
    /// Increases with every settings change, so components can cache what they derive until then.
    pub revision: u64,
    pub probes: &'a Probes,
    /// Empty until the first frame is on screen: that frame doesn't wait for problems.
    pub problems: &'a ProblemIndex,
    pub craft: &'a CraftState,
    pub screen: Rect,
    /// The screen without the header and the footer.
    pub body: Rect,
    /// How many lines of the body a long message takes.
    pub message_lines: usize,
    /// Milliseconds since the epoch.
    pub now_ms: u64,
    /// How long a running Craft waits for the code of a sign-in.
    pub craft_login_lasts: Duration,
    pub surroundings: &'a Surroundings,
    /// Whether the program runs on the demo files.
    pub demo: bool,
}

impl<'a> View<'a> {
    pub(super) const fn settings(&self) -> &'a Settings {
        self.store.settings()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    Click,
    /// With Ctrl held.
    Control,
    Double,
    /// Where, for a menu to open there.
    Right(Position),
}

/// What the footer calls a key.
pub(super) type Label = &'static str;

/// Draws itself and handles events: all that the stack knows about a component.
pub(super) trait Component {
    /// The component's active key contexts. If several bind a key, the first one wins.
    fn key_contexts(&self) -> Vec<KeyContext>;

    /// Why an action doesn't apply to the selection; `None` if it does. Everything follows this one
    /// answer: pressing the key shows the reason, the footer omits the hint, and the menu grays out
    /// the item.
    fn why_not(&self, _action: Action, _view: &View<'_>) -> Option<WhyNot> {
        None
    }

    /// The footer label for a key, given the key table's suggestion; `None` omits the hint.
    fn hint(&self, _action: Action, suggested: Label, _view: &View<'_>) -> Option<Label> {
        Some(suggested)
    }

    /// Carries out an action that applies; see [`Self::perform`].
    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome;

    /// Carries out an action, or what its key does instead where it doesn't apply.
    fn perform(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match self.why_not(action, view) {
            Some(why) => why.outcome(),
            None => self.action(action, view),
        }
    }

    /// Handles a key that no active context binds: text, where the component takes text.
    fn typed(&mut self, _key: KeyEvent, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    fn pasted(&mut self, _text: &str, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Handles a mouse press on something the component drew.
    fn pressed(&mut self, _target: Target, _press: Press, _view: &View<'_>) -> Outcome {
        Outcome::taken()
    }

    /// Handles the pointer moving over something the component drew, with or without a button held.
    /// Returns whether to redraw.
    fn hovered(&mut self, _target: Target, _view: &View<'_>) -> bool {
        false
    }

    /// Handles a button release over something the component drew.
    fn released(&mut self, _target: Target, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Whether to track the pointer. The terminal reports motion only then.
    fn uses_motion(&self) -> bool {
        false
    }

    /// Handles a mouse press anywhere else.
    fn pressed_outside(&mut self, view: &View<'_>) -> Outcome {
        self.action(Action::Back, view)
    }

    /// Scrolls what is under the pointer by `by` lines.
    fn wheel(&mut self, _target: Target, _by: isize, _view: &View<'_>) {}

    /// Receives what the component above passes down before it closes.
    fn answer(&mut self, _answer: Answer, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Handles the refusal of an edit this component requested. Returns whether it shows the reason
    /// itself.
    fn refused(&mut self, _refusal: &Refusal, _view: &View<'_>) -> bool {
        false
    }

    /// Handles the end of a connection's validation.
    fn validated(&mut self, _id: &ConnectionId, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Handles progress of a login this component started. Called only while it is on top.
    fn sign_in(&mut self, _event: LoginEvent, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Whether it handles sign-in events.
    fn takes_sign_in(&self) -> bool {
        false
    }

    /// When its content changes without an event. Applies only while it is on top.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// Called when the deadline passes.
    fn tick(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Whether it holds unsaved changes, which closing it would lose.
    fn is_changed(&self) -> bool {
        false
    }

    /// Whether it holds a connection draft. Opening it discards another draft's validation results.
    fn has_draft(&self) -> bool {
        false
    }

    /// Whether it asks to confirm quitting: the quit key then confirms.
    fn asks_to_quit(&self) -> bool {
        false
    }

    /// Whether it is the key list: the key that opens it then closes it.
    fn is_help(&self) -> bool {
        false
    }

    /// Selects a page item.
    fn select(&mut self, _item: PageItem) {}

    /// Called when a layer opens above it or something takes over the terminal: masks a secret that
    /// is temporarily revealed.
    fn covered(&mut self) {}

    /// Syncs its state with the settings and the screen before drawing.
    fn sync(&mut self, _view: &View<'_>) {}

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>);
}

/// Why an action doesn't apply to the selection.
#[derive(Default)]
pub(super) struct WhyNot {
    /// The reason in a few words, shown at the end of a grayed-out item.
    pub short: String,
    /// The reason as a clause, for a message that starts with the item's label.
    pub long: String,
    /// What the key does instead, mostly show the reason; `None` where the reason is obvious.
    instead: Option<Effect>,
}

impl WhyNot {
    /// Pressing the key does nothing.
    pub(super) fn silent() -> Self {
        Self::default()
    }

    pub(super) fn instead(effect: Effect) -> Self {
        Self { instead: Some(effect), ..Self::default() }
    }

    pub(super) fn toast(text: impl Into<String>) -> Self {
        Self::instead(Effect::Toast(text.into()))
    }

    /// Adds the reasons that menus show.
    #[must_use]
    pub(super) fn in_menu(self, short: impl Into<String>, long: impl Into<String>) -> Self {
        Self { short: short.into(), long: long.into(), ..self }
    }

    /// What pressing the key does.
    pub(super) fn outcome(self) -> Outcome {
        self.instead.map_or(Outcome::Ignored, Outcome::one)
    }
}

/// What a component asks the app to do. Effects run in order; if one fails, the rest are dropped.
pub(super) enum Effect {
    Edit(Edit),
    Undo,
    Redo,
    /// Undoes or redoes until this many edits of the history are applied.
    MoveInHistory(usize),
    /// Asks whether to replace an unusable config.json with the newest good copy.
    AskRestore,
    Restore(Box<Opened>),
    /// Carries out the person's choice for saving credentials while Craft runs.
    WhileCraftRuns(WhileCraftRuns),
    /// Asks Craft's server to test a connection. The flag allows sending its secret unencrypted.
    TestThroughCraft(ConnectionId, bool),
    Select(PageItem),
    /// Opens a component on top.
    Push(Box<dyn Component>),
    Pop,
    /// Passes an answer to the top component.
    Answer(Answer),
    /// Shows a message that expires.
    Toast(String),
    /// Shows an error that stays until dismissed.
    Alert(String),
    /// Dismisses the messages at the foot.
    Dismiss,
    Validate {
        ids: Vec<ConnectionId>,
        /// The connections that may send their secret unencrypted, each with the host the person
        /// agreed to.
        unencrypted: Vec<(ConnectionId, String)>,
        /// Whether the person asked for all connections: one message then shows the progress.
        is_all: bool,
    },
    /// Validates a connection that was just added, unless that needs a confirmation first.
    ValidateNew(ConnectionId),
    /// Validates a connection after an edit that affects probes, unless that needs a confirmation
    /// first.
    ValidateChanged(ConnectionId),
    StopValidating,
    /// Finds model servers running on this machine.
    FindLocalServers,
    StopFindingServers,
    /// Probes a form's draft, or only lists its models. Results belong to the draft, or to the
    /// saved connection it was made from.
    ProbeDraft {
        about: About,
        probe_draft: Box<ProbeDraft>,
        only_list: bool,
    },
    StopProbing(About),
    /// Lists completions for a path being typed, for the top component.
    CompletePath(PathQuery),
    /// Opens the sign-in layer.
    OpenSignIn(LoginProvider, SignInTarget),
    /// Queues a task for the sign-in thread.
    SignIn(SignInTask),
    /// Has the running Craft make a step of a Claude sign-in.
    CraftLogin(CraftLogin),
    /// Opens a URL in this machine's browser.
    OpenPage(String),
    /// Copies text to the clipboard.
    Copy(String),
    /// Opens a connection's JSON in the person's editor.
    EditJson(JsonDraft),
    /// Opens an unusable Craft file in the person's editor.
    EditFile(FileRef),
    /// Performs an action in the top component.
    Do(Action),
    /// Opens the choice of import sources.
    OpenImport,
    /// Opens the list of what another program offers to import.
    ImportFrom(Tool),
    /// Opens the list of what an export file contains, given its path.
    ImportFile(String),
    Export(ExportRequest),
    /// Suspends the program until `fg`.
    Suspend,
    /// Gives up a save that is waiting for another program.
    StopWaiting,
    Quit,
}

impl Effect {
    pub(super) fn push(component: impl Component + 'static) -> Self {
        Self::Push(Box::new(component))
    }

    pub(super) const fn saves(&self) -> bool {
        matches!(
            self,
            Self::Edit(_) | Self::Undo | Self::Redo | Self::MoveInHistory(_) | Self::Restore(_)
        )
    }
}

#[derive(Clone)]
pub(super) struct ExportRequest {
    /// As typed: may begin with `~`.
    pub path: String,
    /// The slugs of the connections to export; `None` exports all.
    pub only: Option<Vec<String>>,
    /// Whether it may overwrite an existing file.
    pub replaces: bool,
}

/// What to do about saving credentials that a running Craft would overwrite.
pub(super) enum WhileCraftRuns {
    /// Make the next save without asking: the person has already agreed.
    Agreed,
    SaveAnyway,
    WaitForEnd,
    /// The wait is over: Craft has ended.
    Ended,
    AskToken,
    UseServer(Access),
    /// Give up the save.
    Stop,
}

/// What a component passes to the one below it.
#[derive(Clone)]
pub(super) enum Answer {
    Preset(&'static Preset),
    /// The import source: a program, or a file if `None`.
    Import(Option<Tool>),
    /// Find servers on this machine instead of choosing a preset.
    FindServers,
    /// A preset whose form to open although signing in is possible.
    FormOf(&'static Preset),
    /// What the person agreed to while signing in.
    Agreed(Agreement),
    /// A form field's path and its value; `None` unsets it.
    Field(&'static str, Option<Value>),
    Completions(Seen),
    /// The endpoint's models to add to the list, the listed ones to update with what the endpoint
    /// reports, and the ids of those to remove.
    Models(Vec<ListedModel>, Vec<ChangedModel>, Vec<String>),
    /// A choice as an edit, made when the list opened, against the values the person saw then.
    Edit(Box<Edit>),
}

/// What a person agrees to while signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Wait for Craft to end.
    WaitForCraft,
    /// Continue although Craft may lose the login.
    DespiteCraft,
    /// Read other programs' tokens.
    ReadTokens,
    /// Replace the account that is signed in.
    Replace,
    /// Store the login of another account in a new connection.
    AddBeside,
    /// Give up a login that is under way, or not stored yet.
    Stop,
    AcceptTerms,
    WithoutTerms,
}

/// What a component did with an event.
pub(super) enum Outcome {
    /// It doesn't handle the event.
    Ignored,
    /// It handled the event and requests these effects.
    Done(Vec<Effect>),
}

impl Outcome {
    /// Handled, without effects.
    pub(super) const fn taken() -> Self {
        Self::Done(Vec::new())
    }

    pub(super) fn one(effect: Effect) -> Self {
        Self::Done(vec![effect])
    }

    pub(super) fn push(component: impl Component + 'static) -> Self {
        Self::one(Effect::push(component))
    }
}
