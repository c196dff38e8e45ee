//! The sample trees of `--demo`, in a temporary folder that is removed with the program.

#[cfg(test)]
mod generate;

use std::fs;

use clap::ValueEnum;

use crate::store::Paths;
use crate::system::craft_lock::DATA_FOLDER;
use crate::system::temporary::Folder;
use crate::vault::{Identity, Machine};

/// Files by their path in the tree.
type Files = &'static [(&'static str, &'static [u8])];

macro_rules! files {
    ($tree:literal: $($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../assets/demo/", $tree, "/", $path)))),*]
    };
}

/// The files of a tree: those shared by both, and its own.
macro_rules! sample {
    ($tree:literal $(, $more:literal)*) => {
        files![
            $tree:
            "craft-agent/config.json",
            "craft-agent/credentials.enc",
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
            $($more),*
        ]
    };
}

const HEALTHY: Files = sample!["healthy", "workspaces/archive/config.json"];
const BROKEN: Files = sample!["broken"];

/// Which sample tree the demo opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sample {
    /// Every provider, set up as Craft does it
    Healthy,
    /// One of each problem
    Broken,
}

/// The machine that the trees' credentials are encrypted for.
pub fn machine() -> Machine {
    Machine::Other(Identity {
        machine_id: Some("the machine of the sample".to_owned()),
        ..Identity::default()
    })
}

/// A copy of a tree. Removes its folder on drop.
pub struct Demo(Folder);

/// Puts a copy of a tree into a new temporary folder.
///
/// # Errors
/// When the system refuses.
pub(crate) fn unpack(sample: Sample) -> std::io::Result<Demo> {
    let folder = Folder::new()?;
    let files = match sample {
        Sample::Healthy => HEALTHY,
        Sample::Broken => BROKEN,
    };
    for (path, bytes) in files {
        // Nothing in the sample is hidden, so that it is not overlooked; in a home, Craft's folder
        // is.
        let path = match path.strip_prefix("craft-agent/") {
            Some(of_craft) => folder.path().join(DATA_FOLDER).join(of_craft),
            None => folder.path().join(path),
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(Demo(folder))
}

impl Demo {
    /// Its paths: its folder is the home, so that not even backups leave it.
    pub fn paths(&self) -> Paths {
        let home = self.0.path();
        Paths {
            config_dir: home.join(DATA_FOLDER),
            home: Some(home.to_owned()),
            state_dir: home.join("state"),
        }
    }
}
