//! The layers: the page at the bottom, and what opens on top of it. The top one gets an event
//! first; all are drawn, from the bottom. A layer changes the stack only through what it answers.

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::effect::{Answer, Outcome};
use super::form::Form;
use super::keymap::{Action, KeyContext};
use super::layers::confirm::Confirm;
use super::layers::fetched_models::Fetch;
use super::layers::history::HistoryList;
use super::layers::menu::Menu;
use super::layers::models::Models;
use super::layers::picker::Picker;
use super::layers::probe_result::Validation;
use super::layers::problems::Problems;
use super::layers::prompt::Prompt;
use super::layers::reader::Reader;
use super::page::Page;
use super::probes::Probes;
use super::widgets::hit_map::Target;
use super::widgets::painter::Painter;
use crate::settings::Settings;
use crate::settings::edit::Refusal;
use crate::settings::problems::Problem;
use crate::store::Store;

/// What a layer may look at.
pub struct View<'a> {
    /// The store, to be read.
    pub store: &'a Store,
    /// Counts the changes of the settings.
    pub revision: u64,
    /// What is being asked of providers, and what came of it.
    pub probes: &'a Probes,
    /// What is wrong with them; empty until the first frame is on the screen.
    pub problems: &'a [Problem],
    /// The whole screen.
    pub screen: Rect,
    /// The part of it between header and footer.
    pub body: Rect,
    /// Milliseconds since the epoch.
    pub now: u64,
}

impl<'a> View<'a> {
    /// What the files say.
    pub const fn settings(&self) -> &'a Settings {
        self.store.settings()
    }
}

/// How the mouse pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The left button, once.
    Click,
    /// The left button, twice in a moment.
    Double,
    /// The right button.
    Right,
}

/// What every layer can do.
pub trait Component {
    /// Whose keys hold in it, the first before the others.
    fn places(&self) -> Vec<KeyContext>;

    /// Whether a key would do nothing with what is selected now: its hint is not shown.
    fn means_nothing(&self, _intent: Action, _view: &View<'_>) -> bool {
        false
    }

    /// What a key does just now, for the footer, where that is something else than the table says.
    fn hint(&self, _intent: Action, _view: &View<'_>) -> Option<&'static str> {
        None
    }

    /// A key that the table knows.
    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome;

    /// Any other key: text, where text is typed.
    fn typed(&mut self, _key: KeyEvent, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// A text was pasted.
    fn pasted(&mut self, _text: &str, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// The mouse pressed something that the layer drew.
    fn pressed(
        &mut self,
        _target: Target,
        _press: Press,
        _at: Position,
        _view: &View<'_>,
    ) -> Outcome {
        Outcome::taken()
    }

    /// The wheel turned over something that the layer drew, by so many lines.
    fn wheel(&mut self, _target: Target, _by: isize, _view: &View<'_>) {}

    /// The mouse pressed somewhere else while this layer was on top.
    fn pressed_outside(&mut self, view: &View<'_>) -> Outcome {
        self.action(Action::Back, view)
    }

    /// The layer above gave something.
    fn answer(&mut self, _answer: Answer, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// The edit it asked for was refused. Whether it tells the user itself.
    fn refused(&mut self, _refusal: &Refusal, _view: &View<'_>) -> bool {
        false
    }

    /// Whether it holds changes that are not saved, and that go with it.
    fn is_changed(&self) -> bool {
        false
    }

    /// Something else comes into view over it: what is shown for a moment only is not shown any
    /// more.
    fn covered(&mut self) {}

    /// The settings or the screen may have changed: bring the layer's state in step before it is
    /// drawn.
    fn settle(&mut self, _view: &View<'_>) {}

    /// Draws it.
    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>);
}

/// A layer.
pub enum Layer {
    /// The page.
    Page(Page),
    /// The context menu.
    Menu(Menu),
    /// A list to pick from.
    Picker(Picker),
    /// The form.
    Form(Box<Form>),
    /// The list of models.
    Models(Models),
    /// A one-line prompt.
    Prompt(Prompt),
    /// A question.
    Confirm(Confirm),
    /// A text to read: keys, details.
    Reader(Reader),
    /// What is wrong with the configuration.
    Problems(Problems),
    /// What was edited in this run.
    History(HistoryList),
    /// What came of asking about the form's draft.
    Validation(Validation),
    /// The models that the draft's endpoint lists.
    Fetch(Fetch),
}

impl Layer {
    /// What it can do.
    pub fn part(&self) -> &dyn Component {
        match self {
            Self::Page(part) => part,
            Self::Menu(part) => part,
            Self::Picker(part) => part,
            Self::Form(part) => &**part,
            Self::Models(part) => part,
            Self::Prompt(part) => part,
            Self::Confirm(part) => part,
            Self::Reader(part) => part,
            Self::Problems(part) => part,
            Self::History(part) => part,
            Self::Validation(part) => part,
            Self::Fetch(part) => part,
        }
    }

    /// What it can do, to do it.
    pub fn component_mut(&mut self) -> &mut dyn Component {
        match self {
            Self::Page(part) => part,
            Self::Menu(part) => part,
            Self::Picker(part) => part,
            Self::Form(part) => &mut **part,
            Self::Models(part) => part,
            Self::Prompt(part) => part,
            Self::Confirm(part) => part,
            Self::Reader(part) => part,
            Self::Problems(part) => part,
            Self::History(part) => part,
            Self::Validation(part) => part,
            Self::Fetch(part) => part,
        }
    }
}
