//! A GCP service account as Google provides it: a JSON file.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::key;
use super::save::Fields;
use crate::settings::connection::object::Connection;
use crate::settings::secret::Secret;

/// The maximum size of such a file in bytes. A typical one has about two thousand.
pub const MAX_BYTES: usize = 64 << 10;

/// A parsed service account.
#[derive(Clone, Debug)]
pub struct ServiceAccount {
    /// The whole text, as stored.
    pub json: Secret,
    pub project: String,
    pub email: String,
}

/// The parts of the file that are checked. The private key is only checked for presence and never
/// copied.
#[derive(Deserialize)]
struct Form {
    #[serde(rename = "type")]
    kind: Option<String>,
    project_id: Option<String>,
    client_email: Option<String>,
    private_key: Option<IgnoredAny>,
}

impl ServiceAccount {
    /// Its parts of the credential, by the names in [`key`].
    pub fn fields(&self) -> Fields {
        let text = |text: &String| Some(Secret::new(text.clone()));
        vec![
            (key::VALUE, Some(self.json.clone())),
            (key::GCP_PROJECT, text(&self.project)),
            (key::EMAIL, text(&self.email)),
        ]
    }

    /// The sentence for a project that differs from the connection's.
    pub(crate) fn odd_project(&self, connection: &Connection) -> Option<String> {
        let own = connection.text("gcpProjectId")?;
        (own != self.project).then(|| format!("The connection has another GCP project: {own}."))
    }

    /// Parses a service account.
    ///
    /// # Errors
    /// A sentence that says what the text is instead, without quoting it.
    pub fn parse(json: Secret) -> Result<Self, String> {
        // Strict parsers reject a byte order mark.
        let json = match json.expose().strip_prefix('\u{feff}') {
            Some(text) => Secret::new(text.to_owned()),
            None => json,
        };
        let form: Form = serde_json::from_str(json.expose()).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("Not the JSON of a service account: it stops parsing at {line}:{column}.")
        })?;
        let missing = |key: &str| {
            Err(format!(
                "Not a service account: {key} is missing. Google Cloud creates the file under “Keys” of the account."
            ))
        };
        if form.kind.as_deref() != Some("service_account") {
            let kind = form.kind.as_deref();
            let is = kind.filter(|kind| kind.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            return Err(format!(
                "Not a service account: its type is {}, not service_account.",
                is.unwrap_or("missing or something else")
            ));
        }
        if form.private_key.is_none() {
            return missing("private_key");
        }
        let Some(email) = form.client_email.filter(|text| !text.is_empty()) else {
            return missing("client_email");
        };
        let Some(project) = form.project_id.filter(|text| !text.is_empty()) else {
            return missing("project_id");
        };
        Ok(Self { json, project, email })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parsed(value: &Value) -> Result<ServiceAccount, String> {
        ServiceAccount::parse(Secret::new(value.to_string()))
    }

    fn good() -> Value {
        json!({"type": "service_account", "project_id": "my-project", "private_key": "PLANTED",
            "client_email": "me@my-project.iam.gserviceaccount.com", "universe_domain": "googleapis.com"})
    }

    #[test]
    fn project_and_email_are_parsed_and_text_is_unchanged() {
        let account = parsed(&good()).expect("a service account");
        assert_eq!(account.project, "my-project");
        assert_eq!(account.email, "me@my-project.iam.gserviceaccount.com");
        assert_eq!(account.json.expose(), good().to_string());
        assert!(!format!("{account:?}").contains("PLANTED"));
    }

    #[test]
    fn other_files_are_described_without_their_content() {
        for (key, value) in [
            ("type", json!("authorized_user")),
            ("type", Value::Null),
            ("private_key", Value::Null),
            ("client_email", json!("")),
            ("project_id", json!(7)),
        ] {
            let mut account = good();
            account[key] = value;
            let message = parsed(&account).expect_err(key);
            assert!(!message.contains("PLANTED") && message.ends_with('.'), "{message}");
        }
        for text in ["", "PLANTED", "[]", "7", "{\"type\": \"PLANTED\"}", "{\"PLANTED\""] {
            let message = ServiceAccount::parse(Secret::new(text.to_owned())).expect_err(text);
            assert!(!message.contains("PLANTED"), "{message}");
        }
    }
}
