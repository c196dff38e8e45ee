//! What follows an edit, undo or redo: messages and side effects.

use super::App;
use super::toast::{Message, Topic};
use crate::settings::Settings;
use crate::settings::connection::midstream::MidStream;
use crate::settings::edit::{Edit, Refusal};
use crate::store::{Commit, CommitError, Store, now_ms};
use crate::tui::component::Effect;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::page::PageItem;
use crate::tui::widgets::text::capitalized;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CommitKind {
    Edit,
    /// An edit that leaves a connection incomplete.
    Unfinished,
    Undo,
    Redo,
}

impl CommitKind {
    /// The kind of an edit that is about to be saved. `settings` are those before the edit.
    pub(super) fn of(edit: &Edit, settings: &Settings) -> Self {
        if edit.needs(settings).is_empty() { Self::Edit } else { Self::Unfinished }
    }

    /// The message for it.
    fn describe(self, label: &str) -> String {
        match self {
            Self::Edit | Self::Unfinished => label.to_owned(),
            Self::Undo => messages::undone(label),
            Self::Redo => messages::redone(label),
        }
    }
}

impl App {
    /// How to report an edit, and what the default lacks after it. Call it before the edit.
    pub(super) fn kind_of_edit(&self, edit: &Edit) -> (CommitKind, Option<String>) {
        let lack = edit.lack_of_default(self.store.settings(), now_ms());
        let kind = match lack {
            Some(_) => CommitKind::Unfinished,
            None => CommitKind::of(edit, self.store.settings()),
        };
        (kind, lack)
    }

    /// The same for any effect that saves.
    pub(super) fn kind_of(&self, effect: &Effect) -> (CommitKind, Option<String>) {
        match effect {
            Effect::Edit(edit) => self.kind_of_edit(edit),
            Effect::Redo => (CommitKind::Redo, None),
            _ => (CommitKind::Undo, None),
        }
    }

    pub(super) fn committed(
        &mut self,
        commit: Result<Commit, CommitError>,
        kind: CommitKind,
        lack: Option<String>,
    ) -> Result<(), Option<String>> {
        self.revision += 1;
        if let Some(id) = commit.as_ref().ok().and_then(Commit::added) {
            self.select(PageItem::Connection(id));
        }
        match commit {
            Ok(commit) if commit.changes.is_empty() => {
                self.show_toast(Message::info(commit.label));
            }
            Ok(commit) => {
                // This save makes any earlier "not saved" error obsolete.
                (self.message, self.suspended_message) = (None, None);
                let label = kind.describe(&commit.label);
                let text = match lack {
                    Some(lack) => format!("{label}, {lack}"),
                    None => label,
                };
                // What could not be done matters as much as what was.
                let text = [&[text], &commit.not_done[..]].concat().join("; ");
                let mut more: Vec<String> = commit.caveats.iter().map(|c| capitalized(c)).collect();
                more.extend(self.why_added_queues(&commit));
                // Craft never uses the demo's credentials.
                let mut topic = None;
                let is_unknown = commit.touches_credentials() && !commit.through_craft;
                if is_unknown && !self.options.demo && !self.craft_has_ended() {
                    self.link.needs_restart = true;
                    more.push(messages::restart_craft_if_running());
                    topic = Some(Topic::RestartCraft);
                    self.craft_wanted = true;
                }
                let message = match kind {
                    CommitKind::Edit => Message::done(text),
                    CommitKind::Unfinished => Message::unfinished(text),
                    CommitKind::Undo | CommitKind::Redo => Message::info(text),
                };
                let message = message.with_more(more);
                self.show_toast(topic.into_iter().fold(message, Message::about));
            }
            Err(CommitError::Nothing(what)) => {
                self.show_toast(Message::info(messages::nothing_to(what)));
            }
            Err(CommitError::Refused(Refusal::Conflict(locations)))
                if matches!(kind, CommitKind::Undo | CommitKind::Redo) =>
            {
                let is_undo = kind == CommitKind::Undo;
                return Err(Some(messages::not_undone(is_undo, &locations)));
            }
            Err(CommitError::Refused(refusal)) => {
                self.sync();
                let sentence = self.top(|layer, view| layer.refused(&refusal, view));
                return Err((!sentence).then(|| capitalized(&refusal.to_string())));
            }
            Err(error) => return Err(Some(capitalized(&error.to_string()))),
        }
        Ok(())
    }

    /// Why a connection that was just added queues mid-stream messages, as most others don't.
    fn why_added_queues(&self, commit: &Commit) -> Option<String> {
        let id = commit.added()?;
        let mode = self.store.settings().connection(&id)?.mid_stream().0;
        let key = self.keymap.key_of(KeyContext::Connection, Action::FlipMidStream);
        (mode == MidStream::Queue).then(|| messages::queues_by_default(&key))
    }

    /// Undoes or redoes until `target` edits of the history are applied. The first failure ends
    /// it and returns the reason.
    pub(super) fn move_in_history(&mut self, target: usize) -> Result<(), Option<String>> {
        let mut done = 0;
        let before = self.store.history().applied_count();
        // Skips edits that another program has overtaken, but touches nothing beyond the chosen
        // one.
        while let Some(position) = self.store.history().next_undo()
            && position >= target
        {
            let commit = self.save(Store::undo);
            self.committed(commit, CommitKind::Undo, None)?;
            done += 1;
        }
        while let Some(position) = self.store.history().next_redo()
            && position < target
        {
            let commit = self.save(Store::redo);
            self.committed(commit, CommitKind::Redo, None)?;
            done += 1;
        }
        match done {
            0 => self.show_toast(Message::info(messages::NOTHING_TO_UNDO_THERE.to_owned())),
            1 => {}
            n => {
                let more = self.link.needs_restart.then(messages::restart_craft_if_running);
                let topic = more.as_ref().map(|_| Topic::RestartCraft);
                let text = if target <= before {
                    messages::undone_several(n)
                } else {
                    messages::redone_several(n)
                };
                let message = Message::info(text);
                let message = message.with_more(more.into_iter().collect());
                self.show_toast(topic.into_iter().fold(message, Message::about));
            }
        }
        Ok(())
    }
}
