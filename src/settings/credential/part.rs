//! The parts of a credential that a person enters, one by one.

use super::{CredentialKind, key};

/// What of a credential a field is.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub kind: CredentialKind,
    /// Under which of its names, of those in [`key`].
    pub key: &'static str,
    /// How it is typed.
    pub input: Input,
}

impl Part {
    /// Whether it can be taken out alone: the credential is something without it.
    pub fn goes_alone(self) -> bool {
        self.key == key::AWS_SESSION_TOKEN
    }
}

/// How a part of a credential is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Masked,
    /// In plain sight: it is no secret.
    Plain,
    /// As the path of a file that holds it.
    File,
}
