//! Changing credentials while Craft is running: through its own server if that can be reached, else
//! in the file, after the person has agreed.

use std::io::{self, IsTerminal};
use std::pin::pin;

use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;

use super::ask::ask;
use super::context::Context;
use super::failure::{Failure, nothing_saved};
use super::until_signal::{Signals, run_until_signal, until_signal};
use crate::cli::messages;
use crate::cli::prompt::Prompt;
use crate::craft_link::{
    CraftServer, Done, Expected, LinkError, LinkTimeouts, LoginAnswer, LoginCall, Tested,
};
use crate::settings::craft::server::{
    Access, AccessSource, NoAccess, ServerCall, TestSetup, server_access, sessions_with_old_key,
    test_setup,
};
use crate::settings::edit::Edit;
use crate::settings::validation::request::ProbeRequest;
use crate::store::{Commit, CommitError, CommitStep, PendingCommit, milliseconds};
use crate::system::craft_process::{CHECK_INTERVAL, RunningCraft};
use crate::system::environment::server_variables;
use crate::system::signals::{self, Signal};

/// A connection to the server that uses these files.
pub(super) struct Link {
    runtime: Runtime,
    server: CraftServer,
}

impl Link {
    pub(super) fn open(context: &Context, access: &Access) -> Result<Self, LinkError> {
        LinkError::if_several(context.store.craft_servers())?;
        let expected =
            Expected { settings: context.settings().clone(), homes: context.store.paths().homes() };
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| LinkError::NoResources)?;
        let server =
            runtime.block_on(CraftServer::open(access, LinkTimeouts::default(), &expected))?;
        Ok(Self { runtime, server })
    }

    fn check_calls(&self, calls: &[ServerCall]) -> Result<(), LinkError> {
        self.server.check_calls(calls)
    }

    /// Makes calls; a signal ends them and is returned.
    fn make(&mut self, calls: &[ServerCall]) -> Result<Done, Signal> {
        let Self { runtime, server } = self;
        runtime.block_on(until_signal(server.make(calls)))
    }

    /// Asks Craft to test a connection; a signal ends it and is returned.
    fn test(&mut self, setup: &TestSetup) -> Result<Result<Tested, LinkError>, Signal> {
        let Self { runtime, server } = self;
        runtime.block_on(until_signal(server.test(setup)))
    }

    /// Makes a step of a sign-in to Claude; a signal ends it and is returned. A start is first
    /// answered, which shows whether there is a sign-in to give up.
    pub(super) fn log_in(
        &mut self,
        call: &LoginCall,
        signals: &mut Signals,
    ) -> Result<Result<LoginAnswer, LinkError>, Signal> {
        let Self { runtime, server } = self;
        runtime.block_on(async {
            let (signal, is_started) = {
                let mut step = pin!(server.log_in(call));
                match signals.until(step.as_mut()).await {
                    Ok(answer) => return Ok(answer),
                    Err(signal) => (signal, matches!(call, LoginCall::Start) && step.await.is_ok()),
                }
            };
            if is_started {
                // Best effort: by itself it ends after some minutes.
                let _ = server.log_in(&LoginCall::Clear).await;
            }
            Err(signal)
        })
    }

    pub(super) fn close(self) {
        self.runtime.block_on(self.server.close());
    }
}

impl Context {
    /// The running Craft's answers about connections, in order.
    pub(super) fn ask_craft(
        &self,
        requests: &[ProbeRequest],
    ) -> Result<Vec<Result<Tested, String>>, Failure> {
        if self.demo {
            return Err(Failure::Refused(messages::NO_CRAFT_IN_DEMO.to_owned()));
        }
        if self.store.running_craft().is_none() {
            return Err(Failure::Refused(messages::NO_CRAFT_RUNNING.to_owned()));
        }
        let access = self.craft_access().map_err(|why| Failure::Refused(why.describe()))?;
        let link = Link::open(self, &access);
        let mut link = link.map_err(|why| Failure::Refused(why.to_string()))?;
        let mut answers = Vec::new();
        for request in requests {
            let answer = match test_setup(request) {
                Ok(setup) => link.test(&setup).map_err(Failure::Signalled)?,
                Err(why) => {
                    answers.push(Err(why));
                    continue;
                }
            };
            answers.push(answer.map_err(|why| why.to_string()));
        }
        link.close();
        Ok(answers)
    }

    /// How to reach a running Craft's server: asks for the token if it is not set and a person is
    /// there.
    pub(super) fn craft_access(&self) -> Result<Access, NoAccess> {
        let access = server_access(&server_variables(), self.settings());
        match access {
            Err(NoAccess::NoToken(address)) if !self.yes && io::stdin().is_terminal() => {
                let token = Prompt::open().and_then(|mut prompt| {
                    prompt.secret(&messages::token_prompt(&address.to_string()))
                });
                match token {
                    Ok(Some(token)) if !token.is_empty() => {
                        Ok(Access { address, token, source: AccessSource::Typed })
                    }
                    _ => Err(NoAccess::NoToken(address)),
                }
            }
            other => other,
        }
    }

    /// Makes an edit that changes credentials while Craft is running.
    pub(super) fn commit_while_craft_runs(
        &mut self,
        edit: &Edit,
        craft: &RunningCraft,
    ) -> Result<Commit, Failure> {
        let access = self.craft_access();
        let link = match access {
            Ok(access) => Link::open(self, &access).map_err(|why| why.to_string()),
            Err(why) => Err(why.describe()),
        };
        let why = match link {
            Ok(link) => match self.commit_through(link, edit, craft)? {
                Ok(commit) => return Ok(commit),
                Err(why) => why,
            },
            Err(why) => why,
        };
        let still_runs = self.agree_while_craft_runs(&why, craft)?;
        let _whole = signals::uninterrupted();
        let mut commit = self.store.commit(edit)?;
        if still_runs {
            commit.caveats.push(why.trim_end_matches('.').to_owned());
        }
        Ok(commit)
    }

    /// The same through its server. If that is impossible, nothing was saved, and the reason is
    /// returned.
    fn commit_through(
        &mut self,
        mut link: Link,
        edit: &Edit,
        craft: &RunningCraft,
    ) -> Result<Result<Commit, String>, Failure> {
        let _whole = signals::uninterrupted();
        let pending = match self.store.begin_through_craft(CommitStep::Edit(edit)) {
            Ok(pending) => pending,
            Err(CommitError::NotThroughCraft(why)) => return Ok(Err(why)),
            Err(other) => return Err(other.into()),
        };
        if let Err(why) = link.check_calls(&pending.calls) {
            self.revert_through_craft(pending)?;
            return Ok(Err(why.to_string()));
        }
        let calls = pending.calls.clone();
        let done = match link.make(&calls) {
            Ok(done) => done,
            Err(signal) => {
                self.revert_through_craft(pending)?;
                return Err(Failure::Signalled(signal));
            }
        };
        link.close();
        if let Some(why) = done.failed {
            self.revert_through_craft(pending)?;
            // Nothing was changed, and nothing will be: it can be saved in another way.
            if done.made == 0 && !why.may_still_happen() {
                return Ok(Err(why.to_string()));
            }
            let what = messages::not_through_craft(&why, done.made, calls.len());
            return Err(Failure::Refused(what));
        }
        let mut commit = self.store.finish_through_craft(pending)?;
        let slugs = calls.iter().map(ServerCall::slug);
        let since = craft.since.map(milliseconds).unwrap_or_default();
        let sessions = slugs.flat_map(|slug| sessions_with_old_key(self.settings(), slug, since));
        let names: Vec<_> = sessions.map(|session| session.name().into_owned()).collect();
        commit.caveats.extend(messages::through_craft(&names));
        Ok(Ok(commit))
    }

    fn revert_through_craft(&mut self, pending: PendingCommit) -> Result<(), Failure> {
        Ok(self.store.revert_through_craft(pending)?)
    }

    /// Asks before changing credentials in a file that a running Craft will overwrite. Returns
    /// whether it is still running then.
    pub(super) fn agree_while_craft_runs(
        &self,
        why: &str,
        craft: &RunningCraft,
    ) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        let lines = [why.to_owned(), craft.warning()];
        match ask(messages::ASK_TO_WAIT_FOR_CRAFT, &lines)? {
            Some(true) => {
                self.wait_for_end()?;
                return Ok(false);
            }
            Some(false) => {}
            None => {
                let [why, warning] = lines;
                let refused = messages::save_while_craft_runs(&warning);
                return Err(Failure::Refused(format!("{why}\n{refused}")));
            }
        }
        match ask(messages::ASK_TO_SAVE_WHILE_CRAFT_RUNS, &[])? {
            Some(true) => Ok(true),
            _ => Err(nothing_saved()),
        }
    }

    /// Waits until no Craft is running that uses these credentials. A signal ends the wait.
    pub(super) fn wait_for_end(&self) -> Result<(), Failure> {
        run_until_signal(async {
            while self.store.running_craft().is_some() {
                sleep(CHECK_INTERVAL).await;
            }
        })
    }
}
