//! Signing in on the screen: the methods, the URL and the code, the paste field, and the result.
//! Closing the layer cancels whatever is in progress.

mod by_craft;
mod draw;
mod login;
mod step;
mod stored;

use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;

use super::confirm::Confirm;
use crate::settings::craft::server::ClaudePage;
use crate::settings::credential::Facts;
use crate::settings::edit::Refusal;
use crate::settings::sign_in::{LoginProvider, SignInTarget, SignInWay};
use crate::settings::{Connection, ConnectionId};
use crate::signin;
use crate::signin::worker::{LoginNumber, SignInEvent, SignInTask};
use crate::tui::component::{
    Agreement, Answer, Component, CraftLogin, Effect, Label, LoginEvent, Outcome, Press, View,
    WhileCraftRuns, WhyNot,
};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::Painter;
use crate::tui::widgets::text::capitalized;
use by_craft::ByCraft;
use login::next_number;
use step::{SignInMethod, Step, next_second};

/// How often a waiting login checks whether Craft has exited.
const EVERY: Duration = Duration::from_secs(1);

pub(crate) struct SignIn {
    provider: LoginProvider,
    target: SignInTarget,
    step: Step,
    /// The current login: events of any other one are stale.
    number: LoginNumber,
    /// The chosen method, while a question about it is open.
    chosen: Option<SignInMethod>,
    /// The method of the login that is running or failed.
    tried: Option<SignInMethod>,
    /// Why the last request did not reach the provider.
    trouble: Option<String>,
    /// Whether the person accepted that a running Craft may lose the login.
    is_agreed: bool,
    /// When to check again whether Craft has exited.
    next_check: Option<Instant>,
    /// What to show once the login is stored.
    notes: Vec<String>,
    by_craft: ByCraft,
    /// The page of the login whose code Craft is exchanging, and when it ends.
    page: Option<(ClaudePage, Instant)>,
    /// Whether a login that failed may be stored all the same.
    may_be_stored: bool,
    /// The connection to return to from signing in to another account.
    beside: Option<ConnectionId>,
}

impl SignIn {
    /// For an existing connection or a new one.
    pub(crate) fn new(provider: LoginProvider, target: SignInTarget) -> Self {
        Self {
            provider,
            target,
            step: Step::Choose(0),
            number: 0,
            chosen: None,
            tried: None,
            trouble: None,
            is_agreed: false,
            next_check: None,
            notes: Vec::new(),
            by_craft: ByCraft::No,
            page: None,
            may_be_stored: false,
            beside: None,
        }
    }

    fn methods(&self, view: &View<'_>) -> Vec<SignInMethod> {
        let by_craft = (self.by_craft != ByCraft::No).then_some(SignInMethod::CRAFT);
        let ways = self.provider.ways().iter().filter(|way| match way {
            SignInWay::Craft => false,
            SignInWay::FoundToken => !view.surroundings.github_tokens.is_empty(),
            _ => true,
        });
        let instead = if self.target == SignInTarget::New {
            Some(SignInMethod::Form)
        } else {
            let is_signed_in = self.signed_in_connection(view).is_some();
            (is_signed_in && self.provider.takes_several_accounts())
                .then_some(SignInMethod::OtherAccount)
        };
        by_craft.into_iter().chain(ways.copied().map(SignInMethod::Way)).chain(instead).collect()
    }

    fn title(&self, view: &View<'_>) -> String {
        let name = match &self.target {
            SignInTarget::Existing(id) => view.settings().connection(id).map(|c| c.display_name()),
            SignInTarget::New => None,
        };
        messages::sign_in_title(self.provider, name.as_deref())
    }

    /// The connection to sign in, and its stored login; none if it has no login yet.
    fn signed_in_connection<'v>(&self, view: &View<'v>) -> Option<(&'v Connection, &'v Facts)> {
        let SignInTarget::Existing(id) = &self.target else {
            return None;
        };
        let settings = view.settings();
        let connection = settings.connection(id)?;
        Some((connection, settings.credentials().of_chats(connection)?))
    }

    /// Leaves this step, after a question where that would give up a login that is under way.
    fn back(&mut self) -> Outcome {
        let (title, line) = match &self.step {
            step if step.is_in_browser() => {
                (messages::STOP_SIGN_IN, messages::waits_for_sign_in(self.provider))
            }
            Step::Unstored(..) => (messages::DISCARD_UNSTORED, messages::NOT_STORED_YET.to_owned()),
            _ => return self.leave(),
        };
        let stop = agree(Agreement::Stop);
        let question = Confirm::new(title.to_owned(), vec![line], messages::STOP, stop);
        Outcome::push(question.careful(messages::GO_ON_SIGNING_IN))
    }

    /// Returns to the methods, or closes the layer if they are already shown.
    fn leave(&mut self) -> Outcome {
        let cancel = if self.is_at_craft() {
            Effect::CraftLogin(CraftLogin::Cancel)
        } else {
            Effect::SignIn(SignInTask::Cancel)
        };
        self.number = next_number();
        if let (Step::Choose(_), Some(id)) = (&self.step, self.beside.take()) {
            self.target = SignInTarget::Existing(id);
            self.step = Step::Choose(0);
            return Outcome::one(cancel);
        }
        if matches!(self.step, Step::Token(_) | Step::Failed(_)) {
            self.step = Step::Choose(0);
            return Outcome::one(cancel);
        }
        Outcome::Done(vec![cancel, Effect::Pop])
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        let len = self.methods(view).len();
        if let Step::Choose(at) = &mut self.step {
            *at = way.from(*at, len, len);
        }
    }
}

/// What a button of a question does that the person is asked while signing in.
fn agree(agreement: Agreement) -> Vec<Effect> {
    vec![Effect::Answer(Answer::Agreed(agreement))]
}

fn copy(text: &str, toast: &str) -> Outcome {
    Outcome::Done(vec![Effect::Copy(text.to_owned()), Effect::Toast(toast.to_owned())])
}

impl Component for SignIn {
    fn key_contexts(&self) -> Vec<KeyContext> {
        match &self.step {
            Step::Page(..) | Step::CraftPage(..) | Step::Token(_) => {
                vec![KeyContext::SignInField, KeyContext::Everywhere]
            }
            Step::Choose(_) => {
                vec![KeyContext::SignIn, KeyContext::List, KeyContext::Everywhere]
            }
            _ => vec![KeyContext::SignIn, KeyContext::Everywhere],
        }
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        let is_missing = match action {
            Action::Copy => !matches!(self.step, Step::Code(_)),
            Action::CopyAddress | Action::OpenPage => self.step.url().is_none(),
            Action::Activate => {
                self.step.is_under_way()
                    && !matches!(self.step, Step::Page(..) | Step::CraftPage(..))
            }
            _ => false,
        };
        let no_display = action == Action::OpenPage && view.surroundings.opener.is_none();
        let is_silent = is_missing.then(WhyNot::silent);
        is_silent.or_else(|| no_display.then(|| WhyNot::toast(messages::NO_DISPLAY)))
    }

    fn hint(&self, action: Action, suggested: Label, _view: &View<'_>) -> Option<Label> {
        Some(match (action, &self.step) {
            (Action::Activate, Step::Choose(_)) => messages::CHOOSE_WAY,
            (Action::Activate, Step::Unstored(..)) => messages::STORE_LOGIN,
            (Action::Activate, Step::WaitForCraft(_)) => return None,
            (Action::Activate, Step::Failed(_)) => messages::TRY_WAY_AGAIN,
            (Action::Back, Step::Unstored(..)) => messages::DISCARD_LOGIN,
            (Action::Back, Step::Failed(_) | Step::Token(_)) => messages::BACK_TO_WAYS,
            _ => suggested,
        })
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.go(way, view);
                Outcome::taken()
            }
            Action::Back => self.back(),
            Action::Copy => match &self.step {
                Step::Code(code) => copy(&code.code, messages::COPIED_CODE),
                _ => Outcome::Ignored,
            },
            Action::CopyAddress => match self.step.url() {
                Some(url) => copy(url, messages::COPIED_URL),
                None => Outcome::Ignored,
            },
            Action::OpenPage => match self.step.url() {
                Some(url) => Outcome::one(Effect::OpenPage(url.to_owned())),
                None => Outcome::Ignored,
            },
            Action::Activate => match &self.step {
                Step::Choose(at) => match self.methods(view).get(*at) {
                    Some(way) => self.choose(*way, view),
                    None => Outcome::taken(),
                },
                Step::CraftPage(..) => self.submit_to_craft(),
                Step::Page(..) | Step::Token(_) => self.submit(view),
                Step::Unstored(..) => self.store(view),
                Step::Failed(_) => match self.tried {
                    Some(way) => self.choose(way, view),
                    None => self.leave(),
                },
                _ => Outcome::taken(),
            },
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        let Some(pasting) = self.step.pasting() else {
            return Outcome::Ignored;
        };
        if !pasting.input.typed(key) {
            return Outcome::Ignored;
        }
        pasting.wrong = None;
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        if matches!(self.step, Step::Exchanging) {
            let text = signin::messages::ALREADY_EXCHANGING.to_owned();
            return Outcome::one(Effect::Toast(text));
        }
        let Some(pasting) = self.step.pasting() else {
            return Outcome::Ignored;
        };
        pasting.input.paste(text);
        pasting.wrong = None;
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, _press: Press, view: &View<'_>) -> Outcome {
        match (target, &self.step) {
            (Target::Row(way), Step::Choose(_)) => match self.methods(view).get(way) {
                Some(chosen) => {
                    self.step = Step::Choose(way);
                    self.choose(*chosen, view)
                }
                None => Outcome::taken(),
            },
            _ => Outcome::taken(),
        }
    }

    /// Ignores a press outside: it would cancel a login while a person types its code.
    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::taken()
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        match answer {
            Answer::Agreed(agreement) => self.agreed(agreement, view),
            _ => Outcome::Ignored,
        }
    }

    fn refused(&mut self, refusal: &Refusal, _view: &View<'_>) -> bool {
        match &mut self.step {
            Step::Unstored(_, why) => {
                *why = Some(capitalized(&refusal.to_string()));
                true
            }
            _ => false,
        }
    }

    fn sign_in(&mut self, event: LoginEvent, view: &View<'_>) -> Outcome {
        let event = match event {
            LoginEvent::Own(event) => event,
            LoginEvent::Craft(number, outcome) => return self.craft_event(number, outcome, view),
        };
        match event {
            SignInEvent::Progress(number, progress) if number == self.number => {
                self.progress(progress);
                Outcome::taken()
            }
            SignInEvent::Ended(number, Ok(signed_in)) if number == self.number => {
                self.signed_in(*signed_in, view)
            }
            SignInEvent::Ended(number, Err(failure)) if number == self.number => {
                self.fail(failure);
                Outcome::taken()
            }
            _ => Outcome::taken(),
        }
    }

    fn takes_sign_in(&self) -> bool {
        true
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.step {
            Step::WaitForCraft(_) => self.next_check,
            // This layer ends it itself, also where the last second is over already.
            Step::CraftPage(_, ends, _) => Some(next_second(*ends).unwrap_or(*ends)),
            step => next_second(step.ends()?),
        }
    }

    fn tick(&mut self, view: &View<'_>) -> Outcome {
        if let Some(cancel) = self.end_page_of_craft() {
            return Outcome::one(cancel);
        }
        let is_due = self.next_check.is_some_and(|at| at <= Instant::now());
        if let (Step::WaitForCraft(pid), true) = (&mut self.step, is_due) {
            if let Some(craft) = view.store.running_craft() {
                *pid = craft.pid;
                self.next_check = Some(Instant::now() + EVERY);
                return Outcome::taken();
            }
            self.next_check = None;
            self.step = Step::Choose(0);
            if let Some(way) = self.chosen.take() {
                let ended = Effect::WhileCraftRuns(WhileCraftRuns::Ended);
                return match self.choose(way, view) {
                    Outcome::Done(next) => Outcome::Done([ended].into_iter().chain(next).collect()),
                    Outcome::Ignored => Outcome::one(ended),
                };
            }
        }
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        matches!(self.step, Step::Unstored(..))
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        draw::draw(self, painter, view);
    }
}
