//! What each system does in its own way with a file. The two sides have the same functions.

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
