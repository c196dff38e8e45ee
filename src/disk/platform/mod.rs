//! System-specific file operations. Both sides have the same functions.

#[cfg(unix)]
mod attributes;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use attributes::copy as copy_attributes;
#[cfg(unix)]
pub(super) use unix::*;
#[cfg(windows)]
pub(super) use windows::*;

#[cfg(unix)]
pub(crate) use unix::without_waiting;
#[cfg(windows)]
pub(crate) use windows::without_waiting;
