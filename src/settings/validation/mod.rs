//! What is asked, and of which host, to see whether a connection works. Validating asks the host
//! that Craft's chats ask, with the same header and the same model, since an answer from another
//! host would prove nothing about the chats.
//!
//! Nothing here sends anything: the probe does, and reports what came of it.

pub(crate) mod account_question;
pub mod full_test;
pub(crate) mod login_question;
pub mod request;
pub mod target;
