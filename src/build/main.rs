//! What `--version` says besides the number: of which commit a release was built, and its date.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=src/build/main.rs");
    println!("cargo::rerun-if-env-changed=LLM_CONNECTIONS_COMMIT");
    let number = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let commit = commit();
    let date = commit.as_deref().and_then(|commit| commit.split_once(' ')).map(|(_, date)| date);
    let version = match &commit {
        Some(commit) => format!("{number} ({commit})"),
        None => number,
    };
    println!("cargo::rustc-env=LLM_CONNECTIONS_VERSION={version}");
    println!("cargo::rustc-env=LLM_CONNECTIONS_DATE={}", date.unwrap_or_default());
}

/// The commit and its day: as a packager says, else of the repository that this is. A build for
/// development has none, or each commit would compile everything again.
fn commit() -> Option<String> {
    if let Ok(given) = env::var("LLM_CONNECTIONS_COMMIT") {
        return Some(given).filter(|given| !given.is_empty());
    }
    if env::var("PROFILE").as_deref() != Ok("release") {
        return None;
    }
    let root = env::var("CARGO_MANIFEST_DIR").ok()?;
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(&root).args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    // A package that lies in the repository of something else has that one's commits.
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != Path::new(&root).canonicalize().ok()? {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        println!("cargo::rerun-if-changed={}", Path::new(&root).join(path).display());
    }
    git(&["log", "-1", "--abbrev=10", "--format=%h %cs"])
}
