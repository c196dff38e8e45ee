//! Adjusts dependent fields when a person changes one: an upstream has its own models, a protocol
//! its upstream, and a selection mode its entries. User-made values stay.

use serde_json::Value;

use crate::settings::catalogue::{
    Catalogue, CraftModel, Host, Order, SYNCED, SetUp, THREE_TIERS, best_first, setup_models, tiers,
};
use crate::settings::connection::models::entry_id;
use crate::settings::connection::object::Connection;
use crate::settings::connection::presets::presets;
use crate::settings::connection::provider::{Protocol, ProtocolSource};

impl Connection {
    /// Sets or clears a field and adjusts the fields that depend on it.
    pub(crate) fn set_field(&mut self, path: &str, value: Option<Value>) {
        let before = self.text("piAuthProvider").map(str::to_owned);
        match path {
            "providerType" => {
                let text = value.as_ref().and_then(Value::as_str);
                self.set_provider_type(text.unwrap_or_default());
            }
            _ => self.set(path, value),
        }
        if path.starts_with("customEndpoint") {
            self.complete_protocol();
        }
        match path {
            "piAuthProvider" => self.follow_upstream(before.as_deref()),
            "modelSelectionMode" => self.follow_mode(),
            "providerType" | "authType" | "customEndpoint.api" => self.follow_protocol(),
            _ => {}
        }
    }

    /// Changes its provider and adjusts the dependent fields: an unsupported auth type becomes the
    /// provider's usual one, and an unsupported protocol becomes the provider's.
    fn set_provider_type(&mut self, value: &str) {
        self.set("providerType", Some(value.into()));
        let Some(provider) = self.provider() else {
            return;
        };
        if !provider.auth.contains(&self.auth_type()) {
            self.set("authType", provider.auth.first().map(|auth| Value::from(*auth)));
        }
        if let (true, ProtocolSource::Always(protocol), Some(_)) =
            (self.is_compat(), provider.protocol, self.get("customEndpoint.api"))
        {
            self.set("customEndpoint.api", Some(protocol.name().into()));
        }
    }

    /// Adapts models and URL to a new upstream: values that Craft manages, or that setup or a
    /// preset wrote, become the new upstream's.
    fn follow_upstream(&mut self, before: Option<&str>) {
        if self.provider_type() != "pi" {
            return;
        }
        let old = before.map(|name| setup_models(name, Host::Desktop)).unwrap_or_default();
        let by_craft =
            self.text("modelSelectionMode") == Some(SYNCED) || self.has_same_models(&old.models);
        let is_own = self.model_ids().next().is_some() && !by_craft;
        let Some(upstream) = self.text("piAuthProvider").map(str::to_owned) else {
            return;
        };
        let preset_url = |upstream: &str| {
            presets().iter().find(|preset| preset.is_of_upstream(upstream))?.text("baseUrl")
        };
        let old_url = before.and_then(preset_url);
        if old_url.is_some() && self.text("baseUrl") == old_url {
            self.set("baseUrl", preset_url(&upstream).map(Value::from));
        }
        if !is_own {
            self.take_setup(setup_models(&upstream, Host::Desktop));
        }
    }

    fn take_setup(&mut self, setup: SetUp) {
        let models = (!setup.models.is_empty()).then_some(Value::Array(setup.models));
        self.set("models", models);
        self.set("defaultModel", setup.default_model.map(Value::from));
        self.set("modelSelectionMode", setup.mode.map(Value::from));
    }

    /// A synced list is the whole catalog; a three-tier list starts with the best, the middle and
    /// the cheapest model.
    fn follow_mode(&mut self) {
        let Some(upstream) = self.text("piAuthProvider").filter(|_| self.provider_type() == "pi")
        else {
            return;
        };
        let upstream = upstream.to_owned();
        let whole = Catalogue::bundled().craft_models(Some(&upstream), Order::Plain);
        let mut best: Vec<_> = whole.clone();
        best.sort_by_cached_key(|offered| best_first(&upstream, offered.model.id));
        let whole: Vec<Value> = whole.iter().map(CraftModel::to_value).collect();
        let Some(best) = best.first() else {
            return;
        };
        match self.text("modelSelectionMode") {
            Some(SYNCED) => {
                let default = self.text("defaultModel").unwrap_or_default().to_owned();
                let is_kept = whole.iter().any(|entry| entry_id(entry) == default);
                self.set("models", Some(whole.into()));
                if !is_kept {
                    self.set("defaultModel", Some(best.id().into()));
                }
            }
            Some(THREE_TIERS)
                if self.model_ids().next().is_none() || self.has_same_models(&whole) =>
            {
                let three = tiers(&upstream).map(|tiers| tiers.all());
                let ids: Vec<Value> = three
                    .iter()
                    .flatten()
                    .map(|model| self.spelling().stored(model.id).into())
                    .collect();
                self.set("defaultModel", ids.first().cloned());
                self.set("models", Some(ids.into()));
            }
            _ => {}
        }
    }

    /// For a custom endpoint, the upstream decides how the key is sent: Craft's setup derives it
    /// from the protocol.
    fn follow_protocol(&mut self) {
        if self.provider_type() != "pi_compat" || self.auth_type() != "api_key_with_endpoint" {
            return;
        }
        let stored = self.text("piAuthProvider").unwrap_or_default();
        let is_free = matches!(stored, "" | "openai" | "anthropic");
        let by_protocol = self.protocol().and_then(Protocol::upstream);
        if let (true, Some(name)) = (is_free, by_protocol) {
            self.set("piAuthProvider", Some(name.into()));
        }
    }

    /// Whether its models are those of a list, ignoring order and other data in the entries.
    fn has_same_models(&self, entries: &[Value]) -> bool {
        let mut own: Vec<&str> = self.model_ids().collect();
        let mut others: Vec<&str> = entries.iter().map(entry_id).collect();
        own.sort_unstable();
        others.sort_unstable();
        own == others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pi(upstream: &str) -> Connection {
        let mut connection =
            Connection::new(json!({"slug": "a", "providerType": "pi", "authType": "api_key"}));
        connection.set_field("piAuthProvider", Some(upstream.into()));
        connection
    }

    fn count(connection: &Connection) -> usize {
        connection.model_ids().count()
    }

    #[test]
    fn new_upstream_brings_its_models_unless_user_chose() {
        let mut connection = pi("anthropic");
        assert_eq!((count(&connection), connection.text("modelSelectionMode")), (23, Some(SYNCED)));
        connection.set_field("piAuthProvider", Some("groq".into()));
        assert_eq!(connection.text("defaultModel"), Some("pi/moonshotai/kimi-k2-instruct"));
        assert_eq!(
            (count(&connection), connection.text("modelSelectionMode")),
            (3, Some(THREE_TIERS))
        );
        connection.set_field("piAuthProvider", Some("of-next-year".into()));
        assert_eq!(
            (count(&connection), connection.get("models"), connection.text("defaultModel")),
            (0, None, None)
        );
        let mut own = pi("groq")
            .with("models", Some(json!(["pi/mine"])))
            .with("defaultModel", Some("pi/mine".into()));
        own.set_field("piAuthProvider", Some("openai".into()));
        assert_eq!((count(&own), own.text("defaultModel")), (1, Some("pi/mine")));
    }

    #[test]
    fn preset_url_follows_upstream_and_custom_url_stays() {
        let moved = |from: &str, url: &str, to: &str| {
            let mut connection = pi(from).with("baseUrl", Some(url.into()));
            connection.set_field("piAuthProvider", Some(to.into()));
            connection.text("baseUrl").map(str::to_owned)
        };
        let groq = "https://api.groq.com/openai/v1";
        assert_eq!(moved("groq", groq, "xai").as_deref(), Some("https://api.x.ai/v1"));
        assert_eq!(moved("groq", groq, "openai"), None);
        assert_eq!(
            moved("groq", "https://my.example", "xai").as_deref(),
            Some("https://my.example")
        );
    }

    #[test]
    fn selection_mode_can_be_changed() {
        let mut connection =
            pi("anthropic").with("defaultModel", Some("pi/claude-opus-4-6".into()));
        connection.set_field("modelSelectionMode", Some(THREE_TIERS.into()));
        assert_eq!(count(&connection), 3);
        assert_eq!(connection.model_ids().next(), connection.text("defaultModel"));
        connection.set_field("modelSelectionMode", Some(SYNCED.into()));
        assert_eq!(count(&connection), 23);
        let mut own = pi("groq").with("models", Some(json!(["pi/openai/gpt-oss-120b"])));
        own.set_field("modelSelectionMode", Some(THREE_TIERS.into()));
        assert_eq!(count(&own), 1, "a person's own choice");
        own.set("defaultModel", Some("pi/nope".into()));
        own.set_field("modelSelectionMode", Some(SYNCED.into()));
        assert_eq!(
            (count(&own), own.text("defaultModel")),
            (18, Some("pi/moonshotai/kimi-k2-instruct"))
        );
    }

    #[test]
    fn custom_endpoint_key_gets_upstream_of_protocol() {
        let mut own = Connection::new(json!({"providerType": "pi_compat", "authType": "none"}));
        own.set_field("customEndpoint.api", Some("anthropic-messages".into()));
        assert_eq!(own.get("piAuthProvider"), None, "no key, no upstream");
        own.set_field("authType", Some("api_key_with_endpoint".into()));
        assert_eq!(own.text("piAuthProvider"), Some("anthropic"));
        own.set_field("customEndpoint.api", Some("openai-completions".into()));
        assert_eq!(own.text("piAuthProvider"), Some("openai"));
        own.set("piAuthProvider", Some("groq".into()));
        own.set_field("customEndpoint.api", Some("anthropic-messages".into()));
        assert_eq!(own.text("piAuthProvider"), Some("groq"), "a person's own choice");
    }
}
