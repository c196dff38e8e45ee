//! The requests, and their hosts, that show whether a connection works. Validation contacts the
//! host that Craft's chats use, with the same header and model, because a response from another
//! host would prove nothing about the chats.
//!
//! Nothing here sends requests: the probe does, and reports the results.

pub mod cloud;
pub(crate) mod free_requests;
pub mod full_test;
pub mod request;
pub(crate) mod sent_secret;
pub mod target;
mod unencrypted;

use std::time::Duration;

/// The time limit for everything about one connection, where a person names none.
pub(crate) const VALIDATION_TIME: Duration = Duration::from_secs(10);
