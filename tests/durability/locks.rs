//! What may stand in a lock file's place, or in place of a file that is read: it is refused by
//! name, and never waited for.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use llm_connections::store::messages::not_saved;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{CONFIG, names, rename};
use crate::support::TestInstall;

/// Far more than a lock is waited for.
const HANGING: Duration = Duration::from_secs(20);

type Make = fn(&Path);

fn make_socket(path: &Path) {
    drop(UnixListener::bind(path).expect("bound"));
}

fn make_pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe is made");
}

fn lock_of(install: &TestInstall) -> PathBuf {
    install.root().join("craft/.config.json.lock")
}

/// The refusal of a save, which must come at once.
fn refusal(install: &TestInstall) -> String {
    let (sender, receiver) = channel();
    let root = install.root().to_owned();
    thread::spawn(move || {
        let mut store = llm_connections::store::Store::open(crate::support::paths(&root));
        let outcome = store.commit(&rename(store.settings(), "a", "New"));
        // The receiver has gone where this hung.
        let _ = sender.send(outcome.expect_err("refused").to_string());
    });
    receiver.recv_timeout(HANGING).expect("the save answers")
}

#[test]
fn lock_path_that_is_no_regular_file_is_refused_by_name_and_kind() {
    let kinds: [(&str, Make); 5] = [
        ("a pipe", make_pipe),
        ("a folder", |path| fs::create_dir(path).expect("made")),
        ("a link", |path| {
            symlink("config.json", path).expect("linked");
        }),
        ("a link", |path| {
            symlink("../elsewhere", path).expect("linked");
        }),
        ("a socket", make_socket),
    ];
    for (kind, make) in kinds {
        let install = TestInstall::new(CONFIG);
        let lock = lock_of(&install);
        make(&lock);
        assert_eq!(
            refusal(&install),
            not_saved(format_args!(
                "cannot lock {}: the lock file {} is {kind}, not a regular file: remove it",
                install.config().display(),
                lock.display()
            ))
        );
        assert_eq!(install.bytes(), CONFIG.as_bytes());
        assert_eq!(names(install.root()), ["craft"], "nothing was made elsewhere");
    }
}

#[test]
fn lock_path_that_is_a_pipe_with_a_reader_is_refused_too() {
    let install = TestInstall::new(CONFIG);
    let lock = lock_of(&install);
    make_pipe(&lock);
    let reader = File::options().read(true).write(true).open(&lock);
    let message = refusal(&install);
    assert!(message.ends_with("is a pipe, not a regular file: remove it"), "{message}");
    drop(reader);
}

#[test]
fn pipe_or_socket_in_place_of_config_json_is_refused_without_waiting() {
    let kinds: [Make; 2] = [make_pipe, make_socket];
    for make in kinds {
        let install = TestInstall::new(CONFIG);
        fs::remove_file(install.config()).expect("removed");
        make(&install.config());
        assert_eq!(
            refusal(&install),
            not_saved(format_args!(
                "cannot read {}: it is not a regular file",
                install.config().display()
            ))
        );
    }
}

#[test]
fn a_lock_file_that_may_not_be_opened_is_named_with_what_to_do() {
    let install = TestInstall::new(CONFIG);
    let lock = lock_of(&install);
    fs::write(&lock, "").expect("written");
    fs::set_permissions(&lock, fs::Permissions::from_mode(0o000)).expect("set");
    if File::options().append(true).open(&lock).is_ok() {
        // Root may open anything.
        return;
    }
    let message = refusal(&install);
    let advice = format!("no permission to open the lock file {}: delete it", lock.display());
    assert!(message.ends_with(&advice), "{message}");
}

#[test]
fn a_lock_file_that_was_deleted_is_made_again() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    fs::remove_file(lock_of(&install)).expect("deleted");
    store.commit(&rename(store.settings(), "a", "Newer")).expect("another one is made");
    assert!(lock_of(&install).is_file());
}
