//! Machines without an id, where the desktop app and the server encrypt the file with different
//! keys.

use llm_connections::settings::credential::CredentialKind::ApiKey;
use llm_connections::settings::credential::{Credentials, key};
use llm_connections::settings::edit::Edit;
use llm_connections::store::Store;
use llm_connections::store::messages::SERVER_ONLY;
use llm_connections::vault::{Identity, Keys, Machine};
use serde_json::json;

use crate::secrets::{file_of, putting};
use crate::support::{TestInstall, paths};

/// A machine on which the desktop app knows the user as `account`, and the server as `server_user`.
fn keys(account: &str, server_user: &str) -> Keys {
    Keys::new(Machine::Other(Identity {
        account: account.to_owned(),
        server_user: server_user.to_owned(),
        home: "/home/anna".to_owned(),
        ..Identity::default()
    }))
}

fn install() -> TestInstall {
    let config = json!({
        "workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [
            {"slug": "a", "name": "Alpha", "providerType": "pi", "piAuthProvider": "xai", "authType": "api_key", "createdAt": 1},
        ],
    });
    TestInstall::new(format!("{config:#}"))
}

fn store(install: &TestInstall, keys: Keys) -> Store {
    let mut store = Store::open_with(paths(install.root()), keys);
    store.reload_credentials(true);
    store
}

fn put(store: &Store, text: &str) -> Edit {
    Edit::Secrets(putting(store, ApiKey, "a", &[(key::VALUE, text)]))
}

/// Whether a machine with these keys can decrypt the file.
fn opens(install: &TestInstall, keys: Keys) -> bool {
    let known = store(install, keys).settings().credentials().clone();
    matches!(known, Credentials::Known(all) if all.contains_key("llm_api_key::a"))
}

#[test]
fn new_file_has_the_servers_format_and_warns_about_the_desktop_app() {
    let install = install();
    let mut first = store(&install, keys("anna", "unknown"));
    let preview = first.preview(&put(&first, "k")).expect("possible");
    let commit = first.commit(&put(&first, "k")).expect("stored");
    for made in [&preview, &commit] {
        assert_eq!(made.caveats, [SERVER_ONLY]);
    }
    assert!(opens(&install, keys("unknown", "unknown")), "the server does");
    assert!(!opens(&install, keys("anna", "anna")), "the desktop app does not");
    let second = first.commit(&put(&first, "other")).expect("stored");
    assert!(second.caveats.is_empty(), "only the first time: {:?}", second.caveats);
}

#[test]
fn a_file_of_the_desktop_app_stays_one() {
    let install = install();
    // On a machine where both use the same user name there is nothing to note.
    let mut desktop = store(&install, keys("anna", "anna"));
    let commit = desktop.commit(&put(&desktop, "k")).expect("stored");
    assert!(commit.caveats.is_empty(), "{:?}", commit.caveats);
    let mut ours = store(&install, keys("anna", "unknown"));
    let commit = ours.commit(&put(&ours, "other")).expect("stored");
    assert!(commit.caveats.is_empty(), "{:?}", commit.caveats);
    assert!(opens(&install, keys("anna", "anna")), "the desktop app still opens it");
    assert!(!opens(&install, keys("unknown", "unknown")));
    assert!(file_of(install.root()).is_file());
}
