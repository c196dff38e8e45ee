//! Asking clouds from a test: within the library, or with the real program where the environment
//! counts. Of the program everything that is not this machine is asked by way of a proxy that does
//! not exist, so that no test can reach anybody else.

use std::fs;
use std::process::Command;
use std::time::Duration;

use llm_connections::probe::Timeouts;
use llm_connections::probe::report::{Report, StageName, StageOutcome};
use llm_connections::settings::validation::request::ProbeRequest;
use serde_json::{Value, json};

use crate::commands::harness::Tree;
pub use crate::probe::asking::request;
use crate::probe::asking::{asked_at_within, asked_within, hosts};
use crate::support::server::Server;

/// All secrets of these tests have this in them, and nothing that is printed has it.
pub const PLANTED: &str = "PLANTED";

/// No server listens there.
pub const CLOSED_PORT: &str = "127.0.0.1:1";

/// Asks within the library.
#[track_caller]
pub fn asked(request: &ProbeRequest, timeouts: Timeouts) -> Report {
    without_secrets(asked_within(request, timeouts.total))
}

/// Asks within the library, a server of the test in the place of a host.
#[track_caller]
pub fn asked_at(host: &str, server: &Server, request: &ProbeRequest, timeouts: Timeouts) -> Report {
    without_secrets(asked_at_within(host, server, request, timeouts.total))
}

#[track_caller]
fn without_secrets(report: Report) -> Report {
    assert!(!format!("{report:?}").contains(PLANTED), "{report:?}");
    report
}

/// The stages have these outcomes, and the first that did not pass says this.
#[track_caller]
pub fn is(report: &Report, outcomes: &str, says: &str) {
    let found = StageName::ALL.map(|name| report.stage(name).outcome.key());
    assert_eq!(found.join(" "), outcomes, "{report:#?}");
    let mut stages = report.stages().iter();
    let stage = stages.find(|stage| stage.outcome != StageOutcome::Passed);
    let sentence = stage.map_or("", |stage| stage.sentence.as_str());
    assert!(sentence.contains(says), "{says}: {report:#?}");
}

/// Timeouts that only what never ends runs into.
pub const fn timeouts(seconds: u64) -> Timeouts {
    Timeouts { connect: Duration::from_secs(2), total: Duration::from_secs(seconds) }
}

/// All four stages hold.
pub const VALID: &str = "passed passed passed passed";

/// An installation with one connection, `x`, and an environment.
pub struct Installation {
    pub tree: Tree,
    environment: Vec<(String, String)>,
}

impl Installation {
    pub fn of(mut connection: Value) -> Self {
        connection["slug"] = json!("x");
        connection["name"] = json!("X");
        connection["createdAt"] = json!(1);
        let config =
            json!({"workspaces": [], "llmConnections": [connection], "defaultLlmConnection": "x"});
        let installation = Self { tree: Tree::of(&config.to_string()), environment: Vec::new() };
        let closed = format!("http://{CLOSED_PORT}");
        installation
            .with("HTTPS_PROXY", &closed)
            .with("HTTP_PROXY", &closed)
            .with("AWS_EC2_METADATA_DISABLED", "true")
            .with("GCE_METADATA_HOST", CLOSED_PORT)
    }

    /// The same with a variable in its environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(own, _)| own != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a server of the test in the place of a host.
    pub fn with_host(self, host: &str, server: &Server) -> Self {
        self.with("LLM_CONNECTIONS_TEST_HOSTS", &hosts(&[(host, server)]))
    }

    /// The same with all of these.
    pub fn with_all(self, variables: &[(&str, &str)]) -> Self {
        let all = variables.iter();
        all.fold(self, |own, (name, value)| own.with(name, value))
    }

    /// The same with a file below the home.
    pub fn with_file(self, name: &str, text: &str) -> Self {
        let path = self.tree.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    /// The same with a credential in the vault, part by part.
    pub fn with_secret(self, lines: &str) -> Self {
        self.tree.run_with(&["secret", "set", "x"], lines).done();
        self
    }

    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.tree.program();
        command
            .args(["validate", "x", "--json"])
            .args(arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// What the program finds out.
    #[track_caller]
    pub fn asked(&self) -> Found {
        self.asked_with(&[])
    }

    #[track_caller]
    pub fn asked_with(&self, arguments: &[&str]) -> Found {
        Found::by(self.program(arguments))
    }
}

/// What the program found out.
pub struct Found(Value);

impl Found {
    /// By way of the program, which must not hang whatever it asks.
    #[track_caller]
    pub fn by(program: Command) -> Self {
        let output = assert_cmd::Command::from_std(program)
            .timeout(Duration::from_mins(1))
            .output()
            .expect("it ends");
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!out.contains(PLANTED) && !err.contains(PLANTED), "{out}{err}");
        let json: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        Self(json["connections"][0].clone())
    }

    /// The outcomes of the four stages.
    pub fn outcomes(&self) -> String {
        let stages = self.0["stages"].as_array().expect("stages");
        let outcomes = stages.iter().map(|s| s["outcome"].as_str().expect("one"));
        outcomes.collect::<Vec<_>>().join(" ")
    }

    /// The sentence of the first stage that did not pass.
    pub fn sentence(&self) -> &str {
        let mut stages = self.0["stages"].as_array().expect("stages").iter();
        let stage = stages.find(|stage| stage["outcome"] != "passed");
        stage.map_or("all passed", |s| s["sentence"].as_str().expect("one"))
    }

    /// What to do about the first stage that did not pass.
    pub fn advice(&self) -> &str {
        let mut stages = self.0["stages"].as_array().expect("stages").iter();
        let stage = stages.find(|stage| stage["outcome"] != "passed").expect("one");
        stage["advice"].as_str().expect("there is some")
    }

    /// The words of the last who said something.
    pub fn words(&self) -> &str {
        let stages = self.0["stages"].as_array().expect("stages").iter();
        let mut words = stages.filter_map(|stage| stage["asked"]["words"].as_str());
        words.next_back().unwrap_or_default()
    }

    /// What is said of what Craft does not use.
    pub fn notes(&self) -> &Value {
        &self.0["notes"]
    }

    pub fn models(&self) -> Option<u64> {
        self.0["models"].as_u64()
    }

    pub fn took(&self) -> Duration {
        Duration::from_millis(self.0["milliseconds"].as_u64().expect("a time"))
    }

    /// All four stages hold.
    #[track_caller]
    pub fn is_valid(&self) {
        assert_eq!(self.outcomes(), VALID, "{:#}", self.0);
    }

    /// The stages have these outcomes, and the first that did not pass says this.
    #[track_caller]
    pub fn is(&self, outcomes: &str, says: &str) {
        assert_eq!(self.outcomes(), outcomes, "{:#}", self.0);
        assert!(self.sentence().contains(says), "{says}: {:#}", self.0);
    }
}
