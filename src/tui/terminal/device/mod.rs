//! The terminal as each system has it: what is typed, what is written, and its notices. The two
//! sides have the same functions.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::{Input, Notices, report_mouse, write_all};
#[cfg(windows)]
pub(super) use windows::{Input, Notices, report_mouse, write_all};

/// What waits to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// More than was read.
    More,
    /// Nothing for the moment.
    Nothing,
    /// Nothing ever again: the terminal is gone.
    Gone,
}
