//! Model servers on this machine.

use crate::settings::connection::local_server::{LocalServer, LocalServerKind};

pub const LOCAL_SERVERS: &str = "Servers on this machine";

pub const FIND_LOCAL_SERVERS: &str = "Look for local servers";

pub fn names_of_local_servers() -> String {
    LocalServerKind::ALL.map(LocalServerKind::name).join(", ")
}

pub const SEARCHING: &str = "searching…";

pub const NOT_SEARCHED: &str = "not searched";

pub fn already_connected(name: &str) -> String {
    format!("added as “{name}”")
}

pub fn already_connected_at(name: &str) -> String {
    format!("“{name}” already uses this server.")
}

/// What adding a server changes.
pub fn what_is_added(server: &LocalServer) -> String {
    let ids: Vec<&str> = server.chat_models().map(|model| model.id.as_str()).collect();
    let (first, others) = ids.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    match others.len() {
        0 => format!("Adds the model {first}."),
        n => {
            let all = n + 1;
            let others = others.join(", ");
            format!("Adds {all} models. New chats get {first}; also: {others}.")
        }
    }
}

/// The server needs a key.
pub fn key_is_asked(kind: LocalServerKind) -> String {
    format!("{} lists its models only with a key. Enter opens the form for it.", kind.name())
}

/// What to do if another program holds a server's usual port or does not identify itself.
pub fn add_by_hand(server: &str) -> String {
    format!("If this is {server}, or {server} uses another port: e opens its form.")
}

pub const GO_TO_CONNECTION: &str = "go to it";
pub const ENTER_ITS_KEY: &str = "enter its key";
pub const MAKE_IT_DEFAULT: &str = "make it the default";
