//! The one place that replaces a file: lock, temporary file, sync, rename, backup.
//!
//! It does not know what is in a file. A file is only ever replaced as a whole, so that whoever reads it meanwhile, and
//! whatever happens meanwhile, sees the old bytes or the new ones.

mod backup;
#[cfg(feature = "fault-injection")]
pub mod fault;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use backup::{KEPT_BACKUPS, back_up, set_aside};

/// The largest file that is read, in bytes. A settings file is a few kilobytes; what is larger than this is a mistake.
pub const MAX_BYTES: u64 = 64 << 20;

/// The end of a temporary file's name, by which one that a crash left behind is known.
const TEMP_SUFFIX: &str = ".llm-connections.tmp";

/// How often a lock that somebody else holds is tried again.
const LOCK_RETRY: Duration = Duration::from_millis(2);

/// Mode of a file that did not exist before.
const NEW_FILE_MODE: u32 = 0o600;

/// What was being done with a file, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The lock file beside it is opened and locked.
    Lock,
    /// It is read.
    Read,
    /// A copy goes to the backups.
    Backup,
    /// A temporary file is made beside it.
    Create,
    /// The new bytes go into the temporary file.
    Write,
    /// The temporary file gets the old one's mode and owner.
    Owner,
    /// The temporary file is synced to the disk.
    Sync,
    /// The temporary file takes its name.
    Rename,
    /// The folder is synced to the disk.
    SyncFolder,
}

impl Step {
    /// All of them, in the order of a commit.
    pub const ALL: [Self; 9] = [
        Self::Lock,
        Self::Read,
        Self::Backup,
        Self::Create,
        Self::Write,
        Self::Owner,
        Self::Sync,
        Self::Rename,
        Self::SyncFolder,
    ];

    const fn verb(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Read => "read",
            Self::Backup => "back up",
            Self::Create | Self::Write | Self::Sync | Self::Rename => "write",
            Self::Owner => "keep the owner of",
            Self::SyncFolder => "sync the folder of",
        }
    }
}

/// Something that a disk would not do. The file it names is whole.
#[derive(Debug, thiserror::Error)]
#[error("cannot {} {}: {}", step.verb(), path.display(), reason(source))]
pub struct DiskError {
    /// At which step.
    pub step: Step,
    /// With which file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl DiskError {
    /// Whether somebody else holds the lock, and will let go of it.
    pub fn is_busy(&self) -> bool {
        self.step == Step::Lock && self.source.kind() == ErrorKind::TimedOut
    }
}

/// The system's reason in words that say what it means here.
fn reason(error: &io::Error) -> String {
    if error.get_ref().is_some() {
        // It has words of its own already.
        return error.to_string();
    }
    let words = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
        ErrorKind::PermissionDenied => "no permission",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotFound => "its folder is not there and cannot be made",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        _ => return error.to_string(),
    };
    words.to_owned()
}

fn at<T>(step: Step, path: &Path, act: impl FnOnce() -> io::Result<T>) -> Result<T, DiskError> {
    #[cfg(feature = "fault-injection")]
    let act = || fault::before(step).and_then(|()| act());
    act().map_err(|source| DiskError {
        step,
        path: path.to_owned(),
        source,
    })
}

/// The file behind a path: links are followed, so that a link stays one. A path at which nothing is stays as it is.
///
/// # Errors
/// When a link leads to nothing, or the path cannot be walked.
pub fn real_path(path: &Path) -> Result<PathBuf, DiskError> {
    at(Step::Read, path, || match path.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => match path.read_link() {
            Ok(target) => Err(io::Error::other(format!(
                "it is a link to {}, where nothing is",
                target.display()
            ))),
            Err(_) => Ok(path.to_owned()),
        },
        other => other,
    })
}

/// A file's bytes; none when there is no such file.
///
/// # Errors
/// When something is there that cannot be read as a file, or it is larger than [`MAX_BYTES`].
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    let path = &real_path(path)?;
    at(Step::Read, path, || {
        let found = match fs::metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        if found.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !found.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        if found.len() > MAX_BYTES {
            let size = found.len() >> 20;
            return Err(io::Error::other(format!(
                "it has {size} MB, and a settings file of more than {} MB is a mistake",
                MAX_BYTES >> 20
            )));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default() + 1);
        File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    })
}

/// The first line of a file, without its end and no longer than `limit` bytes. Nothing behind it is read. None when there is
/// no such file.
///
/// # Errors
/// When something is there that cannot be read as a file, or the line is longer.
pub fn first_line(path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
    /// A header is a few hundred bytes.
    const CHUNK: usize = 4096;
    // Asked first: opening a pipe would wait for somebody to write to it.
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(found) if !found.is_file() => return Err(io::Error::other("it is not a regular file")),
        Ok(_) => {}
    }
    let mut file = File::open(path)?;
    let mut line = Vec::new();
    loop {
        let start = line.len();
        line.resize((start + CHUNK).min(limit), 0);
        let read = file.read(&mut line[start..])?;
        line.truncate(start + read);
        if let Some(end) = line[start..].iter().position(|c| *c == b'\n') {
            line.truncate(start + end);
            return Ok(Some(line));
        }
        if line.len() == limit {
            return Err(io::Error::other("its first line has no end"));
        }
        if read == 0 {
            return Ok(Some(line));
        }
    }
}

/// A file that nobody else who asks for this lock changes until it is dropped.
#[derive(Debug)]
pub struct Locked {
    path: PathBuf,
    _lock: File,
}

/// Takes the lock beside a file. Folders on the way are made, for their owner only, when they are missing.
///
/// # Errors
/// When somebody holds it for longer than `wait`, or the lock file cannot be made.
pub fn lock(path: &Path, wait: Duration) -> Result<Locked, DiskError> {
    let path = real_path(path)?;
    let lock = at(Step::Lock, &path, || {
        let folder = folder_of(&path);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let name = folder.join(format!(".{}.lock", file_name(&path)));
        let lock = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(NEW_FILE_MODE)
            .open(&name)?;
        let deadline = Instant::now() + wait;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    let held = format!(
                        "another program has held {} for {} ms: try again",
                        name.display(),
                        wait.as_millis()
                    );
                    return Err(io::Error::new(ErrorKind::TimedOut, held));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_RETRY),
            }
        }
    })?;
    let locked = Locked { path, _lock: lock };
    locked.sweep();
    Ok(locked)
}

/// Takes from everybody else what a folder let them do. One that is somebody else's stays as it is.
///
/// # Errors
/// When the system would not.
pub fn make_private(folder: &Path) -> Result<(), DiskError> {
    at(Step::Owner, folder, || {
        let mode = fs::metadata(folder)?.permissions().mode();
        let own = mode & !0o077;
        if mode == own {
            return Ok(());
        }
        match fs::set_permissions(folder, fs::Permissions::from_mode(own)) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
            other => other,
        }
    })
}

impl Locked {
    /// The file, links followed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes; none when there is no such file.
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(&self) -> Result<Option<Vec<u8>>, DiskError> {
        read(&self.path)
    }

    /// Puts other bytes in its place, with the same mode and owner; a new file is its owner's alone.
    ///
    /// # Errors
    /// The step that failed. Before [`Step::SyncFolder`] the old file stands; at it, the new one.
    pub fn replace(&self, bytes: &[u8]) -> Result<(), DiskError> {
        self.put(bytes, false)
    }

    /// The same, and it is its owner's alone from then on.
    ///
    /// # Errors
    /// As [`Self::replace`].
    pub fn replace_private(&self, bytes: &[u8]) -> Result<(), DiskError> {
        self.put(bytes, true)
    }

    fn put(&self, bytes: &[u8], private: bool) -> Result<(), DiskError> {
        let path = &self.path;
        let folder = folder_of(path);
        let mut temp = at(Step::Create, path, || {
            may_be_written(path)?;
            let prefix = temp_prefix(path);
            tempfile::Builder::new()
                .prefix(&prefix)
                .suffix(TEMP_SUFFIX)
                .tempfile_in(folder)
        })?;
        at(Step::Write, path, || temp.write_all(bytes))?;
        at(Step::Owner, path, || {
            like_the_old_one(path, temp.as_file())?;
            if private {
                let own = fs::Permissions::from_mode(NEW_FILE_MODE);
                temp.as_file().set_permissions(own)?;
            }
            Ok(())
        })?;
        at(Step::Sync, path, || temp.as_file().sync_all())?;
        at(Step::Rename, path, || {
            temp.persist(path).map_err(|failed| failed.error)
        })?;
        at(Step::SyncFolder, path, || sync_folder(folder))
    }

    /// Removes the file.
    ///
    /// # Errors
    /// When the system would not.
    pub fn remove(&self) -> Result<(), DiskError> {
        at(Step::Write, &self.path, || fs::remove_file(&self.path))
    }

    /// Removes the temporary files that a crash left beside it. Whoever holds the lock is the only one to make any.
    fn sweep(&self) {
        let prefix = temp_prefix(&self.path);
        let entries = fs::read_dir(folder_of(&self.path))
            .into_iter()
            .flatten()
            .flatten();
        for entry in entries {
            let name = entry.file_name();
            if name
                .to_str()
                .is_some_and(|n| n.starts_with(&prefix) && n.ends_with(TEMP_SUFFIX))
            {
                // One that stays does no harm, and the next commit tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems cannot sync a folder; their rename is as durable as it gets.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// A rename asks nobody whether the file may be written: whoever took that permission away meant it.
fn may_be_written(path: &Path) -> io::Result<()> {
    match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn like_the_old_one(path: &Path, temp: &File) -> io::Result<()> {
    let old = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return temp.set_permissions(fs::Permissions::from_mode(NEW_FILE_MODE));
        }
        other => other?,
    };
    let new = temp.metadata()?;
    let differs = |old: u32, new: u32| (old != new).then_some(old);
    let (user, group) = (differs(old.uid(), new.uid()), differs(old.gid(), new.gid()));
    if user.is_some() || group.is_some() {
        fchown(temp, user, group)?;
    }
    temp.set_permissions(old.permissions())
}

fn temp_prefix(path: &Path) -> String {
    format!(".{}.", file_name(path))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    const WAIT: Duration = Duration::from_millis(20);

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_replaced_file_keeps_its_mode_and_leaves_nothing_beside_it_but_the_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f.json");
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        lock(&path, WAIT)
            .expect("free")
            .replace(b"new")
            .expect("replaced");
        assert_eq!(fs::read(&path).expect("there"), b"new");
        assert_eq!(
            fs::metadata(&path).expect("there").permissions().mode() & 0o777,
            0o640
        );
        assert_eq!(names(folder.path()), [".f.json.lock", "f.json"]);
    }

    #[test]
    fn a_new_file_is_its_owners_alone_and_missing_folders_are_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b/f.json");
        assert!(read(&path).expect("no error").is_none());
        lock(&path, WAIT)
            .expect("free")
            .replace(b"x")
            .expect("replaced");
        assert_eq!(
            fs::metadata(&path).expect("there").permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_link_is_followed_and_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (
            folder.path().join("real.json"),
            folder.path().join("link.json"),
        );
        fs::write(&real, "old").expect("written");
        symlink(&real, &link).expect("linked");
        lock(&link, WAIT)
            .expect("free")
            .replace(b"new")
            .expect("replaced");
        assert_eq!(fs::read_link(&link).expect("still a link"), real);
        assert_eq!(fs::read(&real).expect("there"), b"new");
    }

    #[test]
    fn a_dangling_link_a_folder_and_a_huge_file_are_told_as_what_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = |path: &Path| read(path).expect_err("not readable").to_string();
        let link = folder.path().join("link");
        symlink("/nowhere/at/all", &link).expect("linked");
        assert!(told(&link).ends_with("it is a link to /nowhere/at/all, where nothing is"));
        assert!(told(folder.path()).ends_with("it is a folder"));
        let huge = folder.path().join("huge");
        File::create(&huge)
            .and_then(|f| f.set_len(MAX_BYTES + 1))
            .expect("sparse");
        assert!(told(&huge).contains("it has 64 MB"), "{}", told(&huge));
    }

    #[test]
    fn the_first_line_is_read_to_its_end_and_a_line_without_one_only_so_far() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f.jsonl");
        let line = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("written");
            first_line(&path, 10_000).map_err(|why| why.to_string())
        };
        assert_eq!(line(b"{}\nmore"), Ok(Some(b"{}".to_vec())));
        assert_eq!(line(b"no end"), Ok(Some(b"no end".to_vec())));
        let long = [vec![b'x'; 9_000], b"\n".to_vec()].concat();
        assert_eq!(line(&long), Ok(Some(vec![b'x'; 9_000])));
        assert!(line(&[b'x'; 10_000]).is_err());
        assert_eq!(
            first_line(&folder.path().join("none"), 10).expect("no error"),
            None
        );
        assert!(first_line(folder.path(), 10).is_err());
    }

    #[test]
    fn a_lock_that_somebody_holds_is_waited_for_and_then_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f");
        let held = lock(&path, WAIT).expect("free");
        let told = lock(&path, WAIT).expect_err("held").to_string();
        assert!(told.contains("another program has held"), "{told}");
        drop(held);
        lock(&path, WAIT).expect("free again");
    }

    #[test]
    fn what_a_crash_left_behind_is_swept_away_at_the_next_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f.json");
        fs::write(
            folder.path().join(format!(".f.json.abc{TEMP_SUFFIX}")),
            "half",
        )
        .expect("written");
        fs::write(folder.path().join("f.json.tmp"), "somebody else's").expect("written");
        drop(lock(&path, WAIT).expect("free"));
        assert_eq!(names(folder.path()), [".f.json.lock", "f.json.tmp"]);
    }
}
