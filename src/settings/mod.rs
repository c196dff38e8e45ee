//! What connections, workspaces and defaults *are*, and every rule about them. Pure functions over
//! values.
//!
//! No files, no network, no clock, no terminal, no environment: the other rooms supply values and
//! use the results.
//!
//! - [`connection`]: one connection, its fields, provider, endpoint, slug and models.
//! - [`workspace`]: workspaces, sessions, and what a new chat gets.
//! - [`credential`]: what is known about a stored credential, and how a save changes it.
//! - [`catalogue`]: the models and upstreams that Craft knows.
//! - [`craft`]: what Craft does with the files: at its next start, and when a chat is sent.
//! - [`validation`]: the requests that show whether a connection works.
//! - [`edit`]: everything a person can change, and its side effects.
//! - [`problems`]: what is wrong, and what fixes it without loss.
//! - [`transfer`]: what an export contains, and what an import changes.
//! - [`proxy`]: the proxy for each host.
//! - [`redact`] and [`secret`]: what may be shown.

pub mod catalogue;
mod config_keys;
pub mod connection;
pub mod craft;
pub mod credential;
pub mod edit;
mod editable;
pub mod in_words;
mod object;
pub mod problems;
pub mod proxy;
pub mod redact;
pub mod secret;
pub mod sign_in;
pub mod transfer;
pub mod validation;
pub mod workspace;

pub use config_keys::{DEFAULT, LIST};
pub use connection::id::ConnectionId;
pub use connection::object::Connection;
pub use editable::NotEditable;
pub use object::{Settings, WrongShape};
pub use workspace::object::{Workspace, WorkspaceFile};
