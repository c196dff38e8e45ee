//! The screen.
//!
//! An event goes to the top component of a stack, which returns effects; the app applies them in
//! one place, then draws a frame. No rule about connections lives here, and files are written only
//! through the store.

pub mod app;
mod component;
mod craft;
mod craft_login;
mod details;
mod editor;
pub mod event;
mod form;
pub mod keymap;
mod layers;
pub mod messages;
mod page;
mod probes;
pub mod terminal;
pub(crate) mod widgets;

pub use editor::{FileDraft, JsonDraft};
pub use keymap::Keymap;
pub(crate) use terminal::decoder::Decoder;
pub(crate) use terminal::event_loop::run;
pub(crate) use terminal::start::ScreenStart;
pub use widgets::hit_map::Target;
pub use widgets::hues::Background;
pub use widgets::marks::Marks;
pub(crate) use widgets::secret_field::SecretInput;
