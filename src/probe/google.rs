//! The token by which Google is asked: the one of the login, or one for the service account, or for
//! whoever the environment is.

mod assertion;
mod credential;
mod exchange;
mod federation;
pub(super) mod vertex;

use reqwest::StatusCode;

use super::Probe;
use super::cloud::{read_files, variable};
use super::credential_http::{Brought, Courier, Errand};
use super::messages::{RENEWED_BY_CRAFT, server_trouble};
use super::report::{Report, StageName};
use crate::settings::credential::key;
use crate::settings::secret::Secret;
use credential::Credential;
use exchange::Exchange;

/// What a token is asked for.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// What names a file of credentials, and the file of gcloud, below the home.
const NAMED: &str = "GOOGLE_APPLICATION_CREDENTIALS";
const USUAL: &str = ".config/gcloud/application_default_credentials.json";

/// Who asks.
pub(super) struct Login {
    pub token: Secret,
    /// Whether that is a key, which goes in a header of its own.
    pub is_key: bool,
    /// The project that pays: a person has none of their own, and a service account has, and mostly
    /// no right to name another.
    pub project: Option<String>,
}

/// Why there is no token.
pub(super) enum NoToken {
    /// There is nothing to get one with; in a sentence.
    None(String),
    /// It has ended, and Craft renews it.
    Ended,
    /// Whoever hands them out brought none.
    Refused(Box<Errand>),
    /// It is of a kind that this program does not use; which, in a sentence.
    Unsupported(String),
}

impl Probe<'_> {
    /// Who asks; a person for `project`.
    pub(super) async fn google_login(&self, project: Option<String>) -> Result<Login, NoToken> {
        let secrets = &self.request.secrets;
        let stored = || {
            let value = secrets.get(key::VALUE).cloned();
            value.ok_or_else(|| NoToken::None("Its credential is missing.".to_owned()))
        };
        let text = match self.request.connection.auth_type() {
            "service_account_file" => Some(stored()?),
            "oauth" if secrets.has_ended(self.request.now) => return Err(NoToken::Ended),
            "oauth" => return Ok(Login::of(stored()?, project)),
            "api_key" => {
                let mut login = Login::of(stored()?, None);
                login.is_key = true;
                return Ok(login);
            }
            _ => {
                let file = read_files(self.deadline, usual_file).await;
                file.ok_or_else(|| {
                    NoToken::None("The file of the credential does not answer.".to_owned())
                })??
            }
        };
        let courier = Courier::new(self.http, self.deadline);
        let exchange = Exchange::new(&courier, self.deadline);
        let Some(text) = text else {
            return match exchange.of_machine().await {
                Some(token) => Ok(Login::of(token, None)),
                None => Err(NoToken::None(format!(
                    "Google's usual places have no credentials: {NAMED}, gcloud's file, the machine."
                ))),
            };
        };
        let credential = Credential::parse(&text)?;
        let token = exchange.of(&credential).await?;
        let project = credential.billed_project(project);
        Ok(Login::of(token, project))
    }
}

impl Login {
    const fn of(token: Secret, project: Option<String>) -> Self {
        Self { token, is_key: false, project }
    }
}

/// What the environment has to get a token with: the file that it names, or else gcloud's.
fn usual_file() -> Result<Option<Secret>, NoToken> {
    if let Some(file) = variable(NAMED) {
        let text = std::fs::read_to_string(file);
        let text = text.map_err(|error| {
            NoToken::None(format!("{NAMED} names a file that cannot be read: {error}."))
        });
        return Ok(Some(Secret::new(text?)));
    }
    let file = dirs::home_dir().map(|home| home.join(USUAL));
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    Ok(text.map(Secret::new))
}

impl NoToken {
    pub(super) fn report_to(self, report: &mut Report) {
        match self {
            Self::None(why) => {
                report
                    .fail(StageName::Configuration, why)
                    .advise("Enter a service account, or log in with “gcloud auth application-default login”.");
            }
            Self::Ended => {
                report.leave(StageName::Auth, RENEWED_BY_CRAFT);
            }
            Self::Refused(errand) => report_token_failure(*errand, report),
            Self::Unsupported(kind) => {
                report
                    .leave(StageName::Configuration, kind)
                    .advise("Try it with “gcloud auth application-default print-access-token”.");
            }
        }
    }
}

/// Tells of whoever hands out tokens, and brought none.
fn report_token_failure(errand: Errand, report: &mut Report) {
    let there = errand.host;
    let stage = match errand.brought {
        Brought::Nothing(sentence, advice) => {
            report.fail(StageName::Reach, sentence).advise(advice)
        }
        Brought::Answer(
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN,
        ) => {
            let stage = report.pass(StageName::Reach, format!("{there} answers."));
            if let Some(exchange) = &errand.exchange {
                stage.exchange(exchange);
            }
            report
                .fail(StageName::Auth, "Google gives no token for this credential.")
                .advise("Enter another one: its key may have been deleted, the account be disabled, or this machine's clock be wrong.")
        }
        Brought::Answer(StatusCode::TOO_MANY_REQUESTS) => {
            report.pass(StageName::Reach, format!("{there} answers."));
            report
                .leave(StageName::Auth, "Just now tokens are asked for too often.")
                .advise("Try again in a minute.")
        }
        Brought::Answer(status) if status.is_server_error() => report
            .fail(StageName::Reach, server_trouble(&there, status.as_u16()))
            .advise("Try again later; it says nothing about the credential."),
        Brought::Answer(_) => report
            .fail(StageName::Reach, format!("{there} does not hand out tokens as Google does."))
            .advise("Check the address for tokens (token_uri) that the credential names."),
    };
    if let Some(exchange) = &errand.exchange {
        stage.exchange(exchange);
    }
}
