//! A provider as another program describes it, and the connection that `add` would create for it.

use serde_json::Value;

use super::Offer;
use super::preset::{is_at, preset_at, preset_of};
use super::words;
use crate::settings::Settings;
use crate::settings::connection::endpoint::{equals_ignoring_version, host, is_loopback_for_craft};
use crate::settings::connection::fields::field;
use crate::settings::connection::models::ModelEntry;
use crate::settings::connection::object::Connection;
use crate::settings::connection::presets::{Preset, preset_named};
use crate::settings::connection::provider::Protocol;
use crate::settings::credential::key;
use crate::settings::credential::save::Fields;
use crate::settings::edit::assignment::Assignment;
use crate::settings::redact::redacted_text;
use crate::settings::secret::Secret;

/// The preset for an endpoint that matches no other preset.
const CUSTOM: &str = "Custom";

/// The other program's credential.
pub(super) enum ToolKey {
    None,
    Key(Secret),
    Aws {
        id: Secret,
        secret: Secret,
        session: Option<Secret>,
        region: Option<Secret>,
    },
    /// The environment's own, which Craft finds there.
    Environment,
}

/// A provider of another program.
pub(super) struct ToolProvider {
    /// The program's id for it.
    pub id: String,
    /// The display name; empty means the preset's name.
    pub name: String,
    pub source: String,
    pub base_url: Option<String>,
    pub protocol: Protocol,
    /// The models of a custom endpoint, the default first.
    pub models: Vec<ToolModel>,
    pub key: ToolKey,
    pub notes: Vec<String>,
}

/// A model as another program describes it.
#[derive(Clone, Default, PartialEq)]
pub(super) struct ToolModel {
    pub id: String,
    pub name: Option<String>,
    pub context: Option<u64>,
    pub images: Option<bool>,
}

impl ToolModel {
    fn entry(&self) -> Value {
        let mut entry = ModelEntry::new(self.id.clone().into());
        entry.set_name(self.name.as_deref().filter(|name| *name != self.id));
        entry.set_context_window(self.context);
        entry.set_supports_images(self.images);
        entry.value().clone()
    }
}

impl ToolProvider {
    /// A provider with only its name and key known.
    pub(super) fn new(id: &str, source: &str, key: ToolKey) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            source: source.to_owned(),
            base_url: None,
            protocol: Protocol::OpenAiCompletions,
            models: Vec::new(),
            key,
            notes: Vec::new(),
        }
    }

    /// The matching preset, and whether it is only the fallback.
    fn preset(&self) -> Result<(&'static Preset, bool), String> {
        let named = preset_of(&self.id);
        let preset = match &self.base_url {
            None => Some(named.ok_or_else(|| words::UNKNOWN_WITHOUT_BASE_URL.to_owned())?),
            // Each user has their own Azure endpoint.
            Some(_) if named.is_some_and(|it| it.name == "Azure OpenAI") => named,
            Some(url) => {
                named.filter(|it| self.is_own_endpoint(it, url)).or_else(|| preset_at(url))
            }
        };
        let takes_key = |preset: &&Preset| {
            !matches!(self.key, ToolKey::Key(_)) || preset.text("authType") != Some("none")
        };
        if let ToolKey::Environment = self.key {
            let of_environment = preset_named("Amazon Bedrock (environment)");
            return of_environment.map(|it| (it, false)).ok_or_else(|| CUSTOM.to_owned());
        }
        match preset.filter(takes_key) {
            Some(preset) => Ok((preset, false)),
            None => preset_named(CUSTOM).map(|it| (it, true)).ok_or_else(|| CUSTOM.to_owned()),
        }
    }

    /// Whether a URL is the endpoint of the provider's preset; programs differ in whether they
    /// append a version.
    fn is_own_endpoint(&self, preset: &Preset, url: &str) -> bool {
        let own = preset.text("baseUrl").filter(|_| self.protocol == Protocol::OpenAiCompletions);
        is_at(preset, url) || own.is_some_and(|own| equals_ignoring_version(own, url))
    }

    /// The connection that `add` would create for it.
    ///
    /// # Errors
    /// Why there is none, in a sentence.
    pub(super) fn offer(mut self, settings: &Settings, now_ms: u64) -> Result<Offer, String> {
        let (preset, is_custom) = self.preset()?;
        let mut given = Vec::new();
        let mut give = |path: &str, value: Value| {
            given.extend(field(path).map(|field| Assignment { field, value: Some(value) }));
        };
        let known = preset.connection(settings, now_ms);
        let url = self.base_url.take().or_else(|| known.text("baseUrl").map(str::to_owned));
        let name = match (&self.name, &url) {
            (name, _) if !name.is_empty() => name.clone(),
            (_, Some(url)) if is_custom => host(url).to_owned(),
            _ => preset.name.clone(),
        };
        give("name", redacted_text(&name).into());
        let is_local = url.as_deref().is_some_and(is_loopback_for_craft);
        if is_custom {
            give("customEndpoint.api", self.protocol.name().into());
            if let Some(upstream) = self.protocol.upstream() {
                give("piAuthProvider", upstream.into());
            }
            if is_local && matches!(self.key, ToolKey::None) {
                give("authType", "none".into());
            }
        }
        if is_custom || preset.text("baseUrl").is_none() && preset.name == "Azure OpenAI" {
            let url = url.as_deref().ok_or(words::NO_BASE_URL)?;
            give("baseUrl", url.into());
        }
        let own_models = known.provider_type() == "pi_compat" && !self.models.is_empty();
        if own_models {
            give("models", self.models.iter().map(ToolModel::entry).collect());
            give("defaultModel", self.models[0].id.clone().into());
        }
        let slug = settings.free_slug_like(&self.id);
        let new = settings.new_connection(Some(known), Some(&slug), given, now_ms);
        let mut connection = new.draft;
        connection.complete();
        let like = like(settings, &connection);
        let typed = self.typed(&connection)?;
        Ok(Offer { id: self.id, connection, typed, source: self.source, notes: self.notes, like })
    }

    fn typed(&mut self, connection: &Connection) -> Result<Fields, String> {
        let taken = std::mem::replace(&mut self.key, ToolKey::None);
        let is_iam = connection.auth_type() == "iam_credentials";
        match taken {
            ToolKey::None | ToolKey::Environment => Ok(Fields::new()),
            ToolKey::Key(_) if is_iam => Err(words::NEEDS_AWS_KEY.to_owned()),
            ToolKey::Key(secret) => Ok(vec![(key::VALUE, Some(secret))]),
            ToolKey::Aws { id, secret, session, region } => {
                let mut typed: Fields =
                    vec![(key::AWS_ACCESS_KEY_ID, Some(id)), (key::VALUE, Some(secret))];
                typed.extend(session.map(|token| (key::AWS_SESSION_TOKEN, Some(token))));
                typed.extend(region.map(|region| (key::AWS_REGION, Some(region))));
                Ok(typed)
            }
        }
    }
}

/// The name of an existing connection with the same endpoint.
fn like(settings: &Settings, connection: &Connection) -> Option<String> {
    let mut all = settings.connections().iter();
    let same = all.find(|other| {
        other.upstream() == connection.upstream()
            && other.is_compat() == connection.is_compat()
            && other.asks_same_url(connection)
    })?;
    Some(same.display_name().into_owned())
}
