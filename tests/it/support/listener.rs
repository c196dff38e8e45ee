//! A listening port on this machine until dropped: then none of its threads and connections remain.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long the connections' threads may take to end once the connections are closed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Listens, and handles every connection in its own thread.
pub struct Listener {
    address: SocketAddr,
    connections: Arc<Connections>,
    accepting: Option<JoinHandle<()>>,
}

/// A listener's open connections.
#[derive(Default)]
struct Connections {
    open: Mutex<Open>,
    changed: Condvar,
}

#[derive(Default)]
struct Open {
    streams: HashMap<u64, Stream>,
    last: u64,
    /// How many threads are handling one.
    handled: usize,
    is_closed: bool,
}

impl Connections {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a stream, to close it with the listener; none if that is closed already.
    fn keep(&self, stream: TcpStream) -> Option<(u64, Stream)> {
        let mut open = self.lock();
        if open.is_closed {
            return None;
        }
        let stream = Stream(Arc::new(stream));
        open.last += 1;
        let id = open.last;
        open.streams.insert(id, stream.clone());
        Some((id, stream))
    }
}

impl Listener {
    /// Listens at a free port of `host`.
    pub fn start(host: Ipv4Addr, handle: impl Fn(Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((host, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let connections: Arc<Connections> = Arc::default();
        let kept = Arc::clone(&connections);
        let handle = Arc::new(handle);
        let accepting = thread::spawn(move || {
            // It ends with a connection that arrives after the listener was closed; closing makes
            // one.
            while let Some(connection) = accept(&listener, &kept) {
                let handle = Arc::clone(&handle);
                thread::spawn(move || handle(connection));
            }
        });
        Self { address, connections, accepting: Some(accepting) }
    }

    pub const fn port(&self) -> u16 {
        self.address.port()
    }
}

/// The next connection; none once the listener is closed.
fn accept(listener: &TcpListener, connections: &Arc<Connections>) -> Option<Connection> {
    let (stream, _) = listener.accept().expect("a connection");
    let (id, stream) = connections.keep(stream)?;
    connections.lock().handled += 1;
    Some(Connection { stream, ids: vec![id], connections: Arc::clone(connections) })
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.is_closed = true;
        for stream in open.streams.values() {
            stream.close();
        }
        drop(open);
        // The thread is waiting for a connection, after which it notices that it must end. An
        // earlier connection may have ended it: then nothing is listening any more, or stops while
        // this one is made.
        let accepting = self.accepting.take().expect("once");
        if let Err(why) = TcpStream::connect(self.address)
            && !matches!(why.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset)
        {
            assert!(thread::panicking(), "the listener can't be woken: {why}");
            return;
        }
        let accepted = accepting.join();
        let (open, _) = self
            .connections
            .changed
            .wait_timeout_while(self.connections.lock(), PATIENCE, |open| open.handled > 0)
            .unwrap_or_else(PoisonError::into_inner);
        let left = open.handled;
        drop(open);
        if !thread::panicking() {
            accepted.expect("every connection was accepted");
            assert_eq!(left, 0, "threads that still answer on a closed connection");
        }
    }
}

/// One connection, for the thread that handles it.
pub struct Connection {
    pub stream: Stream,
    ids: Vec<u64>,
    connections: Arc<Connections>,
}

impl Connection {
    /// Opens another connection, which is closed with this one; none if the listener is closed.
    pub fn open(&mut self, port: u16) -> Option<Stream> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server");
        let (id, stream) = self.connections.keep(stream)?;
        self.ids.push(id);
        Some(stream)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        for id in &self.ids {
            if let Some(stream) = open.streams.remove(id) {
                stream.close();
            }
        }
        open.handled -= 1;
        drop(open);
        self.connections.changed.notify_all();
    }
}

/// A stream for several users, with one descriptor for all of them.
#[derive(Clone)]
pub struct Stream(Arc<TcpStream>);

impl Stream {
    /// Ends reading and writing on it.
    fn close(&self) {
        // The peer may have closed it already.
        let _ = self.0.shutdown(Shutdown::Both);
    }

    /// Signals the end of the data to the peer.
    pub fn end(&self) {
        let _ = self.0.shutdown(Shutdown::Write);
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        (&*self.0).write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}
