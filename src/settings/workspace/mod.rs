//! Workspaces: their rows in config.json, the overrides in their own files, and the resulting
//! connection, model and thinking level of a new chat or a session. The session takes precedence,
//! then its workspace, then the defaults of config.json, then Craft's own choice.
//!
//! The cost and caching switches of config.json are also here, because the page shows them next to
//! the defaults.

pub mod defaults;
pub(super) mod list;
pub mod object;
pub mod performance;
pub mod resolution;
pub mod session;
mod shown_defaults;
mod switches;
pub mod thinking;
