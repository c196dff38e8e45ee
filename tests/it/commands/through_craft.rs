//! Credentials beside a running Craft that can be spoken to: Craft makes the change, and nothing
//! needs a restart. Where it can't be spoken to, all is as without it.

use std::fs;
use std::process::Command;
use std::time::Duration;

use llm_connections::cli::messages;
use llm_connections::craft_link::{self, CraftLink, Expected, LinkError, LinkTimeouts};
use llm_connections::settings::Settings;
use llm_connections::settings::craft::server::messages::TESTS_KEYS_ALONE;
use llm_connections::settings::craft::server::{
    Access, AccessSource, ServerAddress, ServerCall, Unsupported, WrongServer,
};
use llm_connections::settings::secret::Secret;
use llm_connections::store::messages::record_written_back;
use llm_connections::vault::{Keys, Machine, Vault};
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::probe::installation::CLOSED_PORT;
use crate::support::craft::HeldLock;
use crate::support::craft_server::{CraftServer, Fault, TOKEN};
use crate::support::server::{Reply, Server};

const SETUP: &str = "settings:setupLlmConnection";

/// The note about a change that Craft made.
fn done() -> String {
    messages::through_craft(&[]).remove(0)
}

fn run_program(mut program: Command, arguments: &[&str], input: &str) -> Ran {
    program.args(arguments);
    Ran::of_with(program, input)
}

/// A tree with a key in it, and a Craft that runs on it.
struct Beside {
    tree: Tree,
    server: CraftServer,
    craft: HeldLock,
}

impl Beside {
    fn start(fault: Fault) -> Self {
        let tree = Tree::new();
        tree.run_with(&["secret", "set", "work"], "gsk_first-of-all-keys").done();
        let server = CraftServer::start(&tree.path(""), Keys::new(Machine::This), fault);
        let craft = HeldLock::take(&tree.path(""));
        Self { tree, server, craft }
    }

    fn program(&self, token: &str) -> Command {
        let mut command = self.tree.program();
        command.env("CRAFT_SERVER_URL", self.server.url()).env("CRAFT_SERVER_TOKEN", token);
        command
    }

    /// Runs a command with the address and the token in its environment.
    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        run_program(self.program(TOKEN), arguments, input)
    }

    fn set(&self, key: &str) -> Ran {
        self.run(&["secret", "set", "work"], key)
    }

    /// The value of an entry in the file.
    fn stored(&self, key: &str) -> Option<String> {
        let bytes = fs::read(self.tree.path(".craft-agent/credentials.enc")).expect("the file");
        let vault = Vault::open(&bytes, &Keys::new(Machine::This)).expect("it opens");
        let entry = vault.contents.entry(key)?;
        Some(entry.text("value").expect("a value").expose().to_owned())
    }

    /// Refused with this error of the link, with nothing changed in any file.
    #[track_caller]
    fn refuses(&self, why: &LinkError) {
        let before = (self.tree.json(), self.stored("llm_api_key::work"));
        let ran = self.set("gsk_another-one-of-them");
        ran.refused(why.to_string());
        let after = (self.tree.json(), self.stored("llm_api_key::work"));
        assert_eq!(before, after);
    }
}

fn no_channel(channel: &str) -> LinkError {
    LinkError::NoChannel { channel: channel.to_owned(), version: Some("0.10.0".to_owned()) }
}

#[test]
fn craft_stores_a_key_itself_and_its_next_write_keeps_it() {
    let beside = Beside::start(Fault::Nothing);
    beside.set("gsk_another-one-of-them").done().prints(done());
    let key = || beside.stored("llm_api_key::work");
    assert_eq!(key().as_deref(), Some("gsk_another-one-of-them"));
    beside.server.write_back();
    assert_eq!(key().as_deref(), Some("gsk_another-one-of-them"), "it is in Craft's memory");
    let setup =
        json!([{"slug": "work", "credential": "gsk_another-one-of-them", "updateOnly": true}]);
    assert_eq!(beside.server.calls(SETUP), [setup]);
}

#[test]
fn craft_removes_a_key_and_all_keys_of_a_deleted_connection() {
    let beside = Beside::start(Fault::Nothing);
    beside.run(&["secret", "clear", "work", "--yes"], "").done().prints(done());
    assert_eq!(beside.server.remembers("llm_api_key::work"), None);
    assert_eq!(beside.stored("llm_api_key::work"), None);
    beside.set("gsk_another-one-of-them").done();
    beside.run(&["delete", "work", "--yes"], "").done().prints(done());
    assert_eq!(beside.server.remembers("llm_api_key::work"), None);
    assert_eq!(beside.tree.json()["llmConnections"].as_array().expect("a list").len(), 1);
}

#[test]
fn a_copy_with_its_key_is_in_the_file_before_craft_is_given_the_key() {
    let beside = Beside::start(Fault::Nothing);
    beside.run(&["duplicate", "work", "--with-secrets"], "").done().prints(done());
    let copied = Some("gsk_first-of-all-keys");
    assert_eq!(beside.server.remembers("llm_api_key::work-2").as_deref(), copied);
    assert_eq!(beside.stored("llm_api_key::work-2").as_deref(), copied);
}

#[test]
fn the_address_and_the_token_may_stand_in_config_json() {
    let beside = Beside::start(Fault::Nothing);
    let mut config = beside.tree.json();
    config["serverConfig"] = json!({"enabled": true, "port": beside.server.port(), "token": TOKEN});
    fs::write(beside.tree.config(), config.to_string()).expect("written");
    beside
        .tree
        .run_with(&["secret", "set", "work"], "gsk_another-one-of-them")
        .done()
        .prints(done());
    let stored = beside.stored("llm_api_key::work");
    assert_eq!(stored.as_deref(), Some("gsk_another-one-of-them"));
    assert_eq!(beside.server.calls(SETUP).len(), 1);
}

#[test]
fn a_record_that_craft_has_changed_on_the_way_is_written_back() {
    let beside = Beside::start(Fault::Refreshes);
    let before = beside.tree.connection("work");
    let ran = beside.set("gsk_another-one-of-them").done();
    ran.prints(record_written_back("Work"));
    assert_eq!(beside.tree.connection("work"), before);
    let stored = beside.stored("llm_api_key::work");
    assert_eq!(stored.as_deref(), Some("gsk_another-one-of-them"));
}

#[test]
fn call_that_craft_abandoned_is_awaited() {
    let beside = Beside::start(Fault::GivenUp);
    beside.set("gsk_another-one-of-them").done().prints(done());
    let stored = beside.stored("llm_api_key::work");
    assert_eq!(stored.as_deref(), Some("gsk_another-one-of-them"));
}

#[test]
fn sessions_that_were_used_since_craft_began_are_named() {
    let beside = Beside::start(Fault::Nothing);
    let header = json!({"id": "s2", "name": "Invoices", "llmConnection": "work", "lastUsedAt": u64::MAX >> 12});
    let folder = beside.tree.path("client-a/sessions/s2");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("session.jsonl"), format!("{header}\n")).expect("written");
    let ran = beside.set("gsk_another-one-of-them").done();
    ran.prints(&messages::through_craft(&["Invoices".to_owned()])[1]);
}

#[test]
fn a_fault_of_the_link_has_its_sentence_and_leaves_everything_as_it_was() {
    Beside::start(Fault::OtherVersion)
        .refuses(&LinkError::OtherVersion("Server protocol 2.0, client 1.0".to_owned()));
    Beside::start(Fault::Without(SETUP)).refuses(&no_channel(SETUP));
    Beside::start(Fault::Without("LLM_Connection:list"))
        .refuses(&no_channel("LLM_Connection:list"));
    Beside::start(Fault::ShutsDown).refuses(&LinkError::ShuttingDown);
    Beside::start(Fault::Ends).refuses(&LinkError::Closed);
    Beside::start(Fault::NoJson).refuses(&LinkError::NotUnderstood);
    Beside::start(Fault::Forgets).refuses(&LinkError::NotConfirmed("work".to_owned()));
    let home = "/home/somebody-else".into();
    Beside::start(Fault::OtherHome).refuses(&LinkError::WrongServer(WrongServer::Home(home)));
}

#[test]
fn a_wrong_token_is_refused_and_nothing_secret_is_printed() {
    let beside = Beside::start(Fault::Nothing);
    let ran = run_program(
        beside.program("wrong-PLANTED-token"),
        &["secret", "set", "work"],
        "gsk_PLANTED-key-of-groq",
    );
    let printed = format!("{}{}", ran.out, ran.err);
    ran.refused(LinkError::WrongToken.to_string());
    assert!(!printed.contains("PLANTED"), "{printed}");
    let beside = Beside::start(Fault::Echoes);
    let ran = beside.set("gsk_PLANTED-key-of-groq").refused("Craft answered: No such key");
    assert!(!format!("{}{}", ran.out, ran.err).contains("PLANTED"), "{}", ran.err);
}

#[test]
fn new_connection_is_reverted_if_craft_refuses_its_key() {
    let beside = Beside::start(Fault::Echoes);
    let before = beside.tree.json();
    let ran = beside.run(&["duplicate", "work", "--with-secrets"], "");
    ran.refused("Craft answered:");
    assert_eq!(beside.tree.json(), before);
}

#[test]
fn without_token_or_server_nothing_changes() {
    let beside = Beside::start(Fault::Nothing);
    let warning = beside.craft.found().warning();
    let ran = beside.tree.run_with(&["secret", "set", "work"], "gsk_another-one-of-them");
    ran.refused("CRAFT_SERVER_TOKEN").refused(messages::save_while_craft_runs(&warning));
    let url = format!("ws://{CLOSED_PORT}");
    let Beside { tree, server, craft } = beside;
    drop(server);
    let mut gone = tree.program();
    gone.env("CRAFT_SERVER_URL", &url).env("CRAFT_SERVER_TOKEN", TOKEN);
    let ran = run_program(gone, &["secret", "set", "work"], "gsk_another-one-of-them");
    ran.refused(LinkError::Refused(url.clone()).to_string()).refused(&warning);
    let mut gone = tree.program();
    gone.env("CRAFT_SERVER_URL", &url).env("CRAFT_SERVER_TOKEN", TOKEN);
    let ran =
        run_program(gone, &["secret", "set", "work", "--yes"], "gsk_another-one-of-them").done();
    ran.prints("restart it").prints("Connection refused");
    drop(craft);
}

#[test]
fn token_is_never_sent_unencrypted() {
    let beside = Beside::start(Fault::Nothing);
    let mut command = beside.tree.program();
    command.env("CRAFT_SERVER_URL", "ws://192.0.2.7:9100").env("CRAFT_SERVER_TOKEN", TOKEN);
    let ran = run_program(command, &["secret", "set", "work"], "gsk_another-one-of-them");
    let why = ServerAddress::parse("ws://192.0.2.7:9100").expect_err("refused");
    ran.refused(format!("CRAFT_SERVER_URL: {why}"));
}

#[test]
fn a_lock_that_a_killed_craft_left_behind_is_no_craft() {
    let beside = Beside::start(Fault::Nothing);
    let Beside { tree, server, craft } = beside;
    let lock = tree.path(".craft-agent/.server.lock");
    let text = fs::read(&lock).expect("the lock");
    drop(craft);
    fs::write(&lock, text).expect("left behind");
    let mut command = tree.program();
    command.env("CRAFT_SERVER_URL", server.url()).env("CRAFT_SERVER_TOKEN", TOKEN);
    run_program(command, &["secret", "set", "work"], "gsk_another-one-of-them").done();
    assert_eq!(server.calls(SETUP), Vec::<Value>::new());
}

#[test]
fn two_crafts_with_one_home_get_no_key() {
    let beside = Beside::start(Fault::Nothing);
    let folder = beside.tree.path("elsewhere");
    fs::create_dir(&folder).expect("made");
    let config = fs::read(beside.tree.config()).expect("read");
    fs::write(folder.join("config.json"), config).expect("written");
    let second = HeldLock::take_in(&beside.tree.path(""), &folder);
    let mut pids = vec![beside.craft.pid(), second.pid()];
    pids.sort_unstable();
    let mut command = beside.program(TOKEN);
    command.env("CRAFT_CONFIG_DIR", &folder);
    let ran = run_program(command, &["secret", "set", "work"], "gsk_another-one-of-them");
    ran.refused(LinkError::SeveralServers(pids).to_string());
    assert_eq!(beside.server.calls(SETUP), Vec::<Value>::new());
}

#[test]
fn credential_that_no_call_stores_is_reported_and_left_alone_without_yes() {
    let beside = Beside::start(Fault::Nothing);
    let claude = json!({"slug": "claude-max", "name": "Claude", "providerType": "anthropic", "authType": "oauth",
        "createdAt": 1});
    let mut config = beside.tree.json();
    config["llmConnections"].as_array_mut().expect("a list").push(claude);
    fs::write(beside.tree.config(), config.to_string()).expect("written");
    let before = beside.tree.files();
    let ran = beside.run(&["secret", "set", "claude-max"], "sk-ant-oat01-made-up-for-this-test");
    ran.refused(Unsupported::ClaudeLogin.describe()).refused(beside.craft.found().warning());
    assert_eq!(beside.tree.files(), before);
    assert_eq!(beside.server.calls(SETUP), Vec::<Value>::new());
}

/// With short waits, as a person would not wait for this test.
#[test]
fn call_without_end_is_cancelled() {
    let beside = Beside::start(Fault::GivenUpForGood);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let access = Access {
        address: ServerAddress::parse(&beside.server.url()).expect("an address"),
        token: Secret::new(TOKEN.to_owned()),
        source: AccessSource::Typed,
    };
    let second = Duration::from_secs(1);
    let timeouts = LinkTimeouts { work: second, ..LinkTimeouts::default() };
    let settings = Settings::from_value(beside.tree.json()).expect("settings");
    let expected = Expected { settings, homes: vec![beside.tree.path("")] };
    let credential = Secret::new("gsk_another-one-of-them".to_owned());
    let calls = [ServerCall::Store { slug: "work".to_owned(), credential, is_login: false }];
    let done = runtime.expect("a runtime").block_on(async {
        let server = craft_link::CraftServer::open(&access, timeouts, &expected).await;
        server.expect("open").make(&calls).await
    });
    assert_eq!((done.made, done.failed), (0, Some(LinkError::HandlerTimeout)));
}

#[test]
fn crafts_answer_is_shown_beside_the_providers() {
    let beside = Beside::start(Fault::Nothing);
    let provider = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "a"}]})));
    let mut config = beside.tree.json();
    config["llmConnections"][0] = json!({"slug": "work", "name": "Work", "providerType": "pi_compat",
        "authType": "api_key_with_endpoint", "baseUrl": format!("{}/v1", provider.url()), "models": ["a"],
        "defaultModel": "a", "customEndpoint": {"api": "openai-completions"}, "createdAt": 1});
    fs::write(beside.tree.config(), config.to_string()).expect("written");
    let validate = ["validate", "work", "--through-craft", "--json"];
    let ran = beside.run(&validate, "").done();
    let found = &ran.json()["connections"][0];
    assert_eq!((&found["verdict"], &found["craft"]["verdict"]), (&json!("valid"), &json!("valid")));
    assert_eq!(found["craft"]["version"], "0.10.0");
    beside.server.answer_tests_with(json!({"success": false, "error": "Invalid API key"}));
    let ran = beside.run(&validate, "");
    let found = &ran.json()["connections"][0];
    assert_eq!((ran.code, &found["verdict"]), (1, &json!("valid")), "both answers are there");
    assert_eq!(found["craft"]["sentence"], "failed: Invalid API key");
    let ran = beside.run(&["validate", "work", "home", "--through-craft"], "");
    let untested = messages::opinion_of_craft(&Err(TESTS_KEYS_ALONE.to_owned()));
    ran.prints("no  Craft          failed: Invalid API key").prints(untested);
    let asked = beside.server.calls("settings:testLlmConnectionSetup");
    assert_eq!(asked[0][0]["apiKey"], "gsk_first-of-all-keys");
}

#[test]
fn craft_is_not_asked_where_it_does_not_run_or_does_not_answer() {
    let validate = ["validate", "work", "--through-craft"];
    Tree::new().run(&validate).refused(messages::NO_CRAFT_RUNNING);
    Tree::new()
        .run(&["validate", "--all", "--through-craft", "--demo"])
        .refused(messages::NO_CRAFT_IN_DEMO);
    let beside = Beside::start(Fault::Nothing);
    run_program(beside.program("wrong"), &validate, "").refused(LinkError::WrongToken.to_string());
}

/// What comes of opening a conversation at an address.
fn opened(address: &str) -> Option<LinkError> {
    let access = Access {
        address: ServerAddress::parse(address).expect("an address"),
        token: Secret::new(TOKEN.to_owned()),
        source: AccessSource::Typed,
    };
    let timeouts = LinkTimeouts { connect: Duration::from_secs(1), ..LinkTimeouts::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(CraftLink::open(&access, timeouts)).err()
}

#[test]
fn foreign_server_gets_no_token() {
    let http = Server::start(|_| Reply::Full(426, Vec::new(), b"Upgrade Required".to_vec()));
    let address = http.url().replace("http://", "ws://");
    assert_eq!(opened(&address), Some(LinkError::NoWebSocket(address.clone())));
    let silent = Server::start(|_| Reply::Silence);
    let address = silent.url().replace("http://", "ws://");
    assert_eq!(opened(&address), Some(LinkError::ConnectTimeout(address.clone())));
    // Its certificate is its own, which nothing here trusts.
    let signed = Server::start_self_signed(&["localhost"], |_| Reply::Silence);
    let address = format!("wss://localhost:{}", signed.port());
    assert!(matches!(opened(&address), Some(LinkError::Tls(there, _)) if there == address));
    let plain = Server::start(|_| Reply::Silence);
    let address = format!("wss://127.0.0.1:{}", plain.port());
    assert!(matches!(opened(&address), Some(LinkError::Tls(..) | LinkError::ConnectTimeout(_))));
    for server in [&http, &silent, &signed, &plain] {
        assert!(server.requests().iter().all(|request| !request.has(TOKEN)));
    }
}
