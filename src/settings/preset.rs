//! Presets: providers that people add, with everything filled in that is known of them.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Settings;
use super::connection::Connection;

/// One provider of `assets/presets.json`.
#[derive(Debug, Deserialize)]
pub struct Preset {
    /// What the provider is called.
    pub name: String,
    /// What a new connection is called; the provider's name when absent.
    #[serde(default)]
    connection_name: Option<String>,
    /// A few words beside the name.
    pub note: String,
    /// What a key of it looks like; none where it takes no key, or keys have no look.
    #[serde(default)]
    pub key: Option<String>,
    /// The fields that are known.
    fields: Map<String, Value>,
}

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../assets/presets.json"))
        .expect("the presets are data of this program, held by a test")
});

/// All presets, in the order of the picker.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

impl Preset {
    /// The fields that are known.
    pub const fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }

    /// The text of a field that is known; none where it is not, or of another type.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.fields.get(path)?.as_str()
    }

    /// A connection as the form begins with it: named, with the next free slug, created `now` (milliseconds since the epoch).
    pub fn connection(&self, settings: &Settings, now: u64) -> Connection {
        let name = self.connection_name.as_deref().unwrap_or(&self.name);
        let slug = settings.slug_for(name);
        let mut object = Map::from_iter([
            ("slug".to_owned(), Value::from(slug)),
            ("name".to_owned(), Value::from(name)),
        ]);
        object.extend(self.fields.clone());
        object.insert("createdAt".to_owned(), now.into());
        Connection::new(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_a_good_connection_but_for_the_address_it_asks_for() {
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
    fn a_preset_chosen_twice_gets_the_next_slug() {
        let first = presets()[0].connection(&Settings::empty(), 1);
        let edit = super::super::edit::Edit::Add {
            connection: first.clone(),
        };
        let settings = edit.apply(&Settings::empty()).expect("a good connection");
        assert_eq!(
            presets()[0].connection(&settings, 2).slug(),
            format!("{}-2", first.slug())
        );
    }
}
