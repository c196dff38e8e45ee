//! A sign-in to Claude that the running Craft makes: its steps go to Craft's server, and what comes
//! of them to the layer that shows it. A login that Craft has stored is taken up whether or not the
//! layer is still open.

use serde_json::Value;

use super::App;
use super::toast::Message;
use crate::craft_link::worker::{LinkNumber, LinkTask};
use crate::craft_link::{LinkError, LoginAnswer, LoginCall};
use crate::settings::ConnectionId;
use crate::settings::secret::Secret;
use crate::settings::sign_in::{LoginProvider, SignInTarget};
use crate::tui::component::{CraftLogin, CraftRefusal, LoginEvent};
use crate::tui::messages;
use crate::tui::page::PageItem;
use crate::tui::widgets::text::capitalized;

/// A step of a sign-in that Craft is making.
pub(super) struct LoginStep {
    /// The number that the layer knows it by; none where no layer waits for it.
    layer: Option<u64>,
    /// The connection that gets the login, and its record before that; none where none does yet.
    stores: Option<(String, Option<Value>)>,
}

impl App {
    pub(super) fn craft_login(&mut self, task: CraftLogin) {
        let (layer, call, stores) = match task {
            CraftLogin::Check(layer) => (Some(layer), LoginCall::Check, None),
            CraftLogin::Start(layer) => {
                self.link.login = Some(layer);
                (Some(layer), LoginCall::Start, None)
            }
            CraftLogin::Finish(layer, code, target) => {
                let (call, stores) = self.finish_of(code, &target);
                (Some(layer), call, Some(stores))
            }
            CraftLogin::Expired => {
                self.link.login = None;
                return;
            }
            CraftLogin::Cancel => {
                self.link.login = None;
                // A step that is under way is cleared up once it has its answer.
                if self.link.logins.values().any(|step| step.layer.is_some()) {
                    return;
                }
                (None, LoginCall::Clear, None)
            }
        };
        let number = self.link.next_number();
        match self.access_to_only_craft() {
            Ok(access) => {
                self.link.logins.insert(number, LoginStep { layer, stores });
                let expected = self.expected_server();
                self.link.tasks.push_back(LinkTask::Login(number, access, expected, call));
            }
            Err(sentence) => {
                let refusal = CraftRefusal { sentence, may_be_stored: false };
                self.give_craft_login(layer, Err(refusal));
            }
        }
    }

    fn finish_of(
        &mut self,
        code: Secret,
        target: &SignInTarget,
    ) -> (LoginCall, (String, Option<Value>)) {
        // The server must list what config.json has at this moment.
        self.inspect_config(0);
        let settings = self.store.settings();
        let slug = settings.slug_of_login(target, LoginProvider::Claude);
        let before = settings.connection(&ConnectionId::first(slug.clone()));
        let before = before.map(|connection| connection.value().clone());
        (LoginCall::Finish { code, slug: slug.clone() }, (slug, before))
    }

    /// Takes what came of a step. Whether it is one of a sign-in.
    pub(super) fn craft_login_event(
        &mut self,
        number: LinkNumber,
        outcome: Result<LoginAnswer, LinkError>,
    ) -> bool {
        let Some(LoginStep { layer, stores }) = self.link.logins.remove(&number) else {
            return false;
        };
        let is_open = layer.is_some() && self.link.login == layer;
        let waits = matches!(outcome, Ok(LoginAnswer::Page(_) | LoginAnswer::Refused(_)));
        if waits && self.link.login.is_none() {
            // The person has given it up meanwhile.
            self.craft_login(CraftLogin::Cancel);
        }
        // Nothing else would show why.
        let is_late = stores.is_some() && !is_open;
        let stored = stores.filter(|_| matches!(outcome, Ok(LoginAnswer::Stored)));
        let outcome = outcome.map_err(|why| CraftRefusal {
            may_be_stored: why.may_still_happen(),
            sentence: why.to_string(),
        });
        match stored {
            None if is_late => {
                if let Err(refusal) = outcome {
                    self.show_toast(Message::error(refusal.sentence));
                }
            }
            Some((slug, before)) => {
                self.read_login_by_craft(layer.filter(|_| is_open), slug, before);
            }
            None => self.give_craft_login(layer, outcome),
        }
        true
    }

    fn read_login_by_craft(&mut self, layer: Option<u64>, slug: String, before: Option<Value>) {
        self.link.login = None;
        self.revision += 1;
        let id = ConnectionId::first(slug.clone());
        match self.save(|store| store.read_login_by_craft(&slug, before)) {
            Ok(notes) => {
                self.give_craft_login(layer, Ok(LoginAnswer::Stored));
                self.give_sign_in_events();
                let connection = self.store.settings().connection(&id);
                let name = connection.map(|c| c.display_name().into_owned()).unwrap_or(slug);
                self.select(PageItem::Connection(id.clone()));
                let more = notes.iter().map(|note| capitalized(note)).collect();
                let text = messages::craft_stored_login(&name);
                self.show_toast(Message::done(text).with_more(more));
                self.validate_new(&id);
            }
            Err(why) => {
                let sentence = capitalized(&why.to_string());
                if layer.is_none() {
                    return self.show_toast(Message::error(sentence));
                }
                let refusal = CraftRefusal { sentence, may_be_stored: true };
                self.give_craft_login(layer, Err(refusal));
            }
        }
    }

    fn give_craft_login(&mut self, layer: Option<u64>, outcome: Result<LoginAnswer, CraftRefusal>) {
        if let Some(number) = layer {
            self.sign_in_events.push_back(LoginEvent::Craft(number, outcome));
        }
    }
}
