//! Google's credential files, as gcloud and the console write them:
//! <https://google.aip.dev/auth/4110> and the AIPs that it links to.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::external_account::ExternalAccount;
use super::no_token::NoToken;
use super::token_url::TokenUrl;
use crate::probe::messages::google;
use crate::settings::secret::Secret;

/// The content of a credential file.
#[derive(Debug)]
pub(super) struct Credential {
    pub source: Source,
    /// The service account that the source impersonates.
    pub acts_for: Option<Impersonation>,
    /// The project to bill if the connection names none.
    quota_project: Option<String>,
}

/// What gets a token by itself.
#[derive(Debug)]
pub(super) enum Source {
    ServiceAccount(ServiceAccount),
    User(User),
    External(Box<ExternalAccount>),
}

/// A service account with its own private key.
#[derive(Debug, Deserialize)]
pub(super) struct ServiceAccount {
    pub client_email: String,
    /// In PEM.
    #[serde(deserialize_with = "secret")]
    pub private_key: Secret,
    pub private_key_id: Option<String>,
    #[serde(default)]
    pub token_uri: TokenUrl,
}

/// The login of a person.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub client_id: String,
    #[serde(deserialize_with = "secret")]
    pub client_secret: Secret,
    #[serde(deserialize_with = "secret")]
    pub refresh_token: Secret,
    #[serde(default)]
    pub token_uri: TokenUrl,
}

/// Impersonation of a service account.
#[derive(Debug, Deserialize)]
pub(super) struct Impersonation {
    #[serde(rename = "service_account_impersonation_url")]
    pub url: TokenUrl,
    #[serde(default)]
    pub delegates: Vec<String>,
}

impl Credential {
    pub(super) fn parse(text: &Secret) -> Result<Self, NoToken> {
        let json: Value = serde_json::from_str(text.expose())
            .map_err(|_| NoToken::None(google::NO_JSON.to_owned()))?;
        let quota_project = json.get("quota_project_id").and_then(Value::as_str);
        let quota_project = quota_project.map(str::to_owned);
        let (source, acts_for) = if kind(&json) == Some("impersonated_service_account") {
            let source = json.get("source_credentials").cloned();
            let source = Source::from_json(source.unwrap_or_default())?;
            (source, Some(members(json)?))
        } else {
            (Source::from_json(json)?, None)
        };
        Ok(Self { source, acts_for, quota_project })
    }

    /// The project to bill for a connection that names `own`.
    pub(super) fn billed_project(self, own: Option<String>) -> Option<String> {
        match (&self.source, &self.acts_for) {
            // A service account bills its own project, and usually may not name another.
            (Source::ServiceAccount(_), None) => None,
            _ => own.or(self.quota_project),
        }
    }
}

impl Source {
    fn from_json(json: Value) -> Result<Self, NoToken> {
        match kind(&json) {
            Some("service_account") => members(json).map(Self::ServiceAccount),
            Some("authorized_user") => members(json).map(Self::User),
            Some("external_account") => {
                members(json).map(|account| Self::External(Box::new(account)))
            }
            _ => Err(unusable()),
        }
    }
}

/// The kind of credential in a file.
fn kind(json: &Value) -> Option<&str> {
    json.get("type")?.as_str()
}

/// The members of one kind of credential. A parse error is not passed on: it may quote a secret.
fn members<T: DeserializeOwned>(json: Value) -> Result<T, NoToken> {
    serde_json::from_value(json).map_err(|_| unusable())
}

fn unusable() -> NoToken {
    NoToken::None(google::UNUSABLE.to_owned())
}

pub(super) fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    String::deserialize(from).map(Secret::new)
}
