//! Where an API of models is asked, and how.

use super::key::Key;
use crate::settings::validation::target::Dialect;

/// Where an API is asked.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub dialect: Dialect,
    pub base: &'a str,
    pub key: &'a Key,
}
