//! Files that no other file can take the place of: they are written in place, and what they are
//! stays. Attributes go with a file that is replaced.

use std::env;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use llm_connections::disk::DiskStep;
use llm_connections::disk::fault::{self, DiskFault, FaultDuration};
use llm_connections::store::{CommitError, Store, messages};
use rustix::fs::{XattrFlags, fgetxattr, fsetxattr};

use super::{CONFIG, ORDERS, child, names, rename};
use crate::support::{TestInstall, paths};

fn new() -> Vec<u8> {
    CONFIG.replace(r#""A""#, r#""New""#).into_bytes()
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).expect("there").ino()
}

fn copy_of(install: &TestInstall) -> PathBuf {
    install.root().join("craft/config.json.llm-connections.old")
}

/// A config.json that has another name in another folder.
fn linked() -> (TestInstall, PathBuf) {
    let install = TestInstall::new(CONFIG);
    let other = install.root().join("dotfiles.json");
    fs::hard_link(install.config(), &other).expect("linked");
    (install, other)
}

/// Saves, and answers what is reported of it.
fn saved(install: &TestInstall) -> Vec<String> {
    let mut store = install.open();
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved").caveats
}

#[test]
fn file_with_another_hard_link_is_written_in_place() {
    let (install, other) = linked();
    let before = inode(&install.config());
    let caveats = saved(&install);
    assert_eq!(install.bytes(), new());
    assert_eq!(fs::read(&other).expect("there"), new());
    assert_eq!((inode(&install.config()), inode(&other)), (before, before));
    let why = "it has another hard link";
    assert_eq!(caveats, [messages::written_in_place(&install.config(), why)]);
    assert_eq!(names(&install.root().join("craft")), [".config.json.lock", "config.json"]);
    // To a shorter text as well.
    let mut store = install.open();
    let edit = super::delete(store.settings(), "b");
    store.commit(&edit).expect("saved");
    store.undo().expect("taken back");
    assert_eq!(fs::read(&other).expect("there"), new());
}

#[test]
fn file_attributes_are_copied_to_the_replacement() {
    let install = TestInstall::new(CONFIG);
    let file = File::open(install.config()).expect("there");
    if fsetxattr(&file, "user.note", b"mine", XattrFlags::empty()).is_err() {
        println!("not proven here: this file system has no attributes");
        return;
    }
    assert!(saved(&install).is_empty());
    assert_ne!(inode(&install.config()), file.metadata().expect("open").ino());
    let mut value = [0; 8];
    let replaced = File::open(install.config()).expect("there");
    let length = fgetxattr(&replaced, "user.note", &mut value[..]).expect("it is noted");
    assert_eq!(&value[..length], b"mine");
}

#[test]
fn file_that_cannot_be_replaced_is_written_in_place() {
    for kind in [ErrorKind::ResourceBusy, ErrorKind::CrossesDevices] {
        let install = TestInstall::new(CONFIG);
        let before = inode(&install.config());
        fault::plan(DiskStep::Rename, 0, DiskFault::Error(kind));
        let caveats = saved(&install);
        assert!(!fault::clear(), "a save renames");
        assert_eq!(install.bytes(), new());
        assert_eq!(inode(&install.config()), before);
        let why = "it is mounted on its own";
        assert_eq!(caveats, [messages::written_in_place(&install.config(), why)]);
        let left = names(&install.root().join("craft"));
        assert_eq!(left, [".config.json.lock", "config.json"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_config_json_that_is_mounted_on_its_own_is_written_in_place() {
    const SELF: &str = "in_place::a_config_json_that_is_mounted_on_its_own_is_written_in_place";
    if let Ok(root) = env::var(ORDERS) {
        let mut store = Store::open(paths(Path::new(&root)));
        let edit = rename(store.settings(), "a", "New");
        let caveats = store.commit(&edit).expect("saved").caveats;
        assert!(
            matches!(&caveats[..], [one] if one.ends_with("written in place: it is mounted on its own")),
            "{caveats:?}"
        );
        return;
    }
    let install = TestInstall::new("");
    let real = install.root().join("volume.json");
    fs::write(&real, CONFIG).expect("written");
    let isolated = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private", "sh", "-ec", script]);
        command.arg("sh").arg(&real).arg(install.config());
        command
    };
    let mount = r#"mount --bind "$1" "$2""#;
    let allowed = isolated(mount).output();
    if !allowed.is_ok_and(|ran| ran.status.success()) {
        println!("not proven here: this user may not mount");
        return;
    }
    let test = child(SELF, &install.root().display().to_string());
    let ran = isolated(&format!("{mount}; shift 2; exec \"$@\""))
        .arg(test.get_program())
        .args(test.get_args())
        .env(ORDERS, install.root())
        .output()
        .expect("it ran");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    assert_eq!(fs::read(&real).expect("there"), new());
    assert_eq!(install.bytes(), b"", "the mount has gone with its process");
}

#[test]
fn new_file_is_renamed_over_the_old_one_without_exchange_support() {
    for kind in [ErrorKind::InvalidInput, ErrorKind::Unsupported] {
        let install = TestInstall::new(CONFIG);
        fault::plan(DiskStep::Rename, 0, DiskFault::Error(kind));
        assert!(saved(&install).is_empty());
        assert!(!fault::clear(), "a save renames");
        assert_eq!(install.bytes(), new());
        let left = names(&install.root().join("craft"));
        assert_eq!(left, [".config.json.lock", "config.json"]);
    }
}

#[test]
fn failed_in_place_write_keeps_the_old_text_in_or_beside_the_file() {
    for lasting in [FaultDuration::Once, FaultDuration::SameStep] {
        for after in 0.. {
            let (install, other) = linked();
            let mut store = install.open();
            let edit = rename(store.settings(), "a", "New");
            let full = DiskFault::Error(ErrorKind::StorageFull);
            fault::plan_lasting(DiskStep::InPlace, after, full, lasting);
            let outcome = store.commit(&edit);
            if fault::clear() {
                outcome.expect("no such call is left");
                assert!(after >= 5, "opened, made room, written, cut, synced");
                break;
            }
            match outcome.expect_err("the disk is full") {
                CommitError::PartialCommit(mixed) => {
                    assert_eq!(lasting, FaultDuration::SameStep, "{mixed}");
                    assert_eq!(mixed.damaged, [(install.config(), copy_of(&install))]);
                    assert_eq!(fs::read(copy_of(&install)).expect("kept"), CONFIG.as_bytes());
                }
                error => {
                    assert!(error.to_string().starts_with(&messages::not_saved("")), "{error}");
                    assert_eq!(install.bytes(), CONFIG.as_bytes(), "{after}");
                    assert!(!copy_of(&install).exists(), "{after}");
                }
            }
            assert_eq!(install.bytes(), fs::read(other).expect("there"));
        }
    }
}

#[test]
fn a_kill_while_a_file_is_written_in_place_leaves_the_old_text_beside_it() {
    const SELF: &str =
        "in_place::a_kill_while_a_file_is_written_in_place_leaves_the_old_text_beside_it";
    if let Ok(orders) = env::var(ORDERS) {
        let (after, root) = orders.split_once(' ').expect("a number and a folder");
        let mut store = Store::open(paths(Path::new(root)));
        let edit = rename(store.settings(), "a", "New");
        fault::plan(DiskStep::InPlace, after.parse().expect("a number"), DiskFault::Crash);
        panic!("survived its own kill: {:?}", store.commit(&edit));
    }
    for after in 1..5 {
        let (install, _) = linked();
        let orders = format!("{after} {}", install.root().display());
        let end = child(SELF, &orders).output().expect("the child ran");
        assert!(end.status.signal().is_some(), "{after}");
        assert_eq!(fs::read(copy_of(&install)).expect("kept"), CONFIG.as_bytes());
        let mut store = install.open();
        let edit = rename(store.settings(), "b", "Next");
        store.commit(&edit).expect("both texts are as long here");
        assert!(!copy_of(&install).exists(), "the file is whole again");
    }
}

#[test]
fn files_created_by_root_in_a_users_folder_get_its_owner() {
    const USER: u32 = 12345;
    let install = TestInstall::new(CONFIG);
    let folders = ["craft", "home"].map(|name| install.root().join(name));
    fs::create_dir(&folders[1]).expect("made");
    for path in folders.iter().chain([&install.config(), &install.root().to_owned()]) {
        if std::os::unix::fs::chown(path, Some(USER), Some(USER)).is_err() {
            println!("not proven here: this user is not root");
            return;
        }
    }
    saved(&install);
    let mut all = vec![install.root().to_owned()];
    let mut count = 0;
    while let Some(path) = all.pop() {
        let found = fs::symlink_metadata(&path).expect("there");
        assert_eq!((found.uid(), found.gid()), (USER, USER), "{}", path.display());
        count += 1;
        if found.is_dir() {
            all.extend(fs::read_dir(&path).expect("a folder").map(|e| e.expect("an entry").path()));
        }
    }
    // Root, its two folders, the file, its lock; state, backups, the file's folder, the backup.
    assert_eq!(count, 9);
}

#[test]
fn file_left_half_written_by_a_kill_is_restored_and_its_old_text_never_lost() {
    let half = &CONFIG.as_bytes()[..CONFIG.len() / 2];
    let (install, other) = linked();
    let interrupt = || {
        fs::write(copy_of(&install), CONFIG).expect("written");
        fs::write(install.config(), half).expect("written");
    };
    // The text before is newer than any backup.
    saved(&install);
    interrupt();
    let mut store = install.open();
    assert!(store.unreadable().is_some());
    let (opened, skipped) = store.newest_backup().expect("the copy can be read");
    assert_eq!(opened.backup.path, copy_of(&install));
    assert!(skipped.is_empty());
    store.restore(&opened).expect("restored");
    assert_eq!(fs::read(&other).expect("there"), CONFIG.as_bytes());
    assert!(!copy_of(&install).exists(), "the file is whole again");

    // Another one is put back: the text before is among the backups then.
    let backups = store.backups();
    for backup in &backups {
        fs::remove_file(&backup.path).expect("removed");
    }
    interrupt();
    let mut store = install.open();
    let (opened, _) = store.newest_backup().expect("the copy can be read");
    let older = install.root().join("older.json");
    fs::write(&older, new()).expect("written");
    let mut backup = opened.backup.clone();
    backup.path = older;
    let opened = backup.open().expect("it can be read");
    store.restore(&opened).expect("restored");
    assert_eq!(install.bytes(), new());
    let kept = store.backups().into_iter();
    let kept: Vec<Vec<u8>> = kept.map(|backup| fs::read(backup.path).expect("there")).collect();
    assert!(kept.contains(&CONFIG.as_bytes().to_vec()), "{}", kept.len());
    assert!(kept.contains(&half.to_vec()), "{}", kept.len());
}
