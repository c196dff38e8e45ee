//! The workspaces of config.json in its order, each found by its root path without a walk over all
//! of them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::object::Workspace;

/// The list. Which root path stands where never changes in it; only what is known of the
/// workspaces' own files does.
#[derive(Clone, Default)]
pub(crate) struct WorkspaceList {
    list: Vec<Workspace>,
    /// The places of each root path, in order: one but where config.json lists a folder twice. Made
    /// when it is first asked for, and shared by all copies.
    places: Arc<OnceLock<HashMap<Box<str>, Vec<usize>>>>,
}

impl WorkspaceList {
    pub(crate) fn new(list: Vec<Workspace>) -> Self {
        Self { list, places: Arc::default() }
    }

    pub(crate) fn as_slice(&self) -> &[Workspace] {
        &self.list
    }

    fn places_of(&self, root_path: &str) -> &[usize] {
        let places = self.places.get_or_init(|| {
            let mut places: HashMap<Box<str>, Vec<usize>> = HashMap::with_capacity(self.list.len());
            for (place, workspace) in self.list.iter().enumerate() {
                places.entry(workspace.root_path.as_str().into()).or_default().push(place);
            }
            places
        });
        places.get(root_path).map_or(&[], Vec::as_slice)
    }

    /// The first workspace of a root path.
    pub(crate) fn get(&self, root_path: &str) -> Option<&Workspace> {
        let place = self.places_of(root_path).first()?;
        Some(&self.list[*place])
    }

    /// Whether no workspace before a place has the same root path.
    pub(crate) fn is_first(&self, place: usize) -> bool {
        self.places_of(&self.list[place].root_path).first() == Some(&place)
    }

    /// Changes what is known of the own file of a root path, wherever it is listed.
    pub(crate) fn change(&mut self, root_path: &str, mut change: impl FnMut(&mut Workspace)) {
        for place in self.places_of(root_path).to_vec() {
            change(&mut self.list[place]);
        }
    }

    /// Changes what is known of the own files of all.
    pub(crate) fn change_each(&mut self, change: impl FnMut(&mut Workspace)) {
        self.list.iter_mut().for_each(change);
    }
}
