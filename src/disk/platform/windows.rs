//! Windows. A file in a user's folder inherits access for that user, the system and the
//! administrators: no permissions are set here, and a replacement inherits the same ones.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::windows::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use winapi_util::file::information;

/// Opens folders too.
const BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// Opens a link itself instead of its target.
const OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// `ERROR_TOO_MANY_OPEN_FILES`
const TOO_MANY_OPEN_FILES: i32 = 4;

/// Identifies a file independently of its name: its volume and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::disk) struct FileId(u64, u64);

impl FileId {
    pub(in crate::disk) fn from_file(file: &File) -> io::Result<Self> {
        let found = information(file)?;
        Ok(Self(found.volume_serial_number(), found.file_index()))
    }

    /// The file at a path; for a link, the link itself.
    pub(in crate::disk) fn at(path: &Path) -> io::Result<Self> {
        let flags = BACKUP_SEMANTICS | OPEN_REPARSE_POINT;
        Self::from_file(&OpenOptions::new().access_mode(0).custom_flags(flags).open(path)?)
    }
}

/// Windows does not list the process that holds a lock.
pub(in crate::disk) const fn lock_holder(_: &File) -> Option<u32> {
    None
}

/// The number of hard links.
pub(in crate::disk) fn names(file: &File) -> io::Result<u64> {
    Ok(information(file)?.number_of_links())
}

/// Files inherit their folder's permissions.
pub(in crate::disk) const fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Files inherit their folder's permissions.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn make_file_private(_: &File) -> io::Result<()> {
    Ok(())
}

/// Nothing in a folder blocks when opened.
pub(crate) const fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Opens without following a link.
pub(in crate::disk) fn without_following(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(OPEN_REPARSE_POINT)
}

/// Sockets have no names on Windows.
pub(in crate::disk) const fn is_socket_error(_: &io::Error) -> bool {
    false
}

/// Describes something that is neither a file nor a link nor a folder.
pub(in crate::disk) const fn describe_special(_: FileType) -> &'static str {
    "a device"
}

/// A path in its usual form: without the prefix for long paths, unless it is too long for most
/// programs.
pub(in crate::disk) fn usual(path: PathBuf) -> PathBuf {
    /// The longest path that every program accepts.
    const MAX_PATH: usize = 260;
    let shorter = path.to_str().and_then(|path| path.strip_prefix(r"\\?\"));
    let is_drive = |path: &&str| path.len() < MAX_PATH && path.as_bytes().get(1) == Some(&b':');
    let shorter = shorter.filter(is_drive).map(PathBuf::from);
    shorter.unwrap_or(path)
}

/// Windows cannot exchange the names of two files in one step.
pub(in crate::disk) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Windows has no rename that fails if the name is in use.
pub(in crate::disk) fn rename_to_free(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Names are as durable as the system makes them.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Overwrites the beginning of a file.
pub(in crate::disk) fn write_over(file: &File, bytes: &[u8]) -> io::Result<()> {
    let mut done = 0;
    while done < bytes.len() {
        match file.seek_write(&bytes[done..], done as u64)? {
            0 => return Err(ErrorKind::WriteZero.into()),
            written => done += written,
        }
    }
    Ok(())
}

pub(in crate::disk) const fn is_mounted(_: &Path) -> bool {
    false
}

/// Windows allocates the space during writing.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn allocate(_: &File, _: usize) -> io::Result<()> {
    Ok(())
}

/// Windows has no limit that a program could raise.
pub(in crate::disk) const fn allow_open_files(_: u64) {}

/// Whether a file could not be opened because too many are open already.
pub(in crate::disk) fn are_too_many(error: &io::Error) -> bool {
    error.raw_os_error() == Some(TOO_MANY_OPEN_FILES)
}

/// Ends the program without running handlers.
#[cfg(feature = "fault-injection")]
pub(in crate::disk) fn crash() -> ! {
    std::process::abort()
}

/// On Windows people do not save into each other's folders.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn as_its_folder(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

pub(in crate::disk) fn create_private_folder(folder: &Path, _: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// A new file inherits the same permissions as the old one.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn copy_owner(_: &File, _: &File) -> io::Result<bool> {
    Ok(true)
}

/// The old file's alternate streams are not copied.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn copy_attributes(_: &File, _: &File, _: bool) -> io::Result<()> {
    Ok(())
}

/// Folders inherit the permissions of the user's folder.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(in crate::disk) const fn make_folder_private(_: &Path) -> io::Result<()> {
    Ok(())
}
