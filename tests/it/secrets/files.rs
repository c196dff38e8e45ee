//! The file of credentials itself: who may read it, and what is done where it cannot be used.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use llm_connections::settings::credential::CredentialKind::ApiKey;
use llm_connections::settings::credential::Credentials;
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::Edit;
use llm_connections::store::messages::{key_may_remain, set_aside_as};
use llm_connections::store::{CommitError, Store};
use llm_connections::vault::{Damage, Unusable};
use serde_json::json;

use crate::secrets::{Safe, all_kinds, putting, renaming};
use crate::support::credentials::{entries_of, keys_of_sample, sealed};
use crate::support::paths;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[test]
fn a_new_file_and_its_folder_are_their_owners_alone() {
    let mut safe = Safe::new(None);
    safe.put(ApiKey, "a", &[(key::VALUE, "k")]).expect("stored");
    assert_eq!(safe.entries(), json!({"llm_api_key::a": {"value": "k"}}));
    assert_eq!(mode(&safe.file()), 0o600);
    assert_eq!(mode(safe.file().parent().expect("a folder")), 0o700);
}

#[test]
fn a_file_that_others_could_read_is_its_owners_alone_once_it_is_written() {
    let mut safe = Safe::new(Some(&json!({})));
    let folder = safe.file().parent().expect("a folder").to_owned();
    fs::set_permissions(safe.file(), fs::Permissions::from_mode(0o644)).expect("set");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("set");
    safe.put(ApiKey, "a", &[(key::VALUE, "k")]).expect("stored");
    assert_eq!((mode(&safe.file()), mode(&folder)), (0o600, 0o700));
}

#[test]
fn unusable_file_is_not_overwritten_and_blocks_nothing() {
    let whole = sealed(&all_kinds());
    let mut other_key = whole.clone();
    other_key[80] ^= 1;
    for (bytes, damage) in [
        (whole[..50].to_vec(), Damage::TooShort(50)),
        (b"something else".to_vec(), Damage::NotThisFormat),
        (other_key, Damage::OtherKey),
        (Vec::new(), Damage::Empty),
    ] {
        let mut safe = Safe::new(None);
        fs::create_dir_all(safe.file().parent().expect("a folder")).expect("made");
        fs::write(safe.file(), &bytes).expect("written");
        safe.store.reload_credentials(true);
        let refused = safe.put(ApiKey, "a", &[(key::VALUE, "PLANTED")]).expect_err("no use");
        assert!(matches!(refused, CommitError::Credentials(_)), "{refused}");
        assert!(!format!("{refused} {refused:?}").contains("PLANTED"));
        let commit = safe.delete("a");
        let why = Unusable::Damaged { damage, stamp: 0 };
        assert_eq!(commit.not_done, [key_may_remain(&why)]);
        assert_eq!(safe.bytes(), bytes);
    }
}

#[test]
fn old_file_is_moved_aside_for_a_new_one_on_request() {
    let mut safe = Safe::new(Some(&json!({})));
    fs::write(safe.file(), "something else").expect("written");
    safe.store.reload_credentials(true);
    let mut edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k")]);
    edit.set_aside = safe.replaceable();
    let commit = safe.store.commit(&Edit::Secrets(edit)).expect("stored");
    let message = commit.caveats.join("; ");
    assert!(message.contains(&set_aside_as(Path::new("credentials.enc.2"))), "{message}");
    assert_eq!(safe.entries(), json!({"llm_api_key::a": {"value": "k"}}));
    let folder = safe.file().parent().expect("a folder").to_owned();
    let names = fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path());
    let aside: Vec<PathBuf> =
        names.filter(|p| p.to_string_lossy().contains("credentials.enc.2")).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(fs::read(&aside[0]).expect("there"), b"something else");
    assert_eq!(mode(&aside[0]), 0o600);
}

#[test]
fn a_link_to_the_file_stays_one() {
    let mut safe = Safe::new(Some(&json!({})));
    let real = safe.install.root().join("real.enc");
    fs::rename(safe.file(), &real).expect("moved");
    std::os::unix::fs::symlink(&real, safe.file()).expect("linked");
    safe.put(ApiKey, "a", &[(key::VALUE, "k")]).expect("stored");
    assert_eq!(fs::read_link(safe.file()).expect("still a link"), real);
    assert_eq!(mode(&real), 0o600);
}

#[test]
fn only_the_confirmed_file_is_moved_aside() {
    let mut safe = Safe::new(Some(&json!({})));
    fs::write(safe.file(), "something else").expect("written");
    safe.store.reload_credentials(true);
    let mut edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k")]);
    edit.set_aside = safe.replaceable();
    fs::write(safe.file(), "another thing").expect("written");
    let refused = safe.store.commit(&Edit::Secrets(edit)).expect_err("not that one");
    assert!(matches!(refused, CommitError::Credentials(_)), "{refused}");
    assert_eq!(safe.bytes(), b"another thing");
}

#[test]
fn file_of_a_newer_format_is_never_moved_aside() {
    let mut newer = sealed(&json!({}));
    newer[8] = 1;
    let mut safe = Safe::new(Some(&json!({})));
    fs::write(safe.file(), &newer).expect("written");
    safe.store.reload_credentials(true);
    assert_eq!(safe.replaceable(), None);
}

#[test]
fn undo_removes_only_the_entry_of_a_new_file() {
    let mut safe = Safe::new(Some(&json!({})));
    fs::write(safe.file(), "something else").expect("written");
    safe.store.reload_credentials(true);
    let mut edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k")]);
    edit.set_aside = safe.replaceable();
    safe.store.commit(&Edit::Secrets(edit)).expect("stored");
    safe.store.undo().expect("undone");
    assert_eq!(safe.entries(), json!({}));
    safe.store.redo().expect("redone");
    assert_eq!(safe.entries(), json!({"llm_api_key::a": {"value": "k"}}));
}

#[test]
fn without_a_home_folder_only_credentials_are_unavailable() {
    let safe = Safe::new(None);
    let mut nowhere = paths(safe.install.root());
    nowhere.home = None;
    let mut store = Store::open_with(nowhere, keys_of_sample());
    store.reload_credentials(true);
    let edit = putting(&store, ApiKey, "a", &[(key::VALUE, "k")]);
    let refused = store.commit(&Edit::Secrets(edit)).expect_err("nowhere to keep it");
    assert!(matches!(refused, CommitError::Credentials(Unusable::NoHome)), "{refused}");
    store.commit(&renaming()).expect("renamed");
}

/// Every length, and every byte flipped except most of the salt's: a damaged salt needs a key
/// derivation of its own, which is slow, so one byte of it represents all.
#[test]
fn damaged_file_is_reported_and_never_changed() {
    let whole = sealed(&all_kinds());
    let cuts = (0..whole.len()).map(|length| whole[..length].to_vec());
    let flips = (0..whole.len()).filter(|at| !(13..44).contains(at));
    let flips = flips.map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        bytes
    });
    let mut safe = Safe::new(Some(&all_kinds()));
    for bytes in cuts.chain(flips) {
        fs::write(safe.file(), &bytes).expect("written");
        safe.store.reload_credentials(true);
        if let Credentials::Unusable { why, .. } = safe.store.settings().credentials() {
            assert_eq!(*why == Damage::Empty.to_string(), bytes.is_empty(), "{why}");
            let edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k")]);
            let refused = safe.store.commit(&Edit::Secrets(edit));
            refused.expect_err("it cannot be used");
        } else {
            assert_eq!(entries_of(&bytes), all_kinds(), "a bit that is not read was flipped");
        }
        assert_eq!(safe.bytes(), bytes);
    }
}
