//! Where an API of models is asked, and how.

use super::key::Key;
use super::logins::messages::LOGIN_ACCEPTED;
use crate::probe::messages as say;
use crate::probe::report::{Report, Stage, StageName};
use crate::settings::validation::target::Dialect;

/// Where an API is asked.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub dialect: Dialect,
    pub base: &'a str,
    pub key: &'a Key,
}

impl Place<'_> {
    /// Reports that the key is accepted, or that none is asked for.
    pub(super) fn pass_auth(self, report: &mut Report) -> &mut Stage {
        let sentence = match self.key {
            Key::None => say::NO_KEY_NEEDED,
            Key::Api(..) => say::KEY_ACCEPTED,
            Key::Login(_) => LOGIN_ACCEPTED,
        };
        report.pass(StageName::Auth, sentence)
    }
}
