//! `login` where the provider, the network or the clock is at fault: each fault has its sentence,
//! and nothing is stored.

use serde_json::json;

use llm_connections::cli::messages as cli_messages;
use llm_connections::probe::RequestError;
use llm_connections::signin::messages;

use crate::commands::sign_in::{empty, events, program, run};
use crate::support::login_provider::{self as provider, LoginProvider, bytes_of, json_of, page};
use crate::support::server::Reply;

/// Where `ChatGPT` signs people in.
const HOST: &str = "auth.openai.com";

type Script = Vec<(&'static str, Vec<provider::Answer>)>;

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
            messages::unexpected("github.com", messages::A_PAGE_ON_ITS_HOST).sentence,
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
    // A port at which no server listens.
    command.env("LLM_CONNECTIONS_TEST_HOSTS", "auth.openai.com=http://127.0.0.1:9");
    let output = command.output().expect("it ends");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains(&RequestError::Refused.sentence(HOST)), "{message}");
    assert!(message.contains(cli_messages::NOTHING_STORED), "{message}");
}
