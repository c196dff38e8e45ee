//! The servers of these tests, and what asks them, leave nothing open.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::time::Duration;

use llm_connections::probe::Timeouts;
use llm_connections::probe::worker::{ProbeTask, Prober};
use serde_json::json;

use crate::probe::asking::{asked, list, openai, without_secret};
use crate::support::resources::leaves_nothing_open;
use crate::support::server::{Proxy, Reply, Server};

const SOON: Duration = Duration::from_secs(20);

#[test]
fn no_connection_stays_open_after_any_answer() {
    leaves_nothing_open("probe::leftovers::no_connection_stays_open_after_any_answer", || {
        let replies: [fn() -> Reply; 4] = [
            || Reply::Json(200, json!({})),
            || Reply::Silence,
            || Reply::Begun(b"HTTP/1.1 200 OK\r\n".to_vec()),
            || Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        ];
        for reply in replies {
            let (answering, answers) = channel();
            let server = Server::start(move |_| {
                answering.send(()).expect("the test waits");
                reply()
            });
            let port = server.port();
            // One that asks, and one that only connects, with which the server still waits for
            // a request.
            let mut asking = TcpStream::connect(("127.0.0.1", port)).expect("connected");
            asking.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("sent");
            answers.recv().expect("a request");
            let mut silent = TcpStream::connect(("127.0.0.1", port)).expect("connected");
            drop(server);
            silent.set_read_timeout(Some(SOON)).expect("a limit");
            let end = silent.read(&mut [0]).map_err(|error| error.kind());
            assert!(matches!(end, Ok(0) | Err(ErrorKind::ConnectionReset)), "{end:?}");
            let refused = TcpStream::connect(("127.0.0.1", port));
            assert!(refused.is_err(), "the port is closed");
        }
    });
}

#[test]
fn a_server_with_encryption_behind_a_proxy_leaves_nothing_open() {
    leaves_nothing_open(
        "probe::leftovers::a_server_with_encryption_behind_a_proxy_leaves_nothing_open",
        || {
            let server = Server::start_self_signed(&["127.0.0.1"], |_| Reply::Silence);
            let port = server.port();
            let proxy = Proxy::start(move |_| Some(port));
            let through = proxy.url().replace("http://", "");
            let mut client = TcpStream::connect(through).expect("connected");
            client.write_all(b"CONNECT a:443 HTTP/1.1\r\n\r\n").expect("sent");
            let mut answer = [0; 12];
            client.read_exact(&mut answer).expect("led");
            assert_eq!(&answer, b"HTTP/1.1 200");
            // Neither side sends anything more, and both go with the connection between them.
        },
    );
}

#[test]
fn validating_leaves_nothing_open() {
    leaves_nothing_open("probe::leftovers::validating_leaves_nothing_open", || {
        let server = Server::start(|_| Reply::Json(200, list(&["m"])));
        asked(&without_secret(openai(&server.url())));
        let silent = Server::start(|_| Reply::Silence);
        let (sender, begun) = channel();
        let prober = Prober::start(Timeouts::default(), move |event| drop(sender.send(event)));
        prober.send(ProbeTask::Start(1, Box::new(without_secret(openai(&silent.url())))));
        begun.recv().expect("it begins");
        prober.end();
    });
}
