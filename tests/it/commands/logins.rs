//! Logins: stored where Craft reads them, and shown as Craft shows them.

use llm_connections::cli::messages;
use llm_connections::settings::credential::login::NO_CHATGPT_ACCOUNT;
use llm_connections::settings::edit::ClaudeEdit;
use llm_connections::settings::edit::messages::{CLAUDE_LOGIN_STAYS, claude_login_stays_for};
use llm_connections::settings::problems::words::NO_COPILOT_RENEWAL;
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::support::sentences::before_name;
use crate::support::tokens;

/// An installation of connections that need logins: two of Claude, one of `ChatGPT`, one of
/// Copilot.
fn tree() -> Tree {
    let pi = |slug: &str, upstream: &str| json!({"slug": slug, "name": slug, "providerType": "pi", "authType": "oauth", "piAuthProvider": upstream, "createdAt": 3});
    let claude = |slug: &str, name: &str| json!({"slug": slug, "name": name, "providerType": "anthropic", "authType": "oauth", "createdAt": 1});
    let config = json!({
        "workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [
            claude("claude", "Claude"), claude("second", "Second"),
            pi("chatgpt", "openai-codex"), pi("copilot", "github-copilot"),
        ],
        "defaultLlmConnection": "claude",
    });
    Tree::of(&format!("{config:#}"))
}

fn status(tree: &Tree, slug: &str) -> (Value, Value, Value) {
    let status = tree.run(&["secret", "status", slug, "--json"]).json();
    (status["authenticated"].clone(), status["usable"].clone(), status["note"].clone())
}

#[test]
fn claude_token_is_stored_in_and_removed_from_every_entry_that_craft_reads() {
    let tree = tree();
    let changes = |json: &Value| {
        let changes = json["changes"].as_array().expect("a list").iter();
        let mut paths: Vec<String> = changes.map(|c| c["path"].to_string()).collect();
        paths.sort();
        paths.join(" ")
    };
    let set = tree.run_with(&["secret", "set", "claude", "--json"], tokens::CLAUDE).done().json();
    let entries =
        ["claude_oauth::global", "llm_oauth::claude", "llm_oauth::claude-max", "llm_oauth::second"];
    for entry in entries {
        assert!(changes(&set).contains(entry), "{entry}: {set:#}");
    }
    let notes = set["notes"].to_string();
    assert!(notes.contains("this changes it for “Second”, too"), "{set:#}");
    for slug in ["claude", "second"] {
        assert_eq!(status(&tree, slug), (true.into(), true.into(), Value::Null));
    }
    tree.run(&["check"]).done();
    let clear = tree.run(&["secret", "clear", "second", "--yes", "--json"]).done().json();
    for entry in entries {
        assert!(changes(&clear).contains(entry), "{entry}: {clear:#}");
    }
    assert_eq!(status(&tree, "claude").1, false);
    for (path, bytes) in tree.files() {
        let found = bytes.windows(7).any(|w| w == b"PLANTED");
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn claude_login_stays_for_other_connections_and_is_deleted_with_the_last_on_request() {
    let tree = tree();
    tree.run_with(&["secret", "set", "claude"], tokens::CLAUDE).done();
    tree.run(&["delete", "claude", "--yes", "--with-login"])
        .refused(messages::claude_login_stays(&["“Second”".to_owned()]));
    let first = tree.run(&["delete", "claude", "--yes"]).done();
    first.prints(claude_login_stays_for("“Second”"));
    assert_eq!(status(&tree, "second").1, true);
    tree.run(&["check"]).done();
    let dry = tree.run(&["delete", "second", "--yes", "--dry-run"]).done();
    let dry = dry.prints(messages::WITH_LOGIN_REMOVES_IT);
    assert!(!dry.out.contains("claude_oauth::global: stored"), "{}", dry.out);
    let last = tree.run(&["delete", "second", "--yes", "--with-login"]).done();
    let last = last.prints("claude_oauth::global: stored → —").prints("llm_oauth::claude-max");
    for stays in [CLAUDE_LOGIN_STAYS.to_owned(), before_name(claude_login_stays_for)] {
        assert!(!last.out.contains(&stays), "{}", last.out);
    }
    tree.run(&["delete", "chatgpt", "--yes", "--with-login"])
        .refused(messages::no_claude_login("chatgpt"));
}

#[test]
fn left_claude_login_is_shown_and_removed() {
    let tree = tree();
    let remove = ["logout", "--provider", "claude", "--yes"];
    tree.run(&remove).refused("“Claude”");
    tree.run_with(&["secret", "set", "claude"], tokens::CLAUDE).done();
    tree.run(&["delete", "claude", "--yes"]).done();
    tree.run(&remove).refused(messages::claude_login_is_used(&["“Second”".to_owned()]));
    let last = tree.run(&["delete", "second", "--yes"]).done();
    last.prints(messages::LOGOUT_REMOVES_IT);
    for slug in ["chatgpt", "copilot"] {
        tree.run(&["delete", slug, "--yes"]).done();
    }
    let left = messages::CLAUDE_LOGIN_IS_LEFT;
    tree.run(&["login", "--status"]).done().prints(left);
    assert_eq!(tree.run(&["login", "--status", "--json"]).json()["unusedClaudeLogin"], true);
    tree.run(&["logout", "--provider", "chatgpt", "--yes"]);
    tree.run(&["login", "--status"]).done().prints(left);
    tree.run(&remove).done().prints(ClaudeEdit::Remove.label());
    tree.run(&["login", "--status"]).done().prints(messages::NO_CONNECTION_SIGNS_IN);
    tree.run(&remove).refused(messages::NO_CLAUDE_LOGIN_STORED);
}

#[test]
fn a_chatgpt_token_without_an_account_is_refused() {
    let tree = tree();
    tree.run_with(&["secret", "set", "chatgpt"], "sess-1").refused(NO_CHATGPT_ACCOUNT);
    assert_eq!(status(&tree, "chatgpt").0, false);
    tree.run_with(&["secret", "set", "chatgpt"], tokens::CHATGPT).done();
    assert_eq!(status(&tree, "chatgpt"), (true.into(), true.into(), Value::Null));
}

#[test]
fn github_token_is_stored_as_the_refresh_token_of_copilot() {
    let tree = tree();
    tree.run_with(&["secret", "set", "copilot"], tokens::GITHUB).done();
    let stored = tree.run(&["secret", "status", "copilot", "--json"]).json()["stored"][0].clone();
    assert_eq!(stored["renews"], true);
    assert_eq!(stored["expiresAt"], 1, "over, so that Craft renews it before it sends anything");
    assert_eq!(status(&tree, "copilot"), (true.into(), true.into(), Value::Null));
    tree.run_with(&["secret", "set", "copilot"], "tid=1;exp=2;proxy-ep=proxy.example").done();
    tree.run(&["check"]).prints(NO_COPILOT_RENEWAL);
}
