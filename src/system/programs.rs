//! Finding a program.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::platform;

/// Whether a file may be run.
pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file() && platform::is_executable(path)
}

/// The program of a name in `PATH`, as this process has it.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    find_in(&env::var_os("PATH").unwrap_or_default(), name)
}

/// The first program of a name in the folders of `path`. A folder that is not absolute is passed
/// by: for Craft it would be another one.
pub(crate) fn find_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    let files = platform::program_files(name);
    let mut programs = folders.flat_map(|folder| files.each_ref().map(|file| folder.join(file)));
    programs.find(|program| is_program(program))
}
