//! What a commit is asked to do with one file.

use super::Locked;

/// A file that is to have other bytes.
pub struct Target<'a> {
    pub lock: &'a Locked,
    /// What was read of it; none where there was no file.
    pub old: Option<&'a [u8]>,
    pub new: &'a [u8],
    /// Whether it is to be its owner's alone. Otherwise it keeps its mode, and a new one is its
    /// owner's alone.
    pub private: bool,
    /// What a file written in place would cost: then one that can only be written so is left alone,
    /// and this is why.
    pub never_in_place: Option<&'static str>,
}
