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
