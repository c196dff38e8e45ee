//! `performance`

use std::process::Command;

use llm_connections::settings::edit::assignment::toggled;
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// What a command prints where programs are looked for in these folders.
fn with_path(tree: &Tree, arguments: &[&str], path: &str) -> String {
    let output = tree.program().args(arguments).env("PATH", path).output().expect("it ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn performance_prints_or_sets_the_switches() {
    let tree = Tree::new();
    tree.run(&["performance", "enable1MContext=true"]).done();
    assert_eq!(tree.json()["enable1MContext"], true);
    let json = with_path(&tree, &["performance", "--json"], "/nowhere");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        json,
        json!({"schemaVersion": 1, "enable1MContext": true, "extendedPromptCache": false, "rtkEnabled": false,
            "rtk": {"version": null, "usable": false}})
    );
    tree.run(&["performance", "enable1MContext="]).done();
    assert!(tree.json().get("enable1MContext").is_none());
    tree.run(&["performance", "enable1MContext=on"])
        .misused(toggled("enable1MContext", "on").expect_err("no switch"));
    tree.run(&["performance", "enable2MContext=true"]).misused("did you mean enable1MContext?");
}

#[test]
fn the_token_optimization_is_printed_with_the_rtk_that_it_needs() {
    let tree = Tree::new();
    tree.run(&["performance", "rtkEnabled=true"]).done().prints("rtkEnabled: — → true");
    assert_eq!(tree.json()["rtkEnabled"], true);
    let found = with_path(&tree, &["performance"], "/nowhere");
    assert!(found.contains("rtkEnabled           true  rtk not found"), "{found}");
    // Another program writes it: a file that this one has open for writing cannot be run.
    let write = "printf '#!/bin/sh\necho rtk %s\n' \"$0\" > \"$1/rtk\" && chmod +x \"$1/rtk\"";
    let folder = tree.path("bin");
    std::fs::create_dir(&folder).expect("made");
    for (version, described, usable) in
        [("0.23.1", "rtk 0.23.1", true), ("0.9.0", "rtk 0.9.0 is too old", false)]
    {
        let mut shell = Command::new("sh");
        assert!(
            shell.args(["-c", write, version]).arg(&folder).status().expect("started").success()
        );
        let path = format!("{}:/bin:/usr/bin", folder.display());
        let found = with_path(&tree, &["performance"], &path);
        assert!(found.contains(described), "{found}");
        let json = with_path(&tree, &["performance", "--json"], &path);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["rtk"], json!({"version": version, "usable": usable}));
    }
}
