//! Events from outside the program.

use super::editor::{FileDraft, JsonDraft};
use crate::craft_link::worker::LinkEvent;
use crate::probe::worker::ProbeEvent;
use crate::signin::worker::SignInEvent;
use crate::store::survey::StoreEvent;

pub enum Event {
    /// A key, the mouse, a paste or a resize.
    Terminal(crossterm::event::Event),
    /// Another program may have changed files, or the survey has read some.
    StoreEvent(StoreEvent),
    /// A probe started or ended.
    Probe(ProbeEvent),
    /// A login progressed or ended.
    SignIn(SignInEvent),
    /// Something happened in a conversation with Craft's server.
    Link(LinkEvent),
    /// The terminal reported its background color.
    Background(u32),
    /// The app's deadline passed.
    Tick,
    /// The person's editor ended: the draft, and why editing failed if it did.
    Edited(JsonDraft, Option<String>),
    /// The same for a Craft file.
    FileEdited(Box<FileDraft>, Option<String>),
}
