//! Tests with Craft's own file, our files, and damaged ones.

use std::sync::LazyLock;

use serde_json::json;
use zeroize::Zeroizing;

use super::*;
use crate::settings::credential::CredentialKind;
use crate::vault::derivation::{Generation, Runtime};

/// Made by an independent implementation for the machine `0123456789abcdef0123456789abcdef`.
const VECTOR: &[u8] = include_bytes!("../../tests/data/credentials.enc");

fn keys_of(machine_id: &str) -> Keys {
    Keys::new(Machine::Other(Identity {
        machine_id: Some(machine_id.to_owned()),
        ..Identity::default()
    }))
}

/// The keys for the vector: derived once, and shared by all tests.
fn keys() -> Keys {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| keys_of("0123456789abcdef0123456789abcdef"));
    KEYS.clone()
}

const fn derivation(generation: Generation, runtime: Runtime) -> Derivation {
    Derivation { generation, runtime }
}

/// Decodes hexadecimal text.
fn bytes_of(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
    (0..text.len()).step_by(2).map(byte).collect()
}

fn text(contents: &Contents) -> serde_json::Value {
    serde_json::from_slice(&contents.text()).expect("JSON")
}

fn damage(bytes: &[u8]) -> Damage {
    Vault::open(bytes, &keys()).err().expect("it is damaged")
}

#[test]
fn file_of_another_implementation_opens_with_its_stated_key() {
    let sealed = Sealed::parse(VECTOR).expect("the form");
    let key = keys().key(Derivation::NEW, sealed.head.salt());
    let meant = "2cfa0123a9508cb9d0e1558d7f859cb3882f903efef215e37e785d7a95ca985e";
    assert_eq!(key[..], bytes_of(meant));
    let vault = Vault::open(VECTOR, &keys()).expect("it opens");
    let text = text(&vault.contents);
    assert_eq!(text["credentials"]["llm_api_key::anthropic-api"]["value"], "sk-ant-test-1");
    let iam = &text["credentials"]["llm_iam::bedrock"];
    assert_eq!(iam["value"], "secret-1");
    assert_eq!(iam["awsAccessKeyId"], "AKIATEST");
    assert_eq!(iam["awsRegion"], "eu-west-1");
    assert_eq!(text["credentials"].as_object().expect("an object").len(), 3);
}

#[test]
fn written_again_it_has_its_salt_another_iv_and_every_entry() {
    let vault = Vault::open(VECTOR, &keys()).expect("it opens");
    let again = vault.seal(&keys()).expect("sealed");
    assert_eq!(again[..64], VECTOR[..64]);
    assert_ne!(again[64..76], VECTOR[64..76]);
    let reread = Vault::open(&again, &keys()).expect("it opens");
    assert_eq!(reread.contents, vault.contents);
    assert_eq!(reread.contents.text(), vault.contents.text(), "in the same order, too");
}

#[test]
fn an_entry_changes_and_all_others_stay() {
    let mut vault = Vault::open(VECTOR, &keys()).expect("it opens");
    let before = text(&vault.contents);
    let key = CredentialKind::ApiKey.key_of("anthropic-api");
    let entry = vault.contents.entry(&key).expect("is there").with("value", Some("new"));
    vault.contents.set(&key, Some(&entry), 77);
    vault.contents.set("llm_iam::bedrock", None, 77);
    let mut meant = before;
    meant["credentials"][&key]["value"] = "new".into();
    meant["credentials"].as_object_mut().expect("an object").shift_remove("llm_iam::bedrock");
    meant["metadata"]["updatedAt"] = 77.into();
    let bytes = vault.seal(&keys()).expect("sealed");
    let reread = Vault::open(&bytes, &keys()).expect("it opens");
    assert_eq!(text(&reread.contents), meant);
}

#[test]
fn new_file_is_readable_by_craft() {
    let mut vault = Vault::new(5).expect("random bytes");
    vault.contents.set("llm_api_key::a", Some(&Entry::default().with("value", Some("k"))), 6);
    let bytes = vault.seal(&keys()).expect("sealed");
    assert_eq!(bytes[..12], *b"CRAFT01\0\0\0\0\0");
    assert_eq!(bytes[44..64], [0; 20]);
    let read = Vault::open(&bytes, &keys()).expect("it opens");
    let meant = json!({"version": 1, "credentials": {"llm_api_key::a": {"value": "k"}},
        "metadata": {"createdAt": 5, "updatedAt": 6}});
    assert_eq!(text(&read.contents), meant);
}

#[test]
fn a_file_of_the_old_key_is_read_and_written_with_the_new_one() {
    let identity = Identity {
        machine_id: Some("m".to_owned()),
        host: "host".to_owned(),
        account: "me".to_owned(),
        server_user: "me".to_owned(),
        home: "/home/me".to_owned(),
    };
    let keys = Keys::new(Machine::Other(identity.clone()));
    let vault = Vault::new(1).expect("random bytes");
    let old = keys.key(derivation(Generation::Old, Runtime::Server), vault.head.salt());
    let bytes = format::seal(vault.contents.text(), &vault.head, &old).expect("sealed");
    let read = Vault::open(&bytes, &keys).expect("it opens");
    assert_eq!(read.contents, vault.contents);
    let sealed = read.seal(&keys).expect("sealed");
    assert_eq!(sealed[12..44], bytes[12..44], "the salt stays");
    let elsewhere = Keys::new(Machine::Other(Identity { host: "other".to_owned(), ..identity }));
    assert!(Vault::open(&bytes, &elsewhere).is_err());
    assert!(Vault::open(&sealed, &elsewhere).is_ok(), "which the host has no part in");
}

/// A file made by an independent implementation on a machine, with one of the derivations.
struct Vector {
    bytes: &'static [u8],
    key: &'static str,
    machine_id: Option<&'static str>,
    server_user: &'static str,
    opened_by: Derivation,
    /// The value of its only entry.
    value: &'static str,
}

const VECTORS: [Vector; 7] = [
    Vector {
        bytes: include_bytes!("../../tests/data/vault/id.enc"),
        key: "d6c954f65830a77191a12a87b7a24c76a4b0bb0ca0159063a8a1b8b5ccca4b11",
        machine_id: Some("m1"),
        server_user: "svc",
        opened_by: derivation(Generation::Current, Runtime::Server),
        value: "of id",
    },
    Vector {
        bytes: include_bytes!("../../tests/data/vault/empty-id.enc"),
        key: "0b6b61cd21c33e492e2848f3acc35551c5f84e6fb9f6f917c20597ae964c05bf",
        machine_id: Some(""),
        server_user: "svc",
        opened_by: derivation(Generation::Current, Runtime::Server),
        value: "of empty id",
    },
    Vector {
        bytes: include_bytes!("../../tests/data/vault/desktop.enc"),
        key: "e1192c3ff2ff5d5a964784a4eae0ff57e7e4cbcbf710b5a55e36ac8cec5b792e",
        machine_id: None,
        server_user: "svc",
        opened_by: derivation(Generation::Current, Runtime::Desktop),
        value: "of desktop",
    },
    Vector {
        bytes: include_bytes!("../../tests/data/vault/server.enc"),
        key: "1f7c7f2afcfb971d5e9714147cec927267275f5b454d171f2045e4d91f1e1dac",
        machine_id: None,
        server_user: "svc",
        opened_by: derivation(Generation::Current, Runtime::Server),
        value: "of server",
    },
    Vector {
        bytes: include_bytes!("../../tests/data/vault/server-without-USER.enc"),
        key: "800d31cd914658b3e237875dc0bf8b134c89b406f049c4a8a0e7e76fd9af5003",
        machine_id: None,
        server_user: "unknown",
        opened_by: derivation(Generation::Current, Runtime::Server),
        value: "of server without USER",
    },
    Vector {
        bytes: include_bytes!("../../tests/data/vault/old-desktop.enc"),
        key: "34ceb574c40c803b5d36416888098002618db1c2926d912a1cca8acbfc1bac8c",
        machine_id: None,
        server_user: "svc",
        opened_by: derivation(Generation::Old, Runtime::Desktop),
        value: "of old desktop",
    },
    Vector {
        bytes: include_bytes!("../../tests/data/vault/old-server.enc"),
        key: "e5ceb76039c27d77196f451db2dce98fc82332de79b28311e3cca5bd006566c9",
        machine_id: None,
        server_user: "svc",
        opened_by: derivation(Generation::Old, Runtime::Server),
        value: "of old server",
    },
];

#[test]
fn file_is_written_with_the_key_of_its_creator() {
    for vector in &VECTORS {
        let name = vector.value;
        let keys = Keys::new(Machine::Other(Identity {
            machine_id: vector.machine_id.map(str::to_owned),
            host: "box".to_owned(),
            account: "anna".to_owned(),
            server_user: vector.server_user.to_owned(),
            home: "/home/anna".to_owned(),
        }));
        let sealed = Sealed::parse(vector.bytes).expect("the form");
        let derived = keys.key(vector.opened_by, sealed.head.salt());
        assert_eq!(derived[..], bytes_of(vector.key), "{name}");
        let vault = Vault::open(vector.bytes, &keys).expect(name);
        assert_eq!(vault.derivation, vector.opened_by, "{name}");
        assert_eq!(text(&vault.contents)["credentials"]["llm_api_key::a"]["value"], name);
        let written = vault.seal(&keys).expect("sealed");
        let written = Vault::open(&written, &keys).expect("it opens");
        let meant = derivation(Generation::Current, vector.opened_by.runtime);
        assert_eq!(written.derivation, meant, "{name}");
    }
}

#[test]
fn faults_are_distinguished() {
    assert_eq!(damage(b""), Damage::Empty);
    assert_eq!(damage(&VECTOR[..91]), Damage::TooShort(91));
    assert_eq!(damage(b"{\"a\": 1}"), Damage::NotThisFormat);
    let mut newer = VECTOR.to_vec();
    newer[8] = 1;
    assert_eq!(damage(&newer), Damage::NewerFormat);
    let other = Vault::open(VECTOR, &keys_of("another")).err();
    assert_eq!(other, Some(Damage::OtherKey));
}

#[test]
fn contents_are_checked_too() {
    let sealed = |inside: &str| {
        let head = Sealed::parse(VECTOR).expect("the form").head;
        let key = keys().key(Derivation::NEW, head.salt());
        let text = Zeroizing::new(inside.as_bytes().to_vec());
        format::seal(text, &head, &key).expect("sealed")
    };
    for inside in ["", "7", "[]", "{}", r#"{"credentials": []}"#] {
        assert_eq!(damage(&sealed(inside)), Damage::NotUnderstood, "{inside}");
    }
    let newer = r#"{"version": 2, "credentials": {}}"#;
    assert_eq!(damage(&sealed(newer)), Damage::NewerFormat);
    assert!(Vault::open(&sealed(r#"{"credentials": {"x": 7}}"#), &keys()).is_ok());
}

/// Flips bits of every byte, except those that are not read, and tries every length.
#[test]
fn damaged_file_opens_unchanged_or_not_at_all() {
    let keys = keys();
    let whole = Vault::open(VECTOR, &keys).expect("it opens").contents;
    // A damaged salt requires deriving another key, which is slow, so only one of its bytes is
    // tried.
    let in_salt = |at: usize| (13..44).contains(&at);
    for at in (0..VECTOR.len()).filter(|at| !in_salt(*at)) {
        for bit in [0x01, 0x80] {
            let mut bytes = VECTOR.to_vec();
            bytes[at] ^= bit;
            let reserved = (44..64).contains(&at);
            match Vault::open(&bytes, &keys) {
                Ok(vault) => assert!(reserved && vault.contents == whole, "byte {at}"),
                Err(_) => assert!(!reserved, "byte {at}"),
            }
        }
    }
    for length in 0..VECTOR.len() {
        assert!(Vault::open(&VECTOR[..length], &keys).is_err(), "{length} bytes");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let vault = Vault::open(VECTOR, &keys()).expect("it opens");
    let entry = vault.contents.entry("llm_api_key::anthropic-api").expect("is there");
    let printed = format!("{:?} {:?} {:?}", vault.contents, entry, keys());
    assert!(!printed.contains("sk-ant") && !printed.contains("0123"), "{printed}");
}

#[test]
fn the_stamp_of_an_entry_is_its_own_and_changes_with_it() {
    let stamp = |value: &str| Entry::default().with("value", Some(value)).facts().stamp;
    assert_eq!(stamp("a"), stamp("a"));
    assert_ne!(stamp("a"), stamp("b"));
}
