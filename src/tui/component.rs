//! The components on the stack: the page at the bottom, and the layers that are open over it.
//!
//! An event goes to the top component, which changes its own state and answers with effects. The app
//! applies them in one place, so that a component needs no way to the files, to the terminal or to
//! the other components.

use std::time::Instant;

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
use crate::settings::connection::models::changed::ChangedModel;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::presets::Preset;
use crate::settings::craft::server::Access;
use crate::settings::edit::diff::FileRef;
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::problems::ProblemList;
use crate::settings::sign_in::{LoginProvider, Target as LoginTarget};
use crate::settings::transfer::tools::Tool;
use crate::settings::{ConnectionId, Settings};
use crate::signin::worker::SignInTask;
use crate::store::{Opened, Store};
use crate::system::path_completion::{PathQuery, Seen};
use crate::system::surroundings::Surroundings;

/// What a component can read while it takes an event or is drawn.
pub(super) struct View<'a> {
    pub store: &'a Store,
    /// Which key means what.
    pub keymap: &'a Keymap,
    /// Grows with every change of the settings, so that what was made of them can be kept until
    /// then.
    pub revision: u64,
    pub probes: &'a Probes,
    /// Empty until the first frame is on the screen, which does not wait for them.
    pub problems: &'a ProblemList,
    pub craft: &'a CraftState,
    pub screen: Rect,
    /// The screen without the header and the footer.
    pub body: Rect,
    /// Milliseconds since the epoch.
    pub now: u64,
    pub surroundings: &'a Surroundings,
    /// Whether the files are the sample tree's.
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
    Right,
}

/// Draws itself and takes events. The stack knows nothing else of what is on it.
pub(super) trait Component {
    /// The key contexts that hold in it. A key that several bind means what the first says.
    fn key_contexts(&self) -> Vec<KeyContext>;

    /// Why an action cannot be done with what is selected; none where it can. This is the one
    /// answer: a key that does not apply gets the reason, the footer leaves its hint out, and the
    /// menu greys its item.
    fn why_not(&self, _action: Action, _view: &View<'_>) -> Option<WhyNot> {
        None
    }

    /// The words of a key in the footer, which the table suggests; none leaves it out.
    fn hint(
        &self,
        _action: Action,
        suggested: &'static str,
        _view: &View<'_>,
    ) -> Option<&'static str> {
        Some(suggested)
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome;

    /// Takes a key that none of its key contexts binds, which is text where text is typed.
    fn typed(&mut self, _key: KeyEvent, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    fn pasted(&mut self, _text: &str, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Takes a press of the mouse on something that it drew.
    fn pressed(
        &mut self,
        _target: Target,
        _press: Press,
        _at: Position,
        _view: &View<'_>,
    ) -> Outcome {
        Outcome::taken()
    }

    /// Takes note that the pointer is over something that it drew, with or without a button held.
    /// Whether that changes what is drawn.
    fn hovered(&mut self, _target: Target, _view: &View<'_>) -> bool {
        false
    }

    /// Takes the release of the button over something that it drew.
    fn released(&mut self, _target: Target, _at: Position, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Whether it follows the pointer: only then the terminal reports where that is.
    fn uses_motion(&self) -> bool {
        false
    }

    /// Takes a press of the mouse anywhere else.
    fn pressed_outside(&mut self, view: &View<'_>) -> Outcome {
        self.action(Action::Back, view)
    }

    /// Scrolls what was drawn under the pointer, by so many lines.
    fn wheel(&mut self, _target: Target, _by: isize, _view: &View<'_>) {}

    /// Takes what the component above it gives before it closes.
    fn answer(&mut self, _answer: Answer, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Takes the refusal of an edit that it asked for. Whether it shows the reason itself.
    fn refused(&mut self, _refusal: &Refusal, _view: &View<'_>) -> bool {
        false
    }

    /// Takes that the validation of a connection has ended.
    fn validated(&mut self, _id: &ConnectionId, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Takes how far a login is that it began. It is given only while nothing lies over it.
    fn sign_in(&mut self, _event: LoginEvent, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Whether it is for such events.
    fn takes_sign_in(&self) -> bool {
        false
    }

    /// When what it shows is another though nothing happens. It counts while nothing lies over it.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// That moment has come.
    fn tick(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// Whether it holds changes that are not saved, and that are lost when it closes.
    fn is_changed(&self) -> bool {
        false
    }

    /// Whether it holds a draft of a connection: what came of validating another draft is forgotten
    /// when it opens.
    fn has_draft(&self) -> bool {
        false
    }

    /// Whether it asks if the program is to be left: the key that leaves is the answer then.
    fn asks_to_quit(&self) -> bool {
        false
    }

    /// Whether it shows the keys: the key that opens them closes them then.
    fn is_help(&self) -> bool {
        false
    }

    /// Moves its selection to something of the page.
    fn select(&mut self, _item: PageItem) {}

    /// Something opens over it or takes the terminal, so that a secret that is revealed for a moment
    /// is masked again.
    fn covered(&mut self) {}

    /// Brings its state in step with the settings and the screen before it is drawn.
    fn settle(&mut self, _view: &View<'_>) {}

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>);
}

/// Why an action cannot be done with what is selected.
#[derive(Default)]
pub(super) struct WhyNot {
    /// The reason in a few words, for the end of a greyed item.
    pub short: String,
    /// The reason in a clause, for a message behind the item's label.
    pub long: String,
    /// What the key does instead, which mostly is to say why; none where that is plain to see.
    instead: Option<Effect>,
}

impl WhyNot {
    /// A key that is pressed all the same does nothing.
    pub(super) fn silent() -> Self {
        Self::default()
    }

    pub(super) fn instead(effect: Effect) -> Self {
        Self { instead: Some(effect), ..Self::default() }
    }

    pub(super) fn toast(text: impl Into<String>) -> Self {
        Self::instead(Effect::Toast(text.into()))
    }

    /// The same with the words of a greyed item.
    #[must_use]
    pub(super) fn in_menu(self, short: impl Into<String>, long: impl Into<String>) -> Self {
        Self { short: short.into(), long: long.into(), ..self }
    }

    /// What becomes of the key.
    pub(super) fn outcome(self) -> Outcome {
        self.instead.map_or(Outcome::Ignored, Outcome::one)
    }
}

/// What a component asks the app for. Several are done in their order; when one fails, the rest is
/// left.
pub(super) enum Effect {
    /// Makes an edit and saves it.
    Edit(Edit),
    Undo,
    Redo,
    /// Undoes or redoes until so many edits of the history stand.
    StandAt(usize),
    /// Asks whether the newest good config.json takes the place of one that cannot be used.
    AskRestore,
    Restore(Box<Opened>),
    /// Does what a person has chosen for a save of credentials beside a running Craft.
    BesideCraft(BesideCraft),
    /// Asks Craft's server to test a connection; whether its secret may be sent without encryption.
    TestThroughCraft(ConnectionId, bool),
    Select(PageItem),
    /// Opens a component over the others.
    Push(Box<dyn Component>),
    /// Closes the top component.
    Pop,
    /// Gives something to the top component.
    Answer(Answer),
    /// Shows a message that passes.
    Toast(String),
    /// Shows an error that stays until it is dismissed.
    Alert(String),
    /// Takes back what is shown at the foot, or else on the rows.
    Dismiss,
    Validate {
        ids: Vec<ConnectionId>,
        /// Those of them whose secret may be sent without encryption, each to the host that the
        /// person has agreed to.
        in_the_clear: Vec<(ConnectionId, String)>,
        /// Whether the person asked for all, so that one message says how far it is.
        is_all: bool,
    },
    /// Validates a connection that was just added, as far as nothing has to be asked before that.
    ValidateNew(ConnectionId),
    /// The same of a connection of which something was changed that a probe asks with.
    ValidateChanged(ConnectionId),
    StopValidating,
    /// Looks which servers of models run on this machine.
    FindLocalServers,
    StopFindingServers,
    /// Probes the draft of a form, or only lists its models; what is found is about that draft, or
    /// about the saved connection that it is.
    ProbeDraft {
        about: About,
        probe_draft: Box<ProbeDraft>,
        only_list: bool,
    },
    StopProbing(About),
    /// Reads what is at a path that is being typed, and gives it to the top component.
    CompletePath(PathQuery),
    /// Opens the layer in which one signs in.
    OpenSignIn(LoginProvider, LoginTarget),
    /// Gives the thread that signs in something to do.
    SignIn(SignInTask),
    /// Has the running Craft make a step of a sign-in to Claude.
    CraftLogin(CraftLogin),
    /// Opens an address in a browser of this machine.
    OpenPage(String),
    /// Puts a text on the clipboard.
    Copy(String),
    /// Opens a connection's JSON in the person's editor.
    EditJson(JsonDraft),
    /// Opens a file of Craft that cannot be used in the person's editor.
    EditFile(FileRef),
    /// Does what a key means in the top component.
    Do(Action),
    /// Opens what an import can come from.
    OpenImport,
    /// Opens the list of what another program offers.
    ImportFrom(Tool),
    /// Opens the list of what is in an export, by its path.
    ImportFile(String),
    /// Writes an export.
    Export(ExportRequest),
    /// Hands the terminal back to the shell, until `fg`.
    Suspend,
    /// Gives up a save that waits for another program.
    StopWaiting,
    Quit,
}

impl Effect {
    pub(super) fn push(component: impl Component + 'static) -> Self {
        Self::Push(Box::new(component))
    }

    /// Whether it writes files.
    pub(super) const fn saves(&self) -> bool {
        matches!(
            self,
            Self::Edit(_) | Self::Undo | Self::Redo | Self::StandAt(_) | Self::Restore(_)
        )
    }
}

/// An export that is to be written.
#[derive(Clone)]
pub(super) struct ExportRequest {
    /// As it was typed: it may begin with `~`.
    pub path: String,
    /// The slugs of the connections; none: all.
    pub only: Option<Vec<String>>,
    /// Whether it may take the place of another file.
    pub replaces: bool,
}

/// What becomes of a save of credentials that a running Craft would write over.
pub(super) enum BesideCraft {
    /// The next save is to be made anyway: that was asked before.
    Agreed,
    SaveAnyway,
    WaitForEnd,
    /// It was waited for, and Craft has ended.
    Ended,
    AskToken,
    UseServer(Access),
    /// It is given up.
    Stop,
}

/// What one component gives to the one below it.
#[derive(Clone)]
pub(super) enum Answer {
    Preset(&'static Preset),
    /// What an import comes from: a program, or a file where that is none.
    Import(Option<Tool>),
    /// To look for servers on this machine in place of a preset.
    FindServers,
    /// The same, whose form is wanted though one could sign in.
    FormOf(&'static Preset),
    /// What a person has agreed to while signing in.
    Agreed(Agreement),
    /// A field of the form by its path, and its value; none unsets it.
    Field(&'static str, Option<Value>),
    Completions(Seen),
    /// The models of an endpoint that are wanted in the list, those of it that are to have what the
    /// endpoint states, and by their ids those that are not wanted.
    Models(Vec<ListedModel>, Vec<ChangedModel>, Vec<String>),
    /// A choice whose edit was made when the list opened, over the values that the person saw then.
    Edit(Box<Edit>),
}

/// What a person agrees to while signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// That Craft is waited for.
    WaitForCraft,
    /// That Craft may lose the login.
    DespiteCraft,
    /// That tokens of other programs are read.
    ReadTokens,
    /// That another account takes the place of the one that is signed in.
    Replace,
    AcceptTerms,
    WithoutTerms,
}

/// What became of an event.
pub(super) enum Outcome {
    /// The component has no use for it.
    Ignored,
    /// The component took it, and asks for this.
    Done(Vec<Effect>),
}

impl Outcome {
    /// The component took it, and asks for nothing.
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
