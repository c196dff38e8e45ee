//! Signing in, in a real terminal: the link, the way through SSH, and leaving in the middle.

use std::fs;
use std::time::{Duration, Instant};

use llm_connections::cli::messages::PASTE_HERE;
use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::signin::messages::describe_wrong_paste;
use llm_connections::tui::messages;
use serde_json::json;

use crate::support::login_provider::{self as provider, LoginProvider};
use crate::support::server::Reply;
use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

const ADDRESS: &str = "https://auth.openai.com/codex/device";

fn home() -> Home {
    let connection = json!({"slug": "a", "name": "Alpha", "providerType": "pi", "authType": "oauth",
        "piAuthProvider": "openai-codex", "createdAt": 1});
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [connection], "defaultLlmConnection": "a"});
    let home = Home::empty();
    fs::create_dir_all(home.config_dir()).unwrap();
    fs::write(home.config(), format!("{config:#}")).unwrap();
    home
}

/// A provider whose code is never typed.
fn silent() -> LoginProvider {
    LoginProvider::start(vec![
        (provider::USER_CODE, vec![provider::chatgpt_code()]),
        (provider::DEVICE_TOKEN, vec![Box::new(|_| Reply::Silence)]),
    ])
}

fn open(home: &Home, provider: &LoginProvider) -> Terminal {
    Start::program(home)
        .set("LLM_CONNECTIONS_TEST_HOSTS", &provider.hosts())
        .set("LLM_CONNECTIONS_TEST_SIGN_IN", "100,0,0")
        .set("SSH_CONNECTION", "192.0.2.7 50022 198.51.100.4 22")
        .set("USER", "ada")
        .open()
}

#[test]
fn sign_in_url_is_a_link_and_leaving_early_stores_nothing() {
    let (home, provider) = (home(), silent());
    let terminal = open(&home, &provider);
    terminal.see("Alpha");
    terminal.keys("L");
    terminal.see(messages::BY_DEVICE.0);
    terminal.keys("\r");
    terminal.see("W X Y Z - 1 2 3 4");
    let link = format!("\x1b]8;id=sign-in;{ADDRESS}\x1b\\{ADDRESS}\x1b]8;;\x1b\\");
    terminal.writes(&link);
    let began = Instant::now();
    // Out of the login after a question, and then out of the program at once.
    terminal.keys("\x1b");
    terminal.see(messages::STOP_SIGN_IN);
    terminal.keys("y");
    terminal.gone("W X Y Z");
    terminal.keys("L\r");
    terminal.see("W X Y Z");
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
    assert!(began.elapsed() < Duration::from_secs(15), "it did not wait");
    assert!(!home.config_dir().join("credentials.enc").exists());
}

#[test]
fn over_ssh_the_line_is_shown_that_leads_the_browser_back() {
    let (home, provider) = (home(), silent());
    let terminal = open(&home, &provider);
    terminal.see("Alpha");
    terminal.keys("L");
    terminal.see(messages::BY_BROWSER.0);
    terminal.keys("j\r");
    terminal.see(&messages::tunnel("ssh -L "));
    terminal.see("ada@198.51.100.4");
    terminal.keys("\x1b");
    terminal.see(messages::STOP_SIGN_IN);
    terminal.keys("y");
    terminal.gone("ada@198.51.100.4");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn an_address_that_is_pasted_into_a_command_is_not_shown() {
    let (home, provider) = (home(), LoginProvider::start(provider::chatgpt()));
    let start =
        ["login", "a", "--browser"].into_iter().fold(Start::program(&home), Start::argument);
    let terminal = start
        .set("LLM_CONNECTIONS_TEST_HOSTS", &provider.hosts())
        .set("LLM_CONNECTIONS_TEST_SIGN_IN", "100,0,0")
        .start();
    terminal.read(PASTE_HERE);
    terminal.forbid(&["PLANTED"]);
    terminal.keys("http://localhost:1455/auth/callback?code=PLANTED-code&state=of-another\n");
    terminal.read(&describe_wrong_paste(&WrongPaste::OtherState));
    assert_eq!(terminal.forbidden(), None);
    terminal.keys("\x03");
    terminal.wait_for("the echo", |_| terminal.has_first_modes());
    let end = terminal.end();
    assert!(!String::from_utf8_lossy(&end.raw).contains("PLANTED"));
    assert!(!home.config_dir().join("credentials.enc").exists());
}
