//! What is wrong with a connection, field by field, and what would be right. Only what makes a
//! running Craft ignore the file is an error; `craft::accepts` decides that.

use serde_json::Value;

use super::endpoint;
use super::fields::{FIELDS, Field, Kind, Need, Role, field};
pub use super::messages::{
    IGNORED, duplicate_slug, is_empty, is_missing, outside_list, rejected, slug_taken, wrong_slug,
};
use super::models::ModelEntry;
use super::object::{Connection, json_type};
use super::provider::AUTH_TYPES;
use super::slug::{is_slug, slugify};
use crate::settings::craft::accepts::{Rejection, accepts_connection};
use crate::settings::redact::redacted_text;
use crate::text::safe::may_be_entered;
use crate::text::sentence;

const CUSTOM_ENDPOINT: &str = "customEndpoint";

/// A problem with one field of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The path of the field; empty if the whole entry is wrong.
    pub path: &'static str,
    /// What is wrong and what would be right.
    pub sentence: String,
}

/// In the order in which problems are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Craft ignores the whole file, or sends a key to a host that the connection does not name.
    Error,
    /// Something does not work as configured.
    Warning,
    /// Craft will change something by itself.
    Note,
}

impl Connection {
    /// All problems of the stored connection, in form order. A value that Craft accepts without
    /// harm is not a problem.
    pub fn problems(&self) -> Vec<FieldError> {
        let problems = self.problems_with_severity().into_iter();
        problems.map(|(_, problem)| problem).collect()
    }

    /// Like [`Self::problems`], each with its severity: what Craft rejects is an error, because
    /// Craft then ignores the whole file.
    pub fn problems_with_severity(&self) -> Vec<(Severity, FieldError)> {
        self.check(false)
    }

    /// The problems of a connection as entered. In addition to the stored checks, every value must
    /// have its field's type.
    pub(crate) fn problems_at_entry(&self) -> Vec<FieldError> {
        let problems = self.check(true).into_iter();
        problems.map(|(_, problem)| problem).collect()
    }

    fn check(&self, strict: bool) -> Vec<(Severity, FieldError)> {
        if self.object().is_none() {
            let sentence =
                format!("This entry is {}, not an object: {IGNORED}.", json_type(self.value()));
            return vec![(Severity::Error, FieldError { path: "", sentence })];
        }
        let mut problems: Vec<(Severity, FieldError)> = Vec::new();
        let exposed = self.exposed_keys().into_iter();
        problems.extend(exposed.map(|problem| (Severity::Warning, problem)));
        for rejection in accepts_connection(self.value()) {
            let problem = self.rejected(&rejection);
            // In a long list, report only the first wrong entry.
            let is_reported = |(severity, other): &(Severity, FieldError)| {
                *severity == Severity::Error && other.path == problem.path
            };
            if !problems.iter().any(is_reported) {
                problems.push((Severity::Error, problem));
            }
        }
        for field in FIELDS {
            if problems.iter().any(|(_, problem)| problem.path == field.path) {
                continue;
            }
            if let Some(sentence) = self.problem_of_value(field, strict) {
                let path = field.path;
                problems.push((Severity::Warning, FieldError { path, sentence }));
            }
        }
        let position = |path: &str| FIELDS.iter().position(|field| field.path == path);
        problems.sort_by_key(|(_, problem)| position(problem.path).unwrap_or(FIELDS.len()));
        problems
    }

    /// What is wrong with one field and what would be right. A misplaced key takes precedence.
    pub(crate) fn problem_of(&self, field: &Field) -> Option<String> {
        self.exposed_key_in(field.path).map(|problem| problem.sentence).or_else(|| {
            let mut problems = self.problems_at_entry().into_iter();
            problems.find(|problem| problem.path == field.path).map(|problem| problem.sentence)
        })
    }

    /// Whether a problem prevents reaching the endpoint. Problems of the upstream do not count:
    /// they are reported earlier.
    pub(crate) fn is_problem_of_endpoint(&self, problem: &FieldError) -> bool {
        let of_endpoint = field(problem.path).filter(|field| field.role == Role::Endpoint);
        of_endpoint.is_some_and(|field| field.path != "piAuthProvider")
            && !self.is_secret_of_endpoint(problem)
    }

    /// The field error for one of Craft's reasons to reject the entry.
    fn rejected(&self, rejection: &Rejection) -> FieldError {
        let path = rejection.path.split('[').next().unwrap_or_default();
        let field = FIELDS.iter().find(|field| {
            field.path == path || path == CUSTOM_ENDPOINT && field.path == "customEndpoint.api"
        });
        let item = rejection
            .path
            .split_once('[')
            .and_then(|(_, rest)| rest.split(']').next()?.parse::<usize>().ok());
        let name = match (item, field) {
            (Some(n), _) => format!("Model {}", n + 1),
            (None, _) if path == CUSTOM_ENDPOINT => CUSTOM_ENDPOINT.to_owned(),
            (None, Some(field)) => field.label.to_owned(),
            (None, None) => path.to_owned(),
        };
        let stored = match item {
            Some(n) => self.get(path).and_then(|list| list.get(n)),
            None => self.get(path),
        };
        let hint = field.filter(|_| item.is_none() && path != CUSTOM_ENDPOINT);
        let hint = hint.map(|field| right(field, self));
        FieldError {
            path: field.map_or("", |field| field.path),
            sentence: rejected(&name, rejection, stored, hint),
        }
    }

    fn problem_of_value(&self, field: &Field, strict: bool) -> Option<String> {
        let need = (field.need)(self);
        let label = field.label;
        let Some(value) = self.get(field.path) else {
            return (need == Need::Required)
                .then(|| format!("{label} is missing. {}", right(field, self)));
        };
        match (field.kind, value) {
            (_, Value::String(text)) if is_text(field) => self.problem_of_text(field, need, text),
            // Craft accepts it and treats it as absent.
            _ if !strict => None,
            (_, Value::Null) => Some(format!("{label} is null: remove the key instead.")),
            (Kind::Timestamp, Value::Number(_)) | (Kind::Toggle, Value::Bool(_)) => None,
            (Kind::Timestamp, other) => {
                Some(format!("{label} must be a number of milliseconds, not {}.", json_type(other)))
            }
            (Kind::Toggle, other) => {
                Some(format!("{label} must be true or false, not {}.", json_type(other)))
            }
            (Kind::Models, Value::Array(entries)) => entries
                .iter()
                .find_map(|m| ModelEntry::new(m.clone()).problem())
                .map(|text| sentence(&text)),
            (Kind::Models, other) => {
                Some(format!("{label} must be a list, not {}.", json_type(other)))
            }
            (_, other) => Some(format!("{label} must be text, not {}.", json_type(other))),
        }
    }

    fn problem_of_text(&self, field: &Field, need: Need, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return (need == Need::Required)
                .then(|| format!("{}. {}", is_empty(field.label), right(field, self)));
        }
        if !text.chars().all(may_be_entered) {
            return Some(format!(
                "{} contains an invisible or control character: enter one line of plain text.",
                field.label
            ));
        }
        match field.kind {
            Kind::Url => endpoint::problem(text).map(|text| sentence(&text)),
            Kind::Slug if !is_slug(text) => {
                let hint = slugify(text);
                let hint = if hint.is_empty() { "my-connection" } else { &hint };
                Some(wrong_slug(hint))
            }
            Kind::Model => self.model_outside_list(text),
            Kind::Choice(_) if field.path == "authType" => self.unsupported_auth(text),
            Kind::Choice(_) if field.path == "customEndpoint.api" => {
                self.unsupported_protocol(field, text)
            }
            _ => None,
        }
    }

    fn model_outside_list(&self, id: &str) -> Option<String> {
        self.model_ids().next()?;
        (!self.lists_model(id)).then(|| {
            let id = redacted_text(self.shown_model(id));
            outside_list(&id)
        })
    }

    fn unsupported_auth(&self, auth: &str) -> Option<String> {
        let provider = self.provider()?;
        let known = AUTH_TYPES.iter().any(|(value, _)| *value == auth);
        (known && !provider.auth.contains(&auth)).then(|| {
            format!("{} needs {}, not {auth}.", provider.label, provider.auth.join(" or "))
        })
    }

    fn unsupported_protocol(&self, field: &Field, api: &str) -> Option<String> {
        let spoken: Vec<_> = field.choices(self).into_iter().filter_map(|c| c.value).collect();
        (self.is_compat() && !spoken.contains(&api))
            .then(|| format!("Protocol must be {}, not {api}.", spoken.join(" or ")))
    }
}

/// Whether a field holds text to check.
const fn is_text(field: &Field) -> bool {
    !matches!(field.kind, Kind::Timestamp | Kind::Toggle | Kind::Models | Kind::Secret(_))
}

fn right(field: &Field, connection: &Connection) -> String {
    match field.kind {
        Kind::Url => "Enter the URL of the API, such as https://api.example.com/v1.".to_owned(),
        Kind::Choice(_) => {
            let values: Vec<_> =
                field.choices(connection).into_iter().filter_map(|c| c.value).collect();
            format!("Choose {}.", values.join(", "))
        }
        Kind::Slug => "Use lowercase letters, digits and dashes, such as my-connection.".to_owned(),
        Kind::Timestamp => "Use a number of milliseconds.".to_owned(),
        _ => "Enter one.".to_owned(),
    }
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
        Connection::new(good()).with(path, value).problems().into_iter().map(|p| p.path).collect()
    }

    #[test]
    fn text_holds_only_what_may_be_entered() {
        for odd in ["a\u{7}b", "a\u{202e}b", "a\u{200b}b"] {
            assert_eq!(wrong("name", Some(odd.into())), ["name"], "{odd:?}");
        }
        let family = "\u{1f468}\u{200d}\u{1f469}";
        assert_eq!(wrong("name", Some(family.into())), [""; 0]);
    }

    #[test]
    fn valid_connection_has_no_problems() {
        assert_eq!(Connection::new(good()).problems(), []);
    }

    /// The severity of a stored value.
    fn severity(path: &str, value: Option<Value>) -> Option<Severity> {
        let problems = Connection::new(good()).with(path, value).problems_with_severity();
        problems.into_iter().map(|(severity, _)| severity).min()
    }

    #[test]
    fn only_what_craft_rejects_is_an_error() {
        let error = Some(Severity::Error);
        for (path, value) in [
            ("name", None),
            ("name", Some(json!(""))),
            ("name", Some(Value::Null)),
            ("baseUrl", Some(Value::Null)),
            ("models", Some(json!([null]))),
            ("models", Some(json!(["a", 7]))),
            ("defaultModel", Some(json!(5))),
            ("modelSelectionMode", Some(json!("new"))),
            ("customEndpoint", Some(json!({}))),
            ("customEndpoint", Some(json!("x"))),
            ("authType", Some(json!("passkey"))),
            ("providerType", Some(json!("of-next-year"))),
            ("createdAt", Some(json!("yesterday"))),
        ] {
            assert_eq!(severity(path, value.clone()), error, "{path} = {value:?}");
        }
        for (path, value) in [
            ("midStreamBehavior", Value::Null),
            ("midStreamBehavior", json!([])),
            ("midStreamBehavior", json!("later")),
            ("piAuthProvider", Value::Null),
            ("codexPath", Value::Null),
            ("lastUsedAt", Value::Null),
            ("createdAt", json!(1e6)),
            ("createdAt", json!(2.0)),
            ("models", json!([{"id": "a", "contextWindow": "big"}])),
        ] {
            assert_eq!(severity(path, Some(value.clone())), None, "{path} = {value}");
        }
        assert_eq!(severity("name", Some(json!("  "))), Some(Severity::Warning));
    }

    #[test]
    fn misplaced_key_does_not_hide_a_rejected_list() {
        let list = json!(["sk-ant-api03-AbCdEf0123456789", null]);
        assert_eq!(severity("models", Some(list)), Some(Severity::Error));
    }

    #[test]
    fn rejection_states_consequence_and_fix() {
        let message = |path: &str, value: Option<Value>| {
            let problems = Connection::new(good()).with(path, value).problems();
            problems.into_iter().next().expect("a problem").sentence
        };
        assert_eq!(
            message("name", None),
            "Name is missing: Craft will ignore config.json. Enter one."
        );
        assert_eq!(
            message("models", Some(json!(["a", 7]))),
            "Model 2 is a number, not a model id, or an object with one: Craft will ignore config.json."
        );
        assert_eq!(
            message("customEndpoint", Some(json!({"api": "soap"}))),
            "Protocol is “soap”: Craft will ignore config.json. Use openai-completions, anthropic-messages."
        );
        assert_eq!(
            message("baseUrl", Some(Value::Null)),
            "Endpoint is null: Craft will ignore config.json. Remove the key, or give it a value."
        );
    }

    #[test]
    fn wrong_types_are_reported_at_their_field() {
        let wrong = |path: &str, value: Option<Value>| -> Vec<&'static str> {
            let connection = Connection::new(good()).with(path, value);
            let problems = connection.problems_at_entry().into_iter();
            problems.map(|problem| problem.path).collect()
        };
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
    fn default_model_must_be_listed() {
        assert_eq!(wrong("defaultModel", Some(json!("a"))), [""; 0]);
        let listed = Connection::new(good()).with("models", Some(json!(["a", {"id": "b"}])));
        assert_eq!(listed.clone().with("defaultModel", Some(json!("b"))).problems(), []);
        assert_eq!(listed.with("defaultModel", Some(json!("c"))).problems().len(), 1);
    }

    #[test]
    fn custom_endpoint_is_absent_or_an_object_with_protocol() {
        for endpoint in [json!(null), json!("x"), json!({}), json!({"supportsImages": true})] {
            assert_eq!(
                wrong("customEndpoint", Some(endpoint.clone())),
                ["customEndpoint.api"],
                "{endpoint}"
            );
        }
        assert_eq!(wrong("customEndpoint", Some(json!({"api": "openai-completions"}))), [""; 0]);
    }

    #[test]
    fn non_object_entry_is_one_problem() {
        assert_eq!(
            Connection::new(json!("oops")).problems()[0].sentence,
            "This entry is text, not an object: Craft will ignore config.json."
        );
    }
}
