//! The headers of sessions, as they stand on the disk.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk;
use crate::settings::workspace::session::{Session, SessionFile};

/// The most of a session's file that is read, in bytes.
const HEADER_LIMIT: usize = 64 << 10;

pub(super) const FILE: &str = "session.jsonl";

/// The folder of a workspace's sessions, in the workspace's.
pub(super) fn folder(workspace: &Path) -> PathBuf {
    workspace.join("sessions")
}

/// The names of the sessions' folders; none where there is no such folder. One that cannot be read
/// has one name, the empty one, under which no session can be read either: that there may be some
/// is not passed over.
pub(super) fn names(sessions: &Path) -> Vec<String> {
    let entries = match fs::read_dir(sessions) {
        Ok(entries) => entries.flatten(),
        Err(error) if is_nothing(&error) => return Vec::new(),
        Err(_) => return vec![String::new()],
    };
    let folders = entries.filter(|e| e.file_type().is_ok_and(|kind| !kind.is_file()));
    folders.filter_map(|e| e.file_name().into_string().ok()).collect()
}

/// Reads the header of a session, and nothing behind it.
pub(super) fn read(sessions: &Path, workspace: &Arc<str>, name: &str) -> SessionFile {
    match disk::first_line(&sessions.join(name).join(FILE), HEADER_LIMIT) {
        Ok(None) => SessionFile::Nothing,
        Ok(Some(line)) => Session::parse(workspace, name, &line)
            .map_or(SessionFile::Unreadable, SessionFile::Header),
        Err(error) if is_nothing(&error) => SessionFile::Nothing,
        Err(_) => SessionFile::Unreadable,
    }
}

/// Whether there is nothing, rather than something that cannot be read: a plain file is no folder
/// of sessions.
fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
