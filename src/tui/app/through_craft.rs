//! Saving credentials while Craft runs: through Craft's own server if it can be reached, else as
//! the person chooses.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use super::App;
use super::commits::CommitKind;
use super::craft_login::LoginStep;
use super::toast::Message;
use crate::craft_link::worker::{LinkEvent, LinkNumber, LinkTask};
use crate::craft_link::{Done, Expected, LinkError, Tested};
use crate::settings::ConnectionId;
use crate::settings::craft::server::{
    Access, NoAccess, ServerAddress, ServerCall, server_access, sessions_with_old_key, test_setup,
};
use crate::store::{Commit, CommitError, CommitStep, PendingCommit, milliseconds};
use crate::system::craft_process::{CHECK_INTERVAL, RunningCraft};
use crate::system::environment::server_variables;
use crate::tui::component::{Effect, Outcome, WhileCraftRuns};
use crate::tui::craft::Opinion;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::server_token::ServerToken;
use crate::tui::messages;

/// The conversation with Craft's server.
#[derive(Default)]
pub(super) struct Link {
    last_number: LinkNumber,
    pub(super) tasks: VecDeque<LinkTask>,
    /// The server details the person typed.
    typed: Option<Access>,
    saving: Option<Saving>,
    /// The running tests, by conversation number.
    tests: HashMap<LinkNumber, ConnectionId>,
    /// The sign-in steps that are running, by conversation number.
    pub(super) logins: HashMap<LinkNumber, LoginStep>,
    /// The sign-in in progress, by the number that its layer knows.
    pub(super) login: Option<u64>,
    /// A save that the person has yet to decide about, and the effects after it.
    held_back: VecDeque<Effect>,
    /// When to check again whether Craft has ended, and the number of layers including the one that
    /// waits.
    waiting: Option<(Instant, usize)>,
    /// The person agreed to make the next save while Craft runs.
    pub(super) is_agreed: bool,
    /// A save waited for Craft to end, and it has.
    has_ended: bool,
    /// A running Craft does not know about changed credentials.
    pub(super) needs_restart: bool,
}

/// A save that Craft is making.
struct Saving {
    number: LinkNumber,
    effect: Effect,
    /// The effects after it.
    rest: VecDeque<Effect>,
    /// The number of layers including the one that shows it.
    layers: usize,
    /// Set once the files are saved and Craft changes the credentials.
    pending: Option<(PendingCommit, CommitKind, Option<String>)>,
}

impl Link {
    pub(super) fn next_number(&mut self) -> LinkNumber {
        self.last_number += 1;
        self.last_number
    }

    pub(super) const fn is_saving(&self) -> bool {
        self.saving.is_some() || self.waiting.is_some()
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.waiting.map(|(at, _)| at)
    }
}

impl App {
    /// The next task in a conversation with Craft's server.
    pub fn take_link_task(&mut self) -> Option<LinkTask> {
        self.link.tasks.pop_front()
    }

    /// Whether a save waits for Craft or is being made by it.
    pub const fn waits_for_craft(&self) -> bool {
        self.link.is_saving()
    }

    /// How to reach Craft's server.
    pub(super) fn craft_access(&self) -> Result<Access, NoAccess> {
        match &self.link.typed {
            Some(access) => Ok(access.clone()),
            None => server_access(&server_variables(), self.store.settings()),
        }
    }

    /// Like [`Self::craft_access`]; refused if several servers run, as any of them may be meant.
    pub(super) fn access_to_only_craft(&self) -> Result<Access, String> {
        let access = self.craft_access().map_err(|why| why.describe())?;
        LinkError::if_several(self.store.craft_servers()).map_err(|why| why.to_string())?;
        Ok(access)
    }

    pub(super) fn expected_server(&self) -> Box<Expected> {
        let settings = self.store.settings().clone();
        Box::new(Expected { settings, homes: self.store.paths().homes() })
    }

    /// Starts a save of credentials while Craft runs.
    pub(super) fn save_while_craft_runs(
        &mut self,
        craft: &RunningCraft,
        effect: Effect,
        rest: VecDeque<Effect>,
    ) {
        self.craft.set_running(Some(craft.clone()));
        let access = match self.access_to_only_craft() {
            Ok(access) => access,
            Err(why) => return self.ask_while_craft_runs(craft, why, effect, rest),
        };
        let number = self.link.next_number();
        self.link.tasks.push_back(LinkTask::Open(number, access, self.expected_server()));
        let stop = vec![Effect::WhileCraftRuns(WhileCraftRuns::Stop)];
        let lines = messages::storing().into();
        let notice = Confirm::notice(
            messages::STORING_THROUGH_CRAFT.to_owned(),
            lines,
            messages::CANCEL,
            stop,
        );
        self.apply(Outcome::push(notice));
        let layers = self.layers.len();
        self.link.saving = Some(Saving { number, effect, rest, layers, pending: None });
    }

    /// Asks what to do about a save that Craft would overwrite.
    fn ask_while_craft_runs(
        &mut self,
        craft: &RunningCraft,
        why: String,
        effect: Effect,
        rest: VecDeque<Effect>,
    ) {
        self.link.held_back = std::iter::once(effect).chain(rest).collect();
        let key = |action| self.keymap.key_of(KeyContext::Confirm, action);
        let ways = messages::ways_while_craft_runs(&key(Action::Wait), &key(Action::Token));
        let lines = vec![why, ways, craft.warning()];
        let choose = |choice| vec![Effect::WhileCraftRuns(choice)];
        let title = messages::CRAFT_IS_RUNNING.to_owned();
        let question =
            Confirm::new(title, lines, messages::SAVE_ANYWAY, choose(WhileCraftRuns::SaveAnyway))
                .careful(messages::CANCEL);
        let question = question.or_else(messages::CANCEL, choose(WhileCraftRuns::Stop));
        let wait = choose(WhileCraftRuns::WaitForEnd);
        let question = question.or(messages::WAIT, Action::Wait, wait);
        let token = choose(WhileCraftRuns::AskToken);
        self.apply(Outcome::push(question.or(messages::TOKEN, Action::Token, token)));
    }

    /// Carries out the person's choice.
    pub(super) fn while_craft_runs(&mut self, choice: WhileCraftRuns) -> Outcome {
        match choice {
            WhileCraftRuns::Agreed => {
                self.link.is_agreed = true;
                Outcome::taken()
            }
            WhileCraftRuns::Ended => {
                self.link.has_ended = true;
                Outcome::taken()
            }
            WhileCraftRuns::SaveAnyway => {
                self.link.is_agreed = true;
                Outcome::Done(std::mem::take(&mut self.link.held_back).into())
            }
            WhileCraftRuns::Stop => {
                self.stop_waiting_for_craft();
                Outcome::taken()
            }
            WhileCraftRuns::WaitForEnd => {
                let pid = self.craft.running().map(|craft| craft.pid).unwrap_or_default();
                let stop = vec![Effect::WhileCraftRuns(WhileCraftRuns::Stop)];
                let lines = messages::waiting_for_end(pid).into();
                let title = messages::WAITING_FOR_CRAFT.to_owned();
                self.apply(Outcome::push(Confirm::notice(title, lines, messages::DONT_SAVE, stop)));
                self.link.waiting = Some((Instant::now() + CHECK_INTERVAL, self.layers.len()));
                Outcome::taken()
            }
            WhileCraftRuns::AskToken => {
                let address = match self.craft_access() {
                    Ok(access) => access.address,
                    Err(NoAccess::NoToken(address)) => address,
                    Err(NoAccess::Unusable(_)) => ServerAddress::default(),
                };
                Outcome::push(ServerToken::new(&address))
            }
            WhileCraftRuns::UseServer(access) => {
                self.link.typed = Some(access);
                Outcome::Done(std::mem::take(&mut self.link.held_back).into())
            }
        }
    }

    /// Gives up a save that waits for Craft or is being made by it.
    fn stop_waiting_for_craft(&mut self) {
        self.link.held_back.clear();
        self.link.waiting = None;
        let Some(saving) = self.link.saving.take() else { return };
        self.link.tasks.push_back(LinkTask::Close(saving.number));
        if let Some((pending, ..)) = saving.pending {
            self.revert_through_craft(pending, messages::stopped());
        }
    }

    /// Checks whether Craft has ended, if a save waits for that.
    pub(super) fn try_waiting_for_craft(&mut self, now: Instant) {
        let Some((_, layers)) = self.link.waiting.filter(|(at, _)| *at <= now) else { return };
        self.link.waiting = Some((now + CHECK_INTERVAL, layers));
        if self.store.running_craft().is_some() {
            return;
        }
        self.link.waiting = None;
        self.link.has_ended = true;
        self.craft.set_running(None);
        self.close_from(layers);
        let effects = std::mem::take(&mut self.link.held_back);
        self.apply(Outcome::Done(effects.into()));
    }

    /// Whether a save waited for Craft to end and it has not been restarted: it will read the saved
    /// credentials when it starts.
    pub(super) fn craft_has_ended(&mut self) -> bool {
        std::mem::take(&mut self.link.has_ended) && self.store.running_craft().is_none()
    }

    /// Closes a layer and everything above it.
    fn close_from(&mut self, layers: usize) {
        self.layer_changes += 1;
        self.layers.truncate(layers.saturating_sub(1).max(1));
        self.stale = true;
    }

    pub(super) fn link_event(&mut self, event: LinkEvent) {
        self.stale = true;
        match event {
            LinkEvent::Opened(number, version) => {
                self.craft.set_version(version);
                if let Some(saving) = self.link.saving.take_if(|saving| saving.number == number) {
                    self.begin_through_craft(saving);
                }
            }
            LinkEvent::Made(number, done) => {
                if let Some(saving) = self.link.saving.take_if(|saving| saving.number == number) {
                    self.made(saving, &done);
                }
            }
            LinkEvent::Login(number, answer) => {
                self.craft_login_event(number, Ok(answer));
            }
            LinkEvent::Failed(number, why) => {
                if self.craft_login_event(number, Err(why.clone())) {
                    return;
                }
                if let Some(id) = self.link.tests.remove(&number) {
                    return self.tested(&id, Err(why.to_string()));
                }
                let Some(saving) = self.link.saving.take_if(|saving| saving.number == number)
                else {
                    return;
                };
                self.close_from(saving.layers);
                if let Some((pending, ..)) = saving.pending {
                    let why = messages::not_through_craft(&why, 0, pending.calls.len());
                    return self.revert_through_craft(pending, why);
                }
                self.ask_again(why.to_string(), saving.effect, saving.rest);
            }
            LinkEvent::Tested(number, tested) => {
                self.craft.set_version(tested.version.clone());
                if let Some(id) = self.link.tests.remove(&number) {
                    self.tested(&id, Ok(tested));
                }
            }
        }
    }

    /// Asks what to do about a save that Craft's server did not accept.
    fn ask_again(&mut self, why: String, effect: Effect, rest: VecDeque<Effect>) {
        if let Some(craft) = self.store.running_craft() {
            return self.ask_while_craft_runs(&craft, why, effect, rest);
        }
        // Craft has ended meanwhile, so the save can simply be made.
        let effects = std::iter::once(effect).chain(rest).collect();
        self.apply(Outcome::Done(effects));
    }

    /// Saves the files and passes the rest to Craft.
    fn begin_through_craft(&mut self, mut saving: Saving) {
        let (kind, lack) = self.kind_of(&saving.effect);
        let effect = &saving.effect;
        let pending = self.save(|store| match effect {
            Effect::Edit(edit) => store.begin_through_craft(CommitStep::Edit(edit)),
            Effect::Redo => store.begin_through_craft(CommitStep::Redo),
            _ => store.begin_through_craft(CommitStep::Undo),
        });
        match pending {
            Ok(pending) => {
                let calls = pending.calls.clone();
                self.link.tasks.push_back(LinkTask::Make(saving.number, calls));
                saving.pending = Some((pending, kind, lack));
                self.link.saving = Some(saving);
            }
            Err(why) => {
                self.link.tasks.push_back(LinkTask::Close(saving.number));
                self.close_from(saving.layers);
                match why {
                    CommitError::NotThroughCraft(why) => {
                        self.ask_again(why, saving.effect, saving.rest);
                    }
                    why => self.finish(Err(why), (kind, lack), VecDeque::new()),
                }
            }
        }
    }

    /// Records what Craft has done, or rolls back what was saved for it.
    fn made(&mut self, saving: Saving, done: &Done) {
        self.close_from(saving.layers);
        let Some((pending, kind, lack)) = saving.pending else { return };
        match &done.failed {
            None => {}
            // Nothing changed and nothing will: another way of saving is still possible.
            Some(why) if done.made == 0 && !why.may_still_happen() => {
                self.revision += 1;
                return match self.save(|store| store.revert_through_craft(pending)) {
                    Ok(()) => self.ask_again(why.to_string(), saving.effect, saving.rest),
                    Err(error) => {
                        let error = messages::not_rolled_back(&error.to_string());
                        self.show_toast(Message::error(format!("{why} {error}")));
                    }
                };
            }
            Some(why) => {
                let why = messages::not_through_craft(why, done.made, pending.calls.len());
                return self.revert_through_craft(pending, why);
            }
        }
        let slugs: Vec<String> =
            pending.calls.iter().map(ServerCall::slug).map(str::to_owned).collect();
        let commit = self.save(|store| store.finish_through_craft(pending));
        let commit = commit.map(|mut commit| {
            let sessions = self.note_old_keys(&slugs);
            commit.caveats.extend(messages::through_craft(&sessions));
            commit
        });
        self.finish(commit, (kind, lack), saving.rest);
    }

    /// Reports what was saved, and applies the effects after it.
    fn finish(
        &mut self,
        commit: Result<Commit, CommitError>,
        (kind, lack): (CommitKind, Option<String>),
        rest: VecDeque<Effect>,
    ) {
        match self.committed(commit, kind, lack) {
            Ok(()) => self.apply(Outcome::Done(rest.into())),
            Err(Some(why)) => self.show_toast(Message::error(why)),
            Err(None) => {}
        }
    }

    /// Records the sessions that still use an old key, and returns their names.
    fn note_old_keys(&mut self, slugs: &[String]) -> Vec<String> {
        let since = self.craft.running().and_then(|craft| craft.since);
        let since = since.map(milliseconds).unwrap_or_default();
        let mut all = Vec::new();
        for slug in slugs {
            let sessions = sessions_with_old_key(self.store.settings(), slug, since);
            let names: Vec<String> = sessions.iter().map(|s| s.name().into_owned()).collect();
            all.extend(names.iter().cloned());
            self.craft.add_old_keys(slug, names);
        }
        all
    }

    fn revert_through_craft(&mut self, pending: PendingCommit, mut why: String) {
        self.revision += 1;
        if let Err(error) = self.save(|store| store.revert_through_craft(pending)) {
            why = format!("{why} {}", messages::not_rolled_back(&error.to_string()));
        }
        self.show_toast(Message::error(why));
    }

    /// Asks Craft's server to test a connection.
    pub(super) fn test_through_craft(&mut self, id: &ConnectionId, unencrypted: bool) {
        let Some(connection) = self.store.settings().connection(id).cloned() else { return };
        self.craft
            .set_opinion(id.clone(), Opinion { connection: connection.clone(), answer: None });
        let mut request = self.store.request(connection, self.options.demo);
        request.unencrypted = unencrypted;
        let access = self.access_to_only_craft();
        match access.and_then(|access| Ok((access, test_setup(&request)?))) {
            Ok((access, setup)) => {
                let number = self.link.next_number();
                self.link.tests.insert(number, id.clone());
                let expected = self.expected_server();
                self.link.tasks.push_back(LinkTask::Test(number, access, expected, setup));
            }
            Err(why) => self.tested(id, Err(why)),
        }
        self.stale = true;
    }

    fn tested(&mut self, id: &ConnectionId, answer: Result<Tested, String>) {
        let name = self.store.settings().connection(id).map(|c| c.display_name().into_owned());
        let name = name.unwrap_or_default();
        let text = messages::tested(&name, answer.as_ref().map_err(String::as_str));
        let is_good = answer.as_ref().is_ok_and(|tested| tested.failed.is_none());
        self.craft.answer(id, answer);
        self.show_toast(if is_good { Message::info(text) } else { Message::error(text) });
    }

    /// The undos or redos that make up a move in the history, each a save of its own. `None` for an
    /// effect that is one save.
    pub(super) fn single_steps(&self, effect: &Effect) -> Option<Vec<Effect>> {
        let Effect::MoveInHistory(target) = effect else { return None };
        let before = self.store.history().applied_count();
        let step = || if *target < before { Effect::Undo } else { Effect::Redo };
        Some((0..before.abs_diff(*target)).map(|_| step()).collect())
    }
}
