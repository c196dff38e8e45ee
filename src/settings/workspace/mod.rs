//! Workspaces: their rows in config.json, what their own files set for new chats, and which
//! connection, model and level of thinking a new chat or a session gets when all of it counts: the
//! session first, then its workspace, then the defaults of config.json, then Craft's own choice.
//!
//! The cost and caching switches of config.json are here too, since the page shows them beside the
//! defaults.

pub mod defaults;
pub(super) mod list;
pub mod object;
pub mod performance;
pub mod resolution;
pub mod session;
mod shown_defaults;
mod switches;
pub mod thinking;
