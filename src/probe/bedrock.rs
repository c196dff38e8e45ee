//! Asking AWS Bedrock, signed: which models and which inference profiles there are in the region.

use reqsign_aws_v4::{Credential, DefaultCredentialProvider, RequestSigner};
use reqsign_core::{Context, ProvideCredential, SignRequest};
use reqwest::StatusCode;

use super::aws::{bedrock_endpoint, is_region, region, variable};
use super::chain::{Courier, Trouble};
use super::failure::Failure;
use super::http::{Answer, Question};
use super::report::{Asked, Report, StageName};
use super::{Case, list};
use crate::settings::credential::key;
use crate::settings::endpoint::{host, is_loopback, join};
use crate::settings::listed::{ListedModel, lists};
use crate::settings::secret::Secret;

/// The name by which a signature is made for it.
const SERVICE: &str = "bedrock";

/// A key of Bedrock's own in the environment.
const BEARER: &str = "AWS_BEARER_TOKEN_BEDROCK";

/// The two lists.
const MODELS: &str = "foundation-models";
const PROFILES: &str = "inference-profiles";

/// The most that AWS gives at once, and how many times it is asked for more.
const PAGE: &str = "1000";
const MAX_PAGES: usize = 10;

/// Who asks.
enum Who {
    /// Whoever has the token.
    Bearer(Secret),
    /// Whoever has the access key.
    Signed(Box<Credential>),
}

/// Why nobody can ask.
enum Nobody {
    NoCredentials(Option<Trouble>),
    Broken(String),
}

impl Case<'_> {
    pub(super) async fn bedrock(&self, stored: Option<String>, report: &mut Report) {
        let of_key = self.subject.held.get(key::AWS_REGION);
        let of_key = of_key.map(|region| region.expose().to_owned());
        let Some(region) = stored.or(of_key).or_else(region) else {
            report
                .fail(StageName::Configuration, "No AWS region is set.")
                .advise("Set AWS region on the connection or its key, or AWS_REGION where Craft is started.");
            return;
        };
        if !is_region(&region) {
            report
                .fail(
                    StageName::Configuration,
                    format!("“{region}” is no AWS region."),
                )
                .advise("It is one such as us-east-1.");
            return;
        }
        let base = bedrock_endpoint(&region);
        let courier = Courier::new(self.http, self.deadline, None);
        let context = courier.context();
        let who = match self.aws_credentials(&context, &courier).await {
            Ok(who) => who,
            Err(nobody) => return tell_of_nobody(nobody, report),
        };
        let token = match &who {
            Who::Bearer(_) => Some("token"),
            Who::Signed(credential) => credential.session_token.as_ref().map(|_| "session token"),
        };
        if let Some(token) = token.filter(|_| {
            !base.starts_with("https://") && !is_loopback(&base) && !self.subject.in_the_clear
        }) {
            let there = host(&base);
            report
                .leave(StageName::Configuration, format!("Its {token} would go to {there} over plain http, for all on the way to read."))
                .advise("Make the address in AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL https://.");
            return;
        }
        let asker = Asker {
            case: self,
            context: &context,
            who: &who,
            base: &base,
            region: &region,
        };
        asker.run(report).await;
    }

    async fn aws_credentials(&self, context: &Context, courier: &Courier) -> Result<Who, Nobody> {
        let held = &self.subject.held;
        match self.subject.connection.auth_type() {
            "bearer_token" | "api_key" => match held.get(key::VALUE) {
                Some(token) => Ok(Who::Bearer(token.clone())),
                None => Err(Nobody::NoCredentials(None)),
            },
            "iam_credentials" => {
                let (Some(id), Some(secret)) =
                    (held.get(key::AWS_ACCESS_KEY_ID), held.get(key::VALUE))
                else {
                    return Err(Nobody::NoCredentials(None));
                };
                let token = held.get(key::AWS_SESSION_TOKEN);
                Ok(Who::Signed(Box::new(Credential {
                    access_key_id: id.expose().trim().to_owned(),
                    secret_access_key: secret.expose().trim().to_owned(),
                    session_token: token.map(|token| token.expose().trim().to_owned()),
                    expires_in: None,
                })))
            }
            _ => {
                if let Some(token) = variable(BEARER) {
                    return Ok(Who::Bearer(Secret::new(token)));
                }
                match DefaultCredentialProvider::new()
                    .provide_credential(context)
                    .await
                {
                    Ok(Some(credential)) => Ok(Who::Signed(Box::new(credential))),
                    Ok(None) => Err(Nobody::NoCredentials(courier.trouble())),
                    Err(error) => Err(Nobody::Broken(super::words::plain(&error.to_string()))),
                }
            }
        }
    }
}

fn tell_of_nobody(nobody: Nobody, report: &mut Report) {
    let name = StageName::Configuration;
    let chain = "Set AWS_PROFILE or AWS_ACCESS_KEY_ID where this program is started, or log in with “aws sso login”.";
    match nobody {
        Nobody::NoCredentials(None) => {
            let told = "AWS's usual places have no credentials: environment, profiles, SSO, container, instance.";
            report.fail(name, told).advise(chain);
        }
        Nobody::NoCredentials(Some(trouble)) => {
            let told = match &trouble.unreached {
                Some((told, _)) => format!("AWS's usual places gave no credentials: {told}"),
                None => "AWS's usual places gave no credentials: one of them said no.".to_owned(),
            };
            report.fail(name, told).advise(chain).asked(&trouble.asked);
        }
        Nobody::Broken(why) => {
            let told = format!("The credentials in AWS's usual places cannot be used: {why}.");
            report.fail(name, told).advise(chain);
        }
    }
}

/// Asks for the two lists.
struct Asker<'a> {
    case: &'a Case<'a>,
    context: &'a Context,
    who: &'a Who,
    base: &'a str,
    region: &'a str,
}

impl Asker<'_> {
    async fn run(&self, report: &mut Report) {
        let there = host(self.base);
        let models = match self.ask(MODELS, None).await {
            Ok(answer) => answer,
            Err(failure) => return failure.tell(report, self.base, StageName::Reach),
        };
        report
            .pass(StageName::Reach, format!("{there} answers."))
            .asked(&models.asked);
        let mut listed = Vec::new();
        let mut is_whole = true;
        let asked = match self.judged(&models, report) {
            Judged::List(found) => {
                listed = found;
                models.asked.clone()
            }
            // Whoever may not see the one list may see the other.
            Judged::Denied => {
                match self.ask(PROFILES, None).await {
                    Ok(answer) if matches!(self.judged(&answer, report), Judged::List(_)) => {
                        is_whole = false;
                        answer.asked
                    }
                    _ => {
                        report
                        .fail(StageName::Auth, "AWS knows the credentials, and does not let them list models.")
                        .advise("Allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles.")
                        .asked(&models.asked);
                        return;
                    }
                }
            }
            Judged::Told => return,
        };
        report
            .pass(StageName::Auth, "AWS accepts the credentials.")
            .asked(&asked);
        match self.profiles(&mut listed).await {
            Ok(true) => {}
            Ok(false) => is_whole = false,
            Err(failure) => return failure.tell(report, self.base, StageName::Model),
        }
        self.model(&listed, is_whole, &asked, report);
        report.models = Some(listed);
    }

    fn model(&self, listed: &[ListedModel], is_whole: bool, asked: &Asked, report: &mut Report) {
        let name = StageName::Model;
        let region = self.region;
        let count = listed.len();
        match self.case.model() {
            None => {
                report.leave(
                    name,
                    format!("No default model is set. {region} lists {count}."),
                );
            }
            Some(model) if lists(listed, model) => {
                report
                    .pass(
                        name,
                        format!("{model} is known in {region}, among {count}."),
                    )
                    .asked(asked);
            }
            Some(model) if model.starts_with("arn:") => {
                report.leave(name, "A resource of your own is in no list: only a message shows whether it is there.");
            }
            Some(model) if !is_whole => {
                report.leave(
                    name,
                    format!("{model} is in none of the lists that the credentials may see."),
                );
            }
            Some(model) => {
                report
                    .fail(name, format!("The model {model} is not known in {region}."))
                    .advise("Choose one that the region lists, or an inference profile such as us.… or eu.…, or change AWS region.")
                    .asked(asked);
            }
        }
    }

    /// Adds the inference profiles. Whether they may be seen.
    async fn profiles(&self, listed: &mut Vec<ListedModel>) -> Result<bool, Failure> {
        let mut next: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let answer = self.ask(PROFILES, next.as_deref()).await?;
            if !answer.status.is_success() {
                return Ok(false);
            }
            let Some(page) = answer.json() else {
                return Ok(false);
            };
            listed.extend(list::models(&page).unwrap_or_default());
            let token = page.get("nextToken").and_then(serde_json::Value::as_str);
            next = token.map(str::to_owned);
            if next.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn judged(&self, answer: &Answer, report: &mut Report) -> Judged {
        let there = host(self.base);
        let asked = &answer.asked;
        let denied = |words: &str| {
            asked
                .words
                .as_deref()
                .is_some_and(|said| said.contains(words))
                || String::from_utf8_lossy(&answer.body).contains(words)
        };
        match answer.status {
            status if status.is_success() => {
                if let Some(models) = answer.json().as_ref().and_then(list::models) {
                    return Judged::List(models);
                }
                report
                    .fail(
                        StageName::Reach,
                        format!("{there} does not answer as Bedrock does."),
                    )
                    .advise("Check AWS region, and AWS_ENDPOINT_URL where it is set.")
                    .asked(asked);
                Judged::Told
            }
            StatusCode::TOO_MANY_REQUESTS => {
                report
                    .pass(
                        StageName::Auth,
                        "AWS knows the credentials; just now they are used too often.",
                    )
                    .asked(asked);
                report
                    .leave(StageName::Model, "Just now it is asked too often.")
                    .advise("Try again in a minute.");
                Judged::Told
            }
            StatusCode::FORBIDDEN
                if denied("not authorized to perform") || denied("AccessDenied") =>
            {
                Judged::Denied
            }
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {
                report
                    .fail(StageName::Auth, "AWS does not accept the credentials.")
                    .advise("Enter others, check that the session token belongs to the key, and this machine's clock.")
                    .asked(asked);
                Judged::Told
            }
            status if status.is_redirection() => {
                let to = answer.location.as_deref().unwrap_or("another address");
                report
                    .fail(
                        StageName::Reach,
                        format!("{there} sends on to {to}, where nothing was asked."),
                    )
                    .advise("Check AWS_ENDPOINT_URL where it is set.")
                    .asked(asked);
                Judged::Told
            }
            status => {
                let told = format!(
                    "{there} has trouble of its own (status {}).",
                    status.as_u16()
                );
                report
                    .fail(StageName::Reach, told)
                    .advise("Try again later; check AWS_ENDPOINT_URL where it is set.")
                    .asked(asked);
                Judged::Told
            }
        }
    }

    async fn ask(&self, path: &str, next: Option<&str>) -> Result<Answer, Failure> {
        let mut question = Question::get(&join(self.base, path)).map_err(Failure::Unaskable)?;
        if path == PROFILES {
            let mut pairs = question.url.query_pairs_mut();
            pairs.append_pair("maxResults", PAGE);
            if let Some(next) = next {
                pairs.append_pair("nextToken", next);
            }
        }
        let secrets: Vec<Secret> = match self.who {
            Who::Bearer(token) => {
                question = question
                    .with_secret("authorization", "Bearer ", token)
                    .map_err(Failure::Unaskable)?;
                vec![token.clone()]
            }
            Who::Signed(credential) => {
                self.sign(&mut question, credential).await?;
                let token = credential.session_token.clone().unwrap_or_default();
                vec![
                    Secret::new(credential.secret_access_key.clone()),
                    Secret::new(token),
                ]
            }
        };
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let answer = self
            .case
            .http
            .ask(question, self.case.deadline, &secrets)
            .await;
        Ok(answer?)
    }

    async fn sign(&self, question: &mut Question, credential: &Credential) -> Result<(), Failure> {
        let broken = |why: String| Failure::Unaskable(format!("It cannot be signed: {why}."));
        let request = http::Request::get(question.url.as_str()).body(());
        let request = request.map_err(|error| broken(error.to_string()))?;
        let (mut parts, ()) = request.into_parts();
        RequestSigner::new(SERVICE, self.region)
            .sign_request(self.context, &mut parts, Some(credential), None)
            .await
            .map_err(|error| broken(super::words::plain(&error.to_string())))?;
        question.headers.extend(parts.headers);
        // It was signed as it is written here, not as it was before.
        question.url = reqwest::Url::parse(&parts.uri.to_string())
            .map_err(|error| broken(error.to_string()))?;
        Ok(())
    }
}

/// What an answer means.
enum Judged {
    /// A list of models.
    List(Vec<ListedModel>),
    /// AWS knows who asks, and does not let them.
    Denied,
    /// Anything else, which the report says.
    Told,
}
