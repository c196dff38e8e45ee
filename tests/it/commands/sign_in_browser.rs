//! `login` by a browser on this machine or by an address that is pasted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;

use llm_connections::settings::sign_in::pasted::WrongPaste;
use llm_connections::signin::messages::{self, describe_wrong_paste};

use crate::commands::harness::Tree;
use crate::commands::sign_in::{empty, program};
use crate::support::login_provider::{self as provider, LoginProvider};

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
