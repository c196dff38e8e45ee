//! One file of a commit: stages its new bytes beside it, switches them in, rolls back.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use tempfile::TempPath;

use super::in_place::{self, FailedWriteState, InPlace};
use super::old_copy;
use super::platform::{self, FileId};
use super::read;
use super::stage::{self, Temp, TempName, is_unsupported};
use super::target::FileTarget;
use super::{DiskError, DiskStep, at, call, failed, folder_of, overtaken, owner};

/// A file with its new bytes on the disk already, under another name.
pub(super) struct Staged<'t> {
    pub target: &'t FileTarget<'t>,
    strategy: Strategy,
    pub state: State,
}

/// How the new bytes replace the old ones.
enum Strategy {
    /// The new file and the old one exchange their names; if the system cannot do that, the new one
    /// is renamed to the old one's name.
    Replace {
        new: TempName,
        /// Keeps the new file open until its old one is opened instead. From here on, a commit
        /// never needs more open files than it had before the first replacement, so the limit
        /// cannot stop it half-way.
        open: Option<File>,
        /// The old file's second name.
        kept: TempPath,
        exchanged: bool,
        /// The old file, once it is replaced.
        old: Option<File>,
    },
    /// There was no file.
    Create(Temp),
    /// No other file can replace it.
    InPlace(InPlace),
}

/// Which bytes a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Old,
    New,
    /// Possibly a mix.
    Damaged,
}

/// Why a file was not replaced.
pub(super) enum ReplaceError {
    Failed(DiskError),
    /// Another program has changed it since it was read.
    Overtaken,
}

impl From<DiskError> for ReplaceError {
    fn from(error: DiskError) -> Self {
        Self::Failed(error)
    }
}

impl<'t> Staged<'t> {
    /// Does everything that can fail before touching the file itself.
    pub(super) fn new(target: &'t FileTarget<'t>) -> Result<Self, ReplaceError> {
        let path = target.lock.path();
        let old = at(DiskStep::Create, path, || {
            may_be_written(path)?;
            read::open_regular(path)
        })?;
        let strategy = match (old, target.old) {
            (None, None) => match staged(target, None)? {
                Ok(new) => Strategy::Create(new),
                // There is no old file to preserve.
                Err(_) => return Err(ReplaceError::Overtaken),
            },
            (Some(old), Some(bytes)) => Self::replacing(target, &old, bytes)?,
            _ => return Err(ReplaceError::Overtaken),
        };
        Ok(Self { target, strategy, state: State::Old })
    }

    fn replacing(
        target: &FileTarget<'_>,
        old: &File,
        bytes: &[u8],
    ) -> Result<Strategy, ReplaceError> {
        let path = target.lock.path();
        if let Some(why) = at(DiskStep::Create, path, || in_place::why(path, old))? {
            return Ok(Strategy::InPlace(InPlace::prepare(target, why)?));
        }
        let new = match staged(target, Some(old))? {
            Ok(new) => new,
            Err(why) => return Ok(Strategy::InPlace(InPlace::prepare(target, why)?)),
        };
        let kept = match stage::second_name(path, bytes) {
            // Another program has just put another file there.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(ReplaceError::Overtaken);
            }
            other => other.map_err(|error| failed(DiskStep::Link, path, error))?,
        };
        let (open, new) = new.into_parts();
        Ok(Strategy::Replace { new, open: Some(open), kept, exchanged: false, old: None })
    }

    pub(super) const fn is_in_place(&self) -> bool {
        matches!(self.strategy, Strategy::InPlace(_))
    }

    /// The strategy in one word, for the log.
    pub(super) const fn how(&self) -> &'static str {
        match &self.strategy {
            Strategy::Replace { .. } => "rename",
            Strategy::Create(_) => "create",
            Strategy::InPlace(_) => "in-place",
        }
    }

    /// Why it was written in place, if so.
    pub(super) const fn why_in_place(&self) -> Option<&'static str> {
        match &self.strategy {
            Strategy::InPlace(strategy) => Some(strategy.why),
            _ => None,
        }
    }

    /// The copy of its old bytes, as long as it may be needed.
    pub(super) fn copy(&self) -> Option<&Path> {
        match &self.strategy {
            Strategy::InPlace(strategy) => Some(strategy.copy()),
            _ => None,
        }
    }

    fn path(&self) -> &'t Path {
        self.target.lock.path()
    }

    /// Compares the file with the bytes that were read.
    pub(super) fn compare(&self) -> Result<(), ReplaceError> {
        if bytes_at(self.path())?.as_deref() == self.target.old {
            Ok(())
        } else {
            Err(ReplaceError::Overtaken)
        }
    }

    /// Replaces the file's bytes with the new ones.
    pub(super) fn switch(&mut self) -> Result<(), ReplaceError> {
        let (path, target) = (self.target.lock.path(), self.target);
        let not_renamed = |error| failed(DiskStep::Rename, path, error);
        match &mut self.strategy {
            Strategy::Create(new) => {
                let made =
                    call(DiskStep::Rename, || new.take_free_name(path)).map_err(not_renamed)?;
                if !made {
                    return Err(ReplaceError::Overtaken);
                }
                self.state = State::New;
                Ok(())
            }
            Strategy::InPlace(strategy) => {
                let found = at(DiskStep::Compare, path, || strategy.read())?;
                if Some(&found[..]) != target.old {
                    return Err(ReplaceError::Overtaken);
                }
                match strategy.write(target) {
                    Ok(()) => self.state = State::New,
                    Err((state, error)) => {
                        if matches!(state, FailedWriteState::Damaged) {
                            self.state = State::Damaged;
                        }
                        return Err(error.into());
                    }
                }
                Ok(())
            }
            Strategy::Replace { new, open, kept, exchanged, old } => {
                let mut outcome = exchange(new.path(), path);
                *exchanged = outcome.is_ok();
                if outcome.as_ref().is_err_and(is_unsupported) {
                    // This compares as late as possible, but loses what is written between here and
                    // the rename.
                    if bytes_at(path)?.as_deref() != target.old {
                        return Err(ReplaceError::Overtaken);
                    }
                    outcome = call(DiskStep::Rename, || fs::rename(new.path(), path));
                }
                match outcome {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        return Err(ReplaceError::Overtaken);
                    }
                    Err(error) => {
                        let why = in_place::why_not_renamed(&error);
                        let why = why.ok_or_else(|| not_renamed(error))?;
                        self.strategy = Strategy::InPlace(InPlace::prepare(target, why)?);
                        return self.switch();
                    }
                }
                self.state = State::New;
                // Another program may have written at the last moment, so the replaced file must
                // still have the bytes that were read.
                let replaced: &Path = if *exchanged { new.path() } else { kept };
                drop(open.take());
                let mut file = at(DiskStep::Compare, path, || {
                    read::open_regular(replaced)?.ok_or_else(|| ErrorKind::NotFound.into())
                })?;
                let bytes = at(DiskStep::Compare, path, || read::read_open(&mut file))?;
                if Some(&bytes[..]) != target.old {
                    return Err(ReplaceError::Overtaken);
                }
                *old = Some(file);
                Ok(())
            }
        }
    }

    /// Puts the old bytes back, if the new ones are in place.
    ///
    /// # Errors
    /// When the disk fails, or another program has changed the new ones.
    pub(super) fn roll_back(&mut self) -> Result<(), DiskError> {
        if self.state != State::New {
            return Ok(());
        }
        let path = self.path();
        if bytes_at(path)?.as_deref() != Some(self.target.new) {
            return Err(overtaken(path));
        }
        let not_renamed = |error| failed(DiskStep::Rename, path, error);
        match &self.strategy {
            Strategy::Create(new) => {
                call(DiskStep::Rename, || fs::rename(path, new.path())).map_err(not_renamed)?;
            }
            Strategy::InPlace(strategy) => strategy.roll_back(self.target).map_err(|error| {
                self.state = State::Damaged;
                failed(DiskStep::InPlace, path, error)
            })?,
            Strategy::Replace { new, exchanged: true, .. } => {
                undo_exchange(new, self.target.new, path).map_err(not_renamed)?;
            }
            Strategy::Replace { kept, .. } => {
                call(DiskStep::Rename, || fs::rename(kept, path)).map_err(not_renamed)?;
            }
        }
        self.state = State::Old;
        Ok(())
    }

    /// Ends a successful commit. Returns the old file, if another one has replaced it.
    pub(super) fn finish(self) -> Option<File> {
        old_copy::remove_of_whole(self.path());
        match self.strategy {
            Strategy::Replace { new, kept, old, .. } => {
                new.unlink();
                stage::remove(kept);
                old
            }
            Strategy::Create(_) | Strategy::InPlace(_) => None,
        }
    }

    /// Ends a failed commit.
    pub(super) fn abort(self) {
        if self.state == State::Old && self.is_in_place() {
            old_copy::remove_of_whole(self.path());
        }
    }
}

/// The new bytes in a temporary file; or why the file can only be written in place.
fn staged(
    target: &FileTarget<'_>,
    old: Option<&File>,
) -> Result<Result<Temp, &'static str>, DiskError> {
    let path = target.lock.path();
    let mut new = at(DiskStep::Create, path, || Temp::beside(path))?;
    at(DiskStep::Write, path, || new.write(target.new))?;
    let is_owned =
        at(DiskStep::Owner, path, || owner::as_the_old_one(old, new.file(), folder_of(path)))?;
    if !is_owned {
        return Ok(Err("it belongs to another user"));
    }
    if target.private {
        at(DiskStep::Owner, path, || platform::make_file_private(new.file()))?;
    }
    if let Some(old) = old
        && platform::copy_attributes(old, new.file(), target.private).is_err()
    {
        return Ok(Err("its attributes can't be copied"));
    }
    at(DiskStep::Sync, path, || new.file().sync_all())?;
    Ok(Ok(new))
}

/// Exchanges the names of two files.
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    call(DiskStep::Rename, || platform::exchange(one, other))
}

/// Undoes an exchange: puts the old file back, unless another program has meanwhile put its own
/// there.
fn undo_exchange(new: &TempName, bytes: &[u8], path: &Path) -> io::Result<()> {
    /// How often another program may interfere.
    const TRIES: u8 = 8;
    let mut expected = new.identity();
    for _ in 0..TRIES {
        let placed = FileId::at(new.path())?;
        exchange(new.path(), path)?;
        if FileId::at(new.path())? == expected {
            let file = read::open_regular(new.path())?;
            let bytes_there = file.map(|mut file| read::read_open(&mut file)).transpose()?;
            if expected != new.identity() || bytes_there.as_deref() == Some(bytes) {
                return Ok(());
            }
            // Another program has just written to it.
            return exchange(new.path(), path);
        }
        // The file that comes out is newer than the one that went in.
        expected = placed;
    }
    Err(io::Error::other("another program keeps replacing it"))
}

fn bytes_at(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    at(DiskStep::Compare, path, || {
        let file = read::open_regular(path)?;
        file.map(|mut file| read::read_open(&mut file)).transpose()
    })
}

/// A rename would work without write permission, but a person who removed that permission meant it.
fn may_be_written(path: &Path) -> io::Result<()> {
    let opened = platform::without_waiting(fs::OpenOptions::new().append(true)).open(path);
    match opened {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
