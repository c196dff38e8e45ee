//! The parts of a credential that a person enters one by one.

use super::{CredentialKind, key};

/// The part of a credential that a field holds.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub kind: CredentialKind,
    /// Its name, one of those in [`key`].
    pub key: &'static str,
    pub input: Input,
}

impl Part {
    /// Whether what is stored is described as one, not part by part.
    pub fn is_whole(self) -> bool {
        self.input == Input::File || self.kind == CredentialKind::OAuth
    }

    /// Whether it can be removed alone: the credential works without it.
    pub fn goes_alone(self) -> bool {
        self.key == key::AWS_SESSION_TOKEN
    }
}

/// How a part of a credential is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Masked,
    /// Visibly: it is not secret.
    Plain,
    /// As the path of a file that contains it.
    File,
}
