//! Backups: the newest copies of a file as it was before a run first changed it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{DiskError, Step, at};

/// How many backups of a file are kept.
pub const KEPT_BACKUPS: usize = 20;

/// Puts a copy of a file's bytes into a folder of backups, named for the moment, and removes all but the newest
/// [`KEPT_BACKUPS`] and one that is spared. Folder and copy are their owner's alone. Answers where the copy is.
///
/// # Errors
/// When the copy could not be made durable.
pub fn back_up(
    original: &Path,
    bytes: &[u8],
    folder: &Path,
    now: SystemTime,
    spared: Option<&Path>,
) -> Result<PathBuf, DiskError> {
    at(Step::Backup, original, || {
        let explain = |error: io::Error| {
            let kind = error.kind();
            io::Error::new(
                kind,
                format!(
                    "the folder of backups {} cannot be written: {}",
                    folder.display(),
                    super::reason(&error)
                ),
            )
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(explain)?;
        let copy = write_new(folder, ("", ".json"), bytes, now).map_err(explain)?;
        prune(folder, spared).map_err(explain)?;
        Ok(copy)
    })
}

/// Puts a copy of a file's bytes beside it, under its name and the moment: so that another one may take its place. The copy is
/// its owner's alone. Answers where it is.
///
/// # Errors
/// When the copy could not be made durable.
pub fn set_aside(original: &Path, bytes: &[u8], now: SystemTime) -> Result<PathBuf, DiskError> {
    at(Step::Backup, original, || {
        let name = format!("{}.", super::file_name(original));
        let folder = super::folder_of(original);
        let copy = write_new(folder, (&name, ""), bytes, now)?;
        super::sync_folder(folder)?;
        Ok(copy)
    })
}

/// Writes a new file whose name is the moment, between what else it is called.
fn write_new(
    folder: &Path,
    (before, behind): (&str, &str),
    bytes: &[u8],
    now: SystemTime,
) -> io::Result<PathBuf> {
    let moment = humantime::format_rfc3339_millis(now)
        .to_string()
        .replace(':', "-");
    let mut attempt = 0;
    loop {
        let again = if attempt == 0 {
            String::new()
        } else {
            format!("_{attempt:02}")
        };
        let path = folder.join(format!("{before}{moment}{again}{behind}"));
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
        {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => attempt += 1,
            Err(error) => return Err(error),
            Ok(mut file) => {
                if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
                    // Half a backup is worse than none.
                    let _ = fs::remove_file(&path);
                    return Err(error);
                }
                return Ok(path);
            }
        }
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
    fn the_newest_twenty_stay_even_when_several_are_of_one_moment() {
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
