//! What a new chat of a connection gets: host, model, thinking, context size and images, and the
//! model for its title.

use serde_json::Value;

use super::craft_request::CraftRequest;
use super::entries::{filled, text};
use super::in_effect::{self, Source, ThinkingSource};
use super::sends::{CUSTOM, Request};
use super::small_model::{SmallModel, small_model};
use crate::settings::Settings;
use crate::settings::catalogue::{Catalogue, Model};
use crate::settings::connection::object::Connection;
use crate::settings::workspace::thinking::Thinking;

/// What a new chat gets independently of any workspace, assuming that a credential is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChat {
    /// The host that Craft contacts; None if nothing is sent.
    pub host: Option<String>,
    /// The shown id of the model that answers.
    pub model: Option<String>,
    /// The model for titles and summaries, by shown id.
    pub titles: Option<SmallModel>,
    /// The thinking level, and its source.
    pub thinking: (Thinking, ThinkingSource),
    /// The model's context size in tokens, and its source.
    pub context: Option<(u64, Source)>,
    /// Whether Craft sends images to the model, and the source.
    pub images: Option<(bool, Source)>,
}

impl Settings {
    /// What a new chat of a connection gets; None if the entry is not an object.
    pub(crate) fn new_chat(&self, connection: &Connection) -> Option<NewChat> {
        Some(self.new_chat_by(&connection.craft_request()?))
    }

    /// Like [`Self::new_chat`], with the connection's request already known.
    pub(crate) fn new_chat_by(&self, craft_request: &CraftRequest<'_>) -> NewChat {
        NewChat::of(craft_request, self.stored_thinking())
    }
}

impl NewChat {
    /// What a new chat gets, given config.json's thinking level.
    fn of(craft_request: &CraftRequest<'_>, thinking: Option<&Value>) -> Self {
        let object = craft_request.object();
        let request = craft_request.sends.request();
        let is_pi = matches!(text(object, "providerType"), Some("pi" | "pi_compat"));
        let shown = |id: &str| craft_request.connection.shown_model(id).to_owned();
        let mut chat = Self {
            host: request.map(|request| request.host().to_owned()),
            model: filled(object, "defaultModel").map(shown),
            titles: small_model(object).map(|small| SmallModel { id: shown(&small.id), ..small }),
            thinking: in_effect::thinking(None, None, thinking),
            context: None,
            images: None,
        };
        let other = request.filter(|request| is_pi && craft_request.uses_another_model(request));
        if let Some(request) = other {
            let known = Catalogue::bundled().upstream(&request.upstream);
            let known = known.and_then(|upstream| upstream.model(&request.model));
            chat.model = Some(request.model.clone());
            chat.take_facts(known);
        } else if let Some(id) = filled(object, "defaultModel") {
            chat.context = in_effect::context(object, id);
            chat.images = in_effect::images(object, id);
            if let Some(why) = in_effect::why_no_thinking(object, id) {
                chat.thinking = (Thinking::Off, why);
            }
        } else if in_effect::is_custom(object) {
            chat.thinking = (Thinking::Off, ThinkingSource::Endpoint);
        }
        chat
    }

    fn take_facts(&mut self, known: Option<&'static Model>) {
        self.context = known.map(|model| (model.context_window, Source::Catalogue));
        self.images = known.map(|model| (model.images, Source::Catalogue));
        if known.is_some_and(|model| !model.thinking) {
            self.thinking = (Thinking::Off, ThinkingSource::Model);
        }
    }
}

impl CraftRequest<'_> {
    /// Whether another model answers: another id, or another upstream's.
    fn uses_another_model(&self, request: &Request) -> bool {
        let is_own_upstream = text(self.object(), "piAuthProvider") == Some(&request.upstream);
        request.upstream != CUSTOM
            && (request.instead_of.is_some()
                || !is_own_upstream
                || in_effect::is_custom(self.object()))
    }
}
