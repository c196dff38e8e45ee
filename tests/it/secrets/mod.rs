//! Credentials through the store's own transactions: real files, the real key, in temporary
//! folders.
mod connections;
mod faults;
mod files;
mod leaks;
mod machine;
mod planted;

use std::fs;
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
use llm_connections::store::{Commit, CommitError, Store};
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

/// A removed and restored entry is at the end: Craft does not care about the order, nor does this
/// test.
fn same_entries(entries: &Value) -> std::collections::BTreeMap<String, String> {
    let all = entries.as_object().expect("an object").iter();
    all.map(|(key, value)| (key.clone(), value.to_string())).collect()
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
    assert_eq!(safe.store.wait_for_inspections(), [""; 0]);
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
