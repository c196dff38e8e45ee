//! The sentences on the screen, one file per topic.

mod details;
mod dialogs;
mod files;
mod form;
mod history;
mod lists;
mod local_servers;
mod models;
mod page;
mod probes;
mod problems;
mod running_craft;
mod sign_in;

pub mod fetched_models;
pub mod own_keys;
pub mod transfer;

pub use crate::settings::craft::server::messages::restart_craft;
pub use crate::settings::edit::messages::DELETE_CLAUDE_LOGIN;
pub use crate::settings::sign_in::NOT_IN_THE_DEMO;
pub use details::*;
pub use dialogs::*;
pub use files::*;
pub use form::*;
pub use history::*;
pub use lists::*;
pub use local_servers::*;
pub use models::*;
pub use page::*;
pub use probes::*;
pub use problems::*;
pub use running_craft::*;
pub use sign_in::*;
