//! Credentials through the store's own transactions: real files, the real key, in temporary
//! folders.
mod faults;
mod leaks;
mod machine;
mod planted;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use llm_connections::settings::ConnectionId;
use llm_connections::settings::credential::CredentialKind::{
    self, ApiKey, Iam, OAuth, ServiceAccount,
};
use llm_connections::settings::credential::Credentials;
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::{Edit, FieldEdit, Refusal};
use llm_connections::settings::edit::{SecretChange, SecretEdit, SecretsEdit};
use llm_connections::settings::secret::Secret;
use llm_connections::store::messages::{key_may_remain, set_aside_as};
use llm_connections::store::{Commit, CommitError, Store};
use llm_connections::vault::{Damage, Unusable};
use serde_json::{Value, json};

use crate::support::credentials::{entries_of, keys_of_sample, sealed};
use crate::support::{TestInstall, paths};

/// An installation with two connections and optional credentials.
struct Safe {
    install: TestInstall,
    store: Store,
}

impl Safe {
    fn new(entries: Option<&Value>) -> Self {
        let config = json!({
            "workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": [
                {"slug": "a", "name": "Alpha", "providerType": "pi", "piAuthProvider": "xai", "authType": "api_key", "createdAt": 1},
                {"slug": "b", "name": "Beta", "providerType": "pi", "piAuthProvider": "groq", "authType": "api_key", "createdAt": 2},
            ],
            "defaultLlmConnection": "a",
        });
        let install = TestInstall::new(format!("{config:#}"));
        if let Some(entries) = entries {
            let file = file_of(install.root());
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, sealed(entries)).expect("written");
        }
        let mut store = Store::open_with(paths(install.root()), keys_of_sample());
        store.reload_credentials(true);
        Self { install, store }
    }

    fn file(&self) -> PathBuf {
        file_of(self.install.root())
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.file()).expect("the credentials are there")
    }

    fn entries(&self) -> Value {
        entries_of(&self.bytes())
    }

    /// Replaces a connection's credential.
    fn put(
        &mut self,
        kind: CredentialKind,
        slug: &str,
        fields: &[(&'static str, &str)],
    ) -> Result<Commit, CommitError> {
        let edit = self.putting(kind, slug, fields);
        self.store.commit(&Edit::Secrets(edit))
    }

    fn putting(
        &self,
        kind: CredentialKind,
        slug: &str,
        fields: &[(&'static str, &str)],
    ) -> SecretsEdit {
        putting(&self.store, kind, slug, fields)
    }

    /// The stamp of an unusable file that may be set aside beside a new one.
    fn replaceable(&self) -> Option<u64> {
        match self.store.settings().credentials() {
            Credentials::Unusable { replaceable, .. } => *replaceable,
            _ => None,
        }
    }

    fn delete(&mut self, slug: &str) -> Commit {
        let id = ConnectionId::first(slug);
        let seen = Arc::clone(self.store.settings().connection(&id).expect("is there"));
        self.store.commit(&Edit::Delete { id, seen, now_ms: 9 }).expect("deleted")
    }
}

/// An edit that renames the first connection.
fn renaming() -> Edit {
    Edit::Update {
        id: ConnectionId::first("a"),
        fields: vec![FieldEdit {
            path: "name",
            before: Some("Alpha".into()),
            after: Some("Omega".into()),
        }],
    }
}

/// An edit that replaces a connection's credential; an empty text removes that part.
fn putting(
    store: &Store,
    kind: CredentialKind,
    slug: &str,
    fields: &[(&'static str, &str)],
) -> SecretsEdit {
    let secret = |(key, text): &(&'static str, &str)| {
        let secret = (!text.is_empty()).then(|| Secret::new((*text).to_owned()));
        (*key, secret)
    };
    let change = SecretChange::Put(fields.iter().map(secret).collect());
    let stored = store.settings().credentials().of(kind, slug);
    let seen = stored.map(|facts| facts.stamp);
    SecretsEdit {
        slug: slug.to_owned(),
        edit: None,
        secrets: vec![SecretEdit { kind, seen: Some(seen), change }],
        set_aside: None,
    }
}

fn file_of(root: &Path) -> PathBuf {
    root.join("home/.craft-agent/credentials.enc")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

/// An entry of each kind, and some that are not ours.
fn all_kinds() -> Value {
    json!({
        "source_oauth::mail": {"value": "theirs", "extra": [1, 2.50]},
        "llm_api_key::a": {"value": "k", "theirs": true},
        "llm_oauth::a": {"value": "t", "refreshToken": "r", "expiresAt": 5, "idToken": "i"},
        "llm_iam::a": {"value": "s", "awsAccessKeyId": "AKIA", "awsRegion": "eu-west-1", "awsSessionToken": "x"},
        "llm_service_account::a": {"value": "{\"a\": \"\\n\"}", "gcpProjectId": "p", "serviceAccountEmail": "e"},
        "llm_api_key::b": {"value": "other"},
        "whatever": 7,
    })
}

#[test]
fn each_kind_is_read_back_as_stored() {
    for (kind, entry, fields) in [
        (ApiKey, "llm_api_key::a", vec![(key::VALUE, "k")]),
        (OAuth, "llm_oauth::a", vec![(key::VALUE, "t")]),
        (
            Iam,
            "llm_iam::a",
            vec![
                (key::AWS_ACCESS_KEY_ID, "AKIA"),
                (key::VALUE, "s"),
                (key::AWS_SESSION_TOKEN, "x"),
                (key::AWS_REGION, "eu-west-1"),
            ],
        ),
        (
            ServiceAccount,
            "llm_service_account::a",
            vec![(key::VALUE, "{\n\"ä\": 1}"), (key::GCP_PROJECT, "p"), (key::EMAIL, "e")],
        ),
    ] {
        let mut safe = Safe::new(Some(&json!({"whatever": {"x": 1.50}})));
        let before = safe.install.bytes();
        safe.put(kind, "a", &fields).expect("stored");
        let stored: serde_json::Map<String, Value> =
            fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).into())).collect();
        let meant = json!({"whatever": {"x": 1.50}, entry: stored});
        assert_eq!(safe.entries(), meant);
        assert_eq!(safe.install.bytes(), before, "config.json has no part in it");
        let facts = safe.store.settings().credentials().of(kind, "a").expect("is known");
        assert!(facts.is_complete(kind));
    }
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
fn unchanged_parts_of_credentials_stay() {
    let mut safe = Safe::new(Some(&all_kinds()));
    safe.put(Iam, "a", &[(key::AWS_SESSION_TOKEN, ""), (key::AWS_REGION, "us-east-1")])
        .expect("stored");
    safe.put(ApiKey, "a", &[(key::VALUE, "k2")]).expect("stored");
    let mut meant = all_kinds();
    meant["llm_api_key::a"]["value"] = "k2".into();
    let iam = meant["llm_iam::a"].as_object_mut().expect("an object");
    iam.shift_remove("awsSessionToken");
    iam["awsRegion"] = "us-east-1".into();
    assert_eq!(safe.entries().to_string(), meant.to_string(), "in their order, too");
}

#[test]
fn storing_the_same_credential_writes_nothing() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let before = safe.bytes();
    let commit = safe.put(ApiKey, "a", &[(key::VALUE, "k")]).expect("nothing to do");
    assert!(commit.changes.is_empty() && !commit.touches_credentials());
    assert_eq!(safe.bytes(), before);
    assert!(safe.store.history().entries().is_empty());
}

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

/// A removed and restored entry is at the end: Craft does not care about the order, nor does this
/// test.
fn same_entries(entries: &Value) -> std::collections::BTreeMap<String, String> {
    let all = entries.as_object().expect("an object").iter();
    all.map(|(key, value)| (key.clone(), value.to_string())).collect()
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
fn later_credential_of_another_program_is_not_overwritten() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let edit = safe.putting(ApiKey, "a", &[(key::VALUE, "mine")]);
    let mut theirs = all_kinds();
    theirs["llm_api_key::a"]["value"] = "theirs".into();
    fs::write(safe.file(), sealed(&theirs)).expect("written");
    let before = safe.bytes();
    let refused = safe.store.commit(&Edit::Secrets(edit)).expect_err("refused");
    let message = refused.to_string();
    assert!(message.contains("the key of “Alpha”"), "{message}");
    assert_eq!(safe.bytes(), before);
    // Read again, it is theirs that is replaced.
    safe.put(ApiKey, "a", &[(key::VALUE, "mine")]).expect("stored");
    // Any sooner it would count as an old state being restored.
    assert_eq!(safe.store.settle_saved(), [""; 0]);
    fs::write(safe.file(), sealed(&theirs)).expect("written");
    let undo = safe.store.undo().expect_err("it is theirs again");
    assert!(matches!(undo, CommitError::Refused(Refusal::Conflict(_))), "{undo}");
    assert_eq!(safe.entries(), theirs);
}

#[test]
fn incomplete_aws_key_is_refused_naming_the_missing_part() {
    let mut safe = Safe::new(Some(&json!({})));
    let before = safe.bytes();
    let refused = safe.put(Iam, "a", &[(key::AWS_ACCESS_KEY_ID, "AKIA")]).expect_err("half");
    let CommitError::Refused(Refusal::Invalid(problems)) = refused else { panic!("{refused}") };
    let paths: Vec<&str> = problems.iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["secret.secretAccessKey"]);
    assert_eq!(safe.bytes(), before);
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
fn an_entry_that_was_half_before_is_changed_all_the_same() {
    let mut safe = Safe::new(Some(&json!({"llm_iam::a": {"value": "s"}})));
    safe.put(Iam, "a", &[(key::AWS_REGION, "us-east-1")]).expect("stored");
    assert_eq!(safe.entries()["llm_iam::a"]["awsRegion"], "us-east-1");
}

#[test]
fn two_programs_on_one_file_lose_nothing_of_each_other() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let mut other = Store::open_with(paths(safe.install.root()), keys_of_sample());
    other.reload_credentials(true);
    for n in 0..4 {
        let text = format!("k{n}");
        safe.put(ApiKey, "a", &[(key::VALUE, &text)]).expect("stored");
        let edit = putting(&other, ApiKey, "b", &[(key::VALUE, &text)]);
        other.commit(&Edit::Secrets(edit)).expect("stored");
    }
    let mut meant = all_kinds();
    meant["llm_api_key::a"]["value"] = "k3".into();
    meant["llm_api_key::b"]["value"] = "k3".into();
    assert_eq!(same_entries(&safe.entries()), same_entries(&meant));
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
            assert_eq!(entries_of(&bytes), all_kinds(), "what nobody reads was flipped");
        }
        assert_eq!(safe.bytes(), bytes);
    }
}
