//! Copies a file's extended attributes to its replacement.

use std::fs::File;
use std::io;

use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
use rustix::io::Errno;

/// The maximum size in bytes of a list of names, or of one value. Linux allows no more.
const LIMIT: usize = 64 << 10;

/// Access lists are attributes too.
const ACCESS_LIST: &[u8] = b"system.posix_acl_access";

/// Copies the attributes that a person or a program has set, but not those that the system sets on
/// every file by itself.
///
/// # Errors
/// When one of them cannot be copied.
pub(in crate::disk) fn copy(from: &File, to: &File, private: bool) -> io::Result<()> {
    let mut names = vec![0; LIMIT];
    let length = match flistxattr(from, &mut names[..]) {
        // A file system without attributes.
        Err(Errno::OPNOTSUPP) => return Ok(()),
        other => other?,
    };
    let all = names[..length].split(|byte| *byte == 0);
    // An access list would give others access to a private file.
    for name in all.filter(|name| is_of_a_person(name) && !(private && *name == ACCESS_LIST)) {
        let mut value = vec![0; LIMIT];
        let length = match fgetxattr(from, name, &mut value[..]) {
            // It was removed meanwhile.
            Err(Errno::NODATA) => continue,
            other => other?,
        };
        fsetxattr(to, name, &value[..length], XattrFlags::empty())?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn is_of_a_person(name: &[u8]) -> bool {
    name.starts_with(b"user.") || name == ACCESS_LIST
}

#[cfg(not(target_os = "linux"))]
fn is_of_a_person(name: &[u8]) -> bool {
    /// Set by macOS on everything that is written or downloaded.
    const SYSTEM: [&[u8]; 2] = [b"com.apple.provenance", b"com.apple.quarantine"];
    !name.is_empty() && !SYSTEM.contains(&name)
}
