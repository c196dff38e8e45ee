//! Generated keys in every place of the files: no command prints a piece of one, no backup's name
//! and no child holds one.

use std::fs;

use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::support::planted::{Field, leaks};
use crate::support::script::write_executable;
use crate::support::tokens;

impl Field {
    #[track_caller]
    fn assert_hidden_from_command(&self, text: &str, after: &[&str]) {
        for secret in &self.planted {
            assert!(!leaks(text, secret), "{after:?}: {}\n{text}", secret.text);
        }
    }

    fn plant(&mut self, tree: &Tree) {
        let mut config = tree.json();
        config["llmConnections"][0] = json!({"slug": "work", "name": self.key(), "providerType": "openai_compat", "authType": "api_key_with_endpoint",
            "baseUrl": format!("https://me:{}@localhost:9/v1?api_key={}#sig={}", self.opaque(), self.opaque(), self.opaque()),
            "models": [self.key(), {"id": self.key(), "name": self.key()}], "defaultModel": self.key(), "midStreamBehavior": self.key(),
            "apiKey": self.opaque(), "headers": {"Authorization": self.opaque(), "x": [self.key()]}, self.key(): self.key(), "createdAt": 1});
        let more = json!([
            {"slug": "odd", "name": {"password": self.opaque()}, "providerType": self.key(), "authType": self.key(), "createdAt": self.key()},
            {"slug": self.key(), "name": "S", "providerType": "pi", "authType": "api_key", "piAuthProvider": self.key(),
             "customEndpoint": {"api": self.key()}, "codexPath": self.key(), "createdAt": 1},
            self.key(),
        ]);
        let list = config["llmConnections"].as_array_mut().expect("a list");
        list.extend(more.as_array().expect("a list").clone());
        config["defaultThinkingLevel"] = self.key().into();
        config["defaultLlmConnection"] = self.key().into();
        config["enable1MContext"] = self.key().into();
        fs::write(tree.config(), format!("{config:#}")).expect("written");
        let own = json!({"name": self.key(), "defaults": {"defaultLlmConnection": self.key(), "model": self.key(), "thinkingLevel": self.key()}});
        fs::write(tree.path("client-a/config.json"), own.to_string()).expect("written");
        let header = json!({"id": "s1", "name": self.key(), "llmConnection": self.key(), "connectionLocked": true});
        fs::write(tree.path("client-a/sessions/s1/session.jsonl"), format!("{header}\n"))
            .expect("written");
    }
}

#[test]
fn no_command_prints_a_piece_of_a_planted_secret() {
    for installation in 0..6 {
        let tree = Tree::new();
        let mut field = Field::new(300 + installation);
        field.plant(&tree);
        let mut removed = 0;
        let wrong = field.key();
        let assigned = field.opaque();
        for arguments in [
            &["list"][..],
            &["show", "work"],
            &["show", "odd"],
            &["models", "work"],
            &["check"],
            &["workspace"],
            &["default"],
            &["resolve"],
            &["resolve", "--workspace", "ws-1"],
            &["resolve", "--session", "s1"],
            &["secret", "status", "work"],
            &["performance"],
            &["validate", "--all", "--timeout", "1", "--allow-plain-http"],
            &["rename", "work", "Work", "--dry-run"],
            &["set", "work", "midStreamBehavior=queue", "--dry-run"],
            &["set", "work", "baseUrl=https://h.example/v1", "--yes", "--dry-run"],
            &["set", "work", "models=a", "defaultModel=a", "--dry-run"],
            &["duplicate", "odd"],
            &["delete", "work", "--yes", "--dry-run"],
            &["default", "work", "--dry-run"],
            &["workspace", "ws-1", "model=", "connection=", "thinking=", "--dry-run"],
            &["check", "--fix", "--dry-run"],
            &["show", &wrong],
            &["resolve", "--session", &wrong],
            &["workspace", &wrong],
            &[&wrong],
            &["restore", &wrong],
            &["midstream", &wrong, &wrong],
            &["set", "work", &format!("apiKey={assigned}")],
            &["set", "work", &format!("token={assigned}")],
            &["validate", &wrong, "--x"],
            &["list", &format!("--password={assigned}")],
            &["rename", "work", "W"],
            &["backups"],
            &["restore", "--yes"],
        ] {
            for extra in [&[][..], &["--json"]] {
                let all: Vec<&str> = arguments.iter().chain(extra).copied().collect();
                let mut program = tree.program();
                program.env("LLM_CONNECTIONS_LOG", tree.path("log")).args(&all);
                let ran = Ran::of(program);
                removed += usize::from((ran.out.clone() + &ran.err).contains("(hidden)"));
                field.assert_hidden_from_command(&(ran.out + &ran.err), &all);
            }
        }
        assert!(removed > 40, "only {removed} outputs had something to leave out");
        let log = fs::read_to_string(tree.path("log")).expect("a log");
        assert!(log.lines().count() > 300, "{log}");
        field.assert_hidden_from_command(&log, &["the log"]);
        let names = tree.files().into_iter().map(|(path, _)| path.display().to_string());
        let names: Vec<String> = names.filter(|name| name.contains("backups")).collect();
        field.assert_hidden_from_command(&names.join("\n"), &["the names of backups"]);
    }
}

#[test]
fn no_child_is_given_a_stored_secret_in_its_environment_or_arguments() {
    let tree = Tree::new();
    let mut field = Field::new(400);
    let seen = tree.path("seen");
    let binary = tree.path("codex");
    let script = format!(
        "#!/bin/sh\nenv >> '{0}'\nprintf '%s\\n' \"$0\" \"$@\" >> '{0}'\necho codex 1.0\n",
        seen.display()
    );
    write_executable(&binary, &script);
    let mut config = tree.json();
    let codex = json!({"slug": "codex", "name": "Codex", "providerType": "openai", "authType": "oauth", "codexPath": binary, "createdAt": 1});
    config["llmConnections"].as_array_mut().expect("a list").push(codex);
    fs::write(tree.config(), format!("{config:#}")).expect("written");
    let key = field.key();
    tree.run_with(&["secret", "set", "work"], &key).done();
    let signature = field.key();
    let payload = tokens::CHATGPT.split('.').nth(1).expect("a payload");
    let token = format!("{signature}.{payload}.{signature}");
    tree.run_with(&["secret", "set", "codex"], &token).done();
    let ran = tree.run(&["validate", "codex", "--json"]);
    let text = fs::read_to_string(&seen).expect("it ran");
    assert!(text.contains("--version"), "{text}");
    field.assert_hidden_from_command(&(text + &ran.out + &ran.err), &["validate", "codex"]);
    let report: Value = ran.json();
    assert!(report.is_object() || report.is_array(), "{report}");
}
