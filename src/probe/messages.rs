//! Sentences of a report that several kinds of providers share.

use super::report::{Report, Stage, StageName};

/// The sentence for a login that Craft alone may renew.
pub(super) const RENEWED_BY_CRAFT: &str =
    "Its access token has ended, and Craft renews it by itself at the next chat.";

pub(super) const TOO_OFTEN: &str = "Just now it is asked too often.";

/// Reports that the model was not probed, since there were too many requests.
pub(super) fn leave_model_of_too_many(report: &mut Report) -> &mut Stage {
    report.remark = Some("but asked too often just now");
    report.leave(StageName::Model, TOO_OFTEN).advise("Try again in a minute.")
}

pub(super) fn sends_on(there: &str, to: Option<&str>) -> String {
    let to = to.unwrap_or("another address");
    format!("{there} sends on to {to}, where nothing was asked.")
}

pub(super) fn server_trouble(there: &str, status: u16) -> String {
    format!("{there} has trouble of its own (status {status}).")
}

pub(super) const NOT_RUNNING: &str = "not running";

pub(super) const LISTENS_IN_SILENCE: &str = "listens, but does not answer";

pub(super) const ANOTHER_PROGRAM: &str = "another program answers";

pub(super) const ASKS_FOR_KEY: &str = "asks for a key";

pub(super) fn count_models(count: usize) -> String {
    match count {
        0 => "no models".to_owned(),
        1 => "1 model".to_owned(),
        n => format!("{n} models"),
    }
}

pub(super) fn start_it_with(command: &str) -> String {
    format!("Start it with: {command}")
}

pub(super) fn get_a_model_with(command: Option<&str>) -> String {
    match command {
        Some(command) => format!("Get one with: {command}"),
        None => "Start it with a model.".to_owned(),
    }
}

pub(super) fn port_is_taken(server: &str) -> String {
    format!("For {server} at another port, add {server} and change its endpoint.")
}
