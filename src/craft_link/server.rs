//! Calls to a server: identifying it, changing credentials, testing a connection.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{CraftLink, LinkError, LinkTimeouts};
use crate::settings::Settings;
use crate::settings::craft::server::{Access, ServerCall, TestSetup, check_server, masked};

const LIST: &str = "LLM_Connection:list";
const API_KEY: &str = "LLM_Connection:getApiKey";

/// The calls that return the home folder, the newer name first.
const HOME: [&str; 2] = ["system:homeDir", "server:homeDir"];

/// The interval for checking whether an abandoned call has finished.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// The files that the server must use.
#[derive(Clone)]
pub struct Expected {
    pub settings: Settings,
    /// The home folder of the credentials, by each of its paths.
    pub homes: Vec<PathBuf>,
}

/// A server that uses the files that are open here.
pub struct CraftServer {
    pub(super) link: CraftLink,
}

/// The outcome of calls in sequence.
#[derive(Debug)]
pub struct Done {
    /// The number of successful calls.
    pub made: usize,
    /// Why the next one failed.
    pub failed: Option<LinkError>,
}

/// The result of Craft's own test of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// Why it does not work, in Craft's own words; none if it works.
    pub failed: Option<String>,
    pub took: Duration,
    pub version: Option<String>,
}

impl Tested {
    /// A few words, without a full stop.
    pub fn describe(&self) -> String {
        match &self.failed {
            None => "valid".to_owned(),
            Some(words) => format!("failed: {words}"),
        }
    }
}

impl CraftServer {
    /// Connects to a server, and checks that it uses these files.
    ///
    /// # Errors
    /// Why not.
    pub async fn open(
        access: &Access,
        timeouts: LinkTimeouts,
        expected: &Expected,
    ) -> Result<Self, LinkError> {
        let mut link = CraftLink::open(access, timeouts).await?;
        let answer = timeouts.answer;
        let home = match HOME.into_iter().find(|channel| link.has(channel)) {
            Some(channel) => link.call(channel, json!([]), answer).await?,
            None => Value::Null,
        };
        let listed = link.call(LIST, json!([]), answer).await?;
        let listed = listed.as_array().ok_or(LinkError::NotUnderstood)?;
        let home = home.as_str().map(Path::new);
        // The server may report another path of the same home.
        let own = expected.homes.iter().find(|own| home == Some(own.as_path()));
        let own = own.or(expected.homes.first()).map_or(Path::new(""), PathBuf::as_path);
        check_server(home, listed, &expected.settings, own).map_err(LinkError::WrongServer)?;
        Ok(Self { link })
    }

    pub fn version(&self) -> Option<&str> {
        self.link.version()
    }

    pub async fn close(self) {
        self.link.close().await;
    }

    /// Checks that the server offers the calls, before changing anything.
    ///
    /// # Errors
    /// Which one is missing.
    pub(crate) fn check_calls(&self, calls: &[ServerCall]) -> Result<(), LinkError> {
        self.check_channels(calls.iter().map(ServerCall::channel))
    }

    /// The same of channels by their names.
    pub(super) fn check_channels(
        &self,
        mut channels: impl Iterator<Item = &'static str>,
    ) -> Result<(), LinkError> {
        match channels.find(|channel| !self.link.has(channel)) {
            None => Ok(()),
            Some(channel) => Err(LinkError::NoChannel {
                channel: channel.to_owned(),
                version: self.version().map(str::to_owned),
            }),
        }
    }

    /// Makes calls in sequence, until one fails.
    pub async fn make(&mut self, calls: &[ServerCall]) -> Done {
        for (made, call) in calls.iter().enumerate() {
            if let Err(failed) = self.make_one(call).await {
                return Done { made, failed: Some(failed) };
            }
        }
        Done { made: calls.len(), failed: None }
    }

    async fn make_one(&mut self, call: &ServerCall) -> Result<(), LinkError> {
        let wait = self.link.timeouts.work;
        call.secrets().for_each(|secret| self.link.hide(secret));
        let answer = self.link.call(call.channel(), call.arguments(), wait).await;
        match answer {
            Ok(answer) => {
                succeeded(&answer).map_err(|words| LinkError::Failed(self.link.shown(words)))?;
                if self.holds(call).await? { Ok(()) } else { Err(not_confirmed(call)) }
            }
            // The call continues in the server, and has finished once the key is stored.
            Err(LinkError::HandlerTimeout) if call.key_afterwards().is_some() => {
                let end = Instant::now() + wait;
                while Instant::now() < end {
                    if self.is_confirmed(call).await? {
                        return Ok(());
                    }
                    sleep(CHECK_INTERVAL).await;
                }
                Err(LinkError::HandlerTimeout)
            }
            Err(other) => Err(other),
        }
    }

    /// Whether the server's memory has the new key, if the server reports it.
    async fn holds(&mut self, call: &ServerCall) -> Result<bool, LinkError> {
        let can_be_asked = self.link.has(API_KEY) && call.key_afterwards().is_some();
        if can_be_asked { self.is_confirmed(call).await } else { Ok(true) }
    }

    async fn is_confirmed(&mut self, call: &ServerCall) -> Result<bool, LinkError> {
        let wait = self.link.timeouts.answer;
        let stored = self.link.call(API_KEY, json!([call.slug()]), wait).await?;
        let expected = call.key_afterwards().map(|key| masked(key.expose()));
        Ok(expected.as_deref() == stored.as_str())
    }

    /// Lets Craft test a connection, without storing anything.
    ///
    /// # Errors
    /// Why the test did not run.
    pub async fn test(&mut self, setup: &TestSetup) -> Result<Tested, LinkError> {
        let (start, wait) = (Instant::now(), self.link.timeouts.work);
        self.link.hide(setup.key());
        let answer = self.link.call(TestSetup::CHANNEL, setup.arguments(), wait).await?;
        let failed = succeeded(&answer).err().map(|words| self.link.shown(words));
        let version = self.version().map(str::to_owned);
        Ok(Tested { failed, took: start.elapsed(), version })
    }
}

fn not_confirmed(call: &ServerCall) -> LinkError {
    LinkError::NotConfirmed(call.slug().to_owned())
}

/// Whether an answer reports success; otherwise the server's own words.
pub(super) fn succeeded(answer: &Value) -> Result<(), &str> {
    if answer.get("success").and_then(Value::as_bool) == Some(true) {
        return Ok(());
    }
    Err(answer.get("error").and_then(Value::as_str).unwrap_or("it did not succeed"))
}
