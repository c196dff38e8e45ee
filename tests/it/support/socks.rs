//! A SOCKS 5 proxy (RFC 1928, and RFC 1929 for its users) that leads to servers of a test.

use std::io::{self, Read, Write};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::listener::{Connection, Listener, Stream};

/// The proxy. Stops on drop.
pub struct Socks {
    asked: Arc<Mutex<Vec<String>>>,
    listener: Listener,
}

/// The proxy's status when it does not connect.
pub const HOST_UNREACHABLE: u8 = 4;
pub const REFUSED: u8 = 5;

impl Socks {
    /// A proxy that directs every `host:port` to the port returned by `to`, or answers with a
    /// status; with `user`, only for that user.
    pub fn start(
        user: Option<(&'static str, &'static str)>,
        to: impl Fn(&str) -> Result<u16, u8> + Send + Sync + 'static,
    ) -> Self {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&asked);
        let listener = Listener::start(Ipv4Addr::LOCALHOST, move |mut connection| {
            // A client that disconnects is not an error.
            let _ = serve(&mut connection, user, &to, &log);
        });
        Self { asked, listener }
    }

    pub const fn port(&self) -> u16 {
        self.listener.port()
    }

    /// The requested `host:port` pairs.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no test panicked in it").clone()
    }
}

fn serve(
    connection: &mut Connection,
    user: Option<(&str, &str)>,
    to: &(impl Fn(&str) -> Result<u16, u8> + Send + Sync),
    log: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut client = connection.stream.clone();
    let [_version, count] = read(&mut client)?;
    let mut methods = vec![0; usize::from(count)];
    client.read_exact(&mut methods)?;
    let method = if user.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        return client.write_all(&[5, 0xff]);
    }
    client.write_all(&[5, method])?;
    if let Some((name, password)) = user {
        let [_version] = read(&mut client)?;
        let given = (text(&mut client)?, text(&mut client)?);
        let is_known = given == (name.to_owned(), password.to_owned());
        client.write_all(&[1, u8::from(!is_known)])?;
        if !is_known {
            return Ok(());
        }
    }
    let [_version, _connect, _reserved, kind] = read(&mut client)?;
    let host = match kind {
        1 => Ipv4Addr::from(read::<4>(&mut client)?).to_string(),
        3 => text(&mut client)?,
        _ => return client.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]),
    };
    let port = u16::from_be_bytes(read(&mut client)?);
    let host = format!("{host}:{port}");
    log.lock().expect("no test panicked in it").push(host.clone());
    let server = match to(&host) {
        Ok(port) => connection.open(port),
        Err(status) => return client.write_all(&[5, status, 0, 1, 0, 0, 0, 0, 0, 0]),
    };
    let Some(server) = server else { return Ok(()) };
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    thread::scope(|scope| {
        scope.spawn(|| copy(server.clone(), client.clone()));
        copy(client.clone(), server.clone());
    });
    Ok(())
}

fn read<const N: usize>(stream: &mut Stream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A length-prefixed text.
fn text(stream: &mut Stream) -> io::Result<String> {
    let [length] = read(stream)?;
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn copy(mut from: Stream, mut to: Stream) {
    let _ = io::copy(&mut from, &mut to);
    to.end();
}
