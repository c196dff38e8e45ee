//! What comes from outside: time passes, other programs write files, the editor returns.

use std::collections::BTreeMap;
use std::time::Instant;

use super::commits::CommitKind;
use super::toast::{Message, Topic};
use super::{App, MaybePartialFile};
use crate::settings::Connection;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::object;
use crate::settings::edit::{Edit, Refusal};
use crate::store::document::{line_of, parse_text};
use crate::store::settled_read::EVENT_LOOP;
use crate::store::survey::StoreEvent;
use crate::store::{Commit, CommitError, Reload};
use crate::system::editor::TextPosition;
use crate::tui::component::{Effect, Outcome};
use crate::tui::editor::JsonDraft;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::layers::confirm::Confirm;
use crate::tui::messages;
use crate::tui::widgets::text::capitalized;

impl App {
    pub(super) fn tick(&mut self) {
        let now = Instant::now();
        if self.message.as_ref().and_then(|m| m.until).is_some_and(|until| until <= now) {
            self.message = self.suspended_message.take();
            self.stale = true;
        }
        if let Some((_, times)) = self.recheck.filter(|(at, _)| *at <= now) {
            self.inspect_config(times);
        }
        if let Some((_, pending)) = self.maybe_partial.take_if(|(at, _)| *at <= now) {
            for (file, times) in pending {
                self.inspect_again(file, times);
            }
        }
        if self.store.next_inspection().is_some_and(|at| at <= now) {
            self.inspect_saved();
        }
        self.try_waiting(now);
        self.tick_top();
        self.try_waiting_for_craft(now);
        self.stale |= self.probes.tick(now);
        if self.next_expiry.take_if(|at| *at <= now).is_some() {
            self.revision += 1;
            self.stale = true;
        }
    }

    /// Checks recent saves, and reports what another program has overwritten.
    fn inspect_saved(&mut self) {
        for sentence in self.store.inspect_saved() {
            self.revision += 1;
            self.show_toast(Message::info(sentence));
        }
    }

    /// Before the program exits, waits until recent saves have been checked for overwrites. Returns
    /// what to report.
    pub fn wait_for_inspections(&mut self) -> Vec<String> {
        self.store.wait_for_inspections()
    }

    pub(super) fn store_event(&mut self, store_event: StoreEvent) {
        match store_event {
            StoreEvent::Config => self.inspect_config(0),
            StoreEvent::Read(files) => {
                self.store.take_workspaces(files);
                self.revision += 1;
                self.stale = true;
            }
            StoreEvent::Workspaces(roots) => {
                for root in roots {
                    self.inspect_again(MaybePartialFile::Workspace(root), 0);
                }
            }
            StoreEvent::Credentials => self.inspect_again(MaybePartialFile::Credentials, 0),
            StoreEvent::Sessions(sessions) => {
                self.store.take_sessions(sessions);
                self.stale = true;
            }
            StoreEvent::Craft(found) => {
                let pid = found.as_ref().map(|craft| craft.pid);
                self.craft.set_running(found);
                self.stale = true;
                if let Some(pid) = pid.filter(|_| std::mem::take(&mut self.link.needs_restart)) {
                    self.craft_runs(pid);
                }
            }
            StoreEvent::Rtk(rtk) => {
                self.store.take_rtk(rtk);
                self.stale = true;
            }
            StoreEvent::WatchFailed(why) => {
                self.show_toast(Message::error(capitalized(&format!("{why}."))));
            }
        }
    }

    /// Craft caches the credentials: after a credential edit, a message says so until it is
    /// dismissed.
    fn craft_runs(&mut self, pid: u32) {
        let shown = messages::restart_craft(pid);
        let is_asked = |m: &&mut Message| m.topic == Some(Topic::RestartCraft);
        match self.message.as_mut().filter(is_asked) {
            Some(message) => {
                let asked = messages::restart_craft_if_running();
                for sentence in message.more.iter_mut().filter(|sentence| **sentence == asked) {
                    sentence.clone_from(&shown);
                }
                // It matters as much as the edit.
                message.text = message.whole();
                message.more.clear();
                message.until = None;
                self.stale = true;
            }
            None => self.show_toast(Message::error(shown)),
        }
    }

    /// Checks whether a file has changed: the first time, or again after `times` reads.
    fn inspect_again(&mut self, file: MaybePartialFile, times: u8) {
        let is_final = times >= EVENT_LOOP.reads;
        let found = match &file {
            MaybePartialFile::Workspace(root) => self.store.reload_workspace(root, is_final),
            MaybePartialFile::Credentials => self.store.reload_credentials(is_final),
        };
        match found {
            Reload::Same => {}
            Reload::Changed => {
                self.revision += 1;
                self.stale = true;
                if file == MaybePartialFile::Credentials {
                    self.report_credentials(is_final);
                }
            }
            Reload::Unreadable => {
                let soon = Instant::now() + EVENT_LOOP.pause;
                let (_, pending) =
                    self.maybe_partial.get_or_insert_with(|| (soon, BTreeMap::new()));
                pending.insert(file, times + 1);
            }
        }
    }

    /// Reports that the credentials have disappeared, and ends that message once they are back.
    fn report_credentials(&mut self, is_final: bool) {
        self.end_message(Topic::CredentialsGone);
        // The store doubts a missing file only if it existed before.
        if is_final && self.store.has_no_credentials() {
            let gone = Message::error(messages::credentials_gone());
            self.show_toast(gone.about(Topic::CredentialsGone));
        }
    }

    /// Checks whether config.json has changed: the first time, or again after `times` reads.
    pub(super) fn inspect_config(&mut self, times: u8) {
        let planned = self.recheck.take();
        match self.store.reload(times >= EVENT_LOOP.reads) {
            Reload::Same if self.store.unreadable().is_some() && times > 0 => {
                self.inspect_later(times);
            }
            // One write may cause several notifications: the later ones don't cancel the planned
            // reread.
            Reload::Same => self.recheck = planned,
            Reload::Unreadable => self.inspect_later(times),
            Reload::Changed => {
                self.revision += 1;
                self.end_message(Topic::ConfigUnusable);
                self.end_message(Topic::ConfigGone);
                if self.store.is_missing() {
                    let gone = Message::error(messages::config_gone());
                    self.show_toast(gone.about(Topic::ConfigGone));
                }
                self.stale = true;
            }
        }
    }

    fn inspect_later(&mut self, times: u8) {
        if times < EVENT_LOOP.reads {
            self.recheck = Some((Instant::now() + EVENT_LOOP.pause, times + 1));
            return;
        }
        let why = self.store.unreadable().map(ToString::to_string).unwrap_or_default();
        let key = |action| self.keymap.key_of(KeyContext::Page, action);
        let keys = (key(Action::EditFile), key(Action::Restore));
        let advice = messages::repair_config(self.store.can_restore().then_some(keys));
        self.revision += 1;
        let off = Message::error(messages::config_unusable(&why, &advice));
        self.show_toast(off.about(Topic::ConfigUnusable));
    }

    /// Saves a connection's JSON from the editor, or explains where and why it is refused and keeps
    /// the text.
    pub(super) fn edited(&mut self, mut draft: JsonDraft) {
        if draft.text.trim().is_empty() {
            self.show_toast(Message::info(messages::editor_left_nothing()));
            return;
        }
        match self.commit_text(&mut draft) {
            Ok(None) => self.show_toast(Message::info(messages::UNCHANGED.to_owned())),
            Ok(Some((commit, kind))) => drop(self.committed(Ok(commit), kind, None)),
            Err(mut lines) => {
                self.revision += 1;
                let edit = self.keymap.key_of(KeyContext::Connection, Action::EditJson);
                lines.push(messages::text_is_kept(&edit));
                self.refused = Some(draft.clone());
                let again = vec![Effect::EditJson(draft)];
                let question = Confirm::new(
                    messages::NOT_SAVED.to_owned(),
                    lines,
                    messages::EDIT_AGAIN,
                    again,
                );
                self.apply(Outcome::push(question.or_else(messages::LATER, Vec::new())));
            }
        }
    }

    fn commit_text(
        &mut self,
        draft: &mut JsonDraft,
    ) -> Result<Option<(Commit, CommitKind)>, Vec<String>> {
        draft.position = None;
        let value = parse_text(&draft.text).map_err(|why| {
            draft.position = Some(why.position_in(draft.text.as_bytes()));
            vec![capitalized(&format!("{why}."))]
        })?;
        if !value.is_object() {
            return Err(vec![messages::not_an_object(object::json_type(&value))]);
        }
        if value == *draft.seen.value() {
            return Ok(None);
        }
        let edit = Edit::Replace {
            id: draft.id.clone(),
            seen: draft.seen.clone(),
            connection: Connection::new(value),
        };
        let kind = CommitKind::of(&edit, self.store.settings());
        match self.save(|store| store.commit(&edit)) {
            Ok(commit) => Ok(Some((commit, kind))),
            Err(CommitError::Refused(Refusal::Invalid(problems))) => {
                let lines = problems.iter().map(|p| line_of(&draft.text, p.path));
                let lines: Vec<Option<usize>> = lines.collect();
                let first = lines.iter().flatten().min().copied();
                draft.position = first.map(|line| TextPosition { line, column: 1 });
                let sentence = |(p, line): (FieldError, Option<usize>)| match line {
                    Some(line) => messages::at_line(line, &p.sentence),
                    None => p.sentence,
                };
                Err(problems.into_iter().zip(lines).map(sentence).collect())
            }
            Err(error) => {
                // Having seen the message, the user may repeat the change against the current
                // connection; against the old one it would be refused forever.
                if let CommitError::Refused(Refusal::Conflict(_)) = error
                    && let Some(now) = self.store.settings().connection(&draft.id)
                {
                    draft.seen = now.clone();
                }
                Err(vec![capitalized(&error.to_string())])
            }
        }
    }
}
