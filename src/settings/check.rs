//! What is wrong with a connection, field by field, and what would be right.

use serde_json::Value;

use super::connection::{Connection, json_type};
use super::endpoint;
use super::fields::{FIELDS, Field, Kind, Need};
use super::models::ModelEntry;
use super::provider::AUTH_TYPES;
use super::redact::redacted_text;
use super::slug::{is_slug, slugify};

/// Something wrong with a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The path of the field; empty where the whole entry is wrong.
    pub path: &'static str,
    /// What is wrong and what would be right.
    pub sentence: String,
}

impl Connection {
    /// Everything that is wrong with it, in the order of the form. An unknown value that another version of Craft may have
    /// written is not wrong: it is kept.
    pub fn problems(&self) -> Vec<Problem> {
        if self.object().is_none() {
            let sentence = format!(
                "This entry is {}, where a connection is an object.",
                json_type(self.value())
            );
            return vec![Problem { path: "", sentence }];
        }
        let exposed = self.exposed_keys();
        let is_exposed = |path: &str| exposed.iter().any(|problem| problem.path == path);
        let others = FIELDS.iter().filter(|field| !is_exposed(field.path));
        let others = others.filter_map(|field| {
            Some(Problem {
                path: field.path,
                sentence: self.problem_of_value(field)?,
            })
        });
        let mut problems: Vec<Problem> = others.chain(exposed.iter().cloned()).collect();
        let place = |problem: &Problem| FIELDS.iter().position(|field| field.path == problem.path);
        problems.sort_by_key(|problem| place(problem).unwrap_or(FIELDS.len()));
        problems
    }

    /// What is wrong with one field and what would be right: first of all, that it holds a key.
    pub fn problem_of(&self, field: &Field) -> Option<String> {
        self.exposed_key_in(field.path)
            .map(|problem| problem.sentence)
            .or_else(|| self.problem_of_value(field))
    }

    fn problem_of_value(&self, field: &Field) -> Option<String> {
        let need = (field.need)(self);
        let label = field.label;
        if field.path == "customEndpoint.api"
            && let Some(problem) = self.problem_of_custom_endpoint()
        {
            return Some(problem);
        }
        let Some(value) = self.get(field.path) else {
            return (need == Need::Required).then(|| match field.kind {
                Kind::Timestamp => format!("{label} is missing, and Craft ignores the file without it: it is a number of milliseconds."),
                _ => format!("{label} is missing: {}", right(field, self)),
            });
        };
        match (field.kind, value) {
            (_, Value::Null) if need == Need::Optional => Some(format!(
                "{label} is null, which makes Craft ignore the file: leave the key out instead."
            )),
            (Kind::Timestamp, Value::Number(_)) | (Kind::Toggle, Value::Bool(_)) => None,
            (Kind::Timestamp, other) => Some(format!(
                "{label} must be a number of milliseconds, not {}.",
                json_type(other)
            )),
            (Kind::Toggle, other) => Some(format!(
                "{label} must be true or false, not {}.",
                json_type(other)
            )),
            (Kind::Models, Value::Array(entries)) => entries
                .iter()
                .find_map(|m| ModelEntry::new(m.clone()).problem())
                .map(|text| sentence(&text)),
            (Kind::Models, other) => {
                Some(format!("{label} must be a list, not {}.", json_type(other)))
            }
            (_, Value::String(text)) => self.problem_of_text(field, need, text),
            (_, other) => Some(format!("{label} must be text, not {}.", json_type(other))),
        }
    }

    /// Craft takes the object with its protocol, or not at all.
    fn problem_of_custom_endpoint(&self) -> Option<String> {
        let endpoint = self.get("customEndpoint")?;
        match endpoint.as_object() {
            None => Some(format!("customEndpoint is {}: leave the key out, or make it an object with an api.", json_type(endpoint))),
            Some(object) if !object.contains_key("api") => {
                Some("Protocol is missing: customEndpoint needs an api, anthropic-messages or openai-completions.".to_owned())
            }
            Some(_) => None,
        }
    }

    fn problem_of_text(&self, field: &Field, need: Need, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return (need == Need::Required)
                .then(|| format!("{} is empty: {}", field.label, right(field, self)));
        }
        if text.chars().any(char::is_control) {
            return Some(format!(
                "{} is one line of plain text, and this holds a control character.",
                field.label
            ));
        }
        match field.kind {
            Kind::Url => endpoint::problem(text).map(|text| sentence(&text)),
            Kind::Slug if !is_slug(text) => {
                let hint = slugify(text);
                let hint = if hint.is_empty() {
                    "my-connection"
                } else {
                    &hint
                };
                Some(format!(
                    "A slug is small letters, digits and single dashes, such as {hint}."
                ))
            }
            Kind::Model => self.model_outside_list(text),
            Kind::Choice(_) if field.path == "authType" => self.auth_not_taken(text),
            Kind::Choice(_) if field.path == "customEndpoint.api" => {
                self.protocol_not_spoken(field, text)
            }
            _ => None,
        }
    }

    fn model_outside_list(&self, id: &str) -> Option<String> {
        self.model_ids().next()?;
        (!self.lists_model(id)).then(|| {
            let id = redacted_text(self.shown_model(id));
            format!("{id} is not in the list of models: pick one of them, or add it there.")
        })
    }

    fn auth_not_taken(&self, auth: &str) -> Option<String> {
        let provider = self.provider()?;
        let known = AUTH_TYPES.iter().any(|(value, _)| *value == auth);
        (known && !provider.auth.contains(&auth)).then(|| {
            format!(
                "{} does not take {auth}: it takes {}.",
                provider.label,
                provider.auth.join(", ")
            )
        })
    }

    fn protocol_not_spoken(&self, field: &Field, api: &str) -> Option<String> {
        let spoken: Vec<_> = field
            .choices(self)
            .into_iter()
            .filter_map(|c| c.value)
            .collect();
        (self.is_compat() && !spoken.contains(&api))
            .then(|| format!("Protocol must be {}, not {api}.", spoken.join(" or ")))
    }
}

fn right(field: &Field, connection: &Connection) -> String {
    match field.kind {
        Kind::Url => "give the address of the API, such as https://api.example.com/v1.".to_owned(),
        Kind::Choice(_) => {
            let values: Vec<_> = field
                .choices(connection)
                .into_iter()
                .filter_map(|c| c.value)
                .collect();
            format!("choose {}.", values.join(", "))
        }
        Kind::Slug => "give it small letters, digits and dashes, such as my-connection.".to_owned(),
        _ => "give it one.".to_owned(),
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn good() -> Value {
        json!({"slug": "x", "name": "X", "providerType": "openai_compat", "authType": "none",
               "baseUrl": "http://localhost:11434/v1", "createdAt": 1_760_000_000_000_u64})
    }

    fn wrong(path: &str, value: Option<Value>) -> Vec<&'static str> {
        Connection::new(good())
            .with(path, value)
            .problems()
            .into_iter()
            .map(|p| p.path)
            .collect()
    }

    #[test]
    fn a_good_connection_has_no_problem() {
        assert_eq!(Connection::new(good()).problems(), []);
    }

    #[test]
    fn every_wrong_shape_is_told_at_its_field() {
        for (path, value) in [
            ("name", Some(json!(42))),
            ("name", None),
            ("name", Some(json!("  "))),
            ("name", Some(json!("a\nb"))),
            ("slug", Some(json!("A B"))),
            ("baseUrl", None),
            ("baseUrl", Some(json!("localhost:1"))),
            ("models", Some(json!({"a": 1}))),
            ("models", Some(json!(["a", 7]))),
            ("models", Some(json!([{"id": "a", "contextWindow": "big"}]))),
            ("models", Some(json!([{"id": "a", "contextWindow": 0}]))),
            ("customEndpoint.api", Some(json!("anthropic-messages"))),
            ("authType", Some(json!("oauth"))),
            ("midStreamBehavior", Some(Value::Null)),
            ("createdAt", None),
            ("createdAt", Some(json!("yesterday"))),
        ] {
            assert_eq!(wrong(path, value.clone()), [path], "{path} = {value:?}");
        }
    }

    #[test]
    fn a_default_model_must_be_one_of_the_list_where_there_is_one() {
        assert_eq!(wrong("defaultModel", Some(json!("a"))), [""; 0]);
        let listed = Connection::new(good()).with("models", Some(json!(["a", {"id": "b"}])));
        assert_eq!(
            listed
                .clone()
                .with("defaultModel", Some(json!("b")))
                .problems(),
            []
        );
        assert_eq!(
            listed
                .with("defaultModel", Some(json!("c")))
                .problems()
                .len(),
            1
        );
    }

    #[test]
    fn a_custom_endpoint_is_an_object_with_its_protocol_or_not_there() {
        for endpoint in [
            json!(null),
            json!("x"),
            json!({}),
            json!({"supportsImages": true}),
        ] {
            assert_eq!(
                wrong("customEndpoint", Some(endpoint.clone())),
                ["customEndpoint.api"],
                "{endpoint}"
            );
        }
        assert_eq!(
            wrong("customEndpoint", Some(json!({"api": "openai-completions"}))),
            [""; 0]
        );
    }

    #[test]
    fn values_of_another_version_are_no_problem() {
        for (path, value) in [
            ("providerType", "copilot"),
            ("authType", "passkey"),
            ("modelSelectionMode", "new"),
            ("midStreamBehavior", "later"),
        ] {
            assert_eq!(wrong(path, Some(json!(value))), [""; 0], "{path}");
        }
    }

    #[test]
    fn an_entry_that_is_no_object_is_one_problem() {
        assert_eq!(
            Connection::new(json!("oops")).problems()[0].sentence,
            "This entry is text, where a connection is an object."
        );
    }
}
