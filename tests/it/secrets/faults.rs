//! The disk on its worst day: an edit and its secret are written together, or neither.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use llm_connections::disk::DiskStep;
use llm_connections::disk::fault::{self, DiskFault};
use llm_connections::settings::credential::CredentialKind::ApiKey;
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::Edit;
use llm_connections::store::Store;
use llm_connections::vault::Vault;

use super::{Safe, all_kinds, file_of, putting, renaming};
use crate::support::credentials::keys_of_sample;
use crate::support::paths;

/// Carries its orders to a copy of this program that a test starts.
const ORDERS: &str = "LLM_CONNECTIONS_TEST_ORDERS";

/// A commit that writes config.json and the credentials.
fn both(store: &Store) -> Edit {
    let mut edit = putting(store, ApiKey, "a", &[(key::VALUE, "k2")]);
    edit.edit = Some(Box::new(renaming()));
    Edit::Secrets(edit)
}

#[test]
fn both_files_are_unchanged_when_any_step_fails() {
    let others = [DiskStep::InPlace, DiskStep::Unlink];
    for step in DiskStep::ALL.into_iter().filter(|step| !others.contains(step)) {
        for after in 0.. {
            let mut safe = Safe::new(Some(&all_kinds()));
            let before = (safe.install.bytes(), safe.bytes());
            let edit = both(&safe.store);
            fault::plan(step, after, DiskFault::Error(ErrorKind::StorageFull));
            let outcome = safe.store.commit(&edit);
            if fault::clear() {
                outcome.expect("no such step is left");
                assert!(after > 0, "{step:?} is a step of a commit");
                break;
            }
            outcome.expect_err("a step failed");
            assert_eq!((safe.install.bytes(), safe.bytes()), before, "{step:?} {after}");
            let next = both(&safe.store);
            safe.store.commit(&next).expect("the next try goes well");
        }
    }
}

#[test]
fn failed_save_leaves_no_moved_copy() {
    for step in [DiskStep::Create, DiskStep::Write, DiskStep::Rename] {
        let mut safe = Safe::new(Some(&all_kinds()));
        fs::write(safe.file(), "something else").expect("written");
        safe.store.reload_credentials(true);
        let mut edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k")]);
        edit.set_aside = safe.replaceable();
        fault::plan(step, 0, DiskFault::Error(ErrorKind::StorageFull));
        safe.store.commit(&Edit::Secrets(edit)).expect_err("a step failed");
        assert!(!fault::clear(), "{step:?} is a step of it");
        assert_eq!(safe.bytes(), b"something else");
        let folder = fs::read_dir(safe.file().parent().expect("a folder")).expect("a folder");
        assert_eq!(folder.count(), 2, "{step:?}: the file and its lock");
    }
}

#[test]
fn kill_at_any_step_leaves_whole_files_and_stores_the_connection_before_its_key() {
    const SELF: &str = "secrets::faults::kill_at_any_step_leaves_whole_files_and_stores_the_connection_before_its_key";
    if let Ok(orders) = env::var(ORDERS) {
        let [step, after, root] = orders.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("a step, a number and a folder");
        };
        let mut store = Store::open_with(paths(Path::new(root)), keys_of_sample());
        store.reload_credentials(true);
        let number = |text: &str| text.parse::<usize>().expect("a number");
        fault::plan(DiskStep::ALL[number(step)], number(after), DiskFault::Crash);
        let edit = both(&store);
        panic!("survived its own kill: {:?}", store.commit(&edit));
    }
    for step in [DiskStep::Create, DiskStep::Write, DiskStep::Rename, DiskStep::SyncFolder] {
        let number = DiskStep::ALL.iter().position(|s| *s == step).expect("a step");
        for after in 0..2 {
            let safe = Safe::new(Some(&all_kinds()));
            let program = env::current_exe().expect("this program");
            let orders = format!("{number} {after} {}", safe.install.root().display());
            let end = Command::new(program)
                .args(["--exact", SELF, "--nocapture"])
                .env(ORDERS, orders)
                .output()
                .expect("the child ran");
            assert!(end.status.signal().is_some(), "{step:?} {after}");
            let config = String::from_utf8(safe.install.bytes()).expect("text");
            let bytes = fs::read(file_of(safe.install.root())).expect("it is there");
            let vault = Vault::open(&bytes, &keys_of_sample()).expect("it opens");
            let text = vault.contents.text();
            let has_new_key = String::from_utf8_lossy(&text).contains("k2");
            // The connection is written first: a key without it would be of no use to anybody.
            assert!(config.contains("Omega") || !has_new_key, "{step:?} {after}");
            // By the time of the first rename every new file is on the disk.
            let all = step == DiskStep::SyncFolder;
            let first = step == DiskStep::Rename && after == 1;
            assert_eq!(has_new_key, all, "{step:?} {after}");
            assert_eq!(config.contains("Omega"), all || first, "{step:?} {after}");
        }
    }
}
