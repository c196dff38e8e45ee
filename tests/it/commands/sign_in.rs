//! `login` and `logout` without a terminal, against providers of the test on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use llm_connections::cli::json_schema::Output;
use llm_connections::cli::messages as cli_messages;
use llm_connections::settings::Connection;
use llm_connections::settings::credential::misplaced::secret_in;
use llm_connections::settings::sign_in::LoginProvider as Provider;
use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::signin::messages::{self, describe_wrong_paste};

use crate::commands::harness::{Ran, Tree};
use crate::support::craft::HeldLock;
use crate::support::login_provider::{
    self as provider, LoginProvider, SECOND, bytes_of, json_of, page,
};
use crate::support::output_schema::OutputSchema;
use crate::support::server::Reply;

/// Where `ChatGPT` signs people in.
const HOST: &str = "auth.openai.com";

type Script = Vec<(&'static str, Vec<provider::Answer>)>;

fn empty() -> Tree {
    Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": []}"#,
    )
}

/// The program with the providers of a test.
fn program(tree: &Tree, provider: &LoginProvider, arguments: &[&str]) -> Command {
    let mut command = tree.program();
    command
        .env("LLM_CONNECTIONS_TEST_HOSTS", provider.hosts())
        .env("LLM_CONNECTIONS_TEST_SIGN_IN", format!("{},0,0", SECOND.as_millis()))
        .args(arguments);
    command
}

fn run(tree: &Tree, provider: &LoginProvider, arguments: &[&str], input: &str) -> Ran {
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
fn events(ran: &Ran) -> Vec<Value> {
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
        .prints("this changes it for “Claude Max”, too");
    assert_eq!(stored(&tree, "claude-max")["usable"], true);
    assert_eq!(stored(&tree, "claude-max")["renews"], Value::Null);
    tree.run(&["logout", "claude-max", "--yes"]).done();
    assert_eq!(stored(&tree, "claude-max-2")["usable"], false, "they share one login");
    tree.run(&["login", "--status"]).prints("not signed in");
}

/// Each fault of a device code: what the provider answers, and what is said.
#[test]
fn every_fault_has_its_sentence_and_nothing_is_stored() {
    use provider::USER_CODE;
    let cases: Vec<(&str, Script, &str, String)> = vec![
        (
            "codes are off",
            vec![(USER_CODE, vec![json_of(404, json!({}))])],
            "notAllowed",
            messages::no_device_codes().sentence,
        ),
        (
            "a captive page",
            vec![(USER_CODE, vec![page()])],
            "page",
            messages::page_instead(HOST).sentence,
        ),
        (
            "cut off",
            vec![(
                USER_CODE,
                vec![bytes_of(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"device")],
            )],
            "cutOff",
            messages::cut_off(HOST).sentence,
        ),
        (
            "half a text",
            vec![(
                USER_CODE,
                vec![Box::new(|_| Reply::Full(200, Vec::new(), b"{\"device".to_vec()))],
            )],
            "cutOff",
            messages::cut_off(HOST).sentence,
        ),
        (
            "no code",
            vec![(USER_CODE, vec![json_of(200, json!({"x": 1}))])],
            "unexpected",
            messages::unexpected(HOST, messages::A_CODE).sentence,
        ),
        (
            "a code that commands",
            vec![(
                USER_CODE,
                vec![json_of(200, json!({"device_auth_id": "x", "user_code": "A\u{1b}[2J"}))],
            )],
            "unexpected",
            messages::unexpected(HOST, messages::A_TYPED_CODE).sentence,
        ),
        (
            "trouble",
            vec![(USER_CODE, vec![json_of(503, json!({}))])],
            "provider",
            messages::provider_trouble(HOST, 503).sentence,
        ),
    ];
    for (fault, script, reason, sentence) in cases {
        fails(fault, script, reason, &sentence);
    }
}

/// That a login at `ChatGPT` fails, and leaves nothing behind.
fn fails(fault: &str, script: Script, reason: &str, sentence: &str) {
    let (tree, provider) = (empty(), LoginProvider::start(script));
    let before = tree.files();
    let ran = run(&tree, &provider, &["login", "--provider", "chatgpt", "--json"], "");
    assert_eq!(ran.code, 1, "{fault}: {}{}", ran.out, ran.err);
    let last = events(&ran).pop().expect("an event");
    assert_eq!(last["event"], "failed", "{fault}");
    assert_eq!(last["reason"], reason, "{fault}: {last}");
    assert_eq!(last["sentence"], sentence, "{fault}");
    assert_eq!(tree.files(), before, "{fault}");
}

#[test]
fn every_fault_after_the_code_has_its_sentence_too() {
    use provider::{DEVICE_TOKEN, OAUTH_TOKEN, USER_CODE, chatgpt_code, granted};
    let code = || (USER_CODE, vec![chatgpt_code()]);
    let grant = || (DEVICE_TOKEN, vec![granted()]);
    let without_account = || {
        let mut tokens = provider::chatgpt_tokens("", "a@b.c");
        tokens["access_token"] = provider::jwt(&json!({"sub": "x"})).into();
        json_of(200, tokens)
    };
    let cases: Vec<(&str, Script, &str, String)> = vec![
        (
            "expired there",
            vec![code(), (DEVICE_TOKEN, vec![json_of(410, json!({}))])],
            "expired",
            messages::code_expired().sentence,
        ),
        (
            "expired here",
            vec![
                (USER_CODE, vec![provider::short_chatgpt_code()]),
                (DEVICE_TOKEN, vec![json_of(403, json!({}))]),
            ],
            "expired",
            messages::code_expired().sentence,
        ),
        (
            "denied",
            vec![code(), (DEVICE_TOKEN, vec![json_of(400, json!({"error": "access_denied"}))])],
            "denied",
            messages::denied(None).sentence,
        ),
        (
            "used twice",
            vec![
                code(),
                grant(),
                (OAUTH_TOKEN, vec![json_of(400, json!({"error": "invalid_grant"}))]),
            ],
            "expired",
            messages::code_used(None).sentence,
        ),
        (
            "refused",
            vec![
                code(),
                grant(),
                (
                    OAUTH_TOKEN,
                    vec![json_of(403, json!({"error": {"message": "Account suspended"}}))],
                ),
            ],
            "refused",
            messages::refused(HOST, 403, Some("Account suspended")).sentence,
        ),
        (
            "half of the tokens",
            vec![code(), grant(), (OAUTH_TOKEN, vec![json_of(200, json!({"access_token": "x"}))])],
            "unexpected",
            messages::unexpected(HOST, messages::ALL_TOKENS).sentence,
        ),
        (
            "no account",
            vec![code(), grant(), (OAUTH_TOKEN, vec![without_account()])],
            "noAccount",
            messages::no_chatgpt_account().sentence,
        ),
        (
            "sent on",
            vec![(
                USER_CODE,
                vec![Box::new(|_| {
                    Reply::Full(
                        302,
                        vec![("location", "https://portal.example/login".to_owned())],
                        Vec::new(),
                    )
                })],
            )],
            "page",
            messages::redirected(HOST, "https://portal.example/login").sentence,
        ),
    ];
    for (fault, script, reason, sentence) in cases {
        fails(fault, script, reason, &sentence);
    }
}

#[test]
fn every_fault_of_copilot_has_its_sentence_too() {
    use provider::{ACCESS_TOKEN, DEVICE_CODE, EXCHANGE, copilot_code};
    let code = || (DEVICE_CODE, vec![copilot_code()]);
    let error = |error: &str| {
        json_of(200, json!({"error": error, "error_description": "Words of GitHub."}))
    };
    let typed =
        || (ACCESS_TOKEN, vec![json_of(200, json!({"access_token": provider::GITHUB_TOKEN}))]);
    let cases: Vec<(Script, &str, String)> = vec![
        (
            vec![code(), (ACCESS_TOKEN, vec![error("access_denied")])],
            "denied",
            messages::denied(Some("Words of GitHub.")).sentence,
        ),
        (
            vec![code(), (ACCESS_TOKEN, vec![error("expired_token")])],
            "expired",
            messages::code_expired().sentence,
        ),
        (
            vec![code(), (ACCESS_TOKEN, vec![error("device_flow_disabled")])],
            "refused",
            messages::refused("github.com", 200, Some("Words of GitHub.")).sentence,
        ),
        (
            vec![
                (
                    DEVICE_CODE,
                    vec![json_of(
                        200,
                        json!({"device_code": "PLANTED", "user_code": "AB-12",
                        "verification_uri": "https://github.com/login/device", "interval": 1, "expires_in": 3}),
                    )],
                ),
                (ACCESS_TOKEN, vec![json_of(200, json!({"error": "authorization_pending"}))]),
            ],
            "expired",
            messages::code_expired().sentence,
        ),
        (
            vec![code(), typed(), (EXCHANGE, vec![json_of(403, json!({"message": "No access"}))])],
            "noSubscription",
            messages::no_copilot(Some("No access")).sentence,
        ),
        (
            vec![
                code(),
                typed(),
                (EXCHANGE, vec![json_of(401, json!({"message": "Bad credentials"}))]),
            ],
            "refused",
            messages::github_token_refused(None).sentence,
        ),
        (
            vec![(
                DEVICE_CODE,
                vec![json_of(
                    200,
                    json!({"device_code": "PLANTED", "user_code": "AB-12", "verification_uri": "https://evil.example/", "expires_in": 900}),
                )],
            )],
            "unexpected",
            messages::unexpected("github.com", messages::A_PAGE_OF_ITS_OWN).sentence,
        ),
    ];
    for (script, reason, sentence) in cases {
        let (tree, provider) = (empty(), LoginProvider::start(script));
        let before = tree.files();
        let ran = run(&tree, &provider, &["login", "--provider", "copilot", "--json"], "");
        let last = events(&ran).pop().expect("an event");
        assert_eq!((ran.code, &last["reason"]), (1, &reason.into()), "{last}");
        assert_eq!(last["sentence"], sentence);
        assert_eq!(tree.files(), before);
    }
}

#[test]
fn network_trouble_does_not_end_a_login_and_a_wrong_clock_is_mentioned() {
    let mut script = provider::chatgpt();
    let auth = json!({"chatgpt_account_id": "acc-1"});
    let mut tokens = provider::chatgpt_tokens("acc-1", "ada@example.com");
    let issued = provider::seconds() + 7200;
    tokens["access_token"] =
        provider::jwt(&json!({"https://api.openai.com/auth": auth, "iat": issued})).into();
    script[1].1 =
        vec![page(), json_of(502, json!({})), json_of(429, json!({})), provider::granted()];
    script[2].1 = vec![json_of(200, tokens)];
    let (tree, provider) = (empty(), LoginProvider::start(script));
    let ran = run(&tree, &provider, &["login", "--provider", "chatgpt", "--json"], "").done();
    let events = events(&ran);
    assert_eq!(events[1]["sentence"], messages::page_instead(HOST).describe());
    assert_eq!(events[2]["sentence"], messages::provider_trouble(HOST, 502).describe());
    assert_eq!(events[3]["sentence"], cli_messages::RECOVERED);
    let notes = events.last().expect("done")["notes"].to_string();
    assert!(notes.contains("clock is") && notes.contains("min behind"), "{notes}");
}

#[test]
fn without_a_network_the_sentence_names_the_host() {
    let tree = empty();
    let provider = LoginProvider::start(Vec::new());
    let mut command = program(&tree, &provider, &["login", "--provider", "chatgpt"]);
    // A port at which nobody listens.
    command.env("LLM_CONNECTIONS_TEST_HOSTS", "auth.openai.com=http://127.0.0.1:9");
    let output = command.output().expect("it ends");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains(&messages::connection_refused(HOST)), "{message}");
    assert!(message.contains(cli_messages::NOTHING_STORED), "{message}");
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
        .refused("bob@example.com")
        .refused("ada@example.com")
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
    assert!(provider.server.requests().is_empty(), "nobody was asked");
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
    assert!(provider.server.requests().is_empty(), "nobody was asked");
    drop(craft);
    assert!(waiting.wait().expect("it ends").success());
    assert_eq!(stored(&tree, "chatgpt-plus")["usable"], true);
}

/// A login by browser that has printed its page.
struct Waiting {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    page: Value,
}

impl Waiting {
    fn start(tree: &Tree, provider: &LoginProvider) -> Self {
        let mut child =
            program(tree, provider, &["login", "--provider", "chatgpt", "--browser", "--json"])
                .env("SSH_CONNECTION", "192.0.2.7 50022 198.51.100.4 22")
                .env("USER", "ada")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("started");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut waiting = Self { child, out, page: Value::Null };
        waiting.page = waiting.next();
        assert_eq!(waiting.page["event"], "page", "{}", waiting.page);
        waiting
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("read");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"))
    }

    fn query(&self, name: &str) -> String {
        let address = self.page["address"].as_str().expect("an address");
        let (_, query) = address.split_once('?').expect("a query");
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(own, _)| own == name).expect("there").1.into_owned()
    }

    fn paste(&mut self, text: &str) {
        let mut input = self.child.stdin.as_ref().expect("a pipe");
        writeln!(input, "{text}").expect("written");
    }

    /// What the browser gets for an address of this machine.
    fn browse(&self, path: &str) -> String {
        let port = u16::try_from(self.page["port"].as_u64().expect("a port")).expect("a port");
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text
    }
}

#[test]
fn pasted_url_counts_only_for_its_own_login() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::chatgpt()));
    let mut waiting = Waiting::start(&tree, &provider);
    let tunnel = waiting.page["tunnel"].as_str().expect("one");
    assert!(tunnel.starts_with("ssh -L ") && tunnel.ends_with("ada@198.51.100.4"), "{tunnel}");
    assert_eq!(waiting.query("code_challenge_method"), "S256");
    let redirect = waiting.query("redirect_uri");
    for (text, wrong) in [
        (waiting.page["address"].as_str().expect("one").to_owned(), WrongPaste::AddressToOpen),
        (format!("{redirect}?code=PLANTED-0123456789&state=other"), WrongPaste::OtherState),
        ("WXYZ-1234".to_owned(), WrongPaste::DeviceCode),
        ("hello".to_owned(), WrongPaste::NoCode),
    ] {
        waiting.paste(&text);
        assert_eq!(waiting.next()["sentence"], describe_wrong_paste(&wrong), "{text}");
    }
    let state = waiting.query("state");
    waiting.paste(&format!("{redirect}?code=PLANTED-0123456789&state={state}"));
    assert_eq!(waiting.next()["sentence"], messages::SIGNING_IN);
    let done = waiting.next();
    assert_eq!(done["event"], "done", "{done}");
    let exchanged = &provider.bodies(provider::OAUTH_TOKEN)[0];
    assert!(exchanged.contains("code=PLANTED-0123456789"), "{exchanged}");
    let verifier = form_urlencoded::parse(exchanged.as_bytes()).find(|(n, _)| n == "code_verifier");
    assert_eq!(verifier.expect("ours").1.len(), 43);
}

#[test]
fn local_browser_completes_the_login() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::chatgpt()));
    let mut waiting = Waiting::start(&tree, &provider);
    assert!(waiting.browse("/favicon.ico").starts_with("HTTP/1.1 404"));
    for wrong in ["?code=PLANTED-0123456789&state=other", "?code=PLANTED-0123456789"] {
        let answer = waiting.browse(&format!("/auth/callback{wrong}"));
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        let sentence = describe_wrong_paste(&WrongPaste::OtherState);
        assert_eq!(waiting.next()["sentence"], sentence);
    }
    let state = waiting.query("state");
    let answer = waiting.browse(&format!("/auth/callback?code=PLANTED-0123456789&state={state}"));
    assert!(answer.contains(messages::PAGE_DONE), "{answer}");
    assert_eq!(waiting.next()["event"], "waiting");
    assert_eq!(waiting.next()["event"], "done");
}

#[test]
fn a_denial_in_the_browser_ends_the_login() {
    let (tree, provider) = (empty(), LoginProvider::start(provider::chatgpt()));
    let mut waiting = Waiting::start(&tree, &provider);
    let state = waiting.query("state");
    let answer = waiting.browse(&format!("/auth/callback?error=access_denied&state={state}"));
    assert!(answer.contains(messages::PAGE_DENIED), "{answer}");
    let failed = waiting.next();
    assert_eq!((&failed["event"], &failed["reason"]), (&"failed".into(), &"denied".into()));
    assert_eq!(waiting.child.wait().expect("it ends").code(), Some(1));
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
fn two_logins_at_once_are_both_stored() {
    let tree = empty();
    let start = |provider: &LoginProvider| {
        program(&tree, provider, &["login", "--provider", "chatgpt"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("started")
    };
    let providers =
        [provider::chatgpt(), provider::chatgpt(), provider::chatgpt()].map(LoginProvider::start);
    let logins: Vec<Child> = providers.iter().map(start).collect();
    let ended: Vec<bool> =
        logins.into_iter().map(|mut login| login.wait().expect("it ends").success()).collect();
    assert_eq!(ended, [true; 3]);
    for slug in ["chatgpt-plus", "chatgpt-plus-2", "chatgpt-plus-3"] {
        assert_eq!(stored(&tree, slug)["usable"], true, "{slug}");
    }
}
