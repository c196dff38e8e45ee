//! What a running Craft server can do, and how to reach it: safe addresses, the credential changes
//! it can make, and the meaning of its responses.
//!
//! All rules are for Craft Agents 0.10.0; `craft_link` implements its protocol.

mod access;
mod address;
mod after_setup;
mod calls;
mod claude_login;
mod identity;
pub mod messages;
mod test_setup;

pub use access::{Access, AccessSource, NoAccess, ServerVariables, server_access};
pub use address::ServerAddress;
pub use after_setup::{differs_after_setup, masked, sessions_with_old_key};
pub use calls::{EntryChange, ServerCall, Unsupported, calls_for};
pub use claude_login::{
    CLAUDE_LOGIN_CHANNELS, CLAUDE_LOGIN_LASTS, CLEAR_CLAUDE_LOGIN, ClaudePage,
    EXCHANGE_CLAUDE_CODE, HAS_CLAUDE_LOGIN, SET_UP_CONNECTION, START_CLAUDE_LOGIN, claude_setup,
};
pub use identity::{WrongServer, check_server};
pub use test_setup::{TestSetup, test_setup};
