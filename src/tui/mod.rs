//! The screen: layers, keys, drawing, and the terminal's life.
//!
//! An event goes to the top layer, which answers with effects; the app does these in one place, and
//! a frame is drawn of what there is then. No rule about connections lives here, and no file is
//! written but through the store.

pub mod app;
mod blocks;
pub mod checks;
mod confirm;
mod cursor;
mod details;
mod editor;
pub mod effect;
pub mod event;
mod fetch;
mod field;
mod form;
mod frame;
mod help;
mod history;
mod hit;
mod input;
pub mod keymap;
pub mod layer;
mod menu;
mod message;
mod models;
mod page;
mod paint;
mod picker;
mod problems;
mod prompt;
mod reader;
mod run;
mod secret_input;
mod terminal;
pub(crate) mod text;
mod theme;
mod trial;
mod validation;

pub(crate) use input::Decoder;
pub use run::run;
pub(crate) use secret_input::SecretInput;
