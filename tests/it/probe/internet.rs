//! The names of providers, all of which lead to one server of the test: by a proxy, and with an
//! authority that is trusted. What asks is the real program, with a home and surroundings of its
//! own.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::commands::harness::{Ran, Tree};
use crate::probe::authority::start;
use crate::support::server::{Proxy, Reply, Request, Server};

/// What there is outside of this machine.
pub struct Internet {
    pub server: Server,
    pub proxy: Proxy,
    /// The certificate of the authority is in here, and not in the home.
    folder: TempDir,
}

impl Internet {
    /// One with these names; any other has no server behind it.
    pub fn start(
        names: &[&str],
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = start(names, &folder.path().join("authority.pem"), answer);
        let port = server.port();
        let known: Vec<String> = names.iter().map(|name| format!("{name}:443")).collect();
        let proxy = Proxy::start(move |to| known.iter().any(|name| name == to).then_some(port));
        Self { server, proxy, folder }
    }

    /// The file of the authority's certificate, which is also its name.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// The program, for which this is all there is outside.
    pub fn program(&self, tree: &Tree) -> Command {
        let mut command = tree.program();
        command
            .env("HTTPS_PROXY", self.proxy.url())
            .env("HTTP_PROXY", self.proxy.url())
            .env("SSL_CERT_FILE", self.authority());
        command
    }

    /// Asks about connections in there.
    pub fn validate(&self, tree: &Tree, arguments: &[&str]) -> Ran {
        validate(self.program(tree), arguments)
    }
}

/// Runs `validate` with arguments.
pub fn validate(program: Command, arguments: &[&str]) -> Ran {
    let output = assert_cmd::Command::from_std(program)
        .arg("validate")
        .args(arguments)
        .output()
        .expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let ran = Ran {
        code: output.status.code().expect("no signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    let all = format!("{}{}", ran.out, ran.err);
    assert!(!all.contains("PLANTED"), "{all}");
    ran
}

/// A home with these connections.
pub fn home(connections: &[Value]) -> Tree {
    Tree::of(&json!({"workspaces": [], "llmConnections": connections}).to_string())
}

/// The same, each with this key stored.
pub fn home_with_key(connections: &[Value], key: &str) -> Tree {
    let tree = home(connections);
    for connection in connections {
        let slug = connection["slug"].as_str().expect("text");
        tree.run_with(&["secret", "set", slug], key).done();
    }
    tree
}

/// A connection to an endpoint of one's own that speaks like `OpenAI`, with the default model `m`.
pub fn compatible(slug: &str, base: &str, auth: &str) -> Value {
    json!({"slug": slug, "name": format!("The {slug}"), "providerType": "pi_compat", "authType": auth, "piAuthProvider": "openai",
        "baseUrl": base, "customEndpoint": {"api": "openai-completions"}, "defaultModel": "m", "createdAt": 1})
}

/// What the report of a connection says of its stages, in their order.
pub fn outcomes(connection: &Value) -> Vec<&str> {
    let stages = connection["stages"].as_array().expect("stages").iter();
    stages.map(|stage| stage["outcome"].as_str().expect("text")).collect()
}

/// The report of a connection, among all.
pub fn report<'a>(all: &'a Value, slug: &str) -> &'a Value {
    let mut connections = all["connections"].as_array().expect("a list").iter();
    let found = connections.find(|connection| connection["slug"] == slug);
    found.expect("it was asked about")
}
