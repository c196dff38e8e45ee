//! Questions and notices, and what their buttons say.

pub const CANCEL: &str = "Cancel";
pub const DISCARD: &str = "Discard";
