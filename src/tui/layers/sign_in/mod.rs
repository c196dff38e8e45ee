//! Signing in on the screen: the ways there are, the address and the code, the field for what is
//! pasted, and what comes of it. Whatever is open when it closes is given up.

mod draw;
mod step;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;
use ratatui::layout::Position;

use super::confirm::Confirm;
use crate::settings::ConnectionId;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::sign_in::pasted::token_in;
use crate::settings::sign_in::{LoginProvider, SignedIn, Target};
use crate::signin::messages::describe_terms;
use crate::signin::worker::{Number, SignInEvent, SignInTask};
use crate::signin::{self, Failure, Method, Progress};
use crate::tui::component::{
    Agreement, Answer, BesideCraft, Component, Effect, Outcome, Press, View, WhyNot,
};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::hit_map::Target as Spot;
use crate::tui::widgets::painter::Painter;
use crate::tui::widgets::secret_field::SecretInput;
use crate::tui::widgets::text::capitalised;
use step::{Pasting, Step, Way, next_second};

/// How often it is looked whether Craft has ended.
const EVERY: Duration = Duration::from_secs(1);

pub(crate) struct SignIn {
    provider: LoginProvider,
    target: Target,
    step: Step,
    /// The login that is under way: events of another come too late.
    number: Number,
    /// The way that was chosen, while something is asked about it.
    chosen: Option<Way>,
    /// Why the provider was not reached just now.
    trouble: Option<String>,
    /// Whether the person has agreed that a running Craft may lose the login.
    is_agreed: bool,
    /// When Craft is looked for again.
    look_at: Option<Instant>,
    /// What to know once it is stored.
    notes: Vec<String>,
}

fn next_number() -> Number {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

impl SignIn {
    /// For a connection, or for a new one.
    pub(crate) fn new(provider: LoginProvider, target: Target) -> Self {
        Self {
            provider,
            target,
            step: Step::Choose(0),
            number: 0,
            chosen: None,
            trouble: None,
            is_agreed: false,
            look_at: None,
            notes: Vec::new(),
        }
    }

    fn ways(&self, view: &View<'_>) -> Vec<Way> {
        Way::all(self.provider, &self.target, !view.surroundings.github_tokens.is_empty())
    }

    fn title(&self, view: &View<'_>) -> String {
        let name = match &self.target {
            Target::Existing(id) => view.settings().connection(id).map(|c| c.display_name()),
            Target::New => None,
        };
        messages::sign_in_title(self.provider, name.as_deref())
    }

    /// Chooses a way: what has to be asked before it is asked first.
    fn choose(&mut self, way: Way, view: &View<'_>) -> Outcome {
        if way == Way::Form {
            let preset = self.provider.preset();
            let answer = preset.map(|preset| Effect::Answer(Answer::FormOf(preset)));
            return Outcome::Done(std::iter::once(Effect::Pop).chain(answer).collect());
        }
        self.chosen = Some(way);
        if let Some(why) = view.settings().why_no_login_can_be_stored() {
            return Outcome::one(Effect::Alert(capitalised(&why)));
        }
        if let Some(craft) = view.store.running_craft().filter(|_| !self.is_agreed) {
            let lines = vec![craft.describe_lost_login()];
            let agree = |agreement| vec![Effect::Answer(Answer::Agreed(agreement))];
            let title = messages::CRAFT_RUNS.to_owned();
            let wait = agree(Agreement::WaitForCraft);
            let question = Confirm::new(title, lines, messages::WAIT_FOR_CRAFT, wait);
            let anyway = agree(Agreement::DespiteCraft);
            return Outcome::push(question.or_else(messages::SIGN_IN_ANYWAY, anyway).or_neither());
        }
        if way == Way::FoundToken {
            let lines = vec![messages::read_tokens_of(&view.surroundings.github_tokens.describe())];
            let agreed = vec![Effect::Answer(Answer::Agreed(Agreement::ReadTokens))];
            let title = messages::READ_TOKENS.to_owned();
            return Outcome::push(
                Confirm::new(title, lines, messages::READ, agreed).careful(messages::CANCEL),
            );
        }
        self.begin(way)
    }

    fn begin(&mut self, way: Way) -> Outcome {
        let method = match (way, self.provider) {
            (Way::Device, LoginProvider::ChatGpt) => Method::ChatGptDevice,
            (Way::Device, _) => Method::CopilotDevice,
            (Way::Browser, _) => Method::ChatGptBrowser,
            (Way::FoundToken, _) => Method::CopilotFound,
            (Way::Token | Way::Form, _) => {
                self.step = Step::Token(Pasting::default());
                return Outcome::taken();
            }
        };
        self.start(method)
    }

    fn start(&mut self, method: Method) -> Outcome {
        self.number = next_number();
        self.trouble = None;
        self.step = Step::Asking;
        Outcome::one(Effect::SignIn(SignInTask::Start(self.number, method)))
    }

    /// Takes what was pasted.
    fn submit(&mut self, view: &View<'_>) -> Outcome {
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
                pasting.wrong = Some(wrong);
                Outcome::taken()
            }
            Ok(token) if provider == LoginProvider::Claude => {
                self.signed_in(SignedIn::of_claude(token), view)
            }
            Ok(token) => self.start(Method::CopilotToken(token)),
        }
    }

    /// A login was made: what has to be asked is asked, and then it is stored.
    fn signed_in(&mut self, signed_in: SignedIn, view: &View<'_>) -> Outcome {
        let other = view.settings().describe_other_account(&self.target, &signed_in);
        let terms = signed_in.without_terms.clone();
        self.step = Step::Unstored(Box::new(signed_in), None);
        let agree = |agreement| vec![Effect::Answer(Answer::Agreed(agreement))];
        if let Some(other) = other {
            let title = messages::REPLACE_LOGIN.to_owned();
            let question =
                Confirm::new(title, vec![other], messages::REPLACE, agree(Agreement::Replace));
            return Outcome::push(question.careful(messages::CANCEL));
        }
        if !terms.is_empty() {
            return Self::ask_about_terms(&terms);
        }
        self.store(view)
    }

    fn ask_about_terms(terms: &[String]) -> Outcome {
        let agree = |agreement| vec![Effect::Answer(Answer::Agreed(agreement))];
        let title = messages::ACCEPT_TERMS.to_owned();
        let accept = agree(Agreement::AcceptTerms);
        let question = Confirm::new(title, describe_terms(terms), messages::ACCEPT, accept);
        let question = question.careful(messages::LEAVE_THEM_OFF);
        Outcome::push(
            question.or_else(messages::LEAVE_THEM_OFF, agree(Agreement::WithoutTerms)).or_neither(),
        )
    }

    /// Stores the login; the layer stays open where that is refused.
    fn store(&mut self, view: &View<'_>) -> Outcome {
        let Step::Unstored(signed_in, _) = &self.step else {
            return Outcome::Ignored;
        };
        let edit = view.settings().sign_in_edit(&self.target, signed_in, view.now);
        let mut notes = signed_in.notes.clone();
        notes.append(&mut self.notes.clone());
        notes.extend(view.settings().describe_login_for_others(&self.target, self.provider));
        let id = match &edit {
            Edit::Secrets(secrets) => ConnectionId::first(secrets.slug.clone()),
            _ => return Outcome::Ignored,
        };
        let account = signed_in.account.describe();
        let agreed = self.is_agreed.then_some(Effect::BesideCraft(BesideCraft::Agreed));
        let mut effects: Vec<Effect> = agreed.into_iter().collect();
        effects.extend([Effect::Edit(edit), Effect::Pop, Effect::ValidateNew(id)]);
        if !notes.is_empty() {
            let title = signin::messages::signed_in(self.provider, account.as_deref());
            effects.push(Effect::push(Confirm::notice(title, notes, messages::OK, Vec::new())));
        }
        Outcome::Done(effects)
    }

    fn fail(&mut self, failure: Failure) {
        self.trouble = None;
        self.step = Step::Failed(failure);
    }

    fn progress(&mut self, progress: Progress) {
        match progress {
            Progress::Code(code) => self.step = Step::Code(code),
            Progress::Page(page) => self.step = Step::Page(page, Pasting::default()),
            Progress::SlowedDown => self.trouble = Some(signin::messages::SLOWED_DOWN.to_owned()),
            Progress::Trouble(why) => self.trouble = Some(why),
            Progress::Recovered => self.trouble = None,
            Progress::WrongPaste(wrong) => {
                if let Some(pasting) = self.step.pasting() {
                    pasting.wrong = Some(wrong);
                }
            }
            Progress::Exchanging => {
                self.trouble = None;
                self.step = Step::Exchanging;
            }
        }
    }

    /// Goes back to the ways, or closes where one is there already.
    fn back(&mut self) -> Outcome {
        let cancel = Effect::SignIn(SignInTask::Cancel);
        self.number = next_number();
        if matches!(self.step, Step::Token(_) | Step::Failed(_)) {
            self.step = Step::Choose(0);
            return Outcome::one(cancel);
        }
        Outcome::Done(vec![cancel, Effect::Pop])
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        let len = self.ways(view).len();
        if let Step::Choose(at) = &mut self.step {
            *at = way.from(*at, len, len);
        }
    }
}

impl Component for SignIn {
    fn key_contexts(&self) -> Vec<KeyContext> {
        match &self.step {
            Step::Page(..) | Step::Token(_) => {
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
            Action::CopyAddress | Action::OpenPage => self.step.address().is_none(),
            Action::Activate => self.step.is_under_way() && !matches!(self.step, Step::Page(..)),
            _ => false,
        };
        let no_display = action == Action::OpenPage && view.surroundings.opener.is_none();
        let is_silent = is_missing.then(WhyNot::silent);
        is_silent.or_else(|| no_display.then(|| WhyNot::toast(messages::NO_DISPLAY)))
    }

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        _view: &View<'_>,
    ) -> Option<&'static str> {
        Some(match (action, &self.step) {
            (Action::Activate, Step::Choose(_)) => messages::CHOOSE_WAY,
            (Action::Activate, Step::Unstored(..)) => messages::STORE_LOGIN,
            (Action::Activate, Step::WaitForCraft(_)) => return None,
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
                Step::Code(code) => Outcome::Done(vec![
                    Effect::Copy(code.code.clone()),
                    Effect::Toast(messages::COPIED_CODE.to_owned()),
                ]),
                _ => Outcome::Ignored,
            },
            Action::CopyAddress => match self.step.address() {
                Some(address) => Outcome::Done(vec![
                    Effect::Copy(address.to_owned()),
                    Effect::Toast(messages::COPIED_ADDRESS.to_owned()),
                ]),
                None => Outcome::Ignored,
            },
            Action::OpenPage => match self.step.address() {
                Some(address) => Outcome::one(Effect::OpenPage(address.to_owned())),
                None => Outcome::Ignored,
            },
            Action::Activate => match &self.step {
                Step::Choose(at) => match self.ways(view).get(*at) {
                    Some(way) => self.choose(*way, view),
                    None => Outcome::taken(),
                },
                Step::Page(..) | Step::Token(_) => self.submit(view),
                Step::Unstored(..) => self.store(view),
                Step::Failed(_) => self.back(),
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

    fn pressed(&mut self, target: Spot, _press: Press, _at: Position, view: &View<'_>) -> Outcome {
        match (target, &self.step) {
            (Spot::Row(way), Step::Choose(_)) => match self.ways(view).get(way) {
                Some(chosen) => {
                    self.step = Step::Choose(way);
                    self.choose(*chosen, view)
                }
                None => Outcome::taken(),
            },
            _ => Outcome::taken(),
        }
    }

    /// A press beside it would end a login that someone is typing a code for.
    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::taken()
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        let Answer::Agreed(agreement) = answer else {
            return Outcome::Ignored;
        };
        match agreement {
            Agreement::DespiteCraft => {
                self.is_agreed = true;
                self.chosen.take().map_or(Outcome::Ignored, |way| self.choose(way, view))
            }
            Agreement::WaitForCraft => {
                let pid = view.store.running_craft().map_or(0, |craft| craft.pid);
                self.step = Step::WaitForCraft(pid);
                self.look_at = Some(Instant::now() + EVERY);
                Outcome::taken()
            }
            Agreement::ReadTokens => {
                self.chosen.take().map_or(Outcome::Ignored, |way| self.begin(way))
            }
            Agreement::Replace => match &self.step {
                Step::Unstored(signed_in, _) if !signed_in.without_terms.is_empty() => {
                    Self::ask_about_terms(&signed_in.without_terms)
                }
                _ => self.store(view),
            },
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

    fn refused(&mut self, refusal: &Refusal, _view: &View<'_>) -> bool {
        match &mut self.step {
            Step::Unstored(_, why) => {
                *why = Some(capitalised(&refusal.to_string()));
                true
            }
            _ => false,
        }
    }

    fn sign_in(&mut self, event: SignInEvent, view: &View<'_>) -> Outcome {
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
            Step::WaitForCraft(_) => self.look_at,
            step => next_second(step.ends()?),
        }
    }

    fn tick(&mut self, view: &View<'_>) -> Outcome {
        let is_due = self.look_at.is_some_and(|at| at <= Instant::now());
        if let (Step::WaitForCraft(pid), true) = (&mut self.step, is_due) {
            if let Some(craft) = view.store.running_craft() {
                *pid = craft.pid;
                self.look_at = Some(Instant::now() + EVERY);
                return Outcome::taken();
            }
            self.look_at = None;
            self.step = Step::Choose(0);
            if let Some(way) = self.chosen.take() {
                return self.choose(way, view);
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
