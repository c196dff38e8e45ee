//! Errors and kills at every step of a commit.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use llm_connections::disk::DiskStep;
use llm_connections::disk::fault::{self, DiskFault};
use llm_connections::store::Store;

use super::{CONFIG, ORDERS, add, child, name_of, names, parsed, rename};
use crate::support::{TestInstall, paths};

const KINDS: [(ErrorKind, &str); 3] = [
    (ErrorKind::StorageFull, "the disk is full"),
    (ErrorKind::PermissionDenied, "no permission"),
    (ErrorKind::ReadOnlyFilesystem, "the file system is read-only"),
];

/// The steps that every save of a file comes to, and that it cannot do without.
fn steps() -> impl Iterator<Item = DiskStep> {
    let others = [DiskStep::InPlace, DiskStep::Unlink];
    DiskStep::ALL.into_iter().filter(move |step| !others.contains(step))
}

fn failures() -> impl Iterator<Item = (DiskStep, ErrorKind, &'static str)> {
    let all = steps().flat_map(|step| KINDS.map(|(kind, why)| (step, kind, why)));
    // Where a second name is not allowed, a copy does as well.
    all.filter(|(step, kind, _)| (*step, *kind) != (DiskStep::Link, ErrorKind::PermissionDenied))
        .chain([(DiskStep::Rename, ErrorKind::Other, "other error")])
}

#[test]
fn error_at_any_step_keeps_the_old_file_and_a_retry_succeeds() {
    for (step, kind, why) in failures() {
        let install = TestInstall::new(CONFIG);
        let mut store = install.open();
        let edit = rename(store.settings(), "a", "New");
        fault::plan(step, 0, DiskFault::Error(kind));
        let message = store.commit(&edit).expect_err("the disk failed").to_string();
        assert!(!fault::clear(), "{step:?} is a step of a commit");

        assert_eq!(install.bytes(), CONFIG.as_bytes(), "{step:?}, {kind}");
        assert_eq!(
            names(&install.root().join("craft")),
            if step == DiskStep::OpenLock || step == DiskStep::Read {
                vec!["config.json"]
            } else {
                vec![".config.json.lock", "config.json"]
            }
        );
        assert!(
            message.contains(&*install.config().to_string_lossy()) && message.ends_with(why),
            "{message}"
        );
        assert!(store.settings() == install.open().settings(), "{step:?}");
        assert!(store.unreadable().is_none() && store.history().entries().is_empty());

        store.commit(&edit).expect("the disk is well again");
        assert_eq!(install.bytes(), CONFIG.replace(r#""A""#, r#""New""#).as_bytes());
        assert!(store.settings() == install.open().settings());
        assert_eq!(names(&install.root().join("craft")), [".config.json.lock", "config.json"]);
    }
}

#[test]
fn an_error_at_any_step_of_the_first_save_of_all_leaves_no_file() {
    // What is missing has no old version.
    let of_the_old = [DiskStep::Backup, DiskStep::Link];
    for (step, kind, _) in failures().filter(|(step, ..)| !of_the_old.contains(step)) {
        let install = TestInstall::new("");
        fs::remove_file(install.config()).expect("removed");
        let mut store = install.open();
        fault::plan(step, 0, DiskFault::Error(kind));
        store.commit(&add("first")).expect_err("the disk failed");
        assert!(!fault::clear(), "{step:?} is a step of a commit");
        assert!(
            names(&install.root().join("craft")).iter().all(|n| n == ".config.json.lock"),
            "{step:?}"
        );
        assert!(store.is_missing() && store.settings().connections().is_empty(), "{step:?}");
        store.commit(&add("first")).expect("the disk is well again");
        assert_eq!(parsed(&install.bytes())["defaultLlmConnection"], "first");
    }
}

#[test]
fn an_error_at_any_step_of_an_undo_leaves_the_file_and_the_undo_then_succeeds() {
    // The run's first write has backed the file up already.
    for (step, kind, _) in failures().filter(|(step, ..)| *step != DiskStep::Backup) {
        let install = TestInstall::new(CONFIG);
        let mut store = install.open();
        store.commit(&rename(store.settings(), "a", "New")).expect("saved");
        let new = install.bytes();
        fault::plan(step, 0, DiskFault::Error(kind));
        store.undo().expect_err("the disk failed");
        assert!(!fault::clear(), "{step:?} is a step of an undo");
        assert_eq!(install.bytes(), new, "{step:?}");
        assert_eq!(name_of(store.settings(), "a"), "New", "{step:?}");
        store.undo().expect("the disk is well again");
        assert_eq!(install.bytes(), CONFIG.as_bytes(), "{step:?}");
    }
}

#[test]
fn kill_at_any_step_leaves_the_old_or_the_new_file_and_the_next_commit_cleans_up() {
    const SELF: &str =
        "faults::kill_at_any_step_leaves_the_old_or_the_new_file_and_the_next_commit_cleans_up";
    if let Ok(orders) = env::var(ORDERS) {
        let (step, root) = orders.split_once(' ').expect("a step and a folder");
        let mut store = Store::open(paths(Path::new(root)));
        let step = DiskStep::ALL[step.parse::<usize>().expect("a number")];
        fault::plan(step, 0, DiskFault::Crash);
        let edit = rename(store.settings(), "a", "New");
        panic!("survived its own kill: {:?}", store.commit(&edit));
    }
    let new = CONFIG.replace(r#""A""#, r#""New""#);
    for (number, step) in DiskStep::ALL.into_iter().enumerate() {
        if step == DiskStep::InPlace {
            continue;
        }
        let install = TestInstall::new(CONFIG);
        let orders = format!("{number} {}", install.root().display());
        let end = child(SELF, &orders).output().expect("the child ran");
        assert!(
            end.status.signal().is_some(),
            "{step:?}: {}",
            String::from_utf8_lossy(&end.stdout)
        );

        let stands = match step {
            DiskStep::SyncFolder | DiskStep::Unlink => &new,
            _ => CONFIG,
        };
        assert_eq!(install.bytes(), stands.as_bytes(), "{step:?}");
        let left = names(&install.root().join("craft")).len() - 1;
        let expected = match step {
            DiskStep::OpenLock | DiskStep::Read => 0,
            DiskStep::Lock | DiskStep::Backup | DiskStep::Create => 1,
            DiskStep::Write | DiskStep::Owner | DiskStep::Sync | DiskStep::Link => 2,
            // The lock, the new file and the old one's second name.
            _ => 3,
        };
        assert_eq!(left, expected, "{step:?}: the test knows what a kill leaves");

        let mut store = install.open();
        store.commit(&rename(store.settings(), "b", "Next")).expect("saved");
        assert_eq!(install.bytes(), stands.replace(r#""B""#, r#""Next""#).as_bytes(), "{step:?}");
        assert_eq!(
            names(&install.root().join("craft")),
            [".config.json.lock", "config.json"],
            "{step:?}"
        );
    }
}
