//! The extended attributes of a file, which the file that takes its place gets too.

use std::fs::File;
use std::io;

use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
use rustix::io::Errno;

/// The most that is asked for, in bytes: a list of names, or one value. Linux allows no more.
const LIMIT: usize = 64 << 10;

/// Access lists are attributes too.
const ACCESS_LIST: &[u8] = b"system.posix_acl_access";

/// Copies what a person or a program has noted on a file. What the system notes on every file by
/// itself is its own affair.
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
    // An access list would open what is to be its owner's alone.
    for name in all.filter(|name| is_of_a_person(name) && !(private && *name == ACCESS_LIST)) {
        let mut value = vec![0; LIMIT];
        let length = match fgetxattr(from, name, &mut value[..]) {
            // It went meanwhile.
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
    /// What macOS notes on whatever is written or downloaded.
    const SYSTEM: [&[u8]; 2] = [b"com.apple.provenance", b"com.apple.quarantine"];
    !name.is_empty() && !SYSTEM.contains(&name)
}
