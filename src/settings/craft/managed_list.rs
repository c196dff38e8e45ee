//! Model lists that Craft manages: every start overwrites them, whatever a person changed.

use super::entries::is_falsy;
use crate::settings::catalogue::{Catalogue, Order, SYNCED, THREE_TIERS};
use crate::settings::connection::object::Connection;

/// A list of models that Craft manages, by what it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagedList {
    /// The list follows the catalog; the user can change that.
    Synced,
    /// GitHub Copilot's list, which always follows the provider.
    Copilot,
}

impl Connection {
    /// Why every start of Craft overwrites its models, on both hosts (run); None if a start may
    /// leave them unchanged.
    pub fn managed_list(&self) -> Option<ManagedList> {
        if self.provider_type() != "pi" {
            return None;
        }
        let upstream = self.text("piAuthProvider").filter(|name| !name.is_empty());
        let mode = self.text("modelSelectionMode");
        let list = match upstream {
            Some("github-copilot") => Some(ManagedList::Copilot),
            Some(_) => (mode == Some(SYNCED)).then_some(ManagedList::Synced),
            None if !is_falsy(self.get("piAuthProvider")) => None,
            None => (mode != Some(THREE_TIERS)).then_some(ManagedList::Synced),
        };
        let has_list = || !Catalogue::bundled().craft_models(upstream, Order::Plain).is_empty();
        list.filter(|_| has_list())
    }
}
