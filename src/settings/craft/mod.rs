//! How Craft Agents 0.10.0 treats a connection: at its next start, in a chat, in its list, and with
//! the whole file.
//!
//! Pure functions over JSON values. Outside information comes as arguments: the model lists that
//! providers return ([`LiveLists`]), what is stored for a connection ([`Stored`]), and the
//! environment ([`Variables`]).
//!
//! Each rule gives its source: *run* means that Craft's own code was run and its result compared,
//! *read* that the code was only read. Where Craft's code would throw on a value, this module makes
//! no claim about that value.

pub mod accepts;
pub(crate) mod bedrock;
pub mod chat_host;
pub mod craft_request;
pub mod describe;
mod draft;
pub(super) mod entries;
pub mod in_effect;
pub mod known_keys;
pub(crate) mod legacy_keys;
pub mod live;
pub mod managed_list;
pub mod new_chat;
pub mod next_start;
pub mod sends;
pub mod server;
pub mod small_model;
pub mod start_of_file;
pub mod stored;

pub use live::LiveLists;
pub use next_start::difference::{Difference, ModelsChange};
pub(crate) use next_start::migrate::converted_type;
pub use next_start::{NextStart, Start, next_start};
pub use stored::{Stored, Variables};
