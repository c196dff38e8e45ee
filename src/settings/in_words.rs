//! Describes a connection for people: each field in words, models one by one.

use serde_json::Value;

use super::catalogue::shown_id;
use super::connection::fields::{FIELDS, Kind};
use super::connection::models::{ModelEntry, about_tokens};
use super::connection::object::Connection;
use super::edit::diff::{shown, shown_at};
use super::redact::{redacted_text, redacted_under};
use crate::text::moment::moment;

/// A field of a connection with its value in words: one line, or one per item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldInWords {
    pub name: String,
    /// Its value, without secrets.
    pub lines: Vec<String>,
}

impl Connection {
    /// Its fields in words, those of the table first.
    pub fn in_words(&self) -> Vec<FieldInWords> {
        let known = FIELDS.iter().filter_map(|field| {
            let value = self.get(field.path)?;
            let lines = match self.models().filter(|_| field.path == "models") {
                Some(models) if models.is_empty() => vec!["none".to_owned()],
                Some(models) => models.iter().map(ModelEntry::in_words).collect(),
                None => vec![match (field.kind, value.as_u64()) {
                    (Kind::Timestamp, Some(milliseconds)) => moment(milliseconds),
                    _ => shown_at(field.path, Some(value)),
                }],
            };
            Some(FieldInWords { name: field.path.to_owned(), lines })
        });
        let unknown = self.unknown_keys().map(|(key, value)| FieldInWords {
            name: key.clone(),
            lines: vec![shown(Some(&redacted_under(key, value)))],
        });
        known.chain(unknown).collect()
    }
}

impl ModelEntry {
    /// Its id and its data in the file: `z-ai/glm-5 · GLM 5 · 200K · images`.
    fn in_words(&self) -> String {
        let id = shown_id(self.id());
        if id.is_empty() {
            return shown(Some(self.value()));
        }
        let name = self.name().filter(|name| *name != id).map(str::to_owned);
        let images = match self.value().get("supportsImages").and_then(Value::as_bool) {
            Some(true) => Some("images".to_owned()),
            Some(false) => Some("no images".to_owned()),
            None => None,
        };
        let facts = [name, self.context_window().map(about_tokens), images];
        let words = [Some(id.to_owned())].into_iter().chain(facts).flatten();
        redacted_text(&words.collect::<Vec<_>>().join(" · "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_model_gets_a_line_without_secrets() {
        let connection = Connection::new(json!({"slug": "a", "name": "A", "models": ["pi/m", 7,
            {"id": "pi/z-ai/glm-5", "name": "GLM 5", "contextWindow": 200_000, "supportsImages": true}],
            "apiKey": "PLANTED", "x": {"y": 1}}));
        let words = connection.in_words();
        let lines =
            |name: &str| words.iter().find(|field| field.name == name).map(|f| &f.lines[..]);
        let models = ["m", "7", "z-ai/glm-5 · GLM 5 · 200K · images"].map(str::to_owned);
        assert_eq!(lines("models"), Some(&models[..]));
        assert_eq!(lines("x"), Some(&[r#"{"y":1}"#.to_owned()][..]));
        assert!(!format!("{words:?}").contains("PLANTED"), "{words:?}");
        let broken = Connection::new(json!({"slug": "a", "models": "m"}));
        assert_eq!(broken.in_words()[1].lines, ["m"]);
    }
}
