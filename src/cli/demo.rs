//! The sample tree of `--demo`, in a temporary folder that goes with the program.

use std::fs;

use tempfile::TempDir;

use crate::store::Paths;

macro_rules! sample {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../assets/demo/", $path)))),*]
    };
}

/// The files of the tree, by their path in it.
const FILES: &[(&str, &str)] = sample![
    "craft-agent/config.json",
    "workspaces/my-workspace/config.json",
    "workspaces/my-workspace/sessions/260103-calm-elk/session.jsonl",
    "workspaces/my-workspace/sessions/260104-brave-owl/session.jsonl",
    "workspaces/my-workspace/sessions/260105-quiet-fox/session.jsonl",
    "workspaces/client-a/config.json",
    "workspaces/client-a/sessions/260101-new-heron/session.jsonl",
    "workspaces/client-a/sessions/260102-swift-hare/session.jsonl",
    "workspaces/client-b/config.json",
    "workspaces/client-b/sessions/260106-bright-heron/session.jsonl",
    "workspaces/client-b/sessions/260107-still-otter/session.jsonl",
    "workspaces/lab/config.json",
    "workspaces/lab/sessions/260108-odd-wren/session.jsonl",
];

/// A copy of the tree. The folder goes when this does.
pub struct Demo(TempDir);

/// Puts a copy of the tree into a new temporary folder.
pub fn unpack() -> std::io::Result<Demo> {
    let folder = tempfile::Builder::new()
        .prefix("llm-connections-demo-")
        .tempdir()?;
    for (path, text) in FILES {
        let path = folder.path().join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(Demo(folder))
}

impl Demo {
    /// Where its things are: its own folder is the home, so that not even the backups leave it.
    pub fn paths(&self) -> Paths {
        let home = self.0.path();
        Paths {
            config_dir: home.join("craft-agent"),
            home: Some(home.to_owned()),
            state_dir: home.join("state"),
        }
    }
}
