//! The workspaces of config.json in its order, with lookup by root path.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::object::Workspace;

/// The order of root paths never changes; only what is known about the workspaces' own files does.
#[derive(Clone, Default)]
pub(crate) struct WorkspaceList {
    list: Vec<Workspace>,
    /// The positions of each root path, in order: exactly one, unless config.json lists a folder
    /// twice. Built on first use and shared by all clones.
    positions: Arc<OnceLock<HashMap<Box<str>, Vec<usize>>>>,
}

impl WorkspaceList {
    pub(crate) fn new(list: Vec<Workspace>) -> Self {
        Self { list, positions: Arc::default() }
    }

    pub(crate) fn as_slice(&self) -> &[Workspace] {
        &self.list
    }

    fn positions_of(&self, root_path: &str) -> &[usize] {
        let positions = self.positions.get_or_init(|| {
            let mut positions: HashMap<Box<str>, Vec<usize>> =
                HashMap::with_capacity(self.list.len());
            for (position, workspace) in self.list.iter().enumerate() {
                positions.entry(workspace.root_path.as_str().into()).or_default().push(position);
            }
            positions
        });
        positions.get(root_path).map_or(&[], Vec::as_slice)
    }

    /// The first workspace with a root path.
    pub(crate) fn get(&self, root_path: &str) -> Option<&Workspace> {
        let position = self.positions_of(root_path).first()?;
        Some(&self.list[*position])
    }

    /// Whether no earlier workspace has the same root path.
    pub(crate) fn is_first(&self, position: usize) -> bool {
        self.positions_of(&self.list[position].root_path).first() == Some(&position)
    }

    /// Updates what is known about a root path's own file, wherever it is listed.
    pub(crate) fn change(&mut self, root_path: &str, mut change: impl FnMut(&mut Workspace)) {
        for position in self.positions_of(root_path).to_vec() {
            change(&mut self.list[position]);
        }
    }

    /// Updates what is known about all workspaces' own files.
    pub(crate) fn change_each(&mut self, change: impl FnMut(&mut Workspace)) {
        self.list.iter_mut().for_each(change);
    }
}
