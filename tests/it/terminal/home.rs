//! A home of a test's own, with the sample tree in it: nothing of the user's is read or written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::sample::{copy_sample, with_a_default};

/// The folders of one test. They go when this does.
pub struct Home {
    root: TempDir,
}

impl Home {
    /// A home with the sample tree in it, whose default names a connection that is there.
    pub fn new() -> Self {
        let home = Self::empty();
        copy_sample(&home.dir(), "craft-agent");
        with_a_default(&home.config());
        home
    }

    /// A home without any configuration.
    pub fn empty() -> Self {
        let root = tempfile::Builder::new()
            // What is started with one of these paths must survive a blank in it.
            .prefix("llm connections test ")
            .tempdir()
            .unwrap();
        let home = Self { root };
        for dir in [home.dir(), home.temporary()] {
            fs::create_dir(dir).unwrap();
        }
        home
    }

    pub fn dir(&self) -> PathBuf {
        self.root.path().join("home")
    }

    pub fn config_dir(&self) -> PathBuf {
        self.dir().join("craft-agent")
    }

    pub fn config(&self) -> PathBuf {
        self.config_dir().join("config.json")
    }

    pub fn state(&self) -> PathBuf {
        self.root.path().join("state")
    }

    /// Where temporary files of the program go.
    pub fn temporary(&self) -> PathBuf {
        self.root.path().join("tmp")
    }

    pub fn text(&self) -> String {
        fs::read_to_string(self.config()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text()).unwrap()
    }

    /// One connection of config.json.
    pub fn connection(&self, slug: &str) -> serde_json::Value {
        let json = self.json();
        let all = json["llmConnections"].as_array().unwrap();
        all.iter().find(|c| c["slug"] == slug).unwrap().clone()
    }

    /// What the program is started with instead of the environment of the test.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        BTreeMap::from([
            ("PATH".to_owned(), std::env::var("PATH").unwrap()),
            ("HOME".to_owned(), text(self.dir())),
            ("XDG_STATE_HOME".to_owned(), text(self.state())),
            ("CRAFT_CONFIG_DIR".to_owned(), text(self.config_dir())),
            ("TMPDIR".to_owned(), text(self.temporary())),
            ("TERM".to_owned(), "xterm-256color".to_owned()),
        ])
    }

    /// All files of all its folders, with what is in them.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(self.root.path(), &mut files);
        files
    }
}

/// The names in a folder.
pub fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn collect(dir: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}
