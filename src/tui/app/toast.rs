//! What the program says at the foot of the screen: one thing at a time.

use std::time::{Duration, Instant};

/// How long something done is said.
const SHOWN_FOR: Duration = Duration::from_secs(5);

pub(crate) struct Message {
    /// What is said.
    pub text: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// When it goes by itself; none when it stays until it is dismissed.
    pub until: Option<Instant>,
}

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An edit was made, and can be undone.
    Done,
    /// The same, and what was edited still lacks something.
    Unfinished,
    /// Something to know.
    Info,
    /// How far something is that takes a while.
    Progress,
    /// Something is wrong.
    Error,
}

impl Message {
    /// An edit was made.
    pub(crate) fn done(text: String) -> Self {
        Self { text, kind: Kind::Done, until: Some(Instant::now() + SHOWN_FOR) }
    }

    /// An edit was made, and what was edited still lacks something.
    pub(crate) fn unfinished(text: String) -> Self {
        Self { kind: Kind::Unfinished, ..Self::done(text) }
    }

    /// Something to know.
    pub(crate) fn info(text: String) -> Self {
        Self { text, kind: Kind::Info, until: Some(Instant::now() + SHOWN_FOR) }
    }

    /// How far something is; it stays until that has ended.
    pub(crate) const fn progress(text: String) -> Self {
        Self { text, kind: Kind::Progress, until: None }
    }

    /// Something is wrong.
    pub(crate) const fn error(text: String) -> Self {
        Self { text, kind: Kind::Error, until: None }
    }
}
