//! Asking Google Vertex AI: for a token first, then for the publisher's model in the region.

use reqsign_core::{Context, ProvideCredential, SignRequest};
use reqsign_google::{DefaultCredentialProvider, RequestSigner, StaticCredentialProvider};
use reqwest::{StatusCode, Url};
use serde_json::Value;

use super::aws::variable;
use super::chain::{Courier, Trouble};
use super::dialect::push;
use super::failure::Failure;
use super::http::{Answer, Question};
use super::report::{Report, StageName};
use super::{Case, list};
use crate::settings::credential::key;
use crate::settings::endpoint::{host, is_loopback, join};
use crate::settings::listed::ListedModel;
use crate::settings::secret::Secret;

/// What a token is asked for.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// The variables that name a region, the first before the others.
const REGIONS: [&str; 3] = [
    "GOOGLE_CLOUD_LOCATION",
    "CLOUD_ML_REGION",
    "GOOGLE_CLOUD_REGION",
];

/// Where a file of credentials may be.
const CREDENTIALS: &str = "GOOGLE_APPLICATION_CREDENTIALS";

/// How the ids of models begin, and who publishes those; Google all others.
const PUBLISHERS: [(&str, &str); 6] = [
    ("claude", "anthropic"),
    ("mistral", "mistralai"),
    ("codestral", "mistralai"),
    ("llama", "meta"),
    ("deepseek", "deepseek-ai"),
    ("jamba", "ai21"),
];

/// Whose models Craft talks to.
const LISTED: [&str; 2] = ["google", "anthropic"];

/// The most of a list that is asked for at once, and how many times.
const PAGE: &str = "200";
const MAX_PAGES: usize = 5;

impl Case<'_> {
    pub(super) async fn vertex(
        &self,
        base: Option<String>,
        project: Option<String>,
        region: Option<String>,
        report: &mut Report,
    ) {
        let region = region.or_else(|| REGIONS.into_iter().find_map(variable));
        let base = match (base, region.as_deref()) {
            (Some(base), _) => base
                .trim_end_matches('/')
                .trim_end_matches("/v1")
                .to_owned(),
            (None, Some("global")) => "https://aiplatform.googleapis.com".to_owned(),
            (None, Some(region)) if is_region(region) => {
                format!("https://{region}-aiplatform.googleapis.com")
            }
            (None, Some(region)) => {
                report
                    .fail(
                        StageName::Configuration,
                        format!("“{region}” is no GCP region."),
                    )
                    .advise("It is one such as us-east5, or global.");
                return;
            }
            (None, None) => {
                report
                    .fail(StageName::Configuration, "No GCP region is set.")
                    .advise("Set GCP region on the connection, such as us-east5 or global.");
                return;
            }
        };
        let token = match self.google_token().await {
            Ok(token) => token,
            Err(no) => return no.tell(report),
        };
        let asker = Asker {
            case: self,
            base: &base,
            token: &token,
            // Whoever logged in as a person has no project of their own to be billed.
            project: project
                .filter(|_| self.subject.connection.auth_type() != "service_account_file"),
        };
        asker.run(report).await;
    }

    /// A token: the one of the login, or one for the service account or for whoever the environment says.
    async fn google_token(&self) -> Result<Secret, NoToken> {
        let held = &self.subject.held;
        let stored = held.get(key::VALUE);
        let missing = || NoToken::None("Its credential is missing.".to_owned());
        let of_account = match self.subject.connection.auth_type() {
            "service_account_file" => Some(stored.ok_or_else(missing)?.clone()),
            "oauth" if held.has_ended(self.subject.now) => return Err(NoToken::Ended),
            "oauth" | "api_key" => return stored.cloned().ok_or_else(missing),
            _ => None,
        };
        let json = match &of_account {
            Some(account) => Some(account.clone()),
            None => variable(CREDENTIALS)
                .and_then(|file| std::fs::read_to_string(file).ok())
                .map(Secret::new),
        };
        let courier = Courier::new(self.http, self.deadline, tokens_of(json.as_ref())?);
        let context = courier.context();
        let credential = match &of_account {
            Some(account) => {
                StaticCredentialProvider::new(account.expose())
                    .with_scope(SCOPE)
                    .provide_credential(&context)
                    .await
            }
            None => {
                DefaultCredentialProvider::new()
                    .provide_credential(&context)
                    .await
            }
        };
        let refused = |error: &reqsign_core::Error| NoToken::Refused {
            trouble: courier.trouble().map(Box::new),
            why: super::words::plain(&error.kind().to_string()),
        };
        match credential {
            Ok(Some(credential)) => {
                let signed = sign(&context, &credential).await;
                signed.map_err(|error| refused(&error))
            }
            Ok(None) if of_account.is_some() => Err(NoToken::None(
                "The stored service account is none that can be used.".to_owned(),
            )),
            Ok(None) => match courier.trouble() {
                Some(trouble) => Err(NoToken::Refused {
                    trouble: Some(Box::new(trouble)),
                    why: String::new(),
                }),
                None => Err(NoToken::None(format!(
                    "Google's usual places have no credentials: {CREDENTIALS}, gcloud's file, the machine."
                ))),
            },
            Err(error) => Err(refused(&error)),
        }
    }
}

/// Where the token of a credential is asked for, where it says so itself.
fn tokens_of(json: Option<&Secret>) -> Result<Option<Url>, NoToken> {
    let Some(json) = json else { return Ok(None) };
    let written: Option<Value> = serde_json::from_str(json.expose()).ok();
    let written = written
        .as_ref()
        .and_then(|json| json.get("token_uri")?.as_str());
    let Some(written) = written else {
        return Ok(None);
    };
    let broken = |why: &str| {
        NoToken::None(format!(
            "The credential's own address for tokens cannot be asked: {why}."
        ))
    };
    let url = Url::parse(written).map_err(|error| broken(&error.to_string()))?;
    if url.scheme() != "https" && !is_loopback(url.as_str()) {
        return Err(broken("it is not https://"));
    }
    Ok(Some(url))
}

/// The token that a credential brings.
async fn sign(
    context: &Context,
    credential: &reqsign_google::Credential,
) -> reqsign_core::Result<Secret> {
    let request = http::Request::get("https://aiplatform.googleapis.com/").body(());
    let request = request.map_err(|error| reqsign_core::Error::unexpected(error.to_string()))?;
    let (mut parts, ()) = request.into_parts();
    RequestSigner::new("aiplatform")
        .with_scope(SCOPE)
        .sign_request(context, &mut parts, Some(credential), None)
        .await?;
    let header = parts.headers.get(http::header::AUTHORIZATION);
    let token = header.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = token.ok_or_else(|| reqsign_core::Error::unexpected("no token came"))?;
    Ok(Secret::new(token.to_owned()))
}

/// Why there is no token.
enum NoToken {
    /// There is nothing to get one with; in a sentence.
    None(String),
    /// It has ended, and Craft renews it.
    Ended,
    /// Whoever hands them out does not.
    Refused {
        trouble: Option<Box<Trouble>>,
        why: String,
    },
}

impl NoToken {
    fn tell(self, report: &mut Report) {
        match self {
            Self::None(why) => {
                report
                    .fail(StageName::Configuration, why)
                    .advise("Enter a service account, or log in with “gcloud auth application-default login”.");
            }
            Self::Ended => {
                report.leave(
                    StageName::Auth,
                    "Its access token has ended, and Craft renews it by itself at the next chat.",
                );
            }
            Self::Refused {
                trouble: Some(trouble),
                ..
            } => {
                if let Some((told, advice)) = trouble.unreached {
                    report
                        .fail(StageName::Reach, told)
                        .advise(advice)
                        .asked(&trouble.asked);
                    return;
                }
                let there = "Whoever hands out Google's tokens answers.";
                report.pass(StageName::Reach, there).asked(&trouble.asked);
                report
                    .fail(StageName::Auth, "Google gives no token for this credential.")
                    .advise("Enter another one: its key may have been deleted, or the account be disabled.")
                    .asked(&trouble.asked);
            }
            Self::Refused { trouble: None, why } => {
                report
                    .fail(
                        StageName::Configuration,
                        format!("The credential cannot be used: {why}."),
                    )
                    .advise("Enter the service account again, as Google handed it out.");
            }
        }
    }
}

/// Asks with a token.
struct Asker<'a> {
    case: &'a Case<'a>,
    base: &'a str,
    token: &'a Secret,
    project: Option<String>,
}

impl Asker<'_> {
    async fn run(&self, report: &mut Report) {
        let model = self.case.model();
        // Without a model to ask for, a list shows whether the token is accepted.
        let asked = match model {
            Some(model) => {
                self.ask(&format!("v1/publishers/{}/models", publisher(model)), model)
                    .await
            }
            None => {
                self.ask(&format!("v1beta1/publishers/{}/models", LISTED[0]), "")
                    .await
            }
        };
        let answer = match asked {
            Ok(answer) => answer,
            Err(failure) => return failure.tell(report, self.base, StageName::Reach),
        };
        if self.judge(&answer, model, report) {
            report.models = self.listed().await;
            if model.is_none() {
                report.leave(StageName::Model, "No default model is set.");
            }
        }
    }

    /// What the answer means. Whether the token is accepted.
    fn judge(&self, answer: &Answer, model: Option<&str>, report: &mut Report) -> bool {
        let there = host(self.base);
        let asked = &answer.asked;
        let is_json = answer.json().is_some();
        let status = answer.status;
        if status.is_redirection() || (status.is_success() && !is_json) {
            report
                .fail(
                    StageName::Reach,
                    format!("{there} does not answer as Vertex AI does."),
                )
                .advise("Check the endpoint, or leave it empty.")
                .asked(asked);
            return false;
        }
        if status.is_server_error() {
            report
                .fail(
                    StageName::Reach,
                    format!(
                        "{there} has trouble of its own (status {}).",
                        status.as_u16()
                    ),
                )
                .advise("Try again later; it says nothing about the credential.")
                .asked(asked);
            return false;
        }
        if status == StatusCode::NOT_FOUND && !is_json {
            report
                .fail(StageName::Reach, format!("{there} has no such path."))
                .advise("Check GCP region, and the endpoint where it is set.")
                .asked(asked);
            return false;
        }
        report
            .pass(StageName::Reach, format!("{there} answers."))
            .asked(asked);
        match status {
            StatusCode::UNAUTHORIZED => {
                report
                    .fail(StageName::Auth, "Google does not accept the token.")
                    .advise("Log in again, or enter another credential.")
                    .asked(asked);
                return false;
            }
            StatusCode::FORBIDDEN => {
                report
                    .fail(StageName::Auth, "Google knows the account, and does not let it use Vertex AI.")
                    .advise("Enable the API for the project, and give the account the role “Vertex AI User”.")
                    .asked(asked);
                return false;
            }
            StatusCode::TOO_MANY_REQUESTS => {
                report
                    .pass(
                        StageName::Auth,
                        "Google knows the account; just now it asks too often.",
                    )
                    .asked(asked);
                report
                    .leave(StageName::Model, "Just now it is asked too often.")
                    .advise("Try again in a minute.");
                return false;
            }
            _ => {}
        }
        report
            .pass(StageName::Auth, "Google accepts the token.")
            .asked(asked);
        match model {
            Some(model) if status.is_success() => {
                report
                    .pass(StageName::Model, format!("{model} is known there."))
                    .asked(asked);
            }
            Some(model) => {
                report
                    .fail(
                        StageName::Model,
                        format!("The model {model} is not known there."),
                    )
                    .advise("Check its id as Vertex AI writes it, and GCP region.")
                    .asked(asked);
            }
            None => {}
        }
        true
    }

    /// What is listed there; none where it cannot be seen, which proves nothing.
    async fn listed(&self) -> Option<Vec<ListedModel>> {
        let mut all = Vec::new();
        for publisher in LISTED {
            let mut next = String::new();
            for _ in 0..MAX_PAGES {
                let path = format!("v1beta1/publishers/{publisher}/models");
                let mut question = self.question(&path).ok()?;
                question.url.query_pairs_mut().append_pair("pageSize", PAGE);
                if !next.is_empty() {
                    question
                        .url
                        .query_pairs_mut()
                        .append_pair("pageToken", &next);
                }
                let answer = self.send(question).await.ok()?;
                let page = answer.json().filter(|_| answer.status.is_success())?;
                all.extend(list::models(&page).unwrap_or_default());
                let token = page.get("nextPageToken").and_then(Value::as_str);
                token.unwrap_or_default().clone_into(&mut next);
                if next.is_empty() {
                    break;
                }
            }
        }
        (!all.is_empty()).then_some(all)
    }

    async fn ask(&self, path: &str, model: &str) -> Result<Answer, Failure> {
        let mut question = self.question(path)?;
        if !model.is_empty() {
            push(&mut question.url, model);
        }
        self.send(question).await
    }

    fn question(&self, path: &str) -> Result<Question, Failure> {
        let question = Question::get(&join(self.base, path)).map_err(Failure::Unaskable)?;
        let question = question
            .with_secret("authorization", "Bearer ", self.token)
            .map_err(Failure::Unaskable)?;
        match &self.project {
            Some(project) => question
                .with_secret("x-goog-user-project", "", &Secret::new(project.clone()))
                .map_err(Failure::Unaskable),
            None => Ok(question),
        }
    }

    async fn send(&self, question: Question) -> Result<Answer, Failure> {
        let mut secrets = self.case.secrets();
        secrets.push(self.token);
        let answer = self
            .case
            .http
            .ask(question, self.case.deadline, &secrets)
            .await;
        Ok(answer?)
    }
}

/// Who publishes a model.
fn publisher(model: &str) -> &'static str {
    let of = PUBLISHERS
        .iter()
        .find(|(begin, _)| model.starts_with(begin));
    of.map_or(LISTED[0], |(_, publisher)| publisher)
}

/// Whether a text is such that it can be a region: it becomes part of a host's name.
fn is_region(text: &str) -> bool {
    text.contains('-')
        && text
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}
