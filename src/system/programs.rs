use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::platform;

/// Whether a file is executable.
pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file() && platform::is_executable(path)
}

/// The program of this name in this process's `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    find_in(&env::var_os("PATH").unwrap_or_default(), name)
}

/// The first program of this name in the folders of `path`. Relative folders are skipped: Craft
/// would resolve them differently.
pub(crate) fn find_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    let files = platform::program_files(name);
    let mut programs = folders.flat_map(|folder| files.each_ref().map(|file| folder.join(file)));
    programs.find(|program| is_program(program))
}
