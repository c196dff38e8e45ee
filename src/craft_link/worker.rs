//! A conversation with a server in a thread of its own, so that the screen does not wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::{CraftServer, Done, Limits, LinkError, LoginAnswer, LoginCall, Tested};
use crate::craft_link::server::Expected;
use crate::settings::craft::server::{Access, ServerCall, TestSetup};

/// The number of a conversation, which its events carry.
pub type Number = u64;

/// What happens in a conversation.
#[derive(Debug)]
pub enum LinkEvent {
    /// The server is the one of these files: its version, where it says that.
    Opened(Number, Option<String>),
    /// There is no conversation, or it has ended before anything was asked.
    Failed(Number, LinkError),
    /// The calls were made, or not.
    Made(Number, Done),
    /// Craft's answer about a connection.
    Tested(Number, Tested),
    /// How far a sign-in to Claude is.
    Login(Number, LoginAnswer),
}

/// What is to be done in conversations.
pub enum LinkTask {
    /// Opens one, for calls that are given to it once it is open.
    Open(Number, Access, Box<Expected>),
    /// Makes calls in the one that is open.
    Make(Number, Vec<ServerCall>),
    /// Opens one, and asks the server to test a connection.
    Test(Number, Access, Box<Expected>, TestSetup),
    /// Opens one, and makes a step of a sign-in to Claude. Craft binds it to no conversation.
    Login(Number, Access, Box<Expected>, LoginCall),
    /// Gives one up. What was asked already goes on in the server.
    Close(Number),
}

/// Takes the events of a conversation, in its thread.
type Notify = Arc<dyn Fn(LinkEvent) + Send + Sync>;

/// The conversations, each in a thread of its own. They end with this.
pub struct Conversations {
    notify: Notify,
    /// Those that wait for calls.
    open: HashMap<Number, UnboundedSender<Vec<ServerCall>>>,
}

impl Conversations {
    /// None yet. `notify` is called from their threads.
    pub fn new(notify: impl Fn(LinkEvent) + Send + Sync + 'static) -> Self {
        Self { notify: Arc::new(notify), open: HashMap::new() }
    }

    pub fn send(&mut self, task: LinkTask) {
        match task {
            LinkTask::Open(number, access, expected) => self.open(number, access, *expected),
            LinkTask::Make(number, calls) => {
                if let Some(conversation) = self.open.remove(&number) {
                    // It has reported so already where it is over.
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

    fn open(&mut self, number: Number, access: Access, expected: Expected) {
        let (calls, mut given) = unbounded_channel::<Vec<ServerCall>>();
        self.open.insert(number, calls);
        run(number, Arc::clone(&self.notify), move |notify| async move {
            let mut server = CraftServer::open(&access, Limits::default(), &expected).await?;
            notify(LinkEvent::Opened(number, server.version().map(str::to_owned)));
            if let Some(calls) = given.recv().await {
                let done = match server.check_calls(&calls) {
                    Ok(()) => server.make(&calls).await,
                    Err(why) => Done { made: 0, failed: Some(why) },
                };
                notify(LinkEvent::Made(number, done));
            }
            server.close().await;
            Ok(())
        });
    }

    fn test(&self, number: Number, access: Access, expected: Expected, setup: TestSetup) {
        run(number, Arc::clone(&self.notify), move |notify| async move {
            let mut server = CraftServer::open(&access, Limits::default(), &expected).await?;
            let tested = server.test(&setup).await?;
            notify(LinkEvent::Tested(number, tested));
            server.close().await;
            Ok(())
        });
    }

    fn log_in(&self, number: Number, access: Access, expected: Expected, call: LoginCall) {
        run(number, Arc::clone(&self.notify), move |notify| async move {
            let mut server = CraftServer::open(&access, Limits::default(), &expected).await?;
            let answer = server.log_in(&call).await?;
            notify(LinkEvent::Login(number, answer));
            server.close().await;
            Ok(())
        });
    }
}

/// Runs a conversation in a thread. However it ends, that is reported.
fn run<F, C>(number: Number, notify: Notify, converse: C)
where
    F: Future<Output = Result<(), LinkError>>,
    C: FnOnce(Notify) -> F + Send + 'static,
{
    let unable = Arc::clone(&notify);
    let started = thread::Builder::new().spawn(move || {
        let outcome = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(converse(Arc::clone(&notify))),
            Err(_) => Err(LinkError::NoRoom),
        };
        if let Err(why) = outcome {
            notify(LinkEvent::Failed(number, why));
        }
    });
    if started.is_err() {
        unable(LinkEvent::Failed(number, LinkError::NoRoom));
    }
}
