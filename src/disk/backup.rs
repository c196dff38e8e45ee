//! Backups: the newest copies of a file as it was before a run first changed it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::stage::{Temp, remove_temporary};
use super::{DiskError, DiskStep, at, call, failed, folder_of, owner, sync_folder};

/// The number of backups to keep per file.
pub const KEPT_BACKUPS: usize = 20;

/// Copies a file's bytes into a folder of backups, named by the current time. Removes all but the
/// newest [`KEPT_BACKUPS`] and `spared`. The folder and the copy are private to their owner.
/// Returns the copy's path.
///
/// # Errors
/// When the copy could not be made durable. Then there is none.
pub fn back_up(
    original: &Path,
    bytes: &[u8],
    folder: &Path,
    now: SystemTime,
    spared: Option<&Path>,
) -> Result<PathBuf, DiskError> {
    let copied = || {
        call(DiskStep::Backup, || owner::create_folder(folder))?;
        call(DiskStep::Backup, || remove_temporary(folder))?;
        let copy = write_new(folder, ("", ".json"), bytes, now)?;
        log::info!(path:% = copy.display(), bytes = bytes.len(); "backed-up");
        call(DiskStep::Backup, || prune(folder, spared))?;
        Ok(copy)
    };
    copied().map_err(|error: io::Error| {
        let source = io::Error::new(
            error.kind(),
            format!(
                "can't write to the backup folder {}: {}",
                folder.display(),
                super::reason(&error)
            ),
        );
        failed(DiskStep::Backup, original, source)
    })
}

/// Copies a file's bytes to a new file beside it, named by its name and the current time, so that
/// another file can replace it. The copy is private to its owner. Returns the copy's path.
///
/// # Errors
/// When the copy could not be made durable. Then there is none.
pub fn set_aside(original: &Path, bytes: &[u8], now: SystemTime) -> Result<PathBuf, DiskError> {
    let name = format!("{}.", super::file_name(original));
    write_new(folder_of(original), (&name, ""), bytes, now)
        .map_err(|error| failed(DiskStep::Backup, original, error))
}

/// Removes a copy that was made for a commit that failed.
///
/// # Errors
/// When the system refuses.
pub fn remove_copy(copy: &Path) -> Result<(), DiskError> {
    at(DiskStep::Unlink, copy, || fs::remove_file(copy))
}

/// Writes a new file, named by a prefix, the current time and a suffix. It gets that name only once
/// it is complete.
fn write_new(
    folder: &Path,
    (before, behind): (&str, &str),
    bytes: &[u8],
    now: SystemTime,
) -> io::Result<PathBuf> {
    let moment = humantime::format_rfc3339_millis(now).to_string().replace(':', "-");
    let named = |again: &str| folder.join(format!("{before}{moment}{again}{behind}"));
    let mut temp = call(DiskStep::Backup, || Temp::beside(&named("")))?;
    call(DiskStep::Backup, || temp.write(bytes))?;
    call(DiskStep::Backup, || owner::as_its_folder(temp.file(), folder))?;
    call(DiskStep::Backup, || temp.file().sync_all())?;
    let mut attempt = 0;
    loop {
        let path = match attempt {
            0 => named(""),
            attempt => named(&format!("_{attempt:02}")),
        };
        if call(DiskStep::Backup, || temp.take_free_name(&path))? {
            if let Err(error) = call(DiskStep::Backup, || sync_folder(folder)) {
                // A copy too many does no harm.
                let _ = fs::remove_file(&path);
                return Err(error);
            }
            return Ok(path);
        }
        attempt += 1;
    }
}

fn prune(folder: &Path, spared: Option<&Path>) -> io::Result<()> {
    let mut copies: Vec<_> = fs::read_dir(folder)?
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    copies.sort();
    let old = copies.len().saturating_sub(KEPT_BACKUPS);
    let old = copies.iter().take(old);
    let mut old = old.filter(|copy| Some(copy.as_path()) != spared);
    old.try_for_each(fs::remove_file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn newest_twenty_stay_even_with_equal_timestamps() {
        let folder = tempfile::tempdir().expect("a folder");
        let original = Path::new("/somewhere/config.json");
        for n in 0..25_u64 {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_760_000_000 + n / 2);
            back_up(original, n.to_string().as_bytes(), folder.path(), now, None)
                .expect("backed up");
        }
        let mut kept: Vec<u64> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|e| {
                fs::read_to_string(e.expect("an entry").path())
                    .expect("text")
                    .parse()
                    .expect("a number")
            })
            .collect();
        kept.sort_unstable();
        assert_eq!(kept, (5..25).collect::<Vec<_>>());
    }
}
