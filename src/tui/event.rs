//! What happens to the program from outside.

use super::effect::Draft;
use crate::probe::prober::Told;
use crate::store::survey::News;

/// What happened.
pub enum Event {
    /// A key, the mouse, a paste, another size.
    Terminal(crossterm::event::Event),
    /// Another program may have changed files, or something of them became known.
    News(News),
    /// What came of asking a provider.
    Probe(Told),
    /// The moment has come that the app asked for.
    Tick,
    /// The user's editor came back: with the text, and why it was not edited, when it was not.
    Edited(Draft, Option<String>),
}
