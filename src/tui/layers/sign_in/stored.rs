//! Stores a finished login, after the questions that it needs.

use std::time::Instant;

use super::super::confirm::Confirm;
use super::login::next_number;
use super::step::Step;
use super::{EVERY, SignIn, agree};
use crate::settings::ConnectionId;
use crate::settings::edit::Edit;
use crate::settings::sign_in::{SignInTarget, SignedIn};
use crate::signin;
use crate::signin::messages::describe_terms;
use crate::signin::worker::SignInTask;
use crate::tui::component::{Agreement, Effect, Outcome, View, WhileCraftRuns};
use crate::tui::messages;

impl SignIn {
    /// Handles a finished login: asks the necessary questions, then stores it.
    pub(super) fn signed_in(&mut self, signed_in: SignedIn, view: &View<'_>) -> Outcome {
        let other = view.settings().describe_other_account(&self.target, &signed_in);
        let terms = signed_in.without_terms.clone();
        self.step = Step::Unstored(Box::new(signed_in), None);
        if let Some(other) = other {
            let title = messages::REPLACE_LOGIN.to_owned();
            let question =
                Confirm::new(title, vec![other], messages::REPLACE, agree(Agreement::Replace));
            let question = question.careful(messages::CANCEL);
            if !self.provider.takes_several_accounts() {
                return Outcome::push(question);
            }
            let beside = agree(Agreement::AddBeside);
            return Outcome::push(question.or_else(messages::ADD_BESIDE, beside).or_neither());
        }
        if !terms.is_empty() {
            return Self::ask_about_terms(&terms);
        }
        self.store(view)
    }

    fn ask_about_terms(terms: &[String]) -> Outcome {
        let title = messages::ACCEPT_TERMS.to_owned();
        let accept = agree(Agreement::AcceptTerms);
        let question = Confirm::new(title, describe_terms(terms), messages::ACCEPT, accept);
        let question = question.careful(messages::LEAVE_THEM_OFF);
        Outcome::push(
            question.or_else(messages::LEAVE_THEM_OFF, agree(Agreement::WithoutTerms)).or_neither(),
        )
    }

    fn store_after_terms(&mut self, view: &View<'_>) -> Outcome {
        match &self.step {
            Step::Unstored(signed_in, _) if !signed_in.without_terms.is_empty() => {
                Self::ask_about_terms(&signed_in.without_terms)
            }
            _ => self.store(view),
        }
    }

    /// Stores the login. If the store refuses it, the layer stays open.
    pub(super) fn store(&mut self, view: &View<'_>) -> Outcome {
        let Step::Unstored(signed_in, _) = &self.step else {
            return Outcome::Ignored;
        };
        let edit = view.settings().sign_in_edit(&self.target, signed_in, view.now_ms);
        let mut notes = signed_in.notes.clone();
        notes.append(&mut self.notes.clone());
        notes.extend(view.settings().describe_login_for_others(&self.target, self.provider));
        let id = match &edit {
            Edit::Secrets(secrets) => ConnectionId::first(secrets.slug.clone()),
            _ => return Outcome::Ignored,
        };
        let account = signed_in.account.describe();
        let agreed = self.is_agreed.then_some(Effect::WhileCraftRuns(WhileCraftRuns::Agreed));
        let mut effects: Vec<Effect> = agreed.into_iter().collect();
        effects.extend([Effect::Edit(edit), Effect::Pop, Effect::ValidateNew(id)]);
        if !notes.is_empty() {
            let title = signin::messages::signed_in(self.provider, account.as_deref());
            effects.push(Effect::push(Confirm::notice(title, notes, messages::OK, Vec::new())));
        }
        Outcome::Done(effects)
    }

    /// Continues with the step that the person agreed to.
    pub(super) fn agreed(&mut self, agreement: Agreement, view: &View<'_>) -> Outcome {
        match agreement {
            Agreement::DespiteCraft => {
                self.is_agreed = true;
                self.chosen.take().map_or(Outcome::Ignored, |way| self.choose(way, view))
            }
            Agreement::WaitForCraft => {
                let pid = view.store.running_craft().map_or(0, |craft| craft.pid);
                self.step = Step::WaitForCraft(pid);
                self.next_check = Some(Instant::now() + EVERY);
                Outcome::taken()
            }
            Agreement::ReadTokens => {
                self.chosen.take().map_or(Outcome::Ignored, |way| self.take(way))
            }
            Agreement::Replace => self.store_after_terms(view),
            Agreement::AddBeside => {
                self.target = SignInTarget::New;
                self.store_after_terms(view)
            }
            Agreement::Stop => {
                // The layer closes, whatever it shows.
                self.beside = None;
                self.leave()
            }
            Agreement::AcceptTerms => {
                let step = std::mem::replace(&mut self.step, Step::Exchanging);
                let Step::Unstored(signed_in, _) = step else {
                    return Outcome::Ignored;
                };
                self.number = next_number();
                Outcome::one(Effect::SignIn(SignInTask::AcceptTerms(self.number, signed_in)))
            }
            Agreement::WithoutTerms => {
                if let Step::Unstored(signed_in, _) = &self.step {
                    self.notes = vec![messages::terms_left(signed_in.without_terms.len())];
                }
                self.store(view)
            }
        }
    }
}
