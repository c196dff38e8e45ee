//! The credentials of connections that are edited, renamed, duplicated or deleted, and what undo
//! makes of that.

use std::fs;

use llm_connections::settings::ConnectionId;
use llm_connections::settings::credential::CredentialKind::{self, ApiKey};
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::Edit;
use serde_json::json;

use crate::secrets::{Safe, all_kinds, renaming, same_entries};

#[test]
fn undo_and_redo_go_through_every_change_of_a_secret() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let mut states = vec![safe.entries()];
    safe.put(ApiKey, "a", &[(key::VALUE, "k2")]).expect("stored");
    states.push(safe.entries());
    safe.put(ApiKey, "b", &[(key::VALUE, "other2")]).expect("stored");
    states.push(safe.entries());
    safe.delete("a");
    states.push(safe.entries());
    let undone = states.iter().rev().skip(1);
    for meant in undone {
        let commit = safe.store.undo().expect("undone");
        assert!(commit.touches_credentials());
        assert_eq!(same_entries(&safe.entries()), same_entries(meant));
    }
    for meant in &states[1..] {
        safe.store.redo().expect("redone");
        assert_eq!(same_entries(&safe.entries()), same_entries(meant));
    }
}

#[test]
fn a_delete_takes_all_four_kinds_and_undo_brings_them_and_the_connection_back() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let config = safe.install.bytes();
    let commit = safe.delete("a");
    let left = safe.entries();
    let left: Vec<&String> = left.as_object().expect("an object").keys().collect();
    assert_eq!(left, ["source_oauth::mail", "llm_api_key::b", "whatever"]);
    assert_eq!(commit.changes.len(), 2 + 4, "{:?}", commit.changes);
    safe.store.undo().expect("undone");
    assert_eq!(same_entries(&safe.entries()), same_entries(&all_kinds()));
    assert_eq!(safe.install.bytes(), config);
}

#[test]
fn a_delete_of_one_of_two_with_a_slug_leaves_the_secrets_to_the_other() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let text = String::from_utf8(safe.install.bytes()).expect("text").replace("\"b\"", "\"a\"");
    fs::write(safe.install.config(), text).expect("written");
    safe.store.reload(true);
    let before = safe.bytes();
    safe.delete("a");
    assert_eq!(safe.bytes(), before);
    safe.delete("a");
    assert!(!safe.entries().to_string().contains("::a"));
}

#[test]
fn a_delete_without_a_file_of_secrets_makes_none() {
    let mut safe = Safe::new(None);
    safe.delete("a");
    assert!(!safe.file().parent().expect("a folder").exists());
}

#[test]
fn a_rename_leaves_the_secrets_alone() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let before = safe.bytes();
    let edit = Edit::Rename {
        id: ConnectionId::first("a"),
        before: Some("Alpha".into()),
        name: "Omega".to_owned(),
    };
    safe.store.commit(&edit).expect("renamed");
    assert_eq!(safe.bytes(), before);
}

#[test]
fn a_duplicate_has_copies_of_the_secrets_or_none() {
    for with_secrets in [true, false] {
        let mut safe = Safe::new(Some(&all_kinds()));
        let edit = Edit::Duplicate { id: ConnectionId::first("a"), with_secrets, now_ms: 9 };
        safe.store.commit(&edit).expect("duplicated");
        let entries = safe.entries();
        for kind in CredentialKind::ALL {
            let meant = with_secrets.then(|| &entries[kind.key_of("a")]);
            assert_eq!(entries.get(kind.key_of("a-2")), meant);
        }
        safe.store.undo().expect("undone");
        assert_eq!(same_entries(&safe.entries()), same_entries(&all_kinds()));
    }
}

#[test]
fn an_edit_of_the_connection_and_its_secret_are_one_commit() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let (config, entries) = (safe.install.bytes(), safe.entries());
    let mut edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k2")]);
    edit.edit = Some(Box::new(renaming()));
    safe.store.commit(&Edit::Secrets(edit)).expect("saved");
    assert_eq!(safe.entries()["llm_api_key::a"]["value"], "k2");
    assert_eq!(safe.store.history().entries().len(), 1);
    safe.store.undo().expect("undone");
    assert_eq!((safe.install.bytes(), safe.entries()), (config, entries));
}

#[test]
fn a_connection_is_deleted_though_the_credentials_cannot_even_be_locked() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let before = safe.bytes();
    fs::create_dir(safe.file().with_file_name(".credentials.enc.lock")).expect("in the way");
    let commit = safe.delete("a");
    assert!(commit.not_done.join(" ").contains("cannot lock"), "{:?}", commit.not_done);
    assert_eq!(safe.bytes(), before);
    assert_eq!(safe.store.settings().connections().len(), 1);
}

#[test]
fn a_copy_and_a_new_connection_get_no_key_of_an_earlier_one() {
    let mut entries = all_kinds();
    entries["llm_api_key::a-2"] = json!({"value": "of an earlier one"});
    let mut safe = Safe::new(Some(&entries));
    let edit = Edit::Duplicate { id: ConnectionId::first("a"), with_secrets: false, now_ms: 9 };
    safe.store.commit(&edit).expect("duplicated");
    let slugs: Vec<_> =
        safe.store.settings().connections().iter().map(|c| c.slug().to_owned()).collect();
    assert_eq!(slugs, ["a", "b", "a-3"]);
}
