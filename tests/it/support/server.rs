//! A real server on this machine, over plain TCP or TLS, that gives a test's answers and records
//! the requests.
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use super::listener::{Connection, Listener, Stream};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// A received request.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Includes the query.
    pub path: String,
    /// By lower-case name.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The method and the path.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The URL of a request without TLS. A root has no slash, as in the URL of a [`Server`].
    pub fn url(&self) -> String {
        let host = self.header("host").unwrap_or_default();
        format!("http://{host}{}", self.path.trim_end_matches('/'))
    }

    /// Whether a text occurs anywhere in it.
    pub fn has(&self, text: &str) -> bool {
        let mut values = self.headers.iter().map(|(_, value)| value);
        self.path.contains(text)
            || self.body.contains(text)
            || values.any(|value| value.contains(text))
    }
}

/// An answer.
pub enum Reply {
    /// A status and JSON.
    Json(u16, Value),
    /// A status, headers and a body.
    Full(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes, and then the connection ends.
    Bytes(Vec<u8>),
    /// Nothing, until the client or the server closes the connection.
    Silence,
    /// These bytes, and then nothing until the client or the server closes the connection.
    Begun(Vec<u8>),
    /// These bytes, and then more and more for as long as the client reads.
    Endless(Vec<u8>),
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// An address of this machine that Craft does not recognize as such.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// The server. Stops on drop.
pub struct Server {
    host: Ipv4Addr,
    scheme: &'static str,
    requests: Arc<Mutex<Vec<Request>>>,
    connections: Arc<AtomicUsize>,
    listener: Listener,
}

/// How to reach it.
struct Binding {
    host: Ipv4Addr,
    tls: Option<Arc<ServerConfig>>,
    /// Whether a connection is kept open for more than one request.
    stays_open: bool,
}

/// A TLS configuration with a certificate chain.
pub fn tls(
    chain: Vec<rustls::pki_types::CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate and its key");
    Arc::new(config)
}

impl Server {
    /// An HTTP server.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(
            Arc::new(answer),
            Binding { host: Ipv4Addr::LOCALHOST, tls: None, stays_open: false },
        )
    }

    /// An HTTP server with persistent connections.
    pub fn start_staying_open(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let binding = Binding { host: Ipv4Addr::LOCALHOST, tls: None, stays_open: true };
        Self::serve(Arc::new(answer), binding)
    }

    /// An HTTP server at an address of this machine that Craft does not recognize as such.
    pub fn start_elsewhere(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(Arc::new(answer), Binding { host: ELSEWHERE, tls: None, stays_open: false })
    }

    /// An HTTPS server with a self-signed certificate for these names.
    pub fn start_self_signed(
        names: &[&str],
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(names).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        Self::start_tls(vec![cert.der().clone()], PrivateKeyDer::Pkcs8(key), answer)
    }

    /// An HTTPS server with a certificate chain.
    pub fn start_tls(
        chain: Vec<rustls::pki_types::CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let tls = Some(tls(chain, key));
        Self::serve(Arc::new(answer), Binding { host: Ipv4Addr::LOCALHOST, tls, stays_open: false })
    }

    fn serve(answer: Arc<Answer>, binding: Binding) -> Self {
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let kept = Arc::clone(&requests);
        let connections: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&connections);
        let Binding { host, tls, stays_open } = binding;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listener = Listener::start(host, move |connection| {
            count.fetch_add(1, Ordering::Relaxed);
            let stream = connection.stream.clone();
            match &tls {
                None => exchange(stream, &answer, &kept, stays_open),
                Some(config) => {
                    if let Ok(tls) = ServerConnection::new(Arc::clone(config)) {
                        exchange(StreamOwned::new(tls, stream), &answer, &kept, stays_open);
                    }
                }
            }
        });
        Self { host, scheme, requests, connections, listener }
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub const fn port(&self) -> u16 {
        self.listener.port()
    }

    /// Its host and port, as messages name it.
    pub fn host(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    /// Its URL with a host that resolves to it.
    pub fn url_at(&self, host: &str) -> String {
        format!("{}://{host}:{}", self.scheme, self.port())
    }

    pub fn url(&self) -> String {
        self.url_at(&self.host.to_string())
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no test panicked in it").clone()
    }

    /// The method and path of each request.
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(Request::line).collect()
    }
}

/// Receives and answers requests: one, or all on the connection.
fn exchange(
    stream: impl Read + Write,
    answer: &Arc<Answer>,
    kept: &Mutex<Vec<Request>>,
    stays_open: bool,
) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream) {
        kept.lock().expect("no test panicked in it").push(request.clone());
        if !reply(&mut stream, answer(&request), stays_open) {
            return;
        }
    }
}

/// Answers a request. Returns whether another one can follow.
fn reply(stream: &mut BufReader<impl Read + Write>, answer: Reply, stays_open: bool) -> bool {
    let full = |status, headers: &[(&'static str, String)], body: &[u8]| {
        let mut bytes = full(status, headers, body);
        if stays_open {
            let close = b"connection: close\r\n";
            let start = bytes.windows(close.len()).position(|window| window == close);
            let start = start.expect("it is the first header");
            bytes.drain(start..start + close.len());
        }
        (bytes, stays_open)
    };
    let (bytes, goes_on) = match answer {
        Reply::Json(status, json) => full(
            status,
            &[("content-type", "application/json".to_owned())],
            json.to_string().as_bytes(),
        ),
        Reply::Full(status, headers, body) => full(status, &headers, &body),
        Reply::Bytes(bytes) => (bytes, false),
        Reply::Silence => {
            wait_for_end(stream);
            return false;
        }
        Reply::Begun(bytes) => {
            let stream = stream.get_mut();
            let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
            wait_for_end(stream);
            return false;
        }
        Reply::Endless(bytes) => {
            let stream = stream.get_mut();
            let more = vec![b' '; 1 << 16];
            let mut sent = stream.write_all(&bytes);
            while sent.is_ok() {
                sent = stream.write_all(&more);
            }
            return false;
        }
    };
    let stream = stream.get_mut();
    // The client may have closed the connection already.
    stream.write_all(&bytes).and_then(|()| stream.flush()).is_ok() && goes_on
}

/// Reads until the connection is closed, however that happens.
fn wait_for_end(stream: &mut impl Read) {
    let _ = io::copy(stream, &mut io::sink());
}

fn full(status: u16, headers: &[(&'static str, String)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Said\r\nconnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").bytes());
    }
    bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
    bytes.extend(body);
    bytes
}

fn read(stream: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.push((name.to_lowercase(), value.trim().to_owned()));
            }
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// Accepts connections to other hosts and directs them to a server of the test, as a proxy from the
/// environment does (`CONNECT`). Stops on drop.
pub struct Proxy {
    asked: Arc<Mutex<Vec<String>>>,
    listener: Listener,
}

impl Proxy {
    /// A proxy that directs every `host:port` to the port returned by `to`, and refuses unknown
    /// ones.
    pub fn start(to: impl Fn(&str) -> Option<u16> + Send + Sync + 'static) -> Self {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&asked);
        let listener = Listener::start(Ipv4Addr::LOCALHOST, move |connection| {
            let mut reader = BufReader::new(connection.stream.clone());
            let Some(request) = read(&mut reader) else {
                return;
            };
            kept.lock().expect("no test panicked in it").push(request.path.clone());
            if let Some(port) = to(&request.path).filter(|_| request.method == "CONNECT") {
                lead(connection, port);
            } else {
                let mut stream = connection.stream.clone();
                let _ = stream.write_all(b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Self { asked, listener }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.listener.port())
    }

    /// The requested `host:port` pairs.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no test panicked in it").clone()
    }
}

/// Copies in both directions between a client and a server, until both have closed.
fn lead(mut connection: Connection, port: u16) {
    let Some(server) = connection.open(port) else {
        return;
    };
    let mut client = connection.stream.clone();
    let _ = client.write_all(b"HTTP/1.1 200 Led\r\n\r\n");
    thread::scope(|scope| {
        scope.spawn(|| copy(server.clone(), client.clone()));
        copy(client.clone(), server.clone());
    });
}

fn copy(mut from: Stream, mut to: Stream) {
    let _ = io::copy(&mut from, &mut to);
    to.end();
}
