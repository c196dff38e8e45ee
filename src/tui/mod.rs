//! The screen: layers, keys, drawing, and the terminal's life.
//!
//! An event goes to the top layer, which answers with effects; the app does these in one place, and
//! a frame is drawn of what there is then. No rule about connections lives here, and no file is
//! written but through the store.

pub mod app;
pub mod component;
mod details;
mod editor;
pub mod effect;
pub mod event;
mod form;
pub mod keymap;
pub mod layers;
mod page;
pub mod probes;
pub mod terminal;
pub mod widgets;

pub(crate) use terminal::decoder::Decoder;
pub use terminal::event_loop::run;
pub(crate) use widgets::secret_field::SecretInput;
