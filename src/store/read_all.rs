//! Reading all workspaces' own files and session headers at once, for callers that can wait.

use std::path::PathBuf;
use std::sync::Arc;

use super::file::{load_workspaces, read_workspace_once};
use super::sessions;
use super::settled_read::Reading;
use crate::disk;
use crate::settings::WorkspaceFile;
use crate::settings::workspace::session::{SessionFile, Sessions};
use crate::system::paths::Paths;

/// Reads workspaces' own files. Half-written ones are read again.
pub fn read_workspaces(paths: &Paths, root_paths: &[String]) -> Vec<(String, WorkspaceFile)> {
    let files: Vec<PathBuf> = root_paths.iter().map(|root| paths.workspace_config(root)).collect();
    let read = load_workspaces(&files);
    root_paths.iter().cloned().zip(read).collect()
}

/// Reads them once: returns those in a final state, and the root paths of those that may be
/// half-written.
pub(super) fn read_workspaces_once(
    paths: &Paths,
    root_paths: &[String],
) -> (Vec<(String, WorkspaceFile)>, Vec<String>) {
    let (mut found, mut in_doubt) = (Vec::new(), Vec::new());
    for root in root_paths {
        let path = paths.workspace_config(root);
        match read_workspace_once(&path, disk::read(&path)) {
            Reading::Final(file) => found.push((root.clone(), file)),
            Reading::MaybePartial(_) => in_doubt.push(root.clone()),
        }
    }
    (found, in_doubt)
}

/// Reads the headers of all sessions in workspaces.
pub fn read_sessions(paths: &Paths, root_paths: &[String]) -> Sessions {
    let mut all = Sessions::default();
    all.take_each(root_paths.iter().map(|root| {
        let workspace: Arc<str> = root.as_str().into();
        let folder = sessions::folder(&paths.expand(root));
        let names = sessions::names(&folder).into_iter();
        let read = |name: String| {
            let found = sessions::read(&folder, &workspace, &name);
            (name, found)
        };
        let found: Vec<(String, SessionFile)> = names.map(read).collect();
        (workspace, found)
    }));
    all.complete = true;
    all
}
