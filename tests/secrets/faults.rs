//! The disk on its worst day: an edit and its secret are written together, or neither.

use std::io::ErrorKind;

use llm_connections::disk::Step;
use llm_connections::disk::fault::{self, Fault};
use llm_connections::settings::ConnectionId;
use llm_connections::settings::credential::CredentialKind::ApiKey;
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::{Edit, FieldEdit};

use super::{Safe, all_kinds};

/// A commit that writes config.json and the credentials.
fn both(safe: &Safe) -> Edit {
    let update = Edit::Update {
        id: ConnectionId::first("a"),
        fields: vec![FieldEdit {
            path: "name",
            before: Some("Alpha".into()),
            after: Some("Omega".into()),
        }],
    };
    let mut edit = safe.putting(ApiKey, "a", &[(key::VALUE, "k2")]);
    edit.edit = Some(Box::new(update));
    Edit::Secrets(edit)
}

#[test]
fn whichever_step_fails_both_files_are_as_they_were() {
    for step in Step::ALL {
        for after in 0..6 {
            let mut safe = Safe::new(Some(&all_kinds()));
            let before = (safe.place.bytes(), safe.bytes());
            let edit = both(&safe);
            fault::plan(step, after, Fault::Error(ErrorKind::StorageFull));
            let outcome = safe.store.commit(&edit);
            if fault::clear() {
                outcome.expect("no such step is left");
                break;
            }
            outcome.expect_err("a step failed");
            assert_eq!(
                (safe.place.bytes(), safe.bytes()),
                before,
                "{step:?} {after}"
            );
            safe.store
                .commit(&both(&safe))
                .expect("the next try goes well");
        }
    }
}
