//! What `--version` prints besides the number: a release's commit and its date.

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

/// The commit and its date: from the packager, else from this repository. A development build has
/// none, or each commit would recompile everything.
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
    // Inside another repository, git would return that repository's commit.
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
