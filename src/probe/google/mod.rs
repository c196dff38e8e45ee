//! The token for requests to Google: the login's, the service account's, or one for the
//! environment's credentials.

mod assertion;
mod credential;
mod external_account;
mod external_account_token;
mod no_token;
mod token_client;
mod token_url;
pub(super) mod vertex;

use super::Probe;
use super::cloud::read_files;
use super::credential_http::CredentialHttp;
use crate::probe::messages::google;
use crate::settings::credential::{CredentialKind, key};
use crate::settings::secret::Secret;
use crate::system::environment::variable;
use credential::Credential;
use no_token::NoToken;
use token_client::TokenClient;

/// The variable for a credential file, and gcloud's own file below the home directory.
const NAMED: &str = "GOOGLE_APPLICATION_CREDENTIALS";
const GCLOUD_FILE: &str = ".config/gcloud/application_default_credentials.json";

/// The credential of a request.
pub(super) struct Login {
    pub token: Secret,
    /// Whether `token` is an API key, which has its own header.
    pub is_key: bool,
    /// The project to bill. A person has none; a service account has its own, and usually may not
    /// name another.
    pub project: Option<String>,
}

impl Probe<'_> {
    /// The credential; for a person, `project` is the one to bill.
    async fn google_login(&self, project: Option<String>) -> Result<Login, NoToken> {
        let secrets = &self.request.secrets;
        let stored = || {
            let value = secrets.get(key::VALUE).cloned();
            value.ok_or_else(|| NoToken::None(google::MISSING.to_owned()))
        };
        let text = match self.request.connection.credential_kind() {
            Some(CredentialKind::ServiceAccount) => Some(stored()?),
            Some(CredentialKind::OAuth) if secrets.has_expired(self.request.now_ms) => {
                return Err(NoToken::Expired);
            }
            Some(CredentialKind::OAuth) => return Ok(Login::new(stored()?, project)),
            Some(CredentialKind::ApiKey) => {
                let mut login = Login::new(stored()?, None);
                login.is_key = true;
                return Ok(login);
            }
            Some(CredentialKind::Iam) | None => {
                let file = read_files(self.deadline, usual_file).await;
                file.ok_or_else(|| NoToken::None(google::FILE_SILENT.to_owned()))??
            }
        };
        let credential_http = CredentialHttp::new(self.http, self.deadline);
        let client = TokenClient::new(&credential_http, self.deadline);
        let Some(text) = text else {
            return match client.query_machine().await {
                Some(token) => Ok(Login::new(token, None)),
                None => Err(NoToken::None(google::no_credentials(NAMED))),
            };
        };
        let credential = Credential::parse(&text)?;
        let token = client.token(&credential).await?;
        let project = credential.billed_project(project);
        Ok(Login::new(token, project))
    }
}

impl Login {
    const fn new(token: Secret, project: Option<String>) -> Self {
        Self { token, is_key: false, project }
    }
}

/// The environment's credential file: the one that the variable names, or else gcloud's.
fn usual_file() -> Result<Option<Secret>, NoToken> {
    if let Some(file) = variable(NAMED) {
        let text = std::fs::read_to_string(file);
        let text =
            text.map_err(|error| NoToken::None(google::file_unreadable(NAMED, &error.to_string())));
        return Ok(Some(Secret::new(text?)));
    }
    let file = dirs::home_dir().map(|home| home.join(GCLOUD_FILE));
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    Ok(text.map(Secret::new))
}
