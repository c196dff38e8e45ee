//! The commands that save, and the installations that `runner` runs them on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use llm_connections::store::Paths;
use serde_json::json;
use tempfile::TempDir;

/// The files that a command may save, by their names below the home.
pub(super) const FILES: [&str; 3] =
    [".craft-agent/config.json", "client-a/config.json", ".craft-agent/credentials.enc"];

/// A command that saves, with its standard input.
pub(super) struct Case {
    pub(super) arguments: &'static [&'static str],
    input: &'static str,
    /// Whether there is a file of credentials. Deriving its key is most of what a run takes.
    pub(super) secrets: bool,
}

const fn case(arguments: &'static [&'static str]) -> Case {
    Case { arguments, input: "", secrets: false }
}

const fn with_secrets(arguments: &'static [&'static str], input: &'static str) -> Case {
    Case { arguments, input, secrets: true }
}

pub(super) const CASES: [Case; 16] = [
    case(&["set", "work", "name=Office", "midStreamBehavior=queue"]),
    case(&["rename", "work", "Office"]),
    case(&["delete", "work", "--yes"]),
    case(&[
        "add",
        "local",
        "providerType=openai_compat",
        "authType=none",
        "baseUrl=http://localhost:1/v1",
        "name=Local",
    ]),
    case(&["default", "home", "thinking=high"]),
    case(&["workspace", "ws-1", "thinking=high"]),
    case(&["midstream", "work", "queue"]),
    case(&["performance", "enable1MContext=true"]),
    case(&["duplicate", "work"]),
    case(&["restore", "--yes"]),
    case(&["check", "--fix"]),
    Case {
        arguments: &["replace", "home"],
        input: r#"{"slug": "home", "name": "Other", "providerType": "pi_compat", "authType": "none",
            "baseUrl": "http://localhost:11434", "customEndpoint": {"api": "openai-completions"}, "createdAt": 2}"#,
        secrets: false,
    },
    with_secrets(&["delete", "work", "--yes"], ""),
    with_secrets(&["secret", "set", "work"], "gsk_another_one"),
    with_secrets(&["secret", "clear", "work", "--yes"], ""),
    with_secrets(&["duplicate", "work", "--with-secrets"], ""),
];

/// The files before a run.
pub(super) struct Prepared {
    files: Vec<(PathBuf, Vec<u8>)>,
}

pub(super) struct Tree(TempDir);

impl Tree {
    pub(super) fn of(prepared: &Prepared) -> Self {
        let tree = Self(tempfile::tempdir().expect("a folder"));
        for (name, bytes) in &prepared.files {
            let path = tree.path(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, bytes).expect("written");
        }
        tree
    }

    pub(super) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// The places, under a home that every tree has under another name: backups are found by it.
    pub(super) fn paths(&self) -> Paths {
        Paths {
            config_dir: self.path(".craft-agent"),
            home: Some(self.0.path().to_owned()),
            state_dir: self.path("state/llm-connections"),
        }
    }

    pub(super) fn run(&self, case: &Case, fault: Option<&str>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_llm-connections"));
        command
            .env_clear()
            .env("HOME", self.0.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .env("CRAFT_CONFIG_DIR", self.path(".craft-agent"))
            .args(case.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        match fault {
            Some(fault) => command.env("LLM_CONNECTIONS_FAULT", fault),
            None => command.env("LLM_CONNECTIONS_FAULT_COUNT", self.path("count")),
        };
        let mut child = command.spawn().expect("started");
        // One that dies early reads nothing.
        let _ = child.stdin.take().expect("piped").write_all(case.input.as_bytes());
        child.wait_with_output().expect("it ends")
    }

    pub(super) fn bytes(&self) -> [Option<Vec<u8>>; 3] {
        FILES.map(|name| fs::read(self.path(name)).ok())
    }

    /// Every file below the home.
    pub(super) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = Vec::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let name = entry.path().strip_prefix(self.0.path()).expect("inside").to_owned();
                    all.push((name, fs::read(entry.path()).expect("read")));
                }
            }
        }
        all
    }
}

/// An installation; where there are secrets, with the key of the first connection. Where a backup
/// is to be put back, there is one.
pub(super) fn prepared(case: &Case) -> Prepared {
    let mut config = json!({
        "workspaces": [{"id": "ws-1", "name": "Client A", "rootPath": "~/client-a", "createdAt": 1}],
        "activeWorkspaceId": "ws-1", "activeSessionId": null,
        "llmConnections": [
            {"slug": "work", "name": "Work", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq",
             "models": ["a", "b"], "defaultModel": "a", "createdAt": 1, "kept": {"x": 1}},
            {"slug": "home", "name": "Home", "providerType": "pi_compat", "authType": "none", "models": ["m"], "defaultModel": "m",
             "baseUrl": "http://localhost:11434", "customEndpoint": {"api": "openai-completions"}, "createdAt": 2},
        ],
        "defaultLlmConnection": "work",
    });
    if case.arguments[0] == "check" {
        // The default, and that of the workspace, have gone: that is what there is to fix.
        let list = config["llmConnections"].as_array_mut();
        list.expect("a list").remove(0);
    }
    let own =
        json!({"name": "Client A", "defaults": {"defaultLlmConnection": "work"}, "updatedAt": 1});
    let files = vec![
        (FILES[0].into(), format!("{config:#}").into_bytes()),
        (FILES[1].into(), format!("{own:#}").into_bytes()),
    ];
    let mut prepared = Prepared { files };
    if case.secrets {
        let tree = Tree::of(&prepared);
        let ran = tree.run(&with_secrets(&["secret", "set", "work"], "gsk_one"), None);
        assert!(ran.status.success());
        prepared.files.push((FILES[2].into(), fs::read(tree.path(FILES[2])).expect("stored")));
    }
    prepared
}
