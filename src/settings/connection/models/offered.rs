//! The models to choose from: the connection's own, its upstream's in Craft's catalog, and those
//! that its endpoint lists.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::listed::ListedModel;
use super::{ModelEntry, entry_id, entry_name};
use crate::settings::catalogue::{
    Catalogue, Model, Order, SYNCED, best_first, claude_models, is_synced,
};
use crate::settings::connection::object::Connection;
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::in_effect::{context_of, images_of};
use crate::settings::redact::redacted_text;
use crate::text::nearest::nearest_called;

/// A model that a connection can use.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelOffer {
    /// The id as the connection stores it.
    pub id: String,
    /// The id as shown.
    pub shown_id: String,
    /// The display name.
    pub name: String,
    /// Whether only the endpoint lists it.
    pub only_listed: bool,
    /// The context size in tokens, if known.
    pub context_window: Option<u64>,
    /// Whether it accepts images, if known.
    pub images: Option<bool>,
    /// Whether it supports reasoning, if known.
    pub thinking: Option<bool>,
    /// US dollars per million input and output tokens, if known; negative if they vary.
    pub price: Option<(f64, f64)>,
}

impl Connection {
    /// The models to choose from: its own, then, if it uses Craft's own backend or has none, its
    /// upstream's, best first.
    pub(crate) fn offered_models(&self) -> Vec<ModelOffer> {
        let chats = self.craft_request();
        self.offered(chats.as_ref().map(CraftRequest::object))
    }

    fn offered(&self, chats: Option<&Map<String, Value>>) -> Vec<ModelOffer> {
        let mut seen = HashSet::new();
        let own = self.models().unwrap_or_default();
        let own = own.iter().filter(|entry| !entry.id().is_empty());
        let own: Vec<ModelOffer> = own.map(|entry| self.offer(entry, chats)).collect();
        let is_synced_list = self.text("modelSelectionMode") == Some(SYNCED);
        let mut all = own;
        if all.is_empty() || self.provider_type() == "pi" {
            all.extend(self.upstream_offers(chats));
        }
        all.retain(|offer| seen.insert(offer.shown_id.clone()));
        // No person chose the order of a list that Craft syncs.
        if is_synced_list && let Some(upstream) = self.upstream().filter(|name| is_synced(name)) {
            all.sort_by_cached_key(|offer| best_first(upstream, &offer.shown_id));
        }
        all
    }

    /// The known model with the id closest to an unknown one, in stored form; None if no id is
    /// close. Only an upstream has known models.
    pub(crate) fn nearest_model(&self, id: &str) -> Option<String> {
        self.upstream()?;
        let offered = self.offered_models();
        let id = self.shown_model(id);
        let is_it = |offer: &&ModelOffer| self.spelling().is_same(&offer.id, id);
        let others = offered.iter().filter(|offer| !is_it(offer));
        let called = others.flat_map(|offer| {
            let whole = offer.shown_id.as_str();
            // People omit the vendor and type only the model's name.
            let alone = whole.rsplit('/').next().unwrap_or(whole);
            [whole, alone, offer.name.as_str()].map(|name| (name, offer))
        });
        nearest_called(id, called).map(|offer| offer.id.clone())
    }

    /// Like [`Self::offered_models`], followed by the other models that its endpoint lists.
    pub(crate) fn offered_models_with(&self, listed: &[ListedModel]) -> Vec<ModelOffer> {
        let chats = self.craft_request();
        let mut offered = self.offered(chats.as_ref().map(CraftRequest::object));
        let known: HashSet<String> = offered.iter().map(|offer| offer.shown_id.clone()).collect();
        let others = listed.iter().filter(|model| !known.contains(&model.id));
        let spelling = self.spelling();
        offered.extend(others.map(|model| ModelOffer {
            name: redacted_text(model.name.as_deref().unwrap_or(&model.id)),
            only_listed: true,
            ..self.offer(&model.entry(spelling), chats.as_ref().map(CraftRequest::object))
        }));
        offered
    }

    /// A model's display name: from its own entry, else from Craft's list of Claude models, else
    /// its id; never what looks like a key. Does not load the catalog, because every row of the
    /// page calls this.
    pub(crate) fn model_name(&self, id: &str) -> String {
        let entries = self.get("models").and_then(Value::as_array);
        let is_it = |entry: &&Value| self.spelling().is_same(entry_id(entry), id);
        let mut own = entries.into_iter().flatten().filter(is_it);
        let name = own.find_map(entry_name).or_else(|| {
            let claude = self.provider_type() == "anthropic";
            let named = |entry: &&'static Value| claude && entry_id(entry) == id;
            claude_models().iter().find(named).and_then(entry_name)
        });
        redacted_text(name.unwrap_or_else(|| self.shown_model(id)))
    }

    /// Its catalog entry for a model.
    pub(crate) fn known_model(&self, id: &str) -> Option<&'static Model> {
        let upstream = Catalogue::bundled().upstream(self.upstream()?)?;
        let id = self.shown_model(id);
        upstream.models().iter().find(|model| model.id == id)
    }

    /// Builds an offer, given the connection as chats see it.
    fn offer(&self, entry: &ModelEntry, chats: Option<&Map<String, Value>>) -> ModelOffer {
        let context = chats.and_then(|object| context_of(object, entry.value()));
        let images = chats.and_then(|object| images_of(object, entry.value()));
        let known = self.known_model(entry.id());
        let shown_id = self.shown_model(entry.id());
        let own_name = self.model_name(entry.id());
        let name = known.filter(|_| own_name == redacted_text(shown_id));
        ModelOffer {
            id: entry.id().to_owned(),
            shown_id: shown_id.to_owned(),
            name: name.map_or(own_name, |known| known.name.to_owned()),
            only_listed: false,
            context_window: context.map(|(tokens, _)| tokens),
            images: images.map(|(images, _)| images),
            thinking: known.map(|known| known.thinking),
            price: known.map(|known| (known.input_price, known.output_price)),
        }
    }

    /// Its upstream's models from Craft's catalog, best first.
    fn upstream_offers(&self, chats: Option<&Map<String, Value>>) -> Vec<ModelOffer> {
        if self.provider_type() == "anthropic" {
            let entries = claude_models().iter().cloned().map(ModelEntry::new);
            return entries.map(|entry| self.offer(&entry, chats)).collect();
        }
        let Some(upstream) = self.upstream().filter(|name| !name.is_empty()) else {
            return Vec::new();
        };
        let models = Catalogue::bundled().craft_models(Some(upstream), Order::Plain);
        let spelling = self.spelling();
        let entry = |id: &str| ModelEntry::new(spelling.stored(id).into());
        let mut offers: Vec<ModelOffer> =
            models.iter().map(|offered| self.offer(&entry(offered.model.id), chats)).collect();
        offers.sort_by_cached_key(|offer| best_first(upstream, &offer.shown_id));
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn offers(value: Value) -> Vec<ModelOffer> {
        Connection::new(value).offered_models()
    }

    fn ids(value: Value) -> Vec<String> {
        offers(value).into_iter().map(|offer| offer.id).collect()
    }

    #[test]
    fn own_models_precede_known_ones_and_custom_endpoints_have_none() {
        assert_eq!(ids(json!({"providerType": "anthropic", "models": ["mine"]})), ["mine"]);
        assert_eq!(
            ids(json!({"providerType": "anthropic"}))[..2],
            ["claude-opus-4-7", "claude-opus-4-6"]
        );
        let codex = json!({"providerType": "openai", "authType": "oauth"});
        assert_eq!(ids(codex)[0], "gpt-5.5");
        assert_eq!(ids(json!({"providerType": "openai_compat"})), [""; 0]);
        assert_eq!(ids(json!({"providerType": "pi", "piAuthProvider": "of-next-year"})), [""; 0]);
    }

    #[test]
    fn pi_connection_offers_own_then_upstream_models_once() {
        let own = json!({"providerType": "pi", "piAuthProvider": "deepseek", "models": ["pi/mine", "pi/deepseek-v4-flash", "pi/deepseek-v4-flash"]});
        assert_eq!(ids(own), ["pi/mine", "pi/deepseek-v4-flash", "pi/deepseek-v4-pro"]);
        let groq = ids(json!({"providerType": "pi", "piAuthProvider": "groq"}));
        assert_eq!(
            (groq.len(), groq[0].as_str()),
            (18, "pi/moonshotai/kimi-k2-instruct"),
            "the dearest"
        );
        let synced = json!({"providerType": "pi", "piAuthProvider": "anthropic", "modelSelectionMode": SYNCED, "models": ["pi/claude-3-haiku-20240307", "pi/claude-opus-4-7"]});
        assert_eq!(ids(synced)[..2], ["pi/claude-opus-4-7", "pi/claude-opus-4-6"]);
    }

    #[test]
    fn nearest_model_matches_id_suffix_or_name() {
        let near = |value: Value, id: &str| Connection::new(value).nearest_model(id);
        let groq = json!({"providerType": "pi", "piAuthProvider": "groq"});
        let gpt = Some("pi/openai/gpt-oss-120b".to_owned());
        for id in ["pi/openai/gpt-os-120b", "openai/gpt-oss-12b", "gpt-oss-120b", "GPT OSS 120B"] {
            assert_eq!(near(groq.clone(), id), gpt, "{id}");
        }
        assert_eq!(near(groq, "zzz"), None);
        let claude = json!({"providerType": "anthropic", "models": ["claude-opus-4-7"]});
        assert_eq!(near(claude, "claude-opus-4.7").as_deref(), Some("claude-opus-4-7"));
        let own = json!({"providerType": "pi_compat", "models": ["llama3.2"]});
        assert_eq!(near(own, "llama3.1"), None, "an endpoint of one's own may have both");
    }

    #[test]
    fn offers_include_catalog_facts() {
        let found = offers(json!({"providerType": "pi", "piAuthProvider": "anthropic"})).remove(0);
        assert_eq!(
            (found.name.as_str(), found.shown_id.as_str()),
            ("Claude Opus 4.7", "claude-opus-4-7")
        );
        assert_eq!(
            (found.context_window, found.images, found.thinking),
            (Some(1_000_000), Some(true), Some(true))
        );
        assert_eq!(found.price, Some((5.0, 25.0)));
        let own =
            offers(json!({"providerType": "pi", "piAuthProvider": "nope", "models": ["pi/x"]}))
                .remove(0);
        assert_eq!((own.name.as_str(), own.context_window, own.price), ("x", None, None));
    }

    #[test]
    fn model_name_comes_from_entry_then_known_name_then_id() {
        let connection = Connection::new(
            json!({"providerType": "anthropic", "models": [{"id": "a", "name": "Mine"}, "claude-opus-4-6", "b"]}),
        );
        let name = |id| connection.model_name(id);
        assert_eq!(
            [name("a"), name("claude-opus-4-6"), name("b"), name("c")],
            ["Mine", "Opus 4.6", "b", "c"]
        );
        let pi = Connection::new(
            json!({"providerType": "pi", "models": [{"id": "pi/a", "name": "A"}, "pi/b"]}),
        );
        assert_eq!(
            [pi.model_name("a"), pi.model_name("pi/a"), pi.model_name("pi/b")],
            ["A", "A", "b"]
        );
    }
}
