//! Sentences that commands print.

/// The end of a sentence on a server that is not known.
pub(super) fn known_servers(names: &[&str]) -> String {
    format!("; those that are known: {}.", names.join(", "))
}

/// That a server cannot be added, and what would be right.
pub(super) fn no_server(name: &str, host: &str, there: &str, advice: &str) -> String {
    format!("{name} at {host}: {there}. {advice}")
}

pub(super) fn goes_there_already(name: &str) -> String {
    format!("“{name}” goes there, too")
}

pub(super) fn key_is_asked(server: &str) -> String {
    format!("{server} asks for a key: store it with secret set, and then name its models with set")
}
