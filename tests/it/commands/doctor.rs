//! `doctor`: what is found, how it is judged, and that it can be pasted anywhere.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use llm_connections::cli::messages::doctor as messages;
use llm_connections::vault::Damage;
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::support::craft::HeldLock;
use crate::support::planted::{Field, leaks};

/// The report with `--json`, in a home whose files are its owner's alone.
fn checks(tree: &Tree) -> Vec<Value> {
    tree.run(&["doctor", "--json"]).json()["checks"].as_array().expect("a list").clone()
}

fn set_mode(tree: &Tree, name: &str, mode: u32) {
    fs::set_permissions(tree.path(name), fs::Permissions::from_mode(mode)).expect("set");
}

fn private(tree: Tree) -> Tree {
    set_mode(&tree, ".craft-agent", 0o700);
    set_mode(&tree, ".craft-agent/config.json", 0o600);
    tree
}

#[track_caller]
fn assert_check(checks: &[Value], check: &str, state: &str, part: &str) {
    let is = |found: &&Value| {
        found["check"] == check && found["value"].as_str().is_some_and(|text| text.contains(part))
    };
    let found = checks.iter().find(is).unwrap_or_else(|| panic!("{check} {part}: {checks:#?}"));
    assert_eq!(found["state"], state, "{found}");
    assert_eq!(found["advice"].is_null(), state == "ok", "{found}");
}

#[test]
fn a_healthy_home_has_no_errors_and_exit_code_0() {
    let tree = private(Tree::new());
    tree.run_with(&["secret", "set", "work"], "gsk_some-key-of-a-test").done();
    tree.run(&["rename", "work", "Other"]).done();
    let ran = tree.run(&["doctor"]).done();
    assert_eq!(ran.err, "");
    let checks = checks(&tree);
    assert_check(&checks, "llm-connections", "ok", env!("CARGO_PKG_VERSION"));
    assert_check(&checks, "config folder", "ok", "~/.craft-agent (CRAFT_CONFIG_DIR), mode 700");
    assert_check(&checks, "config.json", "ok", "2 connections, default work");
    assert_check(&checks, "permissions", "ok", "~/.craft-agent/config.json, mode 600");
    assert_check(&checks, "permissions", "ok", "~/.craft-agent/credentials.enc, mode 600");
    assert_check(&checks, "credentials.enc", "ok", &messages::opens(1));
    assert_check(&checks, "workspaces", "ok", "1");
    assert_check(
        &checks,
        "backups",
        "ok",
        "1, the newest just now (~/state/llm-connections/backups)",
    );
    assert_check(&checks, "locks", "ok", "none held");
    assert_check(&checks, "Craft", "ok", "not running");
    assert_check(&checks, "proxy", "ok", "none");
    assert_check(&checks, "editor", "warning", "none set");
}

#[test]
fn an_empty_home_warns_and_has_exit_code_0() {
    let tree = Tree::empty();
    let before = tree.files();
    let ran = tree.run(&["doctor", "--json"]).done();
    assert_eq!(ran.json()["errors"], 0);
    let checks = checks(&tree);
    assert_check(
        &checks,
        "config folder",
        "warning",
        "~/.craft-agent (CRAFT_CONFIG_DIR) not found",
    );
    assert_check(&checks, "config.json", "warning", "not found");
    assert_check(&checks, "credentials.enc", "ok", "none yet");
    assert_eq!(tree.files(), before, "nothing is made");
}

#[test]
fn broken_parts_are_errors_with_exit_code_1() {
    let tree = Tree::of("{\"workspaces\": [],\n \"llmConnections\": [,]}");
    fs::write(tree.path(".craft-agent/credentials.enc"), "something else").expect("written");
    let ran = tree.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("✗ config.json"), "{}", ran.out);
    assert_check(&checks(&tree), "config.json", "error", "~/.craft-agent/config.json");
    let tree = Tree::new();
    fs::write(tree.path(".craft-agent/credentials.enc"), "something else").expect("written");
    fs::write(tree.path("client-a/config.json"), "{").expect("written");
    let ran = tree.run(&["doctor", "--json"]);
    assert_eq!((ran.code, &ran.json()["errors"]), (1, &json!(1)), "{}", ran.out);
    let checks = checks(&tree);
    assert_check(&checks, "credentials.enc", "error", &Damage::NotThisFormat.to_string());
    assert_check(&checks, "workspaces", "warning", "1, unreadable: Client A");
    assert_check(&checks, "problems", "warning", "");
}

#[test]
fn without_a_home_the_rest_is_still_reported() {
    let tree = Tree::new();
    let file = tree.config();
    let mut program = tree.program();
    program.arg("--config-dir").arg(&file).args(["doctor", "--json"]);
    let ran = Ran::of(program);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let checks = ran.json()["checks"].as_array().expect("a list").clone();
    assert_check(&checks, "config folder", "error", "is a file");
    assert_check(&checks, "certificates", "ok", "");
}

#[test]
fn open_permissions_come_with_the_command_that_removes_them() {
    let tree = private(Tree::new());
    set_mode(&tree, ".craft-agent", 0o777);
    set_mode(&tree, ".craft-agent/config.json", 0o644);
    let checks = checks(&tree);
    assert_check(&checks, "config folder", "warning", "mode 777");
    assert_check(&checks, "permissions", "warning", "config.json, mode 644");
    let advice = |label: &str| {
        let found = checks.iter().find(|check| check["check"] == label).expect("there");
        found["advice"].as_str().expect("a sentence").to_owned()
    };
    assert_eq!(advice("config folder"), messages::chmod("700", Path::new("~/.craft-agent")));
    assert_eq!(
        advice("permissions"),
        messages::chmod("600", Path::new("~/.craft-agent/config.json"))
    );
}

#[test]
fn a_lock_is_reported_with_its_holder_and_a_running_craft_with_its_process() {
    let tree = private(Tree::new());
    let lock = File::create(tree.path(".craft-agent/.config.json.lock")).expect("made");
    lock.lock().expect("locked");
    let craft = HeldLock::take(&tree.path(""));
    let checks = checks(&tree);
    let held = format!("config.json held by process {}", std::process::id());
    assert_check(&checks, "locks", "warning", &held);
    assert_check(&checks, "Craft", "ok", "running, process ");
    assert_check(&checks, "Craft server", "warning", "no token set");
    drop(craft);
    drop(lock);
    assert_check(&self::checks(&tree), "locks", "ok", "none held");
}

#[test]
fn neither_a_secret_nor_the_name_of_the_home_is_in_the_report() {
    for seed in 0..4 {
        let mut field = Field::new(900 + seed);
        let tree = Tree::new();
        let mut config = tree.json();
        let proxy = format!("http://me:{}@proxy.example:8080", field.opaque());
        config["networkProxy"] = json!({"enabled": true, "httpProxy": proxy, "httpsProxy": proxy});
        config["serverConfig"] = json!({"enabled": true, "port": 9200, "token": field.opaque()});
        config["llmConnections"][0]["name"] = field.key().into();
        config["llmConnections"][0]["slug"] = field.key().into();
        config["workspaces"][0]["name"] = field.key().into();
        fs::write(tree.config(), config.to_string()).expect("written");
        fs::write(tree.path("client-a/config.json"), "{").expect("written");
        for format in [&["doctor"][..], &["doctor", "--json"]] {
            let mut program = tree.program();
            program.env("EDITOR", format!("vim --token={}", field.opaque()));
            program.env("ALL_PROXY", format!("socks5://u:{}@h:1", field.opaque())).args(format);
            let ran = Ran::of(program);
            let text = ran.out + &ran.err;
            for secret in &field.planted {
                assert!(!leaks(&text, secret), "{}\n{text}", secret.text);
            }
            assert!(text.contains("http://proxy.example:8080 (networkProxy)"), "{text}");
            assert!(text.contains("port 9200, token from serverConfig"), "{text}");
            let home = tree.path("");
            assert!(!text.contains(home.to_str().expect("text").trim_end_matches('/')), "{text}");
        }
    }
}

#[test]
fn a_proxy_and_certificates_that_cannot_be_used_are_reported() {
    let tree = private(Tree::new());
    let mut program = tree.program();
    program.env("HTTPS_PROXY", "ftp://proxy").env("NODE_EXTRA_CA_CERTS", "/missing.pem");
    program.args(["doctor", "--json"]);
    let ran = Ran::of(program);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let checks = ran.json()["checks"].as_array().expect("a list").clone();
    assert_check(&checks, "proxy", "error", "https: HTTPS_PROXY is not a usable proxy URL");
    assert_check(&checks, "certificates", "warning", "/missing.pem cannot be read");
}

#[test]
fn a_terminal_without_unicode_gets_signs_in_ascii() {
    let tree = Tree::of("{");
    let mut program = tree.program();
    program.env("LC_ALL", "C").arg("doctor");
    let ran = Ran::of(program);
    assert!(ran.out.is_ascii() && ran.out.contains("x config.json"), "{}", ran.out);
}

#[test]
fn the_report_of_the_demo() {
    let tree = Tree::empty();
    let mut program = tree.program();
    program.env("EDITOR", "cat").env("TERM", "xterm-256color").env("LANG", "en_US.UTF-8");
    program.args(["--demo", "doctor"]);
    let text = Ran::of(program).done().out;
    // What differs from machine to machine and from run to run.
    let differing = ["llm-connections", "system", "home", "config folder", "backups"];
    let differing = [&differing[..], &["own settings", "certificates"]].concat();
    let stable = |line: &str| {
        let label: String = line.chars().take(17).collect();
        let name: String = label.chars().skip(2).collect();
        if differing.contains(&name.trim()) { format!("{label}  …") } else { line.to_owned() }
    };
    let lines: Vec<String> = text.lines().map(stable).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn absent_rtk_is_not_marked_as_good() {
    let ran = private(Tree::new()).run(&["doctor"]);
    let line = ran.out.lines().find(|line| line.contains(" rtk ")).expect("a line");
    assert!(line.starts_with("- rtk") && line.ends_with("not found"), "{line}");
}
