//! Linux and macOS.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{
    DirBuilderExt, FileExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown, fchown,
};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, OFlags, RenameFlags, renameat_with};
use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, geteuid, getrlimit, setrlimit};

/// The mode of a new file.
const NEW_FILE_MODE: u32 = 0o600;

/// The mode of a new folder.
const NEW_FOLDER_MODE: u32 = 0o700;

/// Identifies a file independently of its name: its device and its inode number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::disk) struct FileId(u64, u64);

impl FileId {
    pub(in crate::disk) fn from_file(file: &File) -> io::Result<Self> {
        file.metadata().map(|found| Self::from(&found))
    }

    /// The file at a path; for a link, the link itself.
    pub(in crate::disk) fn at(path: &Path) -> io::Result<Self> {
        fs::symlink_metadata(path).map(|found| Self::from(&found))
    }
}

impl From<&Metadata> for FileId {
    fn from(metadata: &Metadata) -> Self {
        Self(metadata.dev(), metadata.ino())
    }
}

/// The process that holds a lock on a file, as Linux lists it: `1: FLOCK  ADVISORY  WRITE 1234
/// fd:01:5678 0 EOF`.
pub(in crate::disk) fn lock_holder(lock: &File) -> Option<u32> {
    // The standard library's device number has another type on macOS.
    let found = rustix::fs::fstat(lock).ok()?;
    let (major, minor) = (rustix::fs::major(found.st_dev), rustix::fs::minor(found.st_dev));
    let inode = format!("{major:02x}:{minor:02x}:{}", found.st_ino);
    let listed = fs::read_to_string("/proc/locks").ok()?;
    let line = listed.lines().find(|line| line.split_whitespace().nth(5) == Some(&inode))?;
    // A process outside of this container has no number here.
    line.split_whitespace().nth(4)?.parse().ok().filter(|pid| *pid > 0)
}

/// The number of hard links.
pub(in crate::disk) fn names(file: &File) -> io::Result<u64> {
    file.metadata().map(|found| found.nlink())
}

/// Makes a newly created file private to its owner.
pub(in crate::disk) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(NEW_FILE_MODE)
}

/// Removes everybody else's permissions.
pub(in crate::disk) fn make_file_private(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(NEW_FILE_MODE))
}

/// Opens without blocking: otherwise a pipe in a file's place would wait for its writer.
pub(crate) fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(OFlags::NONBLOCK.bits().cast_signed())
}

/// Opens without blocking, and without following a link.
pub(in crate::disk) fn without_following(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed())
}

/// Whether the error comes from a socket in a file's place.
pub(in crate::disk) fn is_socket_error(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::NXIO.raw_os_error())
}

/// Describes something that is neither a file nor a link nor a folder.
pub(in crate::disk) fn describe_special(kind: fs::FileType) -> &'static str {
    match () {
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () => "a device",
    }
}

/// A path in its usual form.
pub(in crate::disk) const fn usual(path: PathBuf) -> PathBuf {
    path
}

/// Exchanges the names of two files.
pub(in crate::disk) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

/// Renames a file to an unused name.
pub(in crate::disk) fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE).map_err(io::Error::from)
}

/// Makes the names in a folder durable.
pub(in crate::disk) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems cannot sync a folder; their rename is as durable as possible.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}

/// Overwrites the beginning of a file.
pub(in crate::disk) fn write_over(file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all_at(bytes, 0)
}

#[cfg(target_os = "linux")]
pub(in crate::disk) fn is_mounted(path: &Path) -> bool {
    use rustix::fs::{AtFlags, StatxAttributes, StatxFlags, statx};
    // An old kernel does not report this; the rename fails then.
    statx(CWD, path, AtFlags::empty(), StatxFlags::empty())
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
pub(in crate::disk) const fn is_mounted(_: &Path) -> bool {
    false
}

/// Allocates the space for overwriting a file.
#[cfg(target_os = "linux")]
pub(in crate::disk) fn allocate(file: &File, length: usize) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    use rustix::io::retry_on_intr;
    if length == 0 {
        return Ok(());
    }
    match retry_on_intr(|| fallocate(file, FallocateFlags::KEEP_SIZE, 0, length as u64)) {
        // A file system without support for this.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(()),
        other => other.map_err(io::Error::from),
    }
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
pub(in crate::disk) const fn allocate(_: &File, _: usize) -> io::Result<()> {
    Ok(())
}

/// Raises the limit of open files if it is below `wanted` and the system allows that. Most systems
/// start a program with a limit of 1024 (macOS: 256) that it may raise by itself.
pub(in crate::disk) fn allow_open_files(wanted: u64) {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(wanted, |most| wanted.min(most));
    if limit.current.is_some_and(|current| current < wanted) {
        // If the system refuses, opening a file will fail.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit });
    }
}

/// Whether a file could not be opened because too many are open already.
pub(in crate::disk) fn are_too_many(error: &io::Error) -> bool {
    let is = |errno: Errno| error.raw_os_error() == Some(errno.raw_os_error());
    is(Errno::MFILE) || is(Errno::NFILE)
}

/// Ends the program without running handlers or dumping core.
#[cfg(feature = "fault-injection")]
pub(in crate::disk) fn crash() -> ! {
    let own = rustix::process::getpid();
    let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
    std::process::abort()
}

/// Gives a file to a folder's owner. Only root can do that, and only root needs to.
pub(in crate::disk) fn as_its_folder(file: &File, folder: &Path) -> io::Result<()> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let (own, theirs) = (file.metadata()?, fs::metadata(folder)?);
    if (own.uid(), own.gid()) == (theirs.uid(), theirs.gid()) {
        return Ok(());
    }
    allowed(fchown(file, Some(theirs.uid()), Some(theirs.gid())))
}

/// Creates one folder, private to its owner. It gets the owner of its parent.
pub(in crate::disk) fn create_private_folder(folder: &Path, parent: &Path) -> io::Result<()> {
    DirBuilder::new().mode(NEW_FOLDER_MODE).create(folder)?;
    if !geteuid().is_root() {
        return Ok(());
    }
    let theirs = fs::metadata(parent)?;
    allowed(chown(folder, Some(theirs.uid()), Some(theirs.gid())))
}

/// Ignores the error of a file system without owners, or of one that does not even let root change
/// them.
fn allowed(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error)
            if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Gives a replacement the old file's mode and owner. Returns whether that is possible: a user
/// cannot create a file that belongs to another user.
pub(in crate::disk) fn copy_owner(old: &File, new: &File) -> io::Result<bool> {
    let (was, is) = (old.metadata()?, new.metadata()?);
    let differs = |old: u32, new: u32| (old != new).then_some(old);
    let (user, group) = (differs(was.uid(), is.uid()), differs(was.gid(), is.gid()));
    if user.is_some() || group.is_some() {
        match fchown(new, user, group) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(false),
            other => other?,
        }
    }
    new.set_permissions(was.permissions())?;
    Ok(true)
}

/// Removes everybody else's permissions on a folder. A folder of another user stays as it is.
pub(in crate::disk) fn make_folder_private(folder: &Path) -> io::Result<()> {
    let mode = fs::metadata(folder)?.permissions().mode();
    let own = mode & !0o077;
    if mode == own {
        return Ok(());
    }
    match fs::set_permissions(folder, Permissions::from_mode(own)) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}
