//! A secret is in the file of credentials, locked, and nowhere else.

use std::fs;
use std::path::Path;

use llm_connections::settings::credential::CredentialKind::ApiKey;
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::Edit;

use super::{Safe, all_kinds};

const PLANTED: &str = "sk-PLANTED-0123456789";

/// Everything in every file below a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let of = |path: &Path| {
        if path.is_dir() {
            all_bytes(path)
        } else {
            fs::read(path).expect("readable")
        }
    };
    entries.flat_map(|entry| of(&entry.path())).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn no_file_and_nothing_that_is_printed_holds_a_stored_key() {
    let mut safe = Safe::new(Some(&all_kinds()));
    let edit = Edit::Secrets(safe.putting(ApiKey, "a", &[(key::VALUE, PLANTED)]));
    let commit = safe.store.commit(&edit).expect("stored");
    safe.delete("a");
    safe.store.undo().expect("undone");
    assert_eq!(safe.entries()["llm_api_key::a"]["value"], PLANTED);
    assert!(!holds(&all_bytes(safe.place.root()), "PLANTED"));
    let history = safe.store.history().entries().iter();
    let shown = history
        .flat_map(|entry| &entry.changes)
        .map(|c| (c.place(), c.shown()));
    let printed = format!(
        "{commit:?} {:?} {:?}",
        shown.collect::<Vec<_>>(),
        safe.store.settings().credentials()
    );
    assert!(!printed.contains("PLANTED"), "{printed}");
    assert!(
        printed.contains("credentials.enc: llm_api_key::a"),
        "{printed}"
    );
}
