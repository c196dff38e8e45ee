//! Everything a person can change, as pure functions from settings to settings. An edit checks its
//! own preconditions: if it is based on outdated settings, it is refused with the affected fields,
//! and never overwrites another program's change.

mod apply;
pub mod assignment;
mod change;
mod changed_fields;
mod connections;
mod current;
mod default;
pub mod diff;
pub mod draft;
mod edits;
mod global;
mod import;
pub mod messages;
mod new_connection;
mod refusal;
mod set_field;
mod several;
mod undo;
mod workspaces;

pub use edits::{
    ClaudeEdit, Edit, FieldEdit, ImportEdit, ImportedConnection, OverrideEdit, SecretChange,
    SecretEdit, SecretsEdit,
};
pub use global::Global;
pub(crate) use import::import_problems;
pub use messages::deletion::DeletionEffects;
pub use messages::new_state::UNCHANGED;
pub use refusal::Refusal;
pub use workspaces::Workspaces;
