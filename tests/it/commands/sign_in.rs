//! `login` and `logout` without a terminal, against providers of the test on this machine.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use llm_connections::cli::json_schema::Output;
use llm_connections::cli::messages as cli_messages;
use llm_connections::settings::Connection;
use llm_connections::settings::credential::misplaced::secret_in;
use llm_connections::settings::credential::save::describe_shared_login;
use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::settings::sign_in::{LoginProvider as Provider, signed_in_elsewhere};
use llm_connections::signin::messages::{self, describe_wrong_paste};

use crate::commands::harness::{Ran, Tree};
use crate::support::craft::HeldLock;
use crate::support::login_provider::{self as provider, LoginProvider, SECOND, json_of};
use crate::support::output_schema::OutputSchema;
use crate::support::server::Reply;

pub(super) fn empty() -> Tree {
    Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": []}"#,
    )
}

/// The program with the providers of a test.
pub(super) fn program(tree: &Tree, provider: &LoginProvider, arguments: &[&str]) -> Command {
    let mut command = tree.program();
    command
        .env("LLM_CONNECTIONS_TEST_HOSTS", provider.hosts())
        .env("LLM_CONNECTIONS_TEST_SIGN_IN", format!("{},0,0", SECOND.as_millis()))
        .args(arguments);
    command
}

pub(super) fn run(tree: &Tree, provider: &LoginProvider, arguments: &[&str], input: &str) -> Ran {
    let command = program(tree, provider, arguments);
    let output =
        assert_cmd::Command::from_std(command).write_stdin(input).output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let ran = Ran {
        code: output.status.code().expect("no signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    // Whatever came of it: nothing secret is printed, nor left in a file in the clear.
    assert!(!ran.out.contains("PLANTED"), "{}", ran.out);
    assert!(!ran.err.contains("PLANTED"), "{}", ran.err);
    for (path, bytes) in tree.files() {
        // What a test itself has planted is no leak.
        let is_the_tests = path.to_string_lossy().contains("github-copilot");
        let found = bytes.windows(7).any(|w| w == b"PLANTED");
        assert!(is_the_tests || !found, "{}", path.display());
    }
    ran
}

/// The events of a run with `--json`.
pub(super) fn events(ran: &Ran) -> Vec<Value> {
    let lines = ran.out.lines();
    let schema = OutputSchema::of(&[Output::LoginEvent]);
    let event = |line| {
        let event = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        schema.assert_fits(&event);
        event
    };
    lines.map(event).collect()
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event"].as_str().expect("a name")).collect()
}

fn stored(tree: &Tree, slug: &str) -> Value {
    tree.run(&["login", slug, "--status", "--json"]).json()["logins"][0].clone()
}

#[test]
fn chatgpt_login_by_device_code_is_stored_as_crafts_setup_does() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::chatgpt()));
    let ran = run(&tree, &provider, &["login", "--provider", "chatgpt", "--json"], "").done();
    let events = events(&ran);
    assert_eq!(names(&events), ["code", "waiting", "done"]);
    assert_eq!(events[0]["address"], "https://auth.openai.com/codex/device");
    assert_eq!(events[0]["code"], "WXYZ-1234");
    assert_eq!(events[2]["slug"], "chatgpt-plus");
    assert_eq!(events[2]["added"], true);
    assert_eq!(events[2]["account"], "ada@example.com");
    assert_eq!(events[2]["plan"], "ChatGPT Plus");
    assert!(events[2]["validation"]["verdict"].is_string(), "{}", events[2]);
    let connection = tree.connection("chatgpt-plus");
    assert_eq!(connection["name"], "ChatGPT Plus");
    assert_eq!(connection["piAuthProvider"], "openai-codex");
    assert_eq!(connection["defaultModel"], "pi/gpt-5.5");
    assert_eq!(tree.json()["defaultLlmConnection"], "chatgpt-plus");
    let status = stored(&tree, "chatgpt-plus");
    assert_eq!((&status["account"], &status["usable"]), (&"ada@example.com".into(), &true.into()));
    assert_eq!(status["renews"], "craft");
    // The server's pair is what is exchanged, as a form.
    let exchanged = &provider.bodies(provider::OAUTH_TOKEN)[0];
    for part in [
        "grant_type=authorization_code",
        "code=PLANTED-code",
        "code_verifier=PLANTED-verifier",
        "redirect_uri=https%3A%2F%2Fauth.openai.com%2Fdeviceauth%2Fcallback",
    ] {
        assert!(exchanged.contains(part), "{part}: {exchanged}");
    }
    let polled: Value =
        serde_json::from_str(&provider.bodies(provider::DEVICE_TOKEN)[0]).expect("JSON");
    assert_eq!(polled, json!({"device_auth_id": "PLANTED-device", "user_code": "WXYZ-1234"}));
    // Signed in again it is the same connection's, and one more is the next one.
    let again =
        run(&tree, &LoginProvider::start(provider::chatgpt()), &["login", "chatgpt-plus"], "");
    again
        .done()
        .prints("Signed in to ChatGPT: ada@example.com · ChatGPT Plus.")
        .prints(cli_messages::login_stored("chatgpt-plus", false));
    let more = run(
        &tree,
        &LoginProvider::start(provider::chatgpt()),
        &["login", "--provider", "chatgpt"],
        "",
    );
    more.done().prints("WXYZ-1234").prints(cli_messages::login_stored("chatgpt-plus-2", true));
}

#[test]
fn copilot_slows_down_on_request_and_leaves_unaccepted_terms_alone() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::copilot("unconfigured")));
    let ran = run(&tree, &provider, &["login", "--provider", "copilot", "--json"], "").done();
    let events = events(&ran);
    assert_eq!(names(&events), ["code", "waiting", "waiting", "done"]);
    assert_eq!(events[0]["address"], "https://github.com/login/device");
    let notes = events[3]["notes"].to_string();
    assert!(notes.contains(&messages::terms_left(1)), "{notes}");
    assert_eq!(events[3]["plan"], "monthly subscriber");
    let connection = tree.connection("github-copilot");
    let ids: Vec<&str> = connection["models"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|model| model["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, ["gpt-5"], "old models and those that are off are left out");
    assert_eq!(connection["defaultModel"], "gpt-5");
    assert!(provider.bodies("/models/claude-sonnet-4.6/policy").is_empty());
    let exchange = provider.server.requests().into_iter().find(|r| r.path == provider::EXCHANGE);
    let exchange = exchange.expect("asked");
    assert_eq!(
        exchange.header("authorization"),
        Some(&*format!("Bearer {}", provider::GITHUB_TOKEN))
    );
    assert_eq!(exchange.header("copilot-integration-id"), Some("vscode-chat"));
    let models = provider.server.requests().into_iter().find(|r| r.path == provider::MODELS);
    assert_eq!(models.expect("asked").header("host"), Some("api.business.githubcopilot.com"));
}

#[test]
fn terms_are_accepted_on_request() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::copilot("unconfigured")));
    run(&tree, &provider, &["login", "--provider", "copilot", "--accept-terms"], "").done();
    assert_eq!(provider.bodies("/models/claude-sonnet-4.6/policy"), [r#"{"state":"enabled"}"#]);
    let connection = tree.connection("github-copilot");
    assert_eq!(connection["models"].as_array().map(Vec::len), Some(2));
}

/// What is said of a secret of another kind than the wanted one.
fn describe_other(secret: &str) -> String {
    describe_wrong_paste(&WrongPaste::Other(secret_in(secret).expect("a secret").what))
}

#[test]
fn github_token_is_read_from_standard_input_or_an_editor_after_consent() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::copilot("enabled")));
    let login = ["login", "--provider", "copilot", "--token"];
    run(&tree, &provider, &login, provider::GITHUB_TOKEN)
        .done()
        .prints(cli_messages::login_stored("github-copilot", true));
    run(&tree, &provider, &login, "hello")
        .refused(describe_wrong_paste(&WrongPaste::NoToken(Provider::Copilot)));
    let claude = "sk-ant-oat01-PLANTED0123456789abcdef";
    run(&tree, &provider, &login, claude).refused(describe_other(claude));
    let folder = tree.path(".config/github-copilot");
    std::fs::create_dir_all(&folder).expect("made");
    let apps = json!({"github.com:Iv1.x": {"user": "ada", "oauth_token": provider::GITHUB_TOKEN}});
    std::fs::write(folder.join("apps.json"), apps.to_string()).expect("written");
    let found = ["login", "github-copilot", "--found"];
    run(&tree, &provider, &found, "")
        .refused("apps.json")
        .refused(cli_messages::agree_with_yes(""));
    let ran = run(&tree, &provider, &["login", "github-copilot", "--found", "--yes"], "").done();
    ran.prints(messages::used_token_of("your editor (apps.json)"));
}

#[test]
fn claude_token_is_read_from_standard_input_and_checked() {
    let (tree, provider) = (empty(), LoginProvider::start(Vec::new()));
    let login = ["login", "--provider", "claude"];
    let key = "sk-ant-api03-PLANTED0123456789abcdef";
    run(&tree, &provider, &login, key).refused(describe_other(key));
    run(&tree, &provider, &login, "sk-ant-oat01-").refused(describe_wrong_paste(&WrongPaste::Cut));
    run(&tree, &provider, &login, "").refused(cli_messages::no_token_on_input(Provider::Claude));
    let token = "sk-ant-oat01-PLANTED0123456789abcdef";
    run(&tree, &provider, &login, token)
        .done()
        .prints(cli_messages::token_not_verified(""))
        .prints(cli_messages::login_stored("claude-max", true));
    let second = run(&tree, &provider, &login, token).done();
    second
        .prints(cli_messages::login_stored("claude-max-2", true))
        .prints(describe_shared_login(&["“Claude Max”".to_owned()]));
    assert_eq!(stored(&tree, "claude-max")["usable"], true);
    assert_eq!(stored(&tree, "claude-max")["renews"], Value::Null);
    tree.run(&["logout", "claude-max", "--yes"]).done();
    assert_eq!(stored(&tree, "claude-max-2")["usable"], false, "they share one login");
    tree.run(&["login", "--status"]).prints("not signed in");
}

#[test]
fn other_account_replaces_the_first_only_after_consent() {
    let tree = empty();
    let login = ["login", "--provider", "chatgpt"];
    run(&tree, &LoginProvider::start(provider::chatgpt()), &login, "").done();
    let of_another = || {
        let mut script = provider::chatgpt();
        script[2].1 = vec![json_of(200, provider::chatgpt_tokens("acc-2", "bob@example.com"))];
        LoginProvider::start(script)
    };
    run(&tree, &of_another(), &["login", "chatgpt-plus"], "")
        .refused(signed_in_elsewhere("bob@example.com", "ChatGPT Plus", "ada@example.com"))
        .refused(cli_messages::other_account(&[]));
    assert_eq!(stored(&tree, "chatgpt-plus")["account"], "ada@example.com");
    run(&tree, &of_another(), &["login", "chatgpt-plus", "--yes"], "").done();
    assert_eq!(stored(&tree, "chatgpt-plus")["account"], "bob@example.com");
}

#[test]
fn connection_without_sign_in_is_refused_before_any_request() {
    let provider = LoginProvider::start(Vec::new());
    let tree = Tree::new();
    let why = Provider::of(&Connection::new(tree.connection("work"))).expect_err("no login");
    run(&tree, &provider, &["login", "work"], "").refused(why);
    run(&tree, &provider, &["login", "nope"], "").refused("nope");
    run(&tree, &provider, &["login"], "").misused(cli_messages::NO_TARGET);
    run(&tree, &provider, &["login", "--provider", "gemini"], "")
        .misused(cli_messages::unknown_provider("gemini"));
    run(&tree, &provider, &["login", "--provider", "claude", "--browser"], "")
        .misused(cli_messages::only_for("--browser", Provider::ChatGpt));
    run(&tree, &provider, &["login", "--provider", "chatgpt", "--dry-run"], "")
        .misused(cli_messages::NO_DRY_RUN);
    run(&tree, &provider, &["login", "--demo", "--provider", "chatgpt"], "")
        .refused(cli_messages::NOT_IN_THE_DEMO);
    run(&tree, &provider, &["logout", "work", "--yes"], "")
        .refused(cli_messages::has_no_login("work", "api_key"));
    assert!(provider.server.requests().is_empty());
}

#[test]
fn running_craft_is_named_before_the_login_and_awaited_on_request() {
    let tree = empty();
    let craft = HeldLock::take(&tree.path(""));
    let provider = LoginProvider::start(provider::chatgpt());
    let login = ["login", "--provider", "chatgpt"];
    let message = craft.found().describe_lost_login();
    run(&tree, &provider, &login, "").refused(&message).refused(cli_messages::WAIT_OR_YES);
    assert!(provider.server.requests().is_empty(), "no server was asked");
    let mut waiting = program(&tree, &provider, &["login", "--provider", "chatgpt", "--wait"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut said = BufReader::new(waiting.stderr.take().expect("a pipe"));
    let mut line = String::new();
    let pid = craft.pid();
    while !line.contains(&cli_messages::waiting_for_craft(pid)) {
        line.clear();
        assert!(said.read_line(&mut line).expect("read") > 0, "it has ended");
    }
    assert!(provider.server.requests().is_empty(), "no server was asked");
    drop(craft);
    assert!(waiting.wait().expect("it ends").success());
    assert_eq!(stored(&tree, "chatgpt-plus")["usable"], true);
}

#[test]
fn a_signal_cancels_it_and_a_kill_leaves_nothing_half_stored() {
    use std::os::unix::process::ExitStatusExt;
    let mut script = provider::chatgpt();
    script[1].1 = vec![Box::new(|_| Reply::Silence)];
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::KILL] {
        let (tree, provider) = (
            empty(),
            LoginProvider::start(vec![
                (provider::USER_CODE, vec![provider::chatgpt_code()]),
                (provider::DEVICE_TOKEN, vec![Box::new(|_| Reply::Silence)]),
            ]),
        );
        let before = tree.files();
        let mut child = program(&tree, &provider, &["login", "--provider", "chatgpt", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("read");
        assert!(line.contains("WXYZ-1234"), "{line}");
        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, signal).expect("sent");
        let ended = child.wait().expect("it ends");
        assert_eq!(ended.signal(), Some(signal.as_raw()));
        if signal == rustix::process::Signal::INT {
            line.clear();
            out.read_line(&mut line).expect("read");
            let event: Value = serde_json::from_str(&line).expect("an event");
            assert_eq!(
                (&event["event"], &event["reason"]),
                (&"failed".into(), &"cancelled".into())
            );
        }
        assert_eq!(tree.files(), before);
    }
}

#[test]
fn three_logins_at_once_are_all_stored() {
    let tree = empty();
    let login = ["login", "--provider", "chatgpt"];
    let start = |provider: &LoginProvider| {
        program(&tree, provider, &login)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started")
    };
    let providers =
        [provider::chatgpt(), provider::chatgpt(), provider::chatgpt()].map(LoginProvider::start);
    let logins: Vec<Child> = providers.iter().map(start).collect();
    for child in logins {
        let ended = child.wait_with_output().expect("it ends");
        let errors = String::from_utf8_lossy(&ended.stderr);
        // One that a busy machine lets wait for the others for more than a second says so, and a
        // person tries again.
        if !ended.status.success() {
            assert!(errors.contains("another program has held"), "{errors}");
            run(&tree, &LoginProvider::start(provider::chatgpt()), &login, "").done();
        }
    }
    for slug in ["chatgpt-plus", "chatgpt-plus-2", "chatgpt-plus-3"] {
        assert_eq!(stored(&tree, slug)["usable"], true, "{slug}");
    }
}
