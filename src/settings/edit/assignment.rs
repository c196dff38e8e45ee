//! `FIELD=VALUE` arguments of commands: a field of the table and its parsed value.

use serde_json::Value;

use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::connection::object::Connection;
use crate::settings::credential::fields::SECRET_FIELDS;
use crate::settings::redact::names_a_secret;
use crate::text::nearest::unknown;

/// A new value for a field; None removes it.
#[derive(Debug)]
pub struct Assignment {
    pub field: &'static Field,
    pub value: Option<Value>,
}

impl Assignment {
    /// Parses an assignment.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((name, text)) = text.split_once('=') else {
            // Don't repeat the text: it may be a misplaced key.
            return Err(
                "Write FIELD=VALUE, such as name=Work; FIELD= removes the value.".to_owned()
            );
        };
        let field = named(name.trim())?;
        let text = text.trim();
        let value = if text.is_empty() { None } else { Some(value(field, text)?) };
        Ok(Self { field, value })
    }
}

fn named(name: &str) -> Result<&'static Field, String> {
    if let Some(field) = FIELDS.iter().find(|field| field.path == name) {
        return if field.is_editable() {
            Ok(field)
        } else {
            Err(format!("{name} is written by Craft and can't be set."))
        };
    }
    let is_secret = |field: &Field| field.path.rsplit('.').next() == Some(name);
    if SECRET_FIELDS.iter().any(is_secret) || name == "key" || names_a_secret(name) {
        return Err(format!(
            "{name} is a secret and can't be an argument: others can see arguments. Use secret set SLUG."
        ));
    }
    let all = FIELDS.iter().filter(|field| field.is_editable());
    let all = all.map(|field| field.path);
    let end = "; the command fields lists them.";
    Err(unknown("field", name, all, end))
}

/// Parses the value of a switch.
///
/// # Errors
/// A sentence if the text is neither true nor false.
pub fn toggled(name: &str, text: &str) -> Result<bool, String> {
    match text {
        "true" | "yes" => Ok(true),
        "false" | "no" => Ok(false),
        other => Err(format!("{name} is true or false, not {other}.")),
    }
}

fn value(field: &Field, text: &str) -> Result<Value, String> {
    match field.kind {
        Kind::Toggle => toggled(field.path, text).map(Value::from),
        Kind::Models if text.starts_with('[') => serde_json::from_str(text)
            .map_err(|error| format!("{} is no JSON list: {error}.", field.path)),
        Kind::Models => {
            let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
            Ok(ids.map(Value::from).collect())
        }
        _ => Ok(text.into()),
    }
}

impl Connection {
    /// Applies assignments, the provider's first, so that others can override the fields it
    /// adjusts. A field that does not apply to the resulting connection is a problem.
    pub(crate) fn assign(&mut self, mut all: Vec<Assignment>) -> Vec<FieldError> {
        // Fields that others depend on come first, so that explicit values for those win.
        all.sort_by_key(|assignment| match assignment.field.path {
            "providerType" => 0,
            "authType" => 1,
            "piAuthProvider" => 2,
            "modelSelectionMode" => 3,
            "defaultModel" => 5,
            _ => 4,
        });
        let given = all.iter().filter(|assignment| assignment.value.is_some());
        let given: Vec<_> = given.map(|assignment| assignment.field).collect();
        let is_given = |path: &str| given.iter().any(|field| field.path == path);
        for Assignment { field, value } in all {
            let value = value.map(|value| self.stored_value(field.path, value));
            self.set_field(field.path, value);
        }
        // Craft compares the default with the list letter by letter.
        if let (true, false, Some(id)) =
            (is_given("models"), is_given("defaultModel"), self.text("defaultModel"))
        {
            let id = self.stored_model(id);
            self.set("defaultModel", Some(id.into()));
        }
        let misplaced = given.into_iter().filter(|field| !(field.applies)(self));
        let problem = |field: &Field| FieldError {
            path: field.path,
            sentence: format!(
                "This applies to {}, not to {}: leave it out.",
                field.scope.split(';').next().unwrap_or_default(),
                self.provider_type()
            ),
        };
        misplaced.map(problem).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(texts: &[&str]) -> Value {
        let mut connection = Connection::new(json!({"slug": "a"}));
        let all = texts.iter().map(|text| Assignment::parse(text).expect("right"));
        assert_eq!(connection.assign(all.collect()), []);
        connection.value().clone()
    }

    fn refused(text: &str) -> String {
        Assignment::parse(text).expect_err(text)
    }

    #[test]
    fn each_field_kind_parses_its_own_values() {
        assert_eq!(
            made(&[
                "name= Work ",
                "providerType=pi_compat",
                "customEndpoint.supportsImages=yes",
                "models=a, b",
                "baseUrl=https://x?a=b"
            ]),
            json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
                "customEndpoint": {"supportsImages": true}, "name": "Work",
                "models": ["a", "b"], "baseUrl": "https://x?a=b"})
        );
        let models = r#"models=["a", {"id": "b", "contextWindow": 1000}]"#;
        assert_eq!(made(&[models])["models"][1]["contextWindow"], 1000);
        assert_eq!(made(&["name=x", "name="]), json!({"slug": "a"}));
    }

    #[test]
    fn provider_is_assigned_first() {
        let c = made(&["authType=oauth", "providerType=openai"]);
        assert_eq!((&c["authType"], &c["providerType"]), (&json!("oauth"), &json!("openai")));
        assert_eq!(made(&["providerType=vertex"])["authType"], "oauth");
    }

    #[test]
    fn inapplicable_field_is_a_problem_unless_removed() {
        let mut connection = Connection::new(json!({"slug": "a", "providerType": "pi"}));
        let parse = |text| Assignment::parse(text).expect("right");
        let problems = connection.assign(vec![parse("awsRegion=us-east-1"), parse("codexPath=")]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].path, "awsRegion");
        assert!(problems[0].sentence.contains("to bedrock, not to pi"));
    }

    #[test]
    fn refusal_states_problem_and_correction() {
        assert!(refused("name").contains("FIELD=VALUE"));
        assert!(refused("basUrl=x").contains("did you mean baseUrl?"));
        assert!(refused("quite.other=x").contains("the command fields lists them"));
        assert!(refused("createdAt=1").contains("written by Craft"));
        for name in ["apiKey", "key", "secret", "api_key", "token"] {
            let message = refused(&format!("{name}=PLANTED"));
            assert!(
                message.contains("secret set SLUG") && !message.contains("PLANTED"),
                "{message}"
            );
        }
        assert!(refused("customEndpoint.supportsImages=maybe").contains("true or false"));
        assert!(refused("models=[").contains("no JSON list"));
    }
}
