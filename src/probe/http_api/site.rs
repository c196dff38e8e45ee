//! The endpoint of a model API, and how to talk to it.

use super::key::SentKey;
use crate::probe::messages;
use crate::probe::messages::logins::LOGIN_ACCEPTED;
use crate::probe::report::{Report, Stage, StageName};
use crate::settings::validation::target::Dialect;

/// An endpoint with its dialect and key.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a> {
    pub dialect: Dialect,
    pub base: &'a str,
    pub key: &'a SentKey,
}

impl Site<'_> {
    /// Reports that the key is accepted, or that none is needed.
    pub(super) fn pass_auth(self, report: &mut Report) -> &mut Stage {
        let sentence = match self.key {
            SentKey::None => messages::NO_KEY_NEEDED,
            SentKey::Api(..) => messages::KEY_ACCEPTED,
            SentKey::Login(_) => LOGIN_ACCEPTED,
        };
        report.pass(StageName::Auth, sentence)
    }
}
