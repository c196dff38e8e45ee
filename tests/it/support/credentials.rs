//! Credentials files, created and read for tests.
use std::sync::LazyLock;

use llm_connections::cli::demo;
use llm_connections::vault::{Contents, Damage, Entry, Keys, Unusable, Vault};
use serde_json::Value;

/// The keys of the sample's credentials, derived once per test binary.
pub fn keys_of_sample() -> Keys {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::new(demo::machine()));
    KEYS.clone()
}

/// Why “something else” is no file of credentials.
pub const fn not_crafts() -> Unusable {
    Unusable::Damaged { damage: Damage::NotThisFormat, stamp: 0 }
}

/// A credentials file with these entries.
pub fn sealed(entries: &Value) -> Vec<u8> {
    // The sample's header, so that the key is already derived.
    let sample = include_bytes!("../../../assets/demo/broken/craft-agent/credentials.enc");
    let mut vault = Vault::open(sample, &keys_of_sample()).expect("it opens");
    vault.contents = Contents::new(1);
    for (key, value) in entries.as_object().expect("an object") {
        vault.contents.set(key, Some(&Entry::new(value.clone())), 1);
    }
    vault.seal(&keys_of_sample()).expect("sealed")
}

/// The entries in such a file's bytes.
pub fn entries_of(bytes: &[u8]) -> Value {
    let vault = Vault::open(bytes, &keys_of_sample()).expect("it opens");
    let mut root: Value = serde_json::from_slice(&vault.contents.text()).expect("JSON");
    root["credentials"].take()
}
