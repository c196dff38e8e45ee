//! A login in progress: the questions before it, the pasted text, and its progress.

use std::sync::atomic::{AtomicU64, Ordering};

use super::super::confirm::Confirm;
use super::step::{Pasting, SignInMethod, Step};
use super::{SignIn, agree};
use crate::settings::sign_in::pasted::token_in;
use crate::settings::sign_in::{LoginProvider, SignInTarget, SignInWay, SignedIn};
use crate::signin::messages::describe_wrong_paste;
use crate::signin::worker::{LoginNumber, SignInTask};
use crate::signin::{self, Method, Progress, SignInFailure};
use crate::tui::component::{Agreement, Answer, Effect, Outcome, View};
use crate::tui::messages;
use crate::tui::widgets::secret_field::SecretInput;
use crate::tui::widgets::text::capitalized;

pub(super) fn next_number() -> LoginNumber {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

impl SignIn {
    /// Chooses a method, and first asks the question that it needs, if any.
    pub(super) fn choose(&mut self, way: SignInMethod, view: &View<'_>) -> Outcome {
        if way == SignInMethod::Form {
            let preset = self.provider.preset();
            let answer = preset.map(|preset| Effect::Answer(Answer::FormOf(preset)));
            return Outcome::Done(std::iter::once(Effect::Pop).chain(answer).collect());
        }
        if way == SignInMethod::OtherAccount {
            if let SignInTarget::Existing(id) =
                std::mem::replace(&mut self.target, SignInTarget::New)
            {
                self.beside = Some(id);
            }
            self.step = Step::Choose(0);
            return Outcome::taken();
        }
        // Craft stores it itself, so that nothing of it can be lost.
        if way == SignInMethod::CRAFT {
            return self.take(way);
        }
        self.chosen = Some(way);
        if let Some(why) = view.settings().why_no_login_can_be_stored() {
            return Outcome::one(Effect::Alert(capitalized(&why)));
        }
        if let Some(craft) = view.store.running_craft().filter(|_| !self.is_agreed) {
            let lines = vec![craft.describe_lost_login()];
            let title = messages::CRAFT_RUNS.to_owned();
            let wait = agree(Agreement::WaitForCraft);
            let question = Confirm::new(title, lines, messages::WAIT_FOR_CRAFT, wait);
            let anyway = agree(Agreement::DespiteCraft);
            return Outcome::push(question.or_else(messages::SIGN_IN_ANYWAY, anyway).or_neither());
        }
        if way == SignInMethod::Way(SignInWay::FoundToken) {
            let lines = vec![messages::read_tokens_of(&view.surroundings.github_tokens.describe())];
            let agreed = agree(Agreement::ReadTokens);
            let title = messages::READ_TOKENS.to_owned();
            return Outcome::push(
                Confirm::new(title, lines, messages::READ, agreed).careful(messages::CANCEL),
            );
        }
        self.take(way)
    }

    /// Starts a login with a method, or asks for the token that the method needs.
    pub(super) fn take(&mut self, way: SignInMethod) -> Outcome {
        self.tried = Some(way);
        self.may_be_stored = false;
        let SignInMethod::Way(way) = way else {
            return Outcome::taken();
        };
        match Method::without_token(way, self.provider) {
            Some(method) => self.start(method),
            None if way == SignInWay::Craft => self.start_by_craft(),
            None => {
                self.step = Step::Token(Pasting::default());
                Outcome::taken()
            }
        }
    }

    fn start(&mut self, method: Method) -> Outcome {
        self.number = next_number();
        self.trouble = None;
        self.step = Step::Asking;
        Outcome::one(Effect::SignIn(SignInTask::Start(self.number, method)))
    }

    /// Submits the pasted text.
    pub(super) fn submit(&mut self, view: &View<'_>) -> Outcome {
        let provider = self.provider;
        let is_page = matches!(self.step, Step::Page(..));
        let Some(pasting) = self.step.pasting() else {
            return Outcome::Ignored;
        };
        let text = pasting.input.secret();
        if is_page {
            pasting.input = SecretInput::default();
            return Outcome::one(Effect::SignIn(SignInTask::Paste(text)));
        }
        match token_in(&text, provider) {
            Err(wrong) => {
                pasting.input = SecretInput::default();
                pasting.wrong = Some(describe_wrong_paste(&wrong));
                Outcome::taken()
            }
            Ok(token) if provider == LoginProvider::Claude => {
                self.signed_in(SignedIn::of_claude(token), view)
            }
            Ok(token) => self.start(Method::CopilotToken(token)),
        }
    }

    pub(super) fn fail(&mut self, failure: SignInFailure) {
        self.trouble = None;
        self.step = Step::Failed(failure);
    }

    /// Applies a progress report.
    pub(super) fn progress(&mut self, progress: Progress) {
        match progress {
            Progress::Code(code) => self.step = Step::Code(code),
            Progress::Page(page) => self.step = Step::Page(page, Pasting::default()),
            Progress::SlowedDown => self.trouble = Some(signin::messages::SLOWED_DOWN.to_owned()),
            Progress::RequestFailed(why) => self.trouble = Some(why),
            Progress::Recovered => self.trouble = None,
            Progress::WrongPaste(wrong) => {
                if let Some(pasting) = self.step.pasting() {
                    pasting.wrong = Some(describe_wrong_paste(&wrong));
                }
            }
            Progress::Exchanging => {
                self.trouble = None;
                self.step = Step::Exchanging;
            }
        }
    }
}
