//! Signing in to a subscription: which providers there are, what a person may paste, and what a
//! login that was made is stored as.

pub mod pasted;
mod save;
mod target;

pub use save::SignedIn;
pub use target::{LoginProvider, Target};
