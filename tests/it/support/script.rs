//! Scripts in the place of other programs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Writes a script that can be run by its path.
pub fn write_executable(path: &Path, script: &str) {
    let draft = path.with_extension("draft");
    fs::write(&draft, script).expect("written");
    // Whoever is started by another test in this moment would inherit the file as one that is
    // written to, and none such is run.
    let copied = Command::new("cp").arg(&draft).arg(path).status();
    assert!(copied.expect("cp").success());
    fs::remove_file(&draft).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}
