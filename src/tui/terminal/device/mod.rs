//! The terminal on each operating system: input, output and notices. Both modules have the same
//! functions.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::{Input, Notices, report_mouse, write_all};
#[cfg(windows)]
pub(super) use windows::{Input, Notices, report_mouse, write_all};

/// Whether more input is pending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// More input than was read.
    More,
    /// No input at the moment.
    Nothing,
    /// No more input, ever: the terminal is gone.
    Gone,
}
