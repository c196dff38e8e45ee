//! What a command says of what it could not do: after the outcome is known, once, and by its exit
//! code.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;

use llm_connections::cli::messages::not_done;
use llm_connections::disk::{DiskError, DiskStep};
use llm_connections::settings::edit::messages::{
    credentials_are_deleted, credentials_were_deleted, default_is_now, default_moves_to, deleted,
};
use llm_connections::store::messages::key_may_remain;
use llm_connections::vault::{Damage, Unusable};

use crate::commands::harness::{Ran, Tree};
use crate::support::credentials::not_crafts;

const CREDENTIALS: &str = ".craft-agent/credentials.enc";

/// An installation in which `work` has a key.
fn with_key() -> Tree {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    tree
}

/// A deletion that went through, and left the key.
#[track_caller]
fn left_the_key(tree: &Tree, ran: &Ran, why: &Unusable) {
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&deleted("“Work”")), "{}", ran.out);
    assert_eq!(ran.err.trim_end(), not_done(&key_may_remain(why)));
    assert!(!ran.out.contains("credentials.enc"), "{}", ran.out);
    assert!(!ran.out.contains(&credentials_were_deleted(&["key"])), "{}", ran.out);
    assert_eq!(tree.json()["llmConnections"][0]["slug"], "home");
}

/// Credentials at which the disk fails.
fn unopened(tree: &Tree, kind: ErrorKind) -> Unusable {
    let (step, path) = (DiskStep::Read, tree.path(CREDENTIALS));
    DiskError { step, path, source: kind.into() }.into()
}

#[test]
fn deletion_without_access_to_credentials_does_not_claim_the_key_is_deleted() {
    let tree = with_key();
    fs::write(tree.path(CREDENTIALS), "").expect("written");
    let ran = tree.run(&["delete", "work", "--yes"]);
    left_the_key(&tree, &ran, &Unusable::Damaged { damage: Damage::Empty, stamp: 0 });

    let tree = with_key();
    fs::write(tree.path(CREDENTIALS), "something else").expect("written");
    let ran = tree.run(&["delete", "work", "--yes"]);
    left_the_key(&tree, &ran, &not_crafts());
}

#[test]
fn an_error_of_the_disk_is_not_a_file_that_cannot_be_used() {
    // In its place nothing can be opened, not even by root.
    let tree = with_key();
    fs::remove_file(tree.path(CREDENTIALS)).expect("removed");
    fs::create_dir(tree.path(CREDENTIALS)).expect("made");
    let ran = tree.run(&["delete", "work", "--yes"]);
    left_the_key(&tree, &ran, &unopened(&tree, ErrorKind::IsADirectory));
}

#[test]
fn credentials_that_may_not_be_read_are_left_alone() {
    let tree = with_key();
    let path = tree.path(CREDENTIALS);
    let before = fs::read(&path).expect("there");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("set");
    // Root may read everything.
    if fs::read(&path).is_err() {
        let ran = tree.run(&["delete", "work", "--yes"]);
        left_the_key(&tree, &ran, &unopened(&tree, ErrorKind::PermissionDenied));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
    assert_eq!(fs::read(&path).expect("there"), before);
}

#[test]
fn credentials_that_another_program_has_locked_stop_the_deletion() {
    let tree = with_key();
    let lock = tree.path(".craft-agent/.credentials.enc.lock");
    let lock = fs::File::options().create(true).append(true).open(lock).expect("a lock");
    lock.lock().expect("free");
    let before = fs::read(tree.config()).expect("there");
    let ran = tree.run(&["delete", "work", "--yes"]).refused(".credentials.enc.lock");
    assert_eq!(ran.out, "");
    assert_eq!(fs::read(tree.config()).expect("there"), before);
    drop(lock);
    tree.run(&["delete", "work", "--yes"]).done().prints(credentials_were_deleted(&["key"]));
}

#[test]
fn json_reports_undone_parts_apart_from_notes() {
    let tree = with_key();
    fs::write(tree.path(CREDENTIALS), "something else").expect("written");
    let ran = tree.run(&["delete", "work", "--yes", "--json"]);
    assert_eq!(ran.code, 1);
    let not_done = ran.json()["notDone"].clone();
    assert_eq!(not_done.as_array().map(Vec::len), Some(1), "{not_done}");
}

#[test]
fn a_deletion_with_no_key_to_delete_is_whole() {
    let tree = Tree::new();
    let ran = tree.run(&["delete", "work", "--yes", "--json"]).done();
    assert_eq!(ran.json()["notDone"], serde_json::json!([]));
    assert!(!tree.path(CREDENTIALS).exists());
}

#[test]
fn question_and_dry_run_use_the_future_tense() {
    let tree = with_key();
    tree.run(&["delete", "work", "--yes", "--dry-run"])
        .done()
        .prints(default_moves_to("Home"))
        .prints(credentials_are_deleted(&["key"]));
    tree.run(&["delete", "work", "--yes"])
        .done()
        .prints(default_is_now("Home"))
        .prints(credentials_were_deleted(&["key"]));
}
