//! Signing in to a subscription: the providers, valid pasted input, and how a completed login is
//! stored.

pub mod pasted;
mod save;
mod target;

pub use save::{SignedIn, signed_in_elsewhere};
pub use target::{LoginProvider, SignInWay, Target};
