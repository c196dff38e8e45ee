//! The layers that open over the page, one component per file.

pub(super) mod confirm;
pub(super) mod fetched_models;
pub(super) mod history;
pub(super) mod import_list;
pub(super) mod key_list;
pub(super) mod local_servers;
pub(super) mod menu;
pub(super) mod models;
pub(super) mod path_prompt;
pub(super) mod picker;
pub(super) mod probe_draft;
pub(super) mod probe_result;
pub(super) mod problems;
pub(super) mod prompt;
pub(super) mod reader;
pub(super) mod server_token;
pub(super) mod sign_in;
