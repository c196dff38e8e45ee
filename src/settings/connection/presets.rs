//! Presets: common providers, with everything filled in that Craft's own setup fills in.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::endpoint::host;
use super::models::entry_id;
use super::object::Connection;
use super::slug::next_free;
use crate::settings::Settings;
use crate::settings::catalogue::{Catalogue, Host, claude_models, setup_models};

/// Groups presets by how a person gets started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PresetGroup {
    /// An API key or credentials from a provider.
    ApiKey,
    /// A subscription login.
    SignIn,
    /// A server on this machine.
    LocalServer,
}

impl PresetGroup {
    pub const fn label(self) -> &'static str {
        match self {
            Self::ApiKey => "API key",
            Self::SignIn => "Sign in",
            Self::LocalServer => "Local server",
        }
    }
}

/// One provider from `assets/presets.json`.
#[derive(Debug, Deserialize)]
pub struct Preset {
    /// The provider's name.
    pub name: String,
    /// Craft's name for a new connection to it.
    connection_name: String,
    /// The slug that Craft gives it, if it is free.
    slug: String,
    /// A short note next to the name.
    pub note: String,
    /// The format of its keys; None if it takes no key or its keys have no recognizable format.
    #[serde(default)]
    pub key: Option<String>,
    /// The known fields, except for the models from Craft's catalog.
    fields: Map<String, Value>,
}

/// The order in which Craft writes the keys of a new connection.
const ORDER: [&str; 8] = [
    "providerType",
    "authType",
    "baseUrl",
    MODELS,
    DEFAULT_MODEL,
    MODE,
    "piAuthProvider",
    "customEndpoint",
];

const MODELS: &str = "models";
const DEFAULT_MODEL: &str = "defaultModel";
const MODE: &str = "modelSelectionMode";

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/presets.json"))
        .expect("the presets are data of this program, held by a test")
});

/// All presets by group, the most used first.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The preset with a name.
pub(crate) fn preset_named(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

/// The presets of a group, the most used first.
pub(crate) fn presets_of(group: PresetGroup) -> impl Iterator<Item = &'static Preset> {
    presets().iter().filter(move |preset| preset.group() == group)
}

impl Preset {
    pub fn group(&self) -> PresetGroup {
        match self.text("authType") {
            Some("oauth") => PresetGroup::SignIn,
            Some("none") => PresetGroup::LocalServer,
            _ => PresetGroup::ApiKey,
        }
    }

    /// The known fields, except for the models from Craft's catalog.
    pub const fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }

    /// The string value of a known field; None if it is not known or not a string.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.fields.get(path)?.as_str()
    }

    /// Whether it reaches an upstream through Craft's own backend.
    pub(in crate::settings) fn is_of_upstream(&self, upstream: &str) -> bool {
        self.text("providerType") == Some("pi") && self.text("piAuthProvider") == Some(upstream)
    }

    /// A connection to open the form with: with the next free name and slug, created at `now_ms`
    /// (milliseconds since the epoch), and with the models that Craft's desktop setup gives it.
    pub fn connection(&self, settings: &Settings, now_ms: u64) -> Connection {
        let slug = next_free(&self.slug, |slug| !settings.is_free_slug(slug));
        let name = settings.free_name_like(&self.connection_name);
        let mut known = self.fields.clone();
        known.extend(self.setup());
        let mut object = Map::from_iter([
            ("slug".to_owned(), Value::from(slug)),
            ("name".to_owned(), Value::from(name)),
        ]);
        for key in ORDER {
            object.extend(known.shift_remove(key).map(|value| (key.to_owned(), value)));
        }
        object.extend(known);
        let mut connection = Connection::new(Value::Object(object));
        let mode = connection.default_mid_stream().value();
        connection.set("midStreamBehavior", Some(mode.into()));
        connection.set("createdAt", Some(now_ms.into()));
        connection
    }

    /// The models, the default and the selection mode that setup gives a connection to Craft's own
    /// backend or to Claude.
    fn setup(&self) -> Vec<(String, Value)> {
        let (models, default, mode) = match self.text("providerType") {
            Some("anthropic") => {
                let models = claude_models().to_vec();
                let first = models.first().map(|entry| entry_id(entry).to_owned());
                (models, first, None)
            }
            Some("pi") => {
                let upstream = self.text("piAuthProvider").unwrap_or_default();
                let setup = setup_models(upstream, Host::Desktop);
                (setup.models, setup.default_model, setup.mode)
            }
            _ => return Vec::new(),
        };
        let models = (!models.is_empty()).then(|| (MODELS, Value::Array(models)));
        let default = default.map(|id| (DEFAULT_MODEL, Value::from(id)));
        let mode = mode.map(|mode| (MODE, Value::from(mode)));
        let all = models.into_iter().chain(default).chain(mode);
        all.map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// Whether a host belongs to a provider, by a preset or by Craft's catalog, so that a person never
/// has to type it.
pub(crate) fn is_provider_host(name: &str) -> bool {
    let of_presets = presets().iter().filter_map(|preset| preset.text("baseUrl"));
    let of_upstreams = Catalogue::bundled().upstreams().map(|upstream| upstream.base_url);
    let mut known = of_presets.chain(of_upstreams);
    known.any(|url| host(url) == name)
        || name.strip_suffix(".googleapis.com").is_some_and(|name| !name.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::provider::UPSTREAMS;

    #[test]
    fn every_preset_is_valid_except_for_required_urls() {
        for preset in presets() {
            let connection = preset.connection(&Settings::empty(), 1);
            let wrong: Vec<_> = connection.problems().into_iter().map(|p| p.path).collect();
            let asks = match preset.name.as_str() {
                "Custom" | "Azure OpenAI" => vec!["baseUrl"],
                _ => Vec::new(),
            };
            assert_eq!(wrong, asks, "{}", preset.name);
        }
    }

    #[test]
    fn repeated_preset_gets_next_slug_and_name() {
        let add = |settings: &Settings| {
            let connection = presets()[0].connection(settings, 1);
            let edit = crate::settings::edit::Edit::Add { connection: connection.clone() };
            (connection, edit.apply(settings).expect("a good connection"))
        };
        let (first, settings) = add(&Settings::empty());
        let (second, settings) = add(&settings);
        let (third, _) = add(&settings);
        for (next, number) in [(second, 2), (third, 3)] {
            assert_eq!(next.slug(), format!("{}-{number}", first.slug()));
            assert_eq!(next.display_name(), format!("{} {number}", first.display_name()));
        }
    }

    #[test]
    fn every_upstream_has_a_preset() {
        for (upstream, _) in UPSTREAMS {
            assert!(presets().iter().any(|preset| preset.is_of_upstream(upstream)), "{upstream}");
        }
    }

    #[test]
    fn presets_are_sorted_by_group() {
        let groups: Vec<PresetGroup> = presets().iter().map(Preset::group).collect();
        assert!(groups.is_sorted(), "{groups:?}");
        for group in [PresetGroup::ApiKey, PresetGroup::SignIn, PresetGroup::LocalServer] {
            assert!(presets_of(group).count() >= 3, "{group:?}");
        }
    }

    #[test]
    fn preset_names_are_unique() {
        let mut names: Vec<&str> = presets().iter().map(|preset| preset.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), presets().len());
    }
}
