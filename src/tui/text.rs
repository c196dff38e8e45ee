//! The text functions that the screen draws with.

pub use crate::text::{capitalised, fit, is_simple, plain, width, wrap};
