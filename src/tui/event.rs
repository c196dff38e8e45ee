//! What happens to the program from outside.

use super::editor::{FileDraft, JsonDraft};
use crate::craft_link::worker::LinkEvent;
use crate::probe::worker::ProbeEvent;
use crate::signin::worker::SignInEvent;
use crate::store::survey::StoreEvent;

/// Something that happened.
pub enum Event {
    /// A key, the mouse, a paste, another size.
    Terminal(crossterm::event::Event),
    /// Another program may have changed files, or something was read of them.
    StoreEvent(StoreEvent),
    /// A probe started or ended.
    Probe(ProbeEvent),
    /// A login goes on or has ended.
    SignIn(SignInEvent),
    /// Something happened in a conversation with Craft's server.
    Link(LinkEvent),
    /// The terminal has answered on which color it draws.
    Background(u32),
    /// The deadline of the app has passed.
    Tick,
    /// The person's editor ended: with the text, and why it was not edited where it was not.
    Edited(JsonDraft, Option<String>),
    /// The same with a file of Craft.
    FileEdited(Box<FileDraft>, Option<String>),
}
