//! `llm-connections`: the Settings → AI screen of Craft Agents, in a terminal.
//!
//! The rooms, and which may import which; no arrow goes the other way (`tests/it/architecture.rs`):
//!
//! ```text
//! main ─▶ cli ─┬─▶ tui ───┐
//!              │          ├─▶ store ─┬▶ vault ─┬▶ disk
//!              │          │          └─────────┴▶ system
//!              └──────────┴─▶ probe, signin, craft_link ──▶ net
//!                             every room may use settings and text
//! ```
//!
//! - [`settings`]: what a connection, a workspace and a default *are*, and every rule about them;
//!   pure functions.
//! - [`own_settings`]: what a person's own settings of this program say; pure functions.
//! - [`store`]: the in-memory store that saves to disk: documents, transactions, undo, watching.
//! - [`vault`]: the credentials that Craft keeps: their file, its key, masked in every `Debug`.
//! - [`probe`]: asks a provider whether a connection works, and writes nothing.
//! - [`signin`]: gets a credential from a provider with a person's consent, and writes nothing.
//! - [`craft_link`]: speaks to a running Craft server, and writes no files.
//! - `net`: the one HTTP client.
//! - [`text`]: which characters may reach a terminal, how wide they are, where a line is cut or
//!   broken.
//! - [`disk`]: the one place that replaces a file.
//! - [`system`]: the machine: a running Craft, signals, temporary files that never outlive the
//!   program.
//! - [`tui`]: the screen: layers, keys, drawing, the terminal's life.
//! - [`cli`]: the arguments, and what is started with them: the screen, or a command that prints.

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
