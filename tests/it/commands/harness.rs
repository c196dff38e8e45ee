//! The real program without a terminal: takes arguments and standard input; checks its output, its
//! exit code and the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::output_schema::assert_is_an_output;

/// An installation in its own folder, which is the home of whatever runs.
pub struct Tree {
    home: TempDir,
}

/// The result of a command.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Tree {
    /// Two connections and a workspace.
    pub fn new() -> Self {
        let config = json!({
            "workspaces": [{"id": "ws-1", "name": "Client A", "rootPath": "~/client-a", "createdAt": 1}],
            "activeWorkspaceId": "ws-1", "activeSessionId": null,
            "llmConnections": [
                {"slug": "work", "name": "Work", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq",
                 "models": ["a", "b"], "defaultModel": "a", "createdAt": 1, "kept": {"x": 1}},
                {"slug": "home", "name": "Home", "providerType": "pi_compat", "authType": "none",
                 "baseUrl": "http://localhost:11434", "customEndpoint": {"api": "openai-completions"}, "createdAt": 2},
            ],
            "defaultLlmConnection": "work", "theme": "dark",
        });
        let tree = Self::of(&format!("{config:#}"));
        let own = json!({"name": "Client A", "defaults": {"thinkingLevel": "low"}, "kept": true, "updatedAt": 1});
        let folder = tree.path("client-a");
        fs::create_dir_all(folder.join("sessions/s1")).expect("made");
        fs::write(folder.join("config.json"), format!("{own:#}")).expect("written");
        let header = json!({"id": "s1", "llmConnection": "home", "connectionLocked": true});
        fs::write(folder.join("sessions/s1/session.jsonl"), format!("{header}\n"))
            .expect("written");
        tree
    }

    /// An installation with this config.json.
    pub fn of(config: &str) -> Self {
        let tree = Self::empty();
        fs::create_dir_all(tree.path(".craft-agent")).expect("made");
        fs::write(tree.config(), config).expect("written");
        tree
    }

    /// An empty home.
    pub fn empty() -> Self {
        Self { home: tempfile::tempdir().expect("a folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn config(&self) -> PathBuf {
        self.path(".craft-agent/config.json")
    }

    /// The value of config.json.
    pub fn json(&self) -> Value {
        let text = fs::read_to_string(self.config()).expect("it is there");
        serde_json::from_str(&text).expect("it is JSON")
    }

    /// A connection of config.json.
    pub fn connection(&self, slug: &str) -> Value {
        let json = self.json();
        let list = json["llmConnections"].as_array().expect("a list");
        let found = list.iter().find(|c| c["slug"] == slug);
        found.expect("it is there").clone()
    }

    /// The value of the workspace's own file.
    pub fn workspace(&self) -> Value {
        let text = fs::read_to_string(self.path("client-a/config.json")).expect("it is there");
        serde_json::from_str(&text).expect("it is JSON")
    }

    /// The program, with a home and an otherwise empty environment.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_llm-connections"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .env("CRAFT_CONFIG_DIR", self.path(".craft-agent"))
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Runs it with arguments and an empty standard input.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs it with arguments and a standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut program = self.program();
        program.args(arguments);
        Ran::of_with(program, input)
    }

    /// Every file below the home with its bytes, except locks.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.home.path(), &mut files);
        files.retain(|(path, _)| path.extension().is_none_or(|end| end != "lock"));
        files.sort();
        files
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            collect(&entry.path(), files);
        } else {
            files.push((entry.path(), fs::read(entry.path()).expect("read")));
        }
    }
}

impl Ran {
    /// Runs a program with an empty standard input.
    pub fn of(program: Command) -> Self {
        Self::of_with(program, "")
    }

    pub fn of_with(program: Command, input: &str) -> Self {
        let output =
            assert_cmd::Command::from_std(program).write_stdin(input).output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Self {
            code: output.status.code().expect("no signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Checks that it succeeded.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// Checks that it was refused with this message.
    #[track_caller]
    pub fn refused(self, why: impl AsRef<str>) -> Self {
        let why = why.as_ref();
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        assert!(self.err.contains(why), "{}", self.err);
        self
    }

    /// Checks that it reports wrong usage with this message.
    #[track_caller]
    pub fn misused(self, why: impl AsRef<str>) -> Self {
        let why = why.as_ref();
        assert_eq!(self.code, 2, "{}{}", self.out, self.err);
        assert!(self.err.contains(why), "{}", self.err);
        self
    }

    /// Checks that it prints this.
    #[track_caller]
    pub fn prints(self, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        assert!(self.out.contains(text), "{}{}", self.out, self.err);
        self
    }

    /// Its output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let value = serde_json::from_str(&self.out).expect(&self.out);
        assert_is_an_output(&value);
        value
    }
}
