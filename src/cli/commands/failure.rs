//! Why a command failed, and its exit code.

use std::io;
use std::process::ExitCode;

use crate::cli::messages;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::edit::Refusal;
use crate::store::{CommitError, RestoreError};
use crate::system::signals::Signal;

/// The exit code of a command that ran, or why it failed.
pub(crate) type CommandResult = Result<ExitCode, Failure>;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The request makes no sense.
    #[error("{0}")]
    Usage(String),
    /// It cannot be done.
    #[error("{0}")]
    Refused(String),
    /// Some of its files are new and some are old.
    #[error("{0}")]
    InPart(String),
    /// The person canceled at a prompt.
    #[error("{}", messages::NOTHING_STORED)]
    Interrupted,
    #[error("Ended by {0}.")]
    Signalled(Signal),
    /// It was done, but the result cannot be printed.
    #[error("{}", messages::unprintable(.0))]
    NotPrinted(io::Error),
    /// The files cannot be found.
    #[error(transparent)]
    Unopened(#[from] anyhow::Error),
    /// Printing or reading failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Refused(Refusal::Invalid(problems)) => field_errors(problems),
            error @ CommitError::PartialCommit(_) => Self::InPart(error.to_string()),
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl Failure {
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Refused(_)
            | Self::InPart(_)
            | Self::NotPrinted(_)
            | Self::Unopened(_)
            | Self::Io(_) => 1,
            // A shell's exit code after an interrupt.
            Self::Interrupted | Self::Signalled(_) => 130,
        }
    }
}

pub(super) fn field_errors(problems: Vec<FieldError>) -> Failure {
    Failure::Refused(describe_field_errors(problems))
}

/// Field errors, each on a line with the field's name in commands.
pub(super) fn describe_field_errors(problems: Vec<FieldError>) -> String {
    let line = |FieldError { path, sentence }| match path {
        "" => sentence,
        path => format!("{path}: {sentence}"),
    };
    let lines: Vec<String> = problems.into_iter().map(line).collect();
    lines.join("\n")
}

/// The failure after a question was answered with no.
pub(super) fn nothing_saved() -> Failure {
    Failure::Refused(messages::NOTHING_SAVED.to_owned())
}

/// The same, before anything was sent.
pub(super) fn nothing_asked() -> Failure {
    Failure::Refused(messages::NOTHING_ASKED.to_owned())
}
