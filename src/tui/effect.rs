//! What a layer answers to an event. A layer does nothing by itself: it says what is to be done,
//! and the loop does it.

use std::sync::Arc;

use serde_json::Value;

use super::component::Layer;
use super::page::PageItem;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::presets::Preset;
use crate::settings::edit::Edit;
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::{Connection, ConnectionId};
use crate::store::Opened;
use crate::system::path_completion::{PathQuery, Seen};

/// What is to be done. Several are done in their order; when one fails, the rest is left.
pub enum Effect {
    /// Make an edit and save it.
    Edit(Edit),
    /// Take the last edit back.
    Undo,
    /// Make it again.
    Redo,
    /// Take back, or make again, until so many edits of the history stand.
    StandAt(usize),
    /// Ask whether the newest good config.json comes in the place of one that cannot be used.
    AskRestore,
    /// Put it there.
    Restore(Box<Opened>),
    /// Do something to credentials though a running Craft will write over it: a person agreed to
    /// that.
    BesideCraft(Box<Effect>),
    /// Select something on the page.
    Select(PageItem),
    /// Open a layer on top.
    Push(Box<Layer>),
    /// Close the top layer.
    Pop,
    /// Give something to the top layer.
    Answer(Answer),
    /// Say something for a moment.
    Toast(String),
    /// Say what is wrong, until it is dismissed.
    Alert(String),
    /// Take back what was said.
    Dismiss,
    /// Ask the providers of connections whether they work.
    Validate {
        /// Which ones.
        ids: Vec<ConnectionId>,
        /// Those of them whose secret may be read on the way, each to the host that was agreed to.
        in_the_clear: Vec<(ConnectionId, String)>,
        /// Whether they are all that there are.
        is_all: bool,
    },
    /// Ask no more about connections.
    StopValidating,
    /// Ask about what is in the form.
    ProbeDraft {
        /// The draft, and what was agreed to.
        probe_draft: Box<ProbeDraft>,
        /// Whether only for the list of its models.
        only_list: bool,
    },
    /// Ask no more about it.
    StopProbingDraft,
    /// Look at a path that is being typed, and give the top layer what is there.
    CompletePath(PathQuery),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open a connection's JSON in the user's editor.
    EditJson(Draft),
    /// Hand the terminal back to the shell, until `fg`.
    Suspend,
    /// Give up a save that waits for another program.
    StopWaiting,
    /// Leave.
    Quit,
}

impl Effect {
    /// Whether it saves something.
    pub const fn saves(&self) -> bool {
        matches!(
            self,
            Self::Edit(_) | Self::Undo | Self::Redo | Self::StandAt(_) | Self::Restore(_)
        )
    }
}

/// A connection's JSON on its way through an editor.
#[derive(Clone)]
pub struct Draft {
    /// Of which connection.
    pub id: ConnectionId,
    /// As the user saw it.
    pub seen: Arc<Connection>,
    /// The text to edit.
    pub text: String,
}

/// What one layer gives to the one below it.
#[derive(Clone)]
pub enum Answer {
    /// A preset was picked.
    Preset(&'static Preset),
    /// A field of the form got another value above it, by its path; none unsets it.
    Field(&'static str, Option<Value>),
    /// What is at a path that was being typed.
    Seen(Seen),
    /// These of the models that an endpoint lists are wanted, and all others are not, by their ids.
    Models(Vec<ListedModel>, Vec<String>),
    /// Something was chosen whose edit was known when the list opened, with the values that the
    /// user saw then.
    Edit(Box<Edit>),
}

/// What became of an event.
pub enum Outcome {
    /// The layer has no use for it.
    Ignored,
    /// The layer took it, and this is to be done.
    Done(Vec<Effect>),
}

impl Outcome {
    /// The layer took it, and nothing else is to be done.
    pub const fn taken() -> Self {
        Self::Done(Vec::new())
    }

    /// One thing is to be done.
    pub fn one(effect: Effect) -> Self {
        Self::Done(vec![effect])
    }

    /// A layer opens on top.
    pub fn push(layer: Layer) -> Self {
        Self::one(Effect::Push(Box::new(layer)))
    }
}
