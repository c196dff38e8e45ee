//! `llm-connections`: the Settings → AI screen of Craft Agents, in a terminal.
//!
//! The modules; `src/README.md` shows which may import which:
//!
//! - [`settings`]: what a connection, a workspace and a default *are*, and every rule about them;
//!   pure functions.
//! - [`own_settings`]: a person's own settings of this program; pure functions.
//! - [`store`]: the in-memory store that saves to disk: documents, transactions, undo, watching.
//! - [`vault`]: Craft's credentials: their file, its key, masked in every `Debug`.
//! - [`probe`]: asks a provider whether a connection works; writes nothing.
//! - [`signin`]: gets a credential from a provider with a person's consent; writes nothing.
//! - [`craft_link`]: talks to a running Craft server; writes no files.
//! - `net`: the one HTTP client.
//! - [`text`]: which characters may reach a terminal, their width, cutting and wrapping lines.
//! - [`disk`]: the only module that replaces files.
//! - [`system`]: the machine: a running Craft, signals, temporary files that never outlive the
//!   program.
//! - [`tui`]: the screen: layers, keys, drawing, the terminal's life cycle.
//! - [`cli`]: the arguments, and what they start: the screen, or a command that prints.

#![cfg_attr(
    not(all(feature = "cloud", feature = "tui")),
    allow(dead_code, unused_imports, reason = "some of it is for the clouds or the screen alone")
)]

pub mod cli;
pub mod craft_link;
pub mod disk;
mod net;
pub mod own_settings;
pub mod probe;
pub mod settings;
pub mod signin;
pub mod store;
pub mod system;
pub mod text;
#[cfg(feature = "tui")]
pub mod tui;
#[cfg(not(feature = "tui"))]
#[path = "tui/without_screen.rs"]
mod tui;
pub mod vault;
