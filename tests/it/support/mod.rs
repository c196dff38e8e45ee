//! Helpers for tests of several topics; and an installation of Craft Agents for one test, in a
//! temporary folder.

pub mod craft;
pub mod craft_server;
pub mod credentials;
pub mod listener;
pub mod login_provider;
pub mod model_servers;
pub mod output_schema;
pub mod planted;
#[cfg(target_os = "linux")]
pub mod resources;
pub mod rounds;
pub mod sample;
pub mod script;
pub mod sentences;
pub mod server;
pub mod socks;
pub mod stored;
pub mod titles;
pub mod tokens;
use std::fs;
use std::path::{Path, PathBuf};

use llm_connections::store::{Paths, Store};

/// The folders; removed on drop.
pub struct TestInstall {
    dir: tempfile::TempDir,
}

impl TestInstall {
    /// An installation with this config.json.
    pub fn new(config: impl AsRef<[u8]>) -> Self {
        let install = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(install.root().join("craft")).expect("a folder");
        fs::write(install.config(), config).expect("written");
        install
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn config(&self) -> PathBuf {
        paths(self.root()).config()
    }

    pub fn bytes(&self) -> Vec<u8> {
        fs::read(self.config()).expect("config.json is there")
    }

    pub fn open(&self) -> Store {
        Store::open(paths(self.root()))
    }
}

/// The paths of an installation in a folder.
pub fn paths(root: &Path) -> Paths {
    Paths {
        config_dir: root.join("craft"),
        home: Some(root.join("home")),
        state_dir: root.join("state"),
    }
}
