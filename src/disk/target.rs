//! One file of a commit, and its new content.

use super::Locked;

/// A file that gets other bytes.
#[derive(Clone, Copy)]
pub struct FileTarget<'a> {
    pub lock: &'a Locked,
    /// The bytes that were read; none if there was no file.
    pub old: Option<&'a [u8]>,
    pub new: &'a [u8],
    /// Whether to make it private to its owner. Otherwise it keeps its mode; a new file is private
    /// in any case.
    pub private: bool,
    /// If set, the file must not be written in place, and this is what that would cost.
    pub never_in_place: Option<&'static str>,
}

impl<'a> FileTarget<'a> {
    /// A file that keeps its mode, and may be written in place where nothing else works.
    pub const fn new(lock: &'a Locked, old: Option<&'a [u8]>, new: &'a [u8]) -> Self {
        Self { lock, old, new, private: false, never_in_place: None }
    }
}
