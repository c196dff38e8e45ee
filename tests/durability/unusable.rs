//! What cannot be used is told in a sentence and never written over.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};

use llm_connections::disk::fault::{self, DiskFault};
use llm_connections::disk::{DiskStep, MAX_BYTES};
use llm_connections::store::messages::not_saved;
use llm_connections::store::{Reload, Store};

use super::{CONFIG, add, name_of, names, rename};
use crate::support::TestInstall;

/// The sentence with which the file is refused, its path taken out; a commit is refused with it
/// too, and leaves no trace.
fn sentence(install: &TestInstall) -> String {
    let mut store = install.open();
    let why = store.unreadable().expect("unusable").to_string();
    assert!(store.settings().connections().is_empty() && !store.is_missing());
    let refused = store.commit(&add("c")).expect_err("refused").to_string();
    assert_eq!(refused, not_saved(&why));
    assert!(store.unreadable().is_some());
    assert!(!install.root().join("state").exists(), "nothing to back up");
    assert!(
        names(&install.root().join("craft"))
            .iter()
            .all(|n| n == "config.json" || n == ".config.json.lock")
    );
    let path = install.config().display().to_string();
    assert!(why.contains(&path), "{why}");
    why.replace(&path, "IT")
}

#[test]
fn invalid_json_or_shape_is_reported_with_its_position_and_left_unchanged() {
    for (bytes, why) in [
        (&b"{\n  \"workspaces\": [],\n  oops\n}"[..], "IT:3:3: key must be a string"),
        (b"{\"workspaces\": []", "IT:1:17: EOF while parsing an object"),
        (b"{\"workspaces\": []} {}", "IT:1:20: trailing characters"),
        (b"", "IT:1:0: EOF while parsing a value"),
        (b"{\"workspaces\": [\"\xe9\"]}", "IT: byte 17 is not UTF-8 text"),
        (b"{\"workspaces\": {}}", "IT: “workspaces” is an object, but Craft needs a list"),
        (b"{\"workspaces\": null}", "IT: “workspaces” is null, but Craft needs a list"),
        (b"{\"llmConnections\": []}", "IT: “workspaces” is missing, but Craft needs a list"),
        (
            b"{\"workspaces\": [], \"llmConnections\": {}}",
            "IT: “llmConnections” is an object, but Craft needs a list",
        ),
        (b"[]", "IT: it contains a list, but Craft needs an object"),
        (b"7", "IT: it contains a number, but Craft needs an object"),
    ] {
        let install = TestInstall::new(bytes);
        assert_eq!(sentence(&install), why);
        assert_eq!(install.bytes(), bytes, "{why}");
    }
}

#[test]
fn a_folder_in_its_place_stays_one() {
    let install = TestInstall::new("");
    fs::remove_file(install.config()).expect("removed");
    fs::create_dir(install.config()).expect("made");
    assert_eq!(sentence(&install), "cannot read IT: it is a folder");
    assert!(install.config().is_dir());
}

#[test]
fn a_link_to_nothing_stays_one() {
    let install = TestInstall::new("");
    fs::remove_file(install.config()).expect("removed");
    symlink("/nowhere/at/all", install.config()).expect("linked");
    assert_eq!(
        sentence(&install),
        "cannot read IT: it is a link to /nowhere/at/all, which does not exist"
    );
    assert_eq!(fs::read_link(install.config()).expect("a link").to_str(), Some("/nowhere/at/all"));
}

#[test]
fn a_file_of_more_than_64_mb_is_not_read() {
    let install = TestInstall::new("");
    let file = File::create(install.config()).expect("made");
    file.set_len(MAX_BYTES + 1).expect("sparse");
    let why = sentence(&install);
    assert_eq!(why, "cannot read IT: it has 64 MB; a settings file larger than 64 MB is not read");
    assert_eq!(fs::metadata(install.config()).expect("there").len(), MAX_BYTES + 1);
}

#[test]
fn a_file_of_50_mb_is_edited_like_any_other() {
    let blob = "x".repeat(50 << 20);
    let text = CONFIG.replacen("[]", &format!("[], \"blob\": \"{blob}\""), 1);
    let install = TestInstall::new(&text);
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    assert!(install.bytes() == text.replace(r#""A""#, r#""New""#).as_bytes());
}

#[test]
fn a_file_that_may_not_be_read_is_left_alone() {
    let install = TestInstall::new(CONFIG);
    fs::set_permissions(install.config(), fs::Permissions::from_mode(0o000)).expect("set");
    // Root may read anything: then the disk says no in the system's stead.
    let is_root = File::open(install.config()).is_ok();
    let refuse = || {
        if is_root {
            fault::plan(DiskStep::Read, 0, DiskFault::Error(ErrorKind::PermissionDenied));
        }
    };
    refuse();
    let mut store = install.open();
    let why = store.unreadable().expect("unreadable").to_string();
    assert_eq!(why, format!("cannot read {}: no permission", install.config().display()));
    refuse();
    let refused = store.commit(&add("c")).expect_err("refused").to_string();
    assert_eq!(refused, not_saved(&why));
    fs::set_permissions(install.config(), fs::Permissions::from_mode(0o600)).expect("set");
    assert_eq!(install.bytes(), CONFIG.as_bytes());
}

#[test]
fn a_folder_that_may_not_be_written_is_left_alone() {
    let install = TestInstall::new(CONFIG);
    let folder = install.root().join("craft");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).expect("set");
    let is_root = File::create(folder.join("probe")).is_ok();
    let mut store = install.open();
    if is_root {
        fs::remove_file(folder.join("probe")).expect("removed");
        fault::plan(DiskStep::OpenLock, 0, DiskFault::Error(ErrorKind::PermissionDenied));
    }
    let refused =
        store.commit(&rename(store.settings(), "a", "New")).expect_err("refused").to_string();
    let why = format!("cannot lock {}: no permission", install.config().display());
    assert!(refused.starts_with(&not_saved(&why)), "{refused}");
    assert!(
        is_root || refused.ends_with(&folder.join(".config.json.lock").display().to_string()),
        "{refused}"
    );
    assert_eq!(install.bytes(), CONFIG.as_bytes());
    assert_eq!(names(&folder), ["config.json"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("set");
}

#[test]
fn file_broken_while_running_stays_unchanged_until_a_person_fixes_it() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    let saved = install.bytes();
    let acts: [fn(&mut Store) -> bool; 3] = [
        |store| store.undo().is_ok(),
        |store| store.redo().is_ok(),
        |store| store.commit(&add("c")).is_ok(),
    ];
    for act in acts {
        fs::write(install.config(), "{ broken").expect("written");
        assert!(!act(&mut store));
        assert_eq!(install.bytes(), b"{ broken");
        assert!(store.unreadable().is_some());
        assert_eq!(name_of(store.settings(), "a"), "New", "what it said last is still shown");
    }
    fs::write(install.config(), &saved).expect("repaired");
    assert_eq!(store.reload(false), Reload::Changed);
    assert!(store.unreadable().is_none());
    store.undo().expect("taken back");
    assert_eq!(install.bytes(), CONFIG.as_bytes());
}
