//! A sign-in to Claude that the running Craft makes, by the command: what Craft is asked, what is
//! stored, and what a person or a program reads when it does not come about.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdout, Command, Stdio};

use llm_connections::cli::json_schema::Output;
use llm_connections::cli::messages;
use llm_connections::craft_link::{LinkError, messages as link_messages};
use llm_connections::settings::credential::misplaced::secret_in;
use llm_connections::settings::sign_in::LoginProvider;
use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::signin::messages::describe_wrong_paste;
use llm_connections::vault::{Keys, Machine, Vault};
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::support::craft::HeldLock;
use crate::support::craft_server::claude_login::{ACCESS_TOKEN, CODE, REFRESH_TOKEN};
use crate::support::craft_server::{CraftServer, Fault, TOKEN};
use crate::support::output_schema::OutputSchema;

const EXCHANGE: &str = "onboarding:exchangeClaudeCode";
const CLEAR: &str = "onboarding:clearClaudeOAuthState";
const SETUP: &str = "settings:setupLlmConnection";
const NEW: [&str; 5] = ["login", "--provider", "claude", "--through-craft", "--json"];

/// A tree without connections, or with the one that is given, and a Craft that runs on it.
struct Beside {
    tree: Tree,
    server: CraftServer,
    _craft: HeldLock,
}

impl Beside {
    fn start(fault: Fault, connections: &Value) -> Self {
        let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": connections});
        let tree = Tree::of(&config.to_string());
        let server = CraftServer::start(&tree.path(""), Keys::new(Machine::This), fault);
        let craft = HeldLock::take(&tree.path(""));
        Self { tree, server, _craft: craft }
    }

    fn program(&self, token: &str) -> Command {
        let mut command = self.tree.program();
        command.env("CRAFT_SERVER_URL", self.server.url()).env("CRAFT_SERVER_TOKEN", token);
        command
    }

    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let mut program = self.program(TOKEN);
        program.args(arguments);
        self.checked(Ran::of_with(program, input))
    }

    /// Nothing secret is printed, nor in a file in the clear.
    fn checked(&self, ran: Ran) -> Ran {
        assert!(
            !ran.out.contains("PLANTED") && !ran.err.contains("PLANTED"),
            "{}{}",
            ran.out,
            ran.err
        );
        for (path, bytes) in self.tree.files() {
            let found = bytes.windows(7).any(|window| window == b"PLANTED");
            assert!(!found, "{}", path.display());
        }
        ran
    }

    fn entry(&self, key: &str) -> Option<Value> {
        let bytes = fs::read(self.tree.path(".craft-agent/credentials.enc")).ok()?;
        let vault = Vault::open(&bytes, &Keys::new(Machine::This)).expect("it opens");
        let entry = vault.contents.entry(key)?;
        let part = |name: &str| entry.text(name).map(|text| text.expose().to_owned());
        Some(json!({"value": part("value"), "refreshToken": part("refreshToken")}))
    }
}

/// The code of the first login of a server.
fn code() -> String {
    format!("{CODE}#st-1\n")
}

fn events(ran: &Ran) -> Vec<Value> {
    let schema = OutputSchema::of(&[Output::LoginEvent]);
    let event = |line| {
        let event = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        schema.assert_fits(&event);
        event
    };
    ran.out.lines().map(event).collect()
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event"].as_str().expect("a name")).collect()
}

fn claude(slug: &str) -> Value {
    json!({"slug": slug, "name": "Mine", "providerType": "anthropic", "authType": "oauth",
        "createdAt": 1, "kept": {"a": 1}})
}

#[test]
fn craft_signs_in_for_a_new_connection_and_keeps_what_renews_the_login() {
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let ran = beside.run(&NEW, &code());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let events = events(&ran);
    assert_eq!(names(&events), ["page", "waiting", "done"]);
    assert!(events[0]["address"].as_str().is_some_and(|a| a.starts_with("https://claude.ai/")));
    assert_eq!((&events[0]["port"], &events[0]["expiresIn"]), (&Value::Null, &json!(600)));
    assert_eq!((&events[2]["slug"], &events[2]["added"]), (&json!("claude-max"), &json!(true)));
    assert!(events[2]["validation"]["verdict"].is_string(), "{}", events[2]);
    let whole = json!({"value": ACCESS_TOKEN, "refreshToken": REFRESH_TOKEN});
    assert_eq!(beside.entry("llm_oauth::claude-max"), Some(whole.clone()));
    assert_eq!(beside.entry("claude_oauth::global"), Some(whole));
    assert_eq!(beside.server.calls(SETUP), [json!([{"slug": "claude-max"}])], "no credential");
    assert_eq!(beside.tree.connection("claude-max")["authType"], "oauth");
    assert_eq!(beside.server.calls(CLEAR).len(), 0);
}

#[test]
fn existing_connection_keeps_its_slug_and_unknown_fields() {
    let beside = Beside::start(Fault::Refreshes, &json!([claude("mine")]));
    let before = beside.tree.connection("mine");
    let ran = beside.run(&["login", "mine", "--through-craft"], &code()).done();
    ran.prints("https://claude.ai/oauth/authorize")
        .prints("written back")
        .prints("Stored for mine.");
    assert_eq!(beside.tree.connection("mine"), before);
    assert_eq!(beside.server.calls(EXCHANGE), [json!([code().trim(), "mine"])]);
    assert_eq!(beside.entry("llm_oauth::mine").expect("stored")["refreshToken"], REFRESH_TOKEN);
}

#[test]
fn wrong_paste_is_asked_for_again() {
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let wrong = "ac_PLANTED-wrong#st-1";
    let input = format!(
        "https://claude.ai/oauth/authorize?x\n\n{CODE}\n{CODE}#other\n{ACCESS_TOKEN}\n{wrong}\n{}",
        code()
    );
    let ran = beside.run(&NEW, &input);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let events = events(&ran);
    let sentences: Vec<&str> = events.iter().filter_map(|e| e["sentence"].as_str()).collect();
    let pasted = |wrong| describe_wrong_paste(&wrong);
    assert_eq!(
        sentences[..4],
        [
            pasted(WrongPaste::Address),
            pasted(WrongPaste::HalfCode),
            pasted(WrongPaste::OtherCode),
            pasted(WrongPaste::Other(secret_in(ACCESS_TOKEN).expect("a token").what)),
        ]
    );
    let refused = sentences[5];
    assert!(
        refused.starts_with(&link_messages::code_refused("Token exchange failed: 400")),
        "{refused}"
    );
    assert_eq!(names(&events).last(), Some(&"done"));
    assert_eq!(beside.server.calls(EXCHANGE).len(), 2, "only what may be a code is sent");
}

#[test]
fn end_of_input_without_a_code_cancels_the_login() {
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let ran = beside.run(&NEW[..4], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains(&messages::no_claude_code()), "{}", ran.err);
    assert_eq!(beside.server.pending_login(), None, "it was cleared");
    assert_eq!(beside.tree.json()["llmConnections"], json!([]));
}

#[test]
fn a_signal_gives_the_login_up_at_craft() {
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let (mut child, _out, page) = up_to_page(&beside);
    assert!(beside.server.pending_login().is_some(), "{page}");
    // The end of its input would give the login up, too.
    let input = child.stdin.take();
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("sent");
    let ended = child.wait().expect("it ends");
    assert_eq!(ended.signal(), Some(rustix::process::Signal::INT.as_raw()));
    assert_eq!(beside.server.pending_login(), None);
    assert_eq!(beside.server.calls(CLEAR).len(), 1);
    drop(input);
}

#[test]
fn each_fault_of_craft_has_its_sentence_and_stores_nothing() {
    let no_call = |channel: &str| LinkError::NoChannel {
        channel: channel.to_owned(),
        version: Some("0.10.0".to_owned()),
    };
    let other = LinkError::OtherVersion("Server protocol 2.0, client 1.0".to_owned());
    for (fault, why) in [
        (Fault::OtherVersion, other),
        (Fault::Without(EXCHANGE), no_call(EXCHANGE)),
        (Fault::Without(SETUP), no_call(SETUP)),
        (Fault::ExchangeThrows, LinkError::Failed("fetch failed".to_owned())),
    ] {
        let beside = Beside::start(fault.clone(), &json!([]));
        let ran = beside.run(&NEW, &code());
        assert_eq!(ran.code, 1, "{fault:?}");
        let last = events(&ran).pop().expect("an event");
        assert_eq!(
            (&last["event"], &last["sentence"]),
            (&json!("failed"), &json!(why.to_string()))
        );
        assert_eq!(beside.entry("claude_oauth::global"), None);
        assert_eq!(beside.tree.json()["llmConnections"], json!([]));
    }
    let beside = Beside::start(Fault::ForeignPage, &json!([]));
    let ran = beside.run(&NEW[..4], &code());
    assert!(ran.err.contains("https://claude.example"), "{}", ran.err);
    assert!(ran.err.contains(messages::NOTHING_STORED) && !ran.out.contains("claude.example"));
}

#[test]
fn server_that_stops_after_the_exchange_is_reported_as_possibly_storing_the_login() {
    let beside = Beside::start(Fault::ShutsDown, &json!([]));
    let ran = beside.run(&NEW[..4], &code());
    assert_eq!(ran.code, 1);
    let why = LinkError::NotSetUp(LinkError::ShuttingDown.to_string());
    let flat = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&why.to_string()), "{flat}");
    assert!(flat.contains(messages::MAY_BE_STORED), "{flat}");
}

#[test]
fn wrong_token_missing_craft_and_other_provider_are_refused_before_any_request() {
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let mut program = beside.program("another-token-of-16");
    program.args(&NEW[..4]);
    let ran = Ran::of_with(program, &code());
    let flat = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(ran.code == 1 && flat.contains(&LinkError::WrongToken.to_string()), "{flat}");
    let ran = beside.run(&["login", "--provider", "chatgpt", "--through-craft"], "");
    let only = messages::only_for("--through-craft", LoginProvider::Claude);
    assert!(ran.code == 2 && ran.err.contains(&only), "{}", ran.err);
    let tree = Tree::of(r#"{"workspaces": [], "llmConnections": []}"#);
    tree.run(&NEW[..4]).refused(messages::NO_CRAFT_RUNNING);
}

/// Runs it up to its first line, which has the page.
fn up_to_page(beside: &Beside) -> (Child, BufReader<ChildStdout>, String) {
    let mut program = beside.program(TOKEN);
    program.args(NEW).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = program.spawn().expect("it starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut page = String::new();
    out.read_line(&mut page).expect("a line");
    (child, out, page)
}

/// Runs it up to its page, lets something happen to the server, and pastes the code then.
fn after_page(beside: &Beside, happens: impl FnOnce(&CraftServer)) -> String {
    let (mut child, out, page) = up_to_page(beside);
    assert!(page.contains("\"page\""), "{page}");
    happens(&beside.server);
    let mut input = child.stdin.take().expect("piped");
    input.write_all(code().as_bytes()).expect("it reads");
    drop(input);
    let rest: Vec<String> = out.lines().map(|line| line.expect("a line")).collect();
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    assert!(!rest.join("\n").contains("PLANTED"));
    rest.join("\n")
}

#[test]
fn ended_or_replaced_login_is_recognized() {
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let rest = after_page(&beside, CraftServer::end_login);
    assert!(rest.contains(&LinkError::NoLoginPending.to_string()), "{rest}");
    assert!(rest.contains("\"expired\""), "{rest}");
    assert_eq!(beside.server.calls(EXCHANGE).len(), 0, "the code stays here");
    assert_eq!(beside.server.calls(CLEAR).len(), 0, "there is none of ours to give up");
    let beside = Beside::start(Fault::Nothing, &json!([]));
    let rest = after_page(&beside, CraftServer::start_another_login);
    assert!(rest.contains(&link_messages::code_refused("Token exchange failed")), "{rest}");
    assert_eq!(beside.tree.json()["llmConnections"], json!([]));
}
