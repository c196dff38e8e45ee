//! What could command, reorder or hide on a terminal reaches none, whoever wrote it: the files, the
//! arguments or an answer.

use std::fs;

use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// The characters that no output may hold.
fn unsafe_characters() -> Vec<char> {
    let listed = "\u{61c}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\
        \u{2068}\u{2069}\u{feff}";
    let control = ('\u{1}'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
    control.chain(listed.chars()).collect()
}

#[track_caller]
fn assert_clean(text: &str) {
    let bad = text.chars().find(|c| *c != '\n' && unsafe_characters().contains(c));
    assert_eq!(bad, None, "{text:?}");
}

/// An installation in whose files everything is full of them.
fn odd() -> (Tree, String) {
    let odd: String = unsafe_characters().into_iter().collect();
    let tree = Tree::new();
    let mut config = tree.json();
    config["llmConnections"][0]["name"] = odd.clone().into();
    config["llmConnections"][0]["models"] = json!([odd, {"id": odd, "name": odd}]);
    config["llmConnections"][0]["defaultModel"] = odd.clone().into();
    config["llmConnections"][0][&odd] = json!({&odd: [odd]});
    config["llmConnections"][1]["providerType"] = odd.clone().into();
    config["llmConnections"][1]["baseUrl"] = format!("https://{odd}/").into();
    config["llmConnections"][1]["slug"] = format!("b{odd}").into();
    config["defaultLlmConnection"] = odd.clone().into();
    fs::write(tree.config(), format!("{config:#}")).expect("written");
    let own = json!({"name": odd, "defaults": {"model": odd, "thinkingLevel": odd, "defaultLlmConnection": odd}});
    fs::write(tree.path("client-a/config.json"), own.to_string()).expect("written");
    let header = json!({"id": "s1", "name": odd, "llmConnection": odd, "connectionLocked": true});
    fs::write(tree.path("client-a/sessions/s1/session.jsonl"), format!("{header}\n"))
        .expect("written");
    (tree, odd)
}

#[test]
fn no_command_prints_a_character_that_could_command_a_terminal() {
    let (tree, _) = odd();
    for arguments in [
        &["list"][..],
        &["show", "work"],
        &["check"],
        &["models", "work"],
        &["workspace"],
        &["default"],
        &["resolve"],
        &["resolve", "--workspace", "ws-1"],
        &["resolve", "--session", "s1"],
        &["secret", "status", "work"],
        &["backups"],
        &["performance"],
        &["validate", "--all", "--timeout", "1"],
        &["duplicate", "work", "--dry-run"],
        &["delete", "work", "--yes", "--dry-run"],
        &["rename", "work", "Work", "--dry-run"],
        &["set", "work", "midStreamBehavior=queue", "--dry-run"],
        &["show", "nothing"],
        &["midstream", "work"],
    ] {
        for extra in [&[][..], &["--json"]] {
            let all: Vec<&str> = arguments.iter().chain(extra).copied().collect();
            let ran = tree.run(&all);
            assert_clean(&ran.out);
            assert_clean(&ran.err);
        }
    }
}

#[test]
fn json_is_the_same_value_with_escapes() {
    let (tree, odd) = odd();
    let ran = tree.run(&["show", "work", "--json"]).done();
    assert!(
        ran.out.contains("\\u009b") && ran.out.contains("\\u202e") && ran.out.contains("\\u007f"),
        "{}",
        ran.out
    );
    assert_eq!(ran.json()["name"], Value::from(odd.clone()));
    assert_eq!(ran.json()[&odd], json!({&odd: [odd]}));
    let list = tree.run(&["list", "--json"]).done().json()["connections"].take();
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!(list[1]["slug"], Value::from(format!("b{odd}")));
}

#[test]
fn a_wrong_use_does_not_repeat_such_a_character() {
    let tree = Tree::new();
    // An argument cannot hold a zero.
    let odd: String = unsafe_characters().into_iter().collect();
    for arguments in [
        &[&*odd][..],
        &["show", &odd],
        &["show", "a", &odd],
        &[&format!("--{odd}")],
        &["list", &format!("--x={odd}")],
        &["validate", "--timeout", &odd],
        &["completions", &odd],
        &["set", "work", &format!("{odd}=1")],
        &["set", "work", &format!("authType={odd}")],
        &["add", "--preset", &odd],
        &["workspace", &odd],
        &["rename", &odd, "x"],
        &["restore", &odd],
        &["--config-dir", &odd, "show", "x"],
    ] {
        let ran = tree.run(arguments);
        assert!(ran.code > 0, "{arguments:?}");
        assert_clean(&ran.out);
        assert_clean(&ran.err);
    }
}

#[test]
fn completions_stay_as_the_shell_needs_them() {
    let tree = Tree::empty();
    let ran = tree.run(&["completions", "zsh"]).done();
    assert!(ran.out.starts_with("#compdef") && !ran.out.contains('\u{fffd}'));
}
