//! Credentials: the kind that an auth type needs, what is known about the stored ones, and whether
//! a connection has what it needs. This module holds no secrets, only the properties of stored
//! credentials that may be shown.

pub mod account;
mod claude_login;
pub(crate) mod copilot;
pub mod edit;
pub mod environment;
pub(crate) mod expiry;
pub mod exposed;
mod facts;
pub mod fields;
pub mod key_format;
pub mod key_warnings;
mod kinds;
pub mod login;
pub mod misplaced;
mod next_step;
mod replaced_keys;
pub mod replacement;
pub mod save;
pub mod service_account;
mod status;
mod token;
pub mod with_secrets;

pub use claude_login::COPY_IS_LOGGED_OUT;
pub use facts::{Credentials, Facts};
pub use kinds::{CredentialKind, Part, key};
pub use next_step::{CredentialProblem, CredentialStep};
pub use status::{
    Authentication, BUT_CHATS_WORK, KEY_NOT_NEEDED, NO_AWS_IN_ENVIRONMENT, NOT_AUTHENTICATED,
    SHOWN_BUT_NOT_READ, Status, shown_but,
};
pub(super) use token::names_chatgpt_account;
pub(crate) use token::{TokenForm, chatgpt_account};
