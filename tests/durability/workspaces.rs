//! A deletion that clears workspaces' defaults writes several files: all of them or none.

use std::fs;
use std::path::PathBuf;

use llm_connections::disk::DiskStep;
use llm_connections::disk::fault::{self, DiskFault, FaultDuration};
use llm_connections::settings::edit::{Edit, OverrideEdit};
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::store::messages::not_saved;
use llm_connections::store::read_all::read_workspaces;
use llm_connections::store::{CommitError, Store};
use serde_json::{Value, json};

use super::{CONFIG, delete, names, parsed};
use crate::support::TestInstall;

/// Two workspaces that name `a` as their default, each written in its own way, and one that does
/// not.
struct Office {
    install: TestInstall,
    files: [PathBuf; 4],
}

impl Office {
    fn new() -> Self {
        let install = TestInstall::new("");
        let root = install.root().display().to_string();
        let rows = json!([{"id": "1", "rootPath": format!("{root}/one")}, {"id": "2", "rootPath": "~/two"},
            {"id": "3", "rootPath": format!("{root}/three")}]);
        let config = CONFIG.replacen("[]", &rows.to_string(), 1);
        let files = ["craft", "one", "home/two", "three"]
            .map(|f| install.root().join(f).join("config.json"));
        let texts = [
            config.as_str(),
            "{\n\t\"name\": \"One\",\n\t\"defaults\": {\n\t\t\"defaultLlmConnection\": \"a\",\n\t\t\"model\": \"m\"\n\t},\n\t\"updatedAt\": 1.7e3\n}\n",
            "{\"defaults\":{\"defaultLlmConnection\":\"a\"}}",
            "{\"defaults\":{\"defaultLlmConnection\":\"b\"},\"updatedAt\":7}",
        ];
        for (file, text) in files.iter().zip(texts) {
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, text).expect("written");
        }
        Self { install, files }
    }

    fn bytes(&self) -> [Vec<u8>; 4] {
        self.files.each_ref().map(|file| fs::read(file).expect("there"))
    }

    fn strays(&self) -> Vec<String> {
        let folders = self.files.iter().filter_map(|file| file.parent());
        let all = folders.flat_map(names);
        all.filter(|n| n != "config.json" && n != ".config.json.lock").collect()
    }

    fn list(&self, root_paths: &[&str]) {
        let mut config = parsed(&fs::read(&self.files[0]).expect("there"));
        config["workspaces"] = root_paths.iter().map(|root| json!({"rootPath": root})).collect();
        fs::write(&self.files[0], config.to_string()).expect("written");
    }

    /// What was saved leaves the third workspace alone, and is taken back and made again byte for
    /// byte.
    #[track_caller]
    fn goes_back_and_forth(&self, store: &mut Store, old: &[Vec<u8>; 4], new: &[Vec<u8>; 4]) {
        let third = self.install.root().join("three");
        assert_eq!(names(&third), ["config.json"], "not even locked");
        store.undo().expect("taken back");
        assert!(self.bytes() == *old);
        store.redo().expect("made again");
        assert!(self.bytes() == *new);
        assert_eq!(self.strays(), [""; 0]);
    }
}

#[test]
fn deleting_the_default_of_two_workspaces_clears_both_and_undo_is_byte_for_byte() {
    let office = Office::new();
    let old = office.bytes();
    let mut store = office.install.open();
    store.commit(&delete(store.settings(), "a")).expect("saved");
    let new = office.bytes();
    assert_eq!(parsed(&new[0])["llmConnections"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&new[1]),
        "{\n\t\"name\": \"One\",\n\t\"defaults\": {\n\t\t\"model\": \"m\"\n\t},\n\t\"updatedAt\": 1770000000000\n}\n"
    );
    assert_eq!(new[2], br#"{"defaults":{},"updatedAt":1770000000000}"#);
    assert_eq!(new[3], old[3]);
    office.goes_back_and_forth(&mut store, &old, &new);
}

/// The steps without which nothing is saved. A workspace that cannot be read is left alone.
fn steps() -> impl Iterator<Item = DiskStep> {
    let others = [DiskStep::Read, DiskStep::InPlace, DiskStep::Unlink];
    DiskStep::ALL.into_iter().filter(move |step| !others.contains(step))
}

#[test]
fn all_files_keep_their_old_bytes_when_any_call_fails() {
    for step in steps() {
        for after in 0.. {
            let office = Office::new();
            let old = office.bytes();
            let mut store = office.install.open();
            let edit = delete(store.settings(), "a");
            fault::plan(step, after, DiskFault::Error(std::io::ErrorKind::StorageFull));
            let outcome = store.commit(&edit);
            if fault::clear() {
                outcome.expect("no such call is left");
                assert!(after >= 3, "{step:?} is made for every file");
                break;
            }
            let error = outcome.expect_err("the disk is full");
            assert!(
                matches!(&error, CommitError::Disk(e) if office.files.contains(&e.path)),
                "{error}"
            );
            assert!(office.bytes() == old, "{step:?} {after}");
            assert_eq!(office.strays(), [""; 0], "{step:?} {after}");
            assert!(store.settings() == office.install.open().settings());

            store.commit(&edit).expect("there is room again");
            store.undo().expect("taken back");
            assert!(office.bytes() == old, "{step:?} {after}");
        }
    }
}

#[test]
fn disk_that_keeps_failing_leaves_all_old_or_names_the_new_files() {
    let mut mixed_outcomes = 0;
    for step in steps() {
        for after in 0.. {
            let office = Office::new();
            let old = office.bytes();
            let mut store = office.install.open();
            let edit = delete(store.settings(), "a");
            let full = DiskFault::Error(std::io::ErrorKind::StorageFull);
            fault::plan_lasting(step, after, full, FaultDuration::Forever);
            let outcome = store.commit(&edit);
            if fault::clear() {
                outcome.expect("no such call is left");
                break;
            }
            let is_new = |file: &PathBuf| {
                let at = office.files.iter().position(|f| f == file);
                at.is_some_and(|at| office.bytes()[at] != old[at])
            };
            match outcome.expect_err("the disk is full") {
                CommitError::PartialCommit(mixed) => {
                    assert!(mixed.new.iter().all(is_new), "{step:?} {after}: {mixed}");
                    assert!(!mixed.old.iter().any(is_new), "{step:?} {after}: {mixed}");
                    assert_eq!(mixed.new.len() + mixed.old.len(), 3, "{mixed}");
                    assert!(mixed.damaged.is_empty() && !mixed.new.is_empty(), "{mixed}");
                    mixed_outcomes += 1;
                }
                message => {
                    assert!(office.bytes() == old, "{step:?} {after}: {message}");
                    assert!(message.to_string().starts_with(&not_saved("")), "{message}");
                }
            }
        }
    }
    assert!(mixed_outcomes > 0, "the second rename fails, and so does taking back the first");
}

#[test]
fn a_workspace_that_is_listed_twice_is_cleared_once() {
    for again in ["~/two", "${HOME}/two", "~/./two"] {
        let office = Office::new();
        office.list(&["~/two", again]);
        let old = office.bytes();
        let mut store = office.install.open();
        store.commit(&delete(store.settings(), "a")).unwrap_or_else(|why| panic!("{again}: {why}"));
        assert_eq!(office.bytes()[2], br#"{"defaults":{},"updatedAt":1770000000000}"#, "{again}");
        store.undo().unwrap_or_else(|why| panic!("{again}: {why}"));
        assert!(office.bytes() == old, "{again}");
    }
}

#[test]
fn workspace_with_an_unusable_file_blocks_nothing_and_is_not_touched() {
    for bad in ["{\"defaults\": {\"defaultLlmConnection\": \"a\"", "[1]", ""] {
        let office = Office::new();
        fs::write(&office.files[1], bad).expect("written");
        let mut store = office.install.open();
        store.commit(&delete(store.settings(), "a")).expect("saved");
        let new = office.bytes();
        assert_eq!(new[1], bad.as_bytes());
        assert_eq!(parsed(&new[2])["defaults"], json!({}));
    }
}

#[test]
fn undo_restores_a_workspace_default_and_keeps_crafts_later_save() {
    let office = Office::new();
    let mut store = office.install.open();
    store.commit(&delete(store.settings(), "a")).expect("saved");
    let mut saved: Value = parsed(&office.bytes()[2]);
    saved["defaults"]["thinkingLevel"] = json!("high");
    saved["updatedAt"] = json!(1_780_000_000_000_u64);
    fs::write(&office.files[2], saved.to_string()).expect("written");

    store.undo().expect("taken back");
    saved["defaults"]["defaultLlmConnection"] = json!("a");
    assert_eq!(parsed(&office.bytes()[2]), saved);
    store.redo().expect("made again");
    assert_eq!(parsed(&office.bytes()[2])["defaults"], json!({"thinkingLevel": "high"}));
}

fn set(store: &llm_connections::store::Store, root: &str, after: Option<&str>) -> Edit {
    let workspace = store.settings().workspace(root).expect("listed");
    Edit::SetOverride(OverrideEdit {
        workspace: root.to_owned(),
        setting: Setting::Thinking,
        before: workspace.stored(Setting::Thinking).cloned(),
        after: after.map(str::to_owned),
        drop_empty: store.made_defaults_of(root),
        now_ms: 1_770_000_000_000,
    })
}

/// The office, its workspaces' files read.
fn opened(office: &Office) -> llm_connections::store::Store {
    let mut store = office.install.open();
    let listed = store.settings().workspaces().iter();
    let roots: Vec<String> = listed.map(|w| w.root_path.clone()).collect();
    let files = read_workspaces(store.paths(), &roots);
    store.take_workspaces(files);
    store
}

#[test]
fn workspace_setting_changes_only_its_own_file_and_undo_is_byte_for_byte() {
    let office = Office::new();
    let old = office.bytes();
    let mut store = opened(&office);
    let edit = set(&store, "~/two", Some("high"));
    store.commit(&edit).expect("saved");
    let new = office.bytes();
    assert_eq!(
        String::from_utf8_lossy(&new[2]),
        r#"{"defaults":{"defaultLlmConnection":"a","thinkingLevel":"high"},"updatedAt":1770000000000}"#
    );
    assert!(new[0] == old[0] && new[1] == old[1] && new[3] == old[3]);
    office.goes_back_and_forth(&mut store, &old, &new);
}

#[test]
fn undo_removes_a_settings_object_only_if_this_run_created_it() {
    let office = Office::new();
    fs::write(&office.files[2], "{\"updatedAt\":7}").expect("written");
    fs::write(&office.files[3], "{\"defaults\":{},\"updatedAt\":7}").expect("written");
    let three = office.install.root().join("three").display().to_string();
    let mut store = opened(&office);
    for (root, left) in [("~/two", None), (three.as_str(), Some(json!({})))] {
        for after in [Some("high"), None] {
            let edit = set(&store, root, after);
            store.commit(&edit).expect("saved");
        }
        let file = if root == "~/two" { 2 } else { 3 };
        let own = parsed(&office.bytes()[file]);
        assert_eq!(own.get("defaults"), left.as_ref(), "{root}");
    }
}

#[test]
fn when_any_step_of_such_a_save_fails_the_file_is_as_it_was() {
    for step in steps() {
        let office = Office::new();
        let old = office.bytes();
        let mut store = opened(&office);
        let edit = set(&store, "~/two", Some("max"));
        // The first lock is config.json's, which is read and stays as it is.
        let after = usize::from(matches!(step, DiskStep::OpenLock | DiskStep::Lock));
        fault::plan(step, after, DiskFault::Error(std::io::ErrorKind::StorageFull));
        let failed = store.commit(&edit);
        fault::clear();
        assert!(failed.is_err(), "{step:?}");
        assert!(office.bytes() == old, "{step:?}");
        assert_eq!(office.strays(), [""; 0], "{step:?}");
        store.commit(&edit).expect("there is room again");
        store.undo().expect("taken back");
        assert!(office.bytes() == old, "{step:?}");
    }
}

#[test]
fn concurrently_saved_workspace_keeps_crafts_values() {
    let office = Office::new();
    let mut store = opened(&office);
    let edit = set(&store, "~/two", Some("max"));
    fs::write(&office.files[2], r#"{"defaults":{"model":"theirs"},"updatedAt":9}"#)
        .expect("written");
    store.commit(&edit).expect("saved");
    assert_eq!(
        parsed(&office.bytes()[2])["defaults"],
        json!({"model": "theirs", "thinkingLevel": "max"})
    );
    fs::write(&office.files[2], r#"{"defaults":{"thinkingLevel":"low"},"updatedAt":9}"#)
        .expect("written");
    let edit = set(&store, "~/two", Some("off"));
    let refused = store.commit(&edit).expect_err("it is another one by now");
    assert!(refused.to_string().contains("Thinking of"), "{refused}");
    assert_eq!(parsed(&office.bytes()[2])["defaults"], json!({"thinkingLevel": "low"}));
}
