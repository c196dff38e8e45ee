//! What a crash left beside a file goes: at the next commit that locks the file, at the next start
//! of the screen, and after the next command that saves.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use llm_connections::store::survey::Survey;
use llm_connections::vault::{Keys, Machine};
use notify::event::EventKind;
use notify::{RecursiveMode, Watcher};
use serde_json::json;

use super::{CONFIG, names, parsed, rename};
use crate::support::{TestInstall, paths};

/// An installation with a workspace, and what a crash has left beside each of its files.
fn crashed() -> (TestInstall, Vec<PathBuf>) {
    let mut config = parsed(CONFIG.as_bytes());
    config["workspaces"] = json!([{"id": "1", "rootPath": "~/one"}]);
    let install = TestInstall::new(config.to_string());
    let mut left = Vec::new();
    for file in ["craft/config.json", "home/one/config.json", "home/.craft-agent/credentials.enc"] {
        let file = install.root().join(file);
        let folder = file.parent().expect("a folder");
        fs::create_dir_all(folder).expect("made");
        let name = file.file_name().expect("a name").display().to_string();
        let temporary = folder.join(format!(".{name}.Ab12Cd.llm-connections.tmp"));
        fs::write(&temporary, "half").expect("written");
        left.push(temporary);
    }
    fs::write(install.root().join("home/one/config.json"), "{}").expect("written");
    (install, left)
}

fn any_is_left(left: &[PathBuf]) -> bool {
    left.iter().any(|path| path.exists())
}

#[test]
fn sweep_removes_only_files_that_no_program_uses() {
    let (install, left) = crashed();
    let theirs = install.root().join("home/one/config.json.tmp");
    fs::write(&theirs, "Craft's").expect("written");
    let lock = install.root().join("home/one/.config.json.lock");
    let held = File::create(&lock).expect("made");
    held.lock().expect("held");
    let store = install.open();
    store.sweep();
    assert!(!left[0].exists() && left[1].exists() && !left[2].exists());
    drop(held);
    store.sweep();
    assert!(!any_is_left(&left) && theirs.exists());
}

#[test]
fn sweep_without_leftovers_creates_no_file() {
    let install = TestInstall::new(CONFIG);
    install.open().sweep();
    assert_eq!(names(&install.root().join("craft")), ["config.json"]);
}

#[test]
fn commit_removes_leftovers_beside_its_file() {
    let (install, left) = crashed();
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    assert!(!left[0].exists());
}

#[test]
fn screen_removes_leftovers_in_the_background_at_start() {
    let (install, left) = crashed();
    let (sender, receiver) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let event = event.expect("an event");
        if matches!(event.kind, EventKind::Remove(_)) {
            // The test has ended.
            let _ = sender.send(event.paths);
        }
    })
    .expect("a watcher");
    let mut wanted: Vec<&Path> = left.iter().map(PathBuf::as_path).collect();
    for path in &wanted {
        let folder = path.parent().expect("a folder");
        watcher.watch(folder, RecursiveMode::NonRecursive).expect("watched");
    }
    let survey = Survey::start(paths(install.root()), Keys::new(Machine::This), |_| {});
    survey.workspaces(vec!["~/one".to_owned()]);
    while !wanted.is_empty() {
        let gone = receiver.recv_timeout(Duration::from_secs(20)).expect("it goes");
        wanted.retain(|path| !gone.iter().any(|gone| gone == path));
    }
}
