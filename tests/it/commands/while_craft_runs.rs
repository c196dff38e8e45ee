//! Credentials beside a running Craft, which writes its own back: refused without --yes where there
//! is no terminal.

use std::fs;
use std::os::unix::fs::MetadataExt;

use llm_connections::cli::messages;
use llm_connections::store::messages::CRAFT_DELETES_HALF_A_FILE;
use serde_json::Value;

use crate::commands::harness::{Ran, Tree};
use crate::support::craft::HeldLock;

/// Refused, for a running Craft.
#[track_caller]
fn refused_for_craft(ran: Ran, craft: &HeldLock) {
    ran.refused(messages::save_while_craft_runs(&craft.found().warning()));
}

fn stored(tree: &Tree, slug: &str) -> Value {
    tree.run(&["secret", "status", slug, "--json"]).json()["stored"].clone()
}

#[test]
fn credential_is_changed_beside_a_running_craft_only_with_yes() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    let craft = HeldLock::take(&tree.path(""));
    let before = tree.files();
    refused_for_craft(tree.run_with(&["secret", "set", "work"], "gsk_2"), &craft);
    refused_for_craft(tree.run(&["duplicate", "work", "--with-secrets"]), &craft);
    assert_eq!(tree.files(), before);
    let dry = tree.run_with(&["secret", "set", "work", "--dry-run"], "gsk_2").done();
    dry.prints("llm_api_key::work");
    let restart = messages::restart_craft(craft.pid());
    tree.run_with(&["secret", "set", "work", "--yes"], "gsk_2").done().prints(&restart);
    tree.run(&["duplicate", "work", "--with-secrets", "--yes"]).done().prints(&restart);
    assert_eq!(stored(&tree, "work-2")[0]["kind"], "key", "{}", tree.json());
    tree.run(&["secret", "clear", "work", "--yes"]).done().prints(&restart);
    tree.run(&["--yes", "delete", "work-2"]).done().prints(&restart);
    drop(craft);
    tree.run_with(&["secret", "set", "work"], "gsk_3")
        .done()
        .prints(messages::RESTART_CRAFT_IF_RUNNING);
}

#[test]
fn credentials_are_not_written_in_place_beside_a_running_craft() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    let credentials = tree.path(".craft-agent/credentials.enc");
    fs::hard_link(&credentials, tree.path("second-name")).expect("linked");
    let craft = HeldLock::take(&tree.path(""));
    let before = tree.files();
    tree.run_with(&["secret", "set", "work", "--yes"], "gsk_2").refused(CRAFT_DELETES_HALF_A_FILE);
    assert_eq!(tree.files(), before);
    drop(craft);
    tree.run_with(&["secret", "set", "work"], "gsk_2").done();
    let links = fs::metadata(&credentials).expect("there").nlink();
    assert_eq!(links, 2, "written in place");
}

#[test]
fn edits_without_credentials_work_beside_a_running_craft() {
    let tree = Tree::new();
    let _craft = HeldLock::take(&tree.path(""));
    tree.run(&["rename", "work", "Other"]).done();
    tree.run(&["duplicate", "work", "--with-secrets"]).done();
    tree.run(&["delete", "home", "--yes"]).done();
}

#[test]
fn craft_with_another_home_is_ignored() {
    let (tree, other) = (Tree::new(), Tree::new());
    let _craft = HeldLock::take(&other.path(""));
    tree.run_with(&["secret", "set", "work"], "gsk_1")
        .done()
        .prints(messages::RESTART_CRAFT_IF_RUNNING);
}
