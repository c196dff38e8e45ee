//! Model servers on this machine.

use crate::settings::connection::local_server::{LocalServer, LocalServerKind};
use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::listed::ListedModel;

pub const LOCAL_SERVERS: &str = "Servers on this machine";

pub(crate) const FIND_LOCAL_SERVERS: &str = "Look for local servers";

pub(crate) fn names_of_local_servers() -> String {
    LocalServerKind::ALL.map(LocalServerKind::name).join(", ")
}

pub const SEARCHING: &str = "searching…";

pub(crate) const NOT_SEARCHED: &str = "not searched";

pub fn already_connected(name: &str) -> String {
    format!("added as “{name}”")
}

pub(crate) fn already_connected_at(name: &str) -> String {
    format!("“{name}” already uses this server.")
}

/// What adding a server changes.
pub fn what_is_added(server: &LocalServer) -> String {
    let mut models = server.chat_models();
    let first = models.next().map(|first| with_context(first, true)).unwrap_or_default();
    let others: Vec<String> = models.map(|model| with_context(model, false)).collect();
    match others.len() {
        0 => format!("Adds the model {first}."),
        n => {
            let all = n + 1;
            let others = others.join(", ");
            format!("Adds {all} models. New chats get {first}; also: {others}.")
        }
    }
}

/// A model's id, with its context if the server runs it with less than the model supports.
/// `in_full` says who runs it so.
fn with_context(model: &ListedModel, in_full: bool) -> String {
    match model.served_context() {
        Some(window) if in_full => {
            let tokens = about_tokens(window.value);
            format!("{} ({tokens} context {})", model.id, window.source.describe())
        }
        Some(window) => format!("{} ({})", model.id, about_tokens(window.value)),
        None => model.id.clone(),
    }
}

/// The server needs a key.
pub(crate) fn key_is_asked(kind: LocalServerKind) -> String {
    format!("{} lists its models only with a key. Enter opens the form for it.", kind.name())
}

/// What to do if another program holds a server's usual port or does not identify itself.
pub fn add_by_hand(server: &str, edit: &str) -> String {
    format!("If this is {server}, or {server} uses another port: {edit} opens its form.")
}

pub(crate) const GO_TO_CONNECTION: &str = "go to it";
pub const ENTER_ITS_KEY: &str = "enter its key";
pub const MAKE_IT_DEFAULT: &str = "make it the default";
