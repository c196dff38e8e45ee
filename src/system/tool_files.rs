//! Other programs' configuration on this machine: their files, which are only read, and variables.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::disk;
use crate::settings::secret::Secret;
use crate::settings::transfer::tools::Sources;

/// The most bytes to read of a file.
const MAX_BYTES: usize = 4 << 20;

/// The files under a home, and this process's variables if they apply.
pub(crate) struct MachineSources {
    pub home: Option<PathBuf>,
    pub with_variables: bool,
}

impl Sources for MachineSources {
    fn variable(&self, name: &str) -> Option<Secret> {
        let value = std::env::var(name).ok().filter(|_| self.with_variables)?;
        let secret = Secret::new(value);
        (!secret.expose().trim().is_empty()).then_some(secret)
    }

    fn file(&self, path: &str) -> Result<Option<Secret>, String> {
        let path = match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            (Some(_), None) => return Ok(None),
            (None, _) => PathBuf::from(path),
        };
        match disk::open_regular(&path) {
            Ok(file) => file.map(|file| text_of(&file)).transpose(),
            Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(None),
            Err(error) => Err(format!("{}.", disk::reason(&error))),
        }
    }
}

fn text_of(file: &File) -> Result<Secret, String> {
    // One byte more than allowed, and allocated at once: a growing string leaves copies behind.
    let length = file.metadata().map_or(0, |found| found.len());
    let length = usize::try_from(length).unwrap_or(MAX_BYTES).min(MAX_BYTES);
    let mut text = Zeroizing::new(String::with_capacity(length + 2));
    let limit = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    match file.take(limit).read_to_string(&mut text) {
        Ok(read) if read > MAX_BYTES => Err("larger than 4 MiB.".to_owned()),
        Ok(_) => Ok(Secret::new(text)),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err("not a text file.".to_owned()),
        Err(error) => Err(format!("can't be read: {error}.")),
    }
}
