//! Applies effects; nothing else does.

use std::collections::VecDeque;

use super::commits::CommitKind;
use super::toast::Message;
use super::{App, TerminalRequest};
use crate::settings::sign_in::LoginProvider;
use crate::store::Store;
use crate::store::history::HistoryEntry;
use crate::system::craft_process::RunningCraft;
use crate::system::path_completion;
use crate::tui::component::{Answer, Effect, Outcome};
use crate::tui::layers::sign_in::SignIn;

impl App {
    /// Applies what a layer returned. If one effect fails, the rest are dropped.
    pub(super) fn apply(&mut self, outcome: Outcome) {
        let Outcome::Done(effects) = outcome else {
            return;
        };
        self.stale = true;
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let is_agreed = std::mem::take(&mut self.link.is_agreed);
            if let Some(craft) = self.craft_to_ask_about(&effect).filter(|_| !is_agreed) {
                if let Some(steps) = self.single_steps(&effect) {
                    steps.into_iter().rev().for_each(|step| effects.push_front(step));
                    continue;
                }
                // The remaining effects run after the person's answer.
                return self.save_while_craft_runs(&craft, effect, effects);
            }
            if self.must_wait(&effect) {
                effects.push_front(effect);
                return self.wait(effects);
            }
            match self.effect(effect) {
                Ok(Outcome::Done(more)) => {
                    more.into_iter().rev().for_each(|effect| effects.push_front(effect));
                }
                Ok(Outcome::Ignored) => {}
                Err(message) => {
                    if let Some(text) = message {
                        self.show_toast(Message::error(text));
                    }
                    return;
                }
            }
        }
    }

    /// The running Craft that would overwrite an effect's changes to the credentials.
    fn craft_to_ask_about(&self, effect: &Effect) -> Option<RunningCraft> {
        // Craft never uses the demo's credentials.
        if self.options.demo {
            return None;
        }
        let history = self.store.history();
        let entries = history.entries();
        let again = match effect {
            Effect::Edit(edit) => return self.store.craft_to_ask_about(edit),
            Effect::Undo => {
                history.next_undo().map_or(&[][..], |position| &entries[position..=position])
            }
            Effect::Redo => {
                history.next_redo().map_or(&[][..], |position| &entries[position..=position])
            }
            Effect::MoveInHistory(target) => {
                let current = history.applied_count();
                entries.get(current.min(*target)..current.max(*target)).unwrap_or_default()
            }
            _ => return None,
        };
        let touches = again.iter().any(HistoryEntry::touches_credentials);
        touches.then(|| self.store.running_craft()).flatten()
    }

    /// Applies one effect. An error is the user's message; `None` if the top layer shows it.
    fn effect(&mut self, effect: Effect) -> Result<Outcome, Option<String>> {
        match effect {
            Effect::Edit(edit) => {
                let (kind, lack) = self.kind_of_edit(&edit);
                let commit = self.save(|store| store.commit(&edit));
                self.committed(commit, kind, lack)?;
            }
            Effect::Undo => {
                let commit = self.save(Store::undo);
                self.committed(commit, CommitKind::Undo, None)?;
            }
            Effect::Redo => {
                let commit = self.save(Store::redo);
                self.committed(commit, CommitKind::Redo, None)?;
            }
            Effect::MoveInHistory(target) => self.move_in_history(target)?,
            Effect::AskRestore => return self.ask_restore().map_err(Some),
            Effect::Restore(opened) => self.restore(&opened).map_err(Some)?,
            Effect::WhileCraftRuns(choice) => return Ok(self.while_craft_runs(choice)),
            Effect::TestThroughCraft(id, unencrypted) => {
                self.test_through_craft(&id, unencrypted);
            }
            Effect::Select(item) => self.select(item),
            Effect::Push(layer) => {
                self.layer_changes += 1;
                self.top(|top, _| top.covered());
                self.end_passing_messages();
                if layer.has_draft() {
                    self.probes.forget_draft();
                }
                self.layers.push(layer);
            }
            Effect::Pop => {
                self.layer_changes += 1;
                if self.layers.len() > 1 {
                    self.layers.pop();
                }
            }
            Effect::Answer(answer) => {
                return Ok(self.top(|layer, view| layer.answer(answer, view)));
            }
            Effect::Toast(text) => self.show_toast(Message::info(text)),
            Effect::Alert(text) => self.show_toast(Message::alert(text)),
            Effect::Dismiss => {
                (self.message, self.suspended_message) = (None, None);
            }
            Effect::Validate { ids, unencrypted, is_all } => {
                self.validate(&ids, &unencrypted, is_all);
            }
            Effect::ValidateNew(id) => self.validate_new(&id),
            Effect::ValidateChanged(id) => self.validate_changed(&id),
            Effect::StopValidating => self.stop_validating(),
            Effect::FindLocalServers => self.probes.find_local_servers(),
            Effect::StopFindingServers => self.probes.cancel_local_servers(),
            Effect::ProbeDraft { about, probe_draft, only_list } => {
                self.start_draft_probe(about, &probe_draft, only_list);
            }
            Effect::StopProbing(about) => self.probes.cancel(&about),
            Effect::CompletePath(ask) => {
                let seen = path_completion::complete(self.store.paths(), ask);
                return Ok(Outcome::one(Effect::Answer(Answer::Completions(seen))));
            }
            Effect::OpenSignIn(provider, target) => {
                let layer = SignIn::new(provider, target);
                let is_beside = provider == LoginProvider::Claude && !self.options.demo;
                if !is_beside || self.store.running_craft().is_none() {
                    return Ok(Outcome::push(layer));
                }
                let (layer, asks) = layer.asking_craft();
                return Ok(Outcome::Done(vec![Effect::push(layer), asks]));
            }
            Effect::SignIn(task) => self.sign_in_tasks.push_back(task),
            Effect::CraftLogin(task) => self.craft_login(task),
            Effect::OpenPage(address) => self.open_page(&address),
            Effect::Copy(text) => self.requests.push_back(TerminalRequest::Copy(text)),
            Effect::EditJson(draft) => {
                // Resume the refused draft.
                let refused = self.refused.take_if(|refused| refused.id == draft.id);
                self.requests.push_back(TerminalRequest::EditJson(refused.unwrap_or(draft)));
            }
            Effect::EditFile(file) => self.edit_file(&file).map_err(Some)?,
            Effect::Do(action) => return Ok(self.outcome_of(action)),
            Effect::OpenImport => return Ok(self.open_import()),
            Effect::ImportFrom(tool) => return Ok(self.import_from(tool)),
            Effect::ImportFile(path) => return self.import_file(&path).map_err(Some),
            Effect::Export(request) => return self.export(&request).map_err(Some),
            Effect::Suspend => {
                self.top(|top, _| top.covered());
                self.requests.push_back(TerminalRequest::Suspend);
            }
            Effect::StopWaiting => self.stop_waiting(),
            Effect::Quit => self.requests.push_back(TerminalRequest::Quit),
        }
        Ok(Outcome::Ignored)
    }
}
