//! What a run first changed is kept, and files stay whose they are.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use llm_connections::disk::fault::{self, DiskFault, FaultDuration};
use llm_connections::disk::{DiskStep, KEPT_BACKUPS};
use llm_connections::store::{RestoreError, Store};

use super::{CONFIG, ORDERS, add, child, name_of, names, parsed, rename};
use crate::support::{TestInstall, paths};

fn backups(install: &TestInstall) -> PathBuf {
    let real = install.config().canonicalize().expect("there");
    paths(install.root()).backups(&real)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[test]
fn the_first_write_of_a_run_copies_the_old_bytes_and_the_second_does_not() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    store.commit(&rename(store.settings(), "a", "Newer")).expect("saved");
    store.undo().expect("taken back");
    let folder = backups(&install);
    let copies = names(&folder);
    assert_eq!(copies.len(), 1);
    let copy = folder.join(&copies[0]);
    assert_eq!(fs::read(&copy).expect("there"), CONFIG.as_bytes());
    let folders = folder.ancestors().take_while(|f| *f != install.root());
    assert!(folders.into_iter().all(|f| mode(f) == 0o700));
    assert_eq!(mode(&copy), 0o600);
}

#[test]
fn the_newest_twenty_runs_are_kept() {
    let install = TestInstall::new(CONFIG);
    let mut before = Vec::new();
    for run in 0..KEPT_BACKUPS + 3 {
        before.push(install.bytes());
        let mut store = install.open();
        store.commit(&rename(store.settings(), "a", &format!("Run {run}"))).expect("saved");
    }
    let folder = backups(&install);
    let kept: Vec<_> =
        names(&folder).iter().map(|n| fs::read(folder.join(n)).expect("there")).collect();
    assert_eq!(kept, before[3..]);
}

#[test]
fn a_backup_that_cannot_be_made_stops_the_save_and_names_its_folder() {
    let install = TestInstall::new(CONFIG);
    fs::write(install.root().join("state"), "a file where the folder should be").expect("written");
    let mut store = install.open();
    let message =
        store.commit(&rename(store.settings(), "a", "New")).expect_err("no backup").to_string();
    assert!(message.contains(&*backups(&install).to_string_lossy()), "{message}");
    assert_eq!(install.bytes(), CONFIG.as_bytes());
    assert_eq!(name_of(store.settings(), "a"), "A");
}

#[test]
fn config_json_keeps_its_mode_and_a_new_one_is_its_owners_alone() {
    for kept in [0o600, 0o640, 0o664] {
        let install = TestInstall::new(CONFIG);
        fs::set_permissions(install.config(), fs::Permissions::from_mode(kept)).expect("set");
        let mut store = install.open();
        store.commit(&rename(store.settings(), "a", "New")).expect("saved");
        assert_eq!(mode(&install.config()), kept);
    }
    let install = TestInstall::new("");
    fs::remove_dir_all(install.root().join("craft")).expect("removed");
    install.open().commit(&add("first")).expect("saved");
    assert_eq!(mode(&install.config()), 0o600);
    assert_eq!(mode(&install.root().join("craft")), 0o700);
}

#[test]
fn a_config_json_that_is_a_link_stays_one_and_its_target_is_changed() {
    let install = TestInstall::new(CONFIG);
    let real = install.root().join("dotfiles");
    fs::create_dir(&real).expect("made");
    fs::rename(install.config(), real.join("craft.json")).expect("moved");
    symlink("../dotfiles/craft.json", install.config()).expect("linked");
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    assert_eq!(
        fs::read_link(install.config()).expect("a link"),
        Path::new("../dotfiles/craft.json")
    );
    let now = fs::read_to_string(real.join("craft.json")).expect("there");
    assert_eq!(now, CONFIG.replace(r#""A""#, r#""New""#));
    assert_eq!(names(&install.root().join("craft")), ["config.json"]);
    assert_eq!(names(&real), [".craft.json.lock", "craft.json"]);
}

fn is_backup(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "json")
}

#[test]
fn kill_during_a_backup_leaves_a_whole_one_or_none_and_the_next_cleans_up() {
    const SELF: &str =
        "backups::kill_during_a_backup_leaves_a_whole_one_or_none_and_the_next_cleans_up";
    if let Ok(orders) = std::env::var(ORDERS) {
        let (after, root) = orders.split_once(' ').expect("a number and a folder");
        let mut store = Store::open(paths(Path::new(root)));
        let edit = rename(store.settings(), "a", "New");
        fault::plan(DiskStep::Backup, after.parse().expect("a number"), DiskFault::Crash);
        store.commit(&edit).expect("no such call is left");
        return;
    }
    for after in 0.. {
        let install = TestInstall::new(CONFIG);
        let folder = backups(&install);
        let orders = format!("{after} {}", install.root().display());
        let end = child(SELF, &orders).output().expect("the child ran");
        let all_are_whole = || {
            let copies = names(&folder).into_iter().filter(|name| is_backup(name));
            let mut copies = copies.map(|name| fs::read(folder.join(name)).expect("there"));
            copies.all(|copy| copy == CONFIG.as_bytes())
        };
        assert!(!folder.exists() || all_are_whole(), "{after}");
        if end.status.success() {
            assert!(after >= 7, "made, written, synced, named");
            break;
        }
        let mut store = install.open();
        store.commit(&rename(store.settings(), "a", "New")).expect("saved");
        assert!(all_are_whole(), "{after}");
        assert!(names(&folder).iter().all(|name| is_backup(name)), "{after}");
    }
}

#[test]
fn backup_folder_that_fails_to_sync_once_is_not_rolled_back_and_one_that_always_fails_is_named() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    let new = install.bytes();
    let (opened, skipped) = store.newest_backup().expect("there is one");
    assert!(skipped.is_empty());
    fault::plan(DiskStep::SyncFolder, 0, DiskFault::Error(std::io::ErrorKind::Other));
    let message = store.restore(&opened).expect_err("refused").to_string();
    assert!(message.starts_with("nothing was restored: "), "{message}");
    assert_eq!(install.bytes(), new);

    // The sync fails, and the rename that would take it back.
    let full = DiskFault::Error(std::io::ErrorKind::StorageFull);
    fault::plan_lasting(DiskStep::SyncFolder, 0, full, FaultDuration::Forever);
    let failed = store.restore(&opened).expect_err("it fails");
    fault::clear();
    assert!(
        matches!(&failed, RestoreError::PartialCommit(mixed) if mixed.new == [install.config()])
    );
    assert_eq!(
        failed.to_string(),
        format!(
            "restored, but not confirmed: cannot sync the folder of {0}: the disk is full. New: {0}",
            install.config().display()
        )
    );
    assert_eq!(parsed(&install.bytes()), parsed(CONFIG.as_bytes()));
}
