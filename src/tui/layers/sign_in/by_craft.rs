//! The way in which the running Craft signs in to Claude itself: whether there is one, the page that
//! Craft sends the person to, and the code that it gets.

use std::time::Instant;

use super::super::confirm::Confirm;
use super::SignIn;
use super::login::next_number;
use super::step::{Pasting, Step};
use crate::craft_link::LoginAnswer;
use crate::settings::sign_in::pasted::claude_code_in;
use crate::signin;
use crate::signin::messages::describe_wrong_paste;
use crate::signin::worker::LoginNumber;
use crate::signin::{FailureReason, SignInFailure};
use crate::tui::component::{CraftLogin, CraftRefusal, Effect, Outcome, View};
use crate::tui::messages;
use crate::tui::widgets::secret_field::SecretInput;
use crate::tui::widgets::text::capitalized;

/// Whether the running Craft can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ByCraft {
    /// None runs, or it is not for this provider.
    No,
    /// It is being asked, in a conversation of this number.
    Asked(LoginNumber),
    Able,
    /// Why not, in a sentence.
    Unable(String),
}

impl SignIn {
    /// Beside a running Craft, which is asked whether it can sign in.
    pub(crate) fn asking_craft(mut self) -> (Self, Effect) {
        let number = next_number();
        self.by_craft = ByCraft::Asked(number);
        (self, Effect::CraftLogin(CraftLogin::Check(number)))
    }

    pub(super) fn start_by_craft(&mut self) -> Outcome {
        match &self.by_craft {
            ByCraft::Unable(why) => Outcome::one(Effect::Alert(capitalized(why))),
            ByCraft::No | ByCraft::Asked(_) => Outcome::taken(),
            ByCraft::Able => {
                self.number = next_number();
                (self.trouble, self.may_be_stored) = (None, false);
                self.step = Step::Asking;
                Outcome::one(Effect::CraftLogin(CraftLogin::Start(self.number)))
            }
        }
    }

    /// Whether a login is under way that Craft is to give up when this closes.
    pub(super) fn is_at_craft(&self) -> bool {
        self.tried == Some(super::step::SignInMethod::CRAFT)
            && matches!(self.step, Step::Asking | Step::CraftPage(..) | Step::Exchanging)
    }

    /// Gives Craft what was pasted, where that is a code of this login.
    pub(super) fn submit_to_craft(&mut self) -> Outcome {
        let Step::CraftPage(page, _, pasting) = &mut self.step else {
            return Outcome::Ignored;
        };
        let text = std::mem::take(&mut pasting.input).secret();
        match claude_code_in(&text, page.state.as_deref()) {
            Err(wrong) => {
                pasting.wrong = Some(describe_wrong_paste(&wrong));
                Outcome::taken()
            }
            Ok(code) => {
                pasting.wrong = None;
                let step = std::mem::replace(&mut self.step, Step::Exchanging);
                if let Step::CraftPage(page, ends, _) = step {
                    self.page = Some((page, ends));
                }
                let finish = CraftLogin::Finish(self.number, code, self.target.clone());
                Outcome::one(Effect::CraftLogin(finish))
            }
        }
    }

    /// Takes what came of a step that Craft made.
    pub(super) fn craft_event(
        &mut self,
        number: LoginNumber,
        outcome: Result<LoginAnswer, CraftRefusal>,
        view: &View<'_>,
    ) -> Outcome {
        if self.by_craft == ByCraft::Asked(number) {
            self.by_craft = match outcome {
                Ok(_) => ByCraft::Able,
                Err(refusal) => ByCraft::Unable(refusal.sentence),
            };
            // What is chosen first is a way that works.
            if let (ByCraft::Unable(_), Step::Choose(at @ 0)) = (&self.by_craft, &mut self.step) {
                *at = 1;
            }
            return Outcome::taken();
        }
        if number != self.number {
            return Outcome::taken();
        }
        match outcome {
            Ok(LoginAnswer::Page(page)) => {
                let ends = Instant::now() + view.craft_login_lasts;
                self.step = Step::CraftPage(page, ends, Pasting::default());
            }
            Ok(LoginAnswer::Refused(why)) => {
                if let Some((page, ends)) = self.page.take() {
                    let pasting = Pasting { input: SecretInput::default(), wrong: Some(why) };
                    self.step = Step::CraftPage(page, ends, pasting);
                }
            }
            Ok(LoginAnswer::Stored) => {
                let notes = view.settings().describe_login_for_others(&self.target, self.provider);
                let notice = notes.map(|note| {
                    let title = signin::messages::signed_in(self.provider, None);
                    let notice = Confirm::notice(title, vec![note], messages::OK, Vec::new());
                    Effect::push(notice)
                });
                return Outcome::Done(std::iter::once(Effect::Pop).chain(notice).collect());
            }
            Ok(LoginAnswer::Able | LoginAnswer::Cleared) => {}
            Err(refusal) => self.fail_by_craft(&refusal),
        }
        Outcome::taken()
    }

    fn fail_by_craft(&mut self, refusal: &CraftRefusal) {
        self.may_be_stored = refusal.may_be_stored;
        let sentence = capitalized(&refusal.sentence);
        self.fail(SignInFailure { reason: FailureReason::Refused, sentence, advice: None });
    }

    /// Ends a page whose time is over. Craft has ended its login by then: one that waits there is
    /// another program's.
    pub(super) fn end_page_of_craft(&mut self) -> Option<Effect> {
        let is_over = matches!(&self.step, Step::CraftPage(_, ends, _) if *ends <= Instant::now());
        is_over.then(|| {
            let sentence = messages::CRAFT_LOGIN_EXPIRED.to_owned();
            self.number = next_number();
            self.fail_by_craft(&CraftRefusal { sentence, may_be_stored: false });
            Effect::CraftLogin(CraftLogin::Expired)
        })
    }
}
