//! The headers of sessions on disk.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk;
use crate::settings::workspace::session::{Session, SessionFile};

/// The most bytes to read of a session's file.
const HEADER_LIMIT: usize = 64 << 10;

pub(super) const FILE: &str = "session.jsonl";

/// The folder of sessions inside a workspace's folder.
pub(super) fn folder(workspace: &Path) -> PathBuf {
    workspace.join("sessions")
}

/// The names of the sessions' folders; none when there is no such folder. An unreadable folder has
/// one, empty name, under which no session can be read either: sessions that may exist must not go
/// unnoticed.
pub(super) fn names(sessions: &Path) -> Vec<String> {
    let entries = match fs::read_dir(sessions) {
        Ok(entries) => entries.flatten(),
        Err(error) if is_nothing(&error) => return Vec::new(),
        Err(_) => return vec![String::new()],
    };
    let folders = entries.filter(|e| e.file_type().is_ok_and(|kind| !kind.is_file()));
    folders.filter_map(|e| e.file_name().into_string().ok()).collect()
}

/// Reads the header of a session, and nothing after it.
pub(super) fn read(sessions: &Path, workspace: &Arc<str>, name: &str) -> SessionFile {
    match disk::first_line(&sessions.join(name).join(FILE), HEADER_LIMIT) {
        Ok(None) => SessionFile::Nothing,
        Ok(Some(line)) => Session::parse(workspace, name, &line)
            .map_or(SessionFile::Unreadable, SessionFile::Header),
        Err(error) if is_nothing(&error) => SessionFile::Nothing,
        Err(_) => SessionFile::Unreadable,
    }
}

/// Whether there is nothing, rather than something unreadable: a plain file is not a folder of
/// sessions.
fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
