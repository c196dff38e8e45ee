//! The terminal of standard input.

pub(crate) use super::platform::{has_echo, set_echo};
