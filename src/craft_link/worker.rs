//! Runs connections to servers in separate threads, so that the screen does not wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::{CraftServer, Done, LinkError, LinkTimeouts, LoginAnswer, LoginCall, Tested};
use crate::craft_link::server::Expected;
use crate::settings::craft::server::{Access, ServerCall, TestSetup};

/// The number of a connection, which its events carry.
pub type LinkNumber = u64;

/// An event of a connection.
#[derive(Debug)]
pub enum LinkEvent {
    /// The server uses these files; its version, if it states that.
    Opened(LinkNumber, Option<String>),
    /// Connecting failed, or the connection ended before the first call.
    Failed(LinkNumber, LinkError),
    /// The calls have finished, successfully or not.
    Made(LinkNumber, Done),
    /// The result of Craft's test of a connection.
    Tested(LinkNumber, Tested),
    /// How far a sign-in to Claude is.
    Login(LinkNumber, LoginAnswer),
}

/// A task for a connection.
pub enum LinkTask {
    /// Opens one, for calls that follow once it is open.
    Open(LinkNumber, Access, Box<Expected>),
    /// Makes calls in the open one.
    Make(LinkNumber, Vec<ServerCall>),
    /// Opens one, and lets the server test a connection.
    Test(LinkNumber, Access, Box<Expected>, TestSetup),
    /// Opens one, and makes a step of a Claude sign-in, which Craft ties to no connection.
    Login(LinkNumber, Access, Box<Expected>, LoginCall),
    /// Closes one. Calls already sent continue in the server.
    Close(LinkNumber),
}

/// Takes a connection's events, in its thread.
type Notify = Arc<dyn Fn(LinkEvent) + Send + Sync>;

/// The connections, each in its own thread. Dropping this ends them.
pub struct Conversations {
    notify: Notify,
    /// Those that wait for calls.
    open: HashMap<LinkNumber, UnboundedSender<Vec<ServerCall>>>,
}

impl Conversations {
    /// Starts without any. `notify` is called from their threads.
    pub fn new(notify: impl Fn(LinkEvent) + Send + Sync + 'static) -> Self {
        Self { notify: Arc::new(notify), open: HashMap::new() }
    }

    pub fn send(&mut self, task: LinkTask) {
        match task {
            LinkTask::Open(number, access, expected) => self.open(number, access, *expected),
            LinkTask::Make(number, calls) => {
                if let Some(conversation) = self.open.remove(&number) {
                    // A connection that is over has reported that already.
                    let _ = conversation.send(calls);
                }
            }
            LinkTask::Test(number, access, expected, setup) => {
                self.test(number, access, *expected, setup);
            }
            LinkTask::Login(number, access, expected, call) => {
                self.log_in(number, access, *expected, call);
            }
            LinkTask::Close(number) => drop(self.open.remove(&number)),
        }
    }

    fn open(&mut self, number: LinkNumber, access: Access, expected: Expected) {
        let (calls, mut given) = unbounded_channel::<Vec<ServerCall>>();
        self.open.insert(number, calls);
        self.run(number, access, expected, async move |server, notify| {
            notify(LinkEvent::Opened(number, server.version().map(str::to_owned)));
            if let Some(calls) = given.recv().await {
                let done = match server.check_calls(&calls) {
                    Ok(()) => server.make(&calls).await,
                    Err(why) => Done { made: 0, failed: Some(why) },
                };
                notify(LinkEvent::Made(number, done));
            }
            Ok(())
        });
    }

    fn test(&self, number: LinkNumber, access: Access, expected: Expected, setup: TestSetup) {
        self.run(number, access, expected, async move |server, notify| {
            notify(LinkEvent::Tested(number, server.test(&setup).await?));
            Ok(())
        });
    }

    fn log_in(&self, number: LinkNumber, access: Access, expected: Expected, call: LoginCall) {
        self.run(number, access, expected, async move |server, notify| {
            notify(LinkEvent::Login(number, server.log_in(&call).await?));
            Ok(())
        });
    }

    /// Runs a connection in a thread, and reports its end in every case.
    fn run<C>(&self, number: LinkNumber, access: Access, expected: Expected, converse: C)
    where
        C: AsyncFnOnce(&mut CraftServer, &Notify) -> Result<(), LinkError> + Send + 'static,
    {
        let notify = Arc::clone(&self.notify);
        let started = thread::Builder::new().spawn(move || {
            let conversation = async {
                let mut server =
                    CraftServer::open(&access, LinkTimeouts::default(), &expected).await?;
                converse(&mut server, &notify).await?;
                server.close().await;
                Ok(())
            };
            let outcome = match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime.block_on(conversation),
                Err(_) => Err(LinkError::NoResources),
            };
            if let Err(why) = outcome {
                notify(LinkEvent::Failed(number, why));
            }
        });
        if started.is_err() {
            (self.notify)(LinkEvent::Failed(number, LinkError::NoResources));
        }
    }
}
