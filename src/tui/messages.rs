//! Sentences that people read on the screen.

use crate::settings::connection::local_server::{LocalServer, LocalServerKind};
use crate::settings::connection::midstream::MidStream;
use crate::settings::connection::presets::PresetGroup;

pub(super) const ADD_CONNECTION: &str = "Add a connection";

pub(super) const NO_CONNECTIONS: &str =
    "No connections configured. Add a connection to get started.";

/// What is behind a way to a first model: the first names of its providers, and how many more there
/// are.
pub(super) fn describe_group(group: PresetGroup, first: &[&str], more: usize) -> String {
    let names = first.join(", ");
    match group {
        PresetGroup::ApiKey => format!("{names} and {more} more"),
        PresetGroup::SignIn => names,
        PresetGroup::LocalServer => format!("Looks for {names} on this machine"),
    }
}

pub(super) const LOCAL_SERVERS: &str = "Servers on this machine";

pub(super) const FIND_LOCAL_SERVERS: &str = "Look for local servers";

pub(super) fn names_of_local_servers() -> String {
    LocalServerKind::ALL.map(LocalServerKind::name).join(", ")
}

pub(super) const LOOKING: &str = "looking…";

pub(super) const NOT_LOOKED: &str = "not looked at";

pub(super) fn already_connected(name: &str) -> String {
    format!("added as “{name}”")
}

pub(super) fn already_default(name: &str) -> String {
    format!("“{name}” is already the default")
}

pub(super) fn already_connected_at(name: &str) -> String {
    format!("“{name}” goes there already.")
}

/// What becomes of a server that is added.
pub(super) fn what_is_added(server: &LocalServer) -> String {
    let ids: Vec<&str> = server.chat_models().map(|model| model.id.as_str()).collect();
    let (first, others) = ids.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    match others.len() {
        0 => format!("Is added with its model {first}."),
        n => {
            let all = n + 1;
            let others = others.join(", ");
            format!("Is added with its {all} models. New chats get {first}; also: {others}.")
        }
    }
}

/// What a server that asks for a key needs.
pub(super) fn key_is_asked(kind: LocalServerKind) -> String {
    format!("{} lists its models only with a key. Enter opens the form for it.", kind.name())
}

/// What is wrong with something that was saved a moment ago.
pub(super) fn saved_but(sentence: &str) -> String {
    format!("Saved. {sentence}")
}

pub(super) const FLIP_MID_STREAM: &str = "Flip mid-stream sends";

pub(super) const NOTHING_TO_FLIP: &str = "There is no connection to flip";

/// What picking a connection does to its mode.
pub(super) fn flips_mode(from: MidStream, to: MidStream) -> String {
    format!("{} → {}", from.value(), to.value())
}
