//! A deletion that many workspaces are concerned by needs many files open at once: it is made as a
//! whole or refused as a whole.

use std::fs;
use std::process::{Command, Output};

use llm_connections::disk;
use rustix::io::Errno;
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// Three connections, and workspaces that all name the first.
fn tree(workspaces: usize) -> Tree {
    let connections: Vec<Value> = ["a", "b", "c"]
        .iter()
        .map(|slug| {
            json!({"slug": slug, "name": slug, "providerType": "pi", "piAuthProvider": "groq", "authType": "none",
                "models": ["m"], "defaultModel": "m", "createdAt": 1})
        })
        .collect();
    let listed: Vec<Value> = (0..workspaces)
        .map(|n| json!({"id": format!("w{n}"), "name": format!("W {n}"), "rootPath": format!("~/w{n}")}))
        .collect();
    let config = json!({"workspaces": listed, "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": connections, "defaultLlmConnection": "b"});
    let tree = Tree::of(&config.to_string());
    let own = json!({"defaults": {"defaultLlmConnection": "a"}}).to_string();
    for n in 0..workspaces {
        fs::create_dir(tree.path(&format!("w{n}"))).expect("made");
        fs::write(tree.path(&format!("w{n}/config.json")), &own).expect("written");
    }
    tree
}

/// Deletes `a` where the shell's `ulimit` says how many files may be open.
fn delete(tree: &Tree, limit: &str) -> Output {
    let program = tree.program();
    let set = program.get_envs();
    let set = set.filter_map(|(name, value)| Some((name, value?)));
    Command::new("sh")
        .args(["-c", &format!("ulimit {limit} && exec \"$0\" delete a --yes")])
        .arg(program.get_program())
        .env_clear()
        .envs(set)
        .output()
        .expect("a shell")
}

/// How many files name `a`, config.json included.
fn naming(tree: &Tree) -> usize {
    let files = tree.files().into_iter();
    let own = files.filter(|(path, _)| !path.starts_with(tree.path("state")));
    let names = |bytes: Vec<u8>| String::from_utf8(bytes).is_ok_and(|text| text.contains("\"a\""));
    own.filter(|(_, bytes)| names(bytes.clone())).count()
}

#[test]
fn a_limit_that_the_program_may_raise_does_not_stop_it() {
    let tree = tree(150);
    let ran = delete(&tree, "-S -n 100");
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(naming(&tree), 0);
}

#[test]
fn all_files_are_new_or_all_old_under_any_limit() {
    const WORKSPACES: usize = 20;
    let (mut done, mut refused) = (0, 0);
    for limit in (32..64).step_by(2) {
        let tree = tree(WORKSPACES);
        let ran = delete(&tree, &format!("-n {limit}"));
        let message = String::from_utf8_lossy(&ran.stderr).into_owned();
        if ran.status.success() {
            assert_eq!(naming(&tree), 0, "{limit}");
            done += 1;
        } else {
            assert_eq!(naming(&tree), WORKSPACES + 1, "{limit}: {message}");
            let reason = disk::reason(&Errno::MFILE.into());
            assert!(message.trim_end().ends_with(&reason), "{limit}: {message}");
            refused += 1;
        }
    }
    assert!(done > 3 && refused > 3, "{done} done, {refused} refused");
}
