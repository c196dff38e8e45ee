//! `secret set`, `secret clear`, `secret status`

use std::fs;
use std::path::Path;

use llm_connections::cli::messages;
use llm_connections::settings::credential::service_account::ServiceAccount;
use llm_connections::settings::edit::messages::{lost_with_old_file, removes_unused_secret};
use llm_connections::settings::secret::Secret;
use llm_connections::store::messages as store_messages;
use serde_json::json;

use crate::commands::harness::Tree;
use crate::support::credentials::not_crafts;
use crate::support::sentences::auth_label;

fn damaged() -> String {
    format!("credentials.enc {}", not_crafts())
}

#[test]
fn a_key_comes_from_standard_input_and_is_printed_nowhere() {
    let tree = Tree::new();
    assert_eq!(tree.run(&["secret", "status", "work"]).code, 1);
    let ran = tree.run_with(&["secret", "set", "work"], " gsk_PLANTED\n").done();
    // Whether Craft runs here is not the test's to say.
    let (message, note) = ran.out.split_once("  note: ").expect("a note");
    assert!(note.contains("restart it"), "{note}");
    let (_, changes) = note.split_once('\n').expect("a line");
    insta::assert_snapshot!(format!("{message}{changes}"), @r"
    Stored the key of “Work”
      credentials.enc: llm_api_key::work: — → stored
    ");
    let status = tree.run(&["secret", "status", "work", "--json"]).done().json();
    assert_eq!(status["authenticated"], true);
    assert_eq!(status["stored"][0]["kind"], "key");
    for (path, bytes) in tree.files() {
        assert!(!bytes.windows(7).any(|w| w == b"PLANTED"), "{}", path.display());
    }
    // What is stored already changes nothing.
    tree.run_with(&["secret", "set", "work"], "gsk_PLANTED")
        .done()
        .prints(messages::is_unchanged("Work"));
}

#[test]
fn a_dry_run_of_a_secret_makes_no_file() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run_with(&["secret", "set", "work", "--dry-run"], "gsk_1")
        .done()
        .prints("llm_api_key::work: — → stored");
    assert_eq!(tree.files(), before);
}

#[test]
fn an_aws_key_is_two_or_three_lines_and_a_region() {
    let tree = Tree::new();
    tree.run(&["add", "--preset", "Amazon Bedrock", "aws"]).done();
    tree.run_with(&["secret", "set", "aws"], "AKIA1\n")
        .refused(messages::part_missing("Secret key"));
    tree.run_with(&["secret", "set", "aws", "--region", "eu-west-1"], "AKIA1\nsecret\ntoken\n")
        .done();
    let status = tree.run(&["secret", "status", "aws", "--json"]).done().json();
    assert_eq!(status["stored"][0]["awsRegion"], "eu-west-1");
    tree.run_with(&["secret", "set", "aws"], "a\nb\nc\nd\n")
        .refused(messages::INPUT_HAS_TOO_MANY_LINES);
    tree.run_with(&["secret", "set", "work", "--region", "x"], "k")
        .misused(messages::ONLY_AWS_KEYS_HAVE_REGIONS);
}

#[test]
fn a_service_account_is_checked() {
    let tree = Tree::new();
    tree.run(&["add", "vertex", "providerType=vertex", "authType=service_account_file"]).done();
    tree.run_with(&["secret", "set", "vertex"], "PLANTED")
        .refused(ServiceAccount::parse(Secret::new("PLANTED".to_owned())).expect_err("no JSON"));
    let account = json!({"type": "service_account", "project_id": "p", "private_key": "PLANTED", "client_email": "e"});
    tree.run_with(&["secret", "set", "vertex"], &account.to_string()).done();
    let status = tree.run(&["secret", "status", "vertex", "--json"]).done().json();
    assert_eq!(status["stored"][0]["serviceAccountEmail"], "e");
}

#[test]
fn unusual_key_is_stored_with_a_warning() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "sk-ant-1")
        .done()
        .prints("note: This looks like a key of Anthropic");
}

#[test]
fn credential_is_removed_only_on_explicit_request() {
    let tree = Tree::new();
    tree.run(&["secret", "clear", "work", "--yes"])
        .refused(messages::nothing_stored("key", "work"));
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    tree.run(&["secret", "clear", "work"]).refused(messages::ADD_YES);
    tree.run(&["secret", "clear", "work", "--yes"]).done().prints("Removed the key of “Work”");
    assert_eq!(tree.run(&["secret", "status", "work"]).code, 1);
}

#[test]
fn connection_without_secret_takes_none_and_empty_input_is_refused() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "home"], "x")
        .refused(messages::needs_no_credential("home", "none"));
    tree.run(&["secret", "set", "work"]).refused(messages::INPUT_EMPTY);
    tree.run(&["secret", "set", "work", "gsk_1"]).misused(messages::secret_in_argument("work"));
    let ran = tree.run(&["secret", "set", "work", "--PLANTED"]);
    assert!(!ran.out.contains("PLANTED"), "{}", ran.err);
}

#[test]
fn unusable_file_is_moved_aside_only_with_the_flag() {
    let tree = Tree::new();
    let file = tree.path(".craft-agent/credentials.enc");
    fs::write(&file, "something else").expect("written");
    tree.run_with(&["secret", "set", "work"], "gsk_1").refused(lost_with_old_file(&[]));
    assert_eq!(fs::read(&file).expect("there"), b"something else");
    tree.run_with(&["secret", "set", "work", "--begin-anew"], "gsk_1")
        .done()
        .prints(store_messages::set_aside_as(Path::new("credentials.enc.2")));
    assert_eq!(tree.run(&["secret", "status", "work"]).code, 0);
}

#[test]
fn incomplete_credential_is_refused_and_the_stored_one_stays() {
    let tree = Tree::new();
    tree.run(&["add", "--preset", "Amazon Bedrock", "bedrock"]).done();
    tree.run_with(&["secret", "set", "bedrock"], "AKIAONE\nsecret\n").done();
    let file = tree.path(".craft-agent/credentials.enc");
    let before = fs::read(&file).expect("there");
    for (input, part) in [
        ("AKIATWO\n", "Secret key"),
        ("\nother\n", "Access key id"),
        ("AKIATWO\n\ntoken\n", "Secret key"),
    ] {
        tree.run_with(&["secret", "set", "bedrock"], input).refused(messages::part_missing(part));
    }
    assert_eq!(fs::read(&file).expect("there"), before);
}

#[test]
fn no_other_command_removes_a_credential_without_consent() {
    let tree = Tree::new();
    tree.run(&["add", "--preset", "Anthropic", "claude"]).done();
    tree.run_with(&["secret", "set", "claude"], "sk-ant-1").done();
    tree.run(&[
        "add",
        "--preset",
        "Custom",
        "own",
        "baseUrl=https://here.example/v1",
        "models=m",
        "defaultModel=m",
    ])
    .done();
    tree.run_with(&["secret", "set", "own"], "a-key").done();
    let before = tree.files();
    tree.run(&["set", "claude", "authType=oauth"]).refused(messages::ADD_YES);
    tree.run(&["set", "own", "baseUrl=https://elsewhere.example/v1"]).refused(messages::ADD_YES);
    assert_eq!(tree.files(), before);
    tree.run(&["set", "claude", "authType=oauth", "--yes"])
        .done()
        .prints(format!("note: {}", removes_unused_secret("key", auth_label("oauth"))));
}

#[test]
fn unreadable_input_is_not_reported_as_empty() {
    let tree = Tree::new();
    fs::write(tree.path(".craft-agent/credentials.enc"), "something else").expect("written");
    tree.run(&["secret", "clear", "work", "--yes"]).refused(damaged());
}

#[test]
fn key_in_the_wrong_argument_is_not_printed() {
    let tree = Tree::new();
    for arguments in [
        &["set", "work", "gsk_PLANTED0123456789"][..],
        &["set", "work", "apiKey:PLANTED"],
        &["set", "work", "authType=gsk_PLANTED0123456789"],
        &["default", "work", "gsk_PLANTED0123456789"],
        &["secret", "set", "gsk_PLANTED0123456789"],
        &["secret", "clear", "work", "gsk_PLANTED0123456789"],
        &["secret", "gsk_PLANTED0123456789"],
        &["show", "gsk_PLANTED0123456789"],
        &["set", "work", "gsk_PLANTED0123456789=1"],
        &["workspace", "ws-1", "thinking=gsk_PLANTED0123456789"],
        &["add", "--preset", "gsk_PLANTED0123456789"],
        &["rename", "work", "gsk_PLANTED0123456789"],
    ] {
        let ran = tree.run(arguments);
        assert!(ran.code > 0 && !ran.err.contains("PLANTED"), "{}", ran.err);
    }
}

#[test]
fn a_dry_run_refuses_what_would_be_refused_and_changes_what_would_be_changed() {
    let tree = Tree::new();
    tree.run(&["add", "--preset", "Anthropic", "claude"]).done();
    tree.run_with(&["secret", "set", "claude"], "sk-ant-1").done();
    tree.run_with(&["secret", "set", "claude", "--dry-run"], "sk-ant-1")
        .done()
        .prints(messages::is_unchanged("Craft Agents Backend (Anthropic)"));
    fs::write(tree.path(".craft-agent/credentials.enc"), "something else").expect("written");
    let before = tree.files();
    tree.run(&["duplicate", "claude", "--with-secrets", "--dry-run"]).refused(damaged());
    tree.run_with(&["secret", "set", "claude", "--begin-anew", "--dry-run"], "sk-ant-2")
        .done()
        .prints(store_messages::OLD_FILE_STAYS);
    tree.run(&["delete", "claude", "--yes", "--dry-run"])
        .refused(store_messages::key_may_remain(&not_crafts()));
    assert_eq!(tree.files(), before);
}

#[test]
fn given_region_is_stored_over_the_connections_own() {
    let tree = Tree::new();
    tree.run(&[
        "add",
        "aws",
        "providerType=bedrock",
        "authType=iam_credentials",
        "awsRegion=us-east-1",
    ])
    .done();
    for (region, stored) in [(None, "us-east-1"), (Some("eu-west-1"), "eu-west-1")] {
        let mut arguments = vec!["secret", "set", "aws"];
        arguments.extend(region.into_iter().flat_map(|region| ["--region", region]));
        tree.run_with(&arguments, "AKIAONE\nsecret\n").done();
        let status = tree.run(&["secret", "status", "aws", "--json"]).done().json();
        assert_eq!(status["stored"][0]["awsRegion"], stored);
    }
}

#[test]
fn a_key_of_another_providers_format_replaces_nothing_until_it_is_agreed_to() {
    const ANTHROPIC: &str = "sk-ant-api03-Zx9Kq2Lm8Rt4Vb7Nc1";
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_Zx9Kq2Lm8Rt4Vb7Nc1").done();
    let before = tree.files();
    let ran = tree
        .run_with(&["secret", "set", "work"], ANTHROPIC)
        .refused("This looks like a key of Anthropic (sk-ant-…), not of Groq.")
        .refused(messages::odd_key(&[]));
    assert!(!ran.err.contains("Zx9Kq2"), "{}", ran.err);
    assert_eq!(tree.files(), before);
    tree.run_with(&["secret", "set", "work", "--dry-run"], ANTHROPIC).done();
    assert_eq!(tree.files(), before);
    tree.run_with(&["secret", "set", "work", "--yes"], ANTHROPIC)
        .done()
        .prints("note: This looks like a key of Anthropic");
    // What only begins like another one may be a key of its own.
    tree.run_with(&["secret", "set", "work"], "sk-ant-1").done().prints("note: This looks like");
}
