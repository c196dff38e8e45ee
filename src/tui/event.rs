//! What happens to the program from outside.

use super::effect::Draft;
use crate::probe::worker::ProbeEvent;
use crate::store::survey::StoreEvent;

/// What happened.
pub enum Event {
    /// A key, the mouse, a paste, another size.
    Terminal(crossterm::event::Event),
    /// Another program may have changed files, or something of them became known.
    StoreEvent(StoreEvent),
    /// What came of asking a provider.
    Probe(ProbeEvent),
    /// The moment has come that the app asked for.
    Tick,
    /// The user's editor came back: with the text, and why it was not edited, when it was not.
    Edited(Draft, Option<String>),
}
