//! How a commit changed one credential, for undo and redo.

use std::collections::BTreeSet;

use crate::settings::craft::server::EntryChange;
use crate::settings::edit::diff::Change;
use crate::vault::{Contents, Entry};

/// How one credential changed: the name of its entry in Craft's file, the old and the new value.
/// Wiped on drop.
#[derive(Clone, Debug)]
pub(super) struct SecretRewrite {
    pub(super) key: String,
    pub(super) before: Option<Entry>,
    pub(super) after: Option<Entry>,
}

impl SecretRewrite {
    /// The reverse rewrite.
    pub(super) fn inverse(&self) -> Self {
        Self { key: self.key.clone(), before: self.after.clone(), after: self.before.clone() }
    }

    /// The rewrites between two vaults' entries.
    pub(super) fn between(old: &Contents, new: &Contents) -> Vec<Self> {
        let keys: BTreeSet<&String> = old.names().chain(new.names()).collect();
        let rewrites = keys.into_iter().map(|key| Self {
            key: key.clone(),
            before: old.entry(key),
            after: new.entry(key),
        });
        rewrites.filter(|one| one.before != one.after).collect()
    }

    /// Whether a vault holds its result.
    pub(super) fn is_applied_in(&self, contents: &Contents) -> bool {
        contents.entry(&self.key) == self.after
    }

    /// Reverts it in a vault that is not written.
    pub(super) fn undo_in(&self, contents: &mut Contents) {
        contents.set(&self.key, self.before.as_ref(), 0);
    }

    /// The same, for the rules of a running Craft.
    pub(super) fn entry_change(&self) -> EntryChange {
        let after = self.after.as_ref().map(Entry::parts);
        EntryChange { key: self.key.clone(), after }
    }

    /// The same rewrite with the entry another program made, if that holds everything intended.
    pub(super) fn made_by_another(&self, contents: &Contents) -> Option<Self> {
        let found = contents.entry(&self.key);
        let is_made = match (&self.after, &found) {
            (None, None) => true,
            (Some(intended), Some(found)) => {
                let found = found.parts();
                intended.parts().iter().all(|(name, part)| found.get(name) == Some(part))
            }
            _ => false,
        };
        let (key, before) = (self.key.clone(), self.before.clone());
        is_made.then_some(Self { key, before, after: found })
    }

    /// That the credential changed, without its old or new value.
    pub(super) fn change(&self) -> Change {
        Change::of_credentials(&self.key, self.before.is_some(), self.after.is_some())
    }
}
