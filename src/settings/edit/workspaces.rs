//! Which workspaces' own files an edit may change, so that only those are reread.

use std::collections::HashSet;

use super::diff::{Change, FileRef};
use super::edits::Edit;

/// Workspaces by root path: all, or only those listed.
#[derive(Debug, Default)]
pub struct Workspaces<'a> {
    every: bool,
    named: HashSet<&'a str>,
}

impl<'a> Workspaces<'a> {
    /// Whether it includes a workspace.
    pub fn contains(&self, root_path: &str) -> bool {
        self.every || self.named.contains(root_path)
    }

    /// Adds the workspaces with changes in their own files.
    pub(crate) fn add_changed(&mut self, changes: &'a [Change]) {
        for change in changes {
            if let FileRef::Workspace(root) = &change.file {
                self.add(root);
            }
        }
    }

    fn add(&mut self, root_path: &'a str) {
        self.named.insert(root_path);
    }
}

impl Edit {
    /// The workspaces with own files that it may change.
    pub fn workspaces(&self) -> Workspaces<'_> {
        let mut all = Workspaces::default();
        self.add_workspaces(&mut all);
        all
    }

    fn add_workspaces<'a>(&'a self, all: &mut Workspaces<'a>) {
        match self {
            Self::Delete { .. } => all.every = true,
            Self::SetOverride(edit) => all.add(&edit.workspace),
            Self::Secrets(edit) => {
                if let Some(edit) = &edit.edit {
                    edit.add_workspaces(all);
                }
            }
            Self::Restore { changes, .. } => all.add_changed(changes),
            _ => self.parts().iter().for_each(|edit| edit.add_workspaces(all)),
        }
    }
}
