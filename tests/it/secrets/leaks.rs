//! A secret is in the file of credentials, locked, and nowhere else.

use std::fs;
use std::path::Path;

use llm_connections::settings::credential::fields::{Input, SECRET_FIELDS};
use llm_connections::settings::edit::Edit;

use super::{Safe, all_kinds};

const PLANTED: &str = "sk-PLANTED-0123456789";

/// Everything in every file below a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let of = |path: &Path| {
        if path.is_dir() { all_bytes(path) } else { fs::read(path).expect("readable") }
    };
    entries.flat_map(|entry| of(&entry.path())).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn no_file_and_nothing_that_is_printed_holds_a_stored_secret_of_any_kind() {
    for field in SECRET_FIELDS {
        let part = field.secret().expect("a part of a credential");
        if part.input == Input::Plain {
            continue;
        }
        let mut safe = Safe::new(Some(&all_kinds()));
        let edit = Edit::Secrets(safe.putting(part.kind, "a", &[(part.key, PLANTED)]));
        let commit = safe.store.commit(&edit).expect("stored");
        safe.delete("a");
        safe.store.undo().expect("undone");
        let key = part.kind.key_of("a");
        assert_eq!(safe.entries()[&key][part.key], PLANTED);
        assert!(!holds(&all_bytes(safe.install.root()), "PLANTED"), "{key}");
        let history = safe.store.history().entries().iter();
        let shown = history.flat_map(|entry| &entry.changes).map(|c| (c.location(), c.shown()));
        let known = safe.store.settings().credentials();
        let printed = format!("{commit:?} {:?} {known:?}", shown.collect::<Vec<_>>());
        assert!(!printed.contains("PLANTED"), "{printed}");
        assert!(printed.contains(&format!("credentials.enc: {key}")), "{printed}");
        // Refused, it is not told either.
        let mut other = all_kinds();
        other[&key][part.key] = "theirs".into();
        let edit = Edit::Secrets(safe.putting(part.kind, "a", &[(part.key, "PLANTED again")]));
        std::fs::write(safe.file(), super::sealed(&other)).expect("written");
        let refused = safe.store.commit(&edit).expect_err("it is another one");
        assert!(!format!("{refused} {refused:?}").contains("PLANTED"));
    }
}
