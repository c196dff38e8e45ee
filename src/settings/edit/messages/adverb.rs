//! The word that distinguishes an edit that changed something from one that found it so already.

use crate::settings::connection::midstream::MidStream;

/// Whether the edit brought about the state that its sentence describes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    ByEdit,
    Before,
}

impl Reached {
    pub const fn adverb(self) -> &'static str {
        match self {
            Self::ByEdit => "now",
            Self::Before => "already",
        }
    }
}

/// The state of `count` connections, by their quoted names.
pub fn mid_stream_sentence(names: &str, count: usize, mode: MidStream, reached: Reached) -> String {
    let verb = if count == 1 { mode.verb() } else { mode.value() };
    format!("{names} {} {verb} mid-stream messages", reached.adverb())
}

/// The model by its shown name.
pub fn default_model_sentence(name: &str, model: &str, reached: Reached) -> String {
    format!("“{name}” default model is {} {model}", reached.adverb())
}
