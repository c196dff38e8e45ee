//! Asking AWS Bedrock, signed: which models and which inference profiles there are in the region.

use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, SignRequest};
use reqwest::StatusCode;

use super::profile::{EMPTY_BODY, Who, bedrock_endpoint, region, report_no_credentials};
use crate::net::provider_message::plain;
use crate::net::{Exchange, HttpRequest, HttpResponse};
use crate::probe::Probe;
use crate::probe::cloud::{Service, is_region, read_files};
use crate::probe::credential_http::Courier;
use crate::probe::failure::Failure;
use crate::probe::http_api::list;
use crate::probe::report::{Report, StageName};
use crate::settings::connection::endpoint::{can_be_read_on_the_way, host, join, problem};
use crate::settings::connection::models::listed::{ListedModel, lists};
use crate::settings::credential::key;
use crate::settings::secret::Secret;

/// The name by which a signature is made for it.
const SERVICE: &str = "bedrock";

/// The two lists.
const MODELS: &str = "foundation-models";
const PROFILES: &str = "inference-profiles";

/// The most that AWS gives at once, and how many times it is asked for more.
const PAGE: &str = "1000";
const MAX_PAGES: usize = 10;

/// Whose address may be the wrong one.
const CHECK: &str = "Check AWS region, and AWS_ENDPOINT_URL where it is set.";

impl Probe<'_> {
    pub(crate) async fn bedrock(&self, stored: Option<String>, report: &mut Report) {
        let of_key = self.request.secrets.get(key::AWS_REGION);
        let of_key = of_key.map(|region| region.expose().trim().to_owned());
        let region = match stored.or(of_key) {
            Some(region) => Some(region),
            None => read_files(self.deadline, region).await.flatten(),
        };
        let Some(region) = region else {
            report
                .fail(StageName::Configuration, "No AWS region is set.")
                .advise("Set AWS region on the connection or its key, or AWS_REGION where Craft is started.");
            return;
        };
        if !is_region(&region) {
            report
                .fail(StageName::Configuration, format!("“{region}” is no AWS region."))
                .advise("It is one such as us-east-1.");
            return;
        }
        let base = bedrock_endpoint(&region);
        if let Some(why) = problem(&base) {
            let sentence = format!("The address for Bedrock in the environment is none: {why}.");
            let stage = report.fail(StageName::Configuration, sentence);
            stage.advise("Correct AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL.");
            return;
        }
        let courier = Courier::new(self.http, self.deadline);
        let context = courier.context();
        let who = match self.aws_credentials(&context, &courier).await {
            Ok(who) => who,
            Err(why) => return report_no_credentials(why, report),
        };
        let token = match &who {
            Who::Bearer(_) => Some("token"),
            Who::Signed(credential) => credential.session_token.as_ref().map(|_| "session token"),
        };
        if let Some(token) =
            token.filter(|_| can_be_read_on_the_way(&base) && !self.request.in_the_clear)
        {
            let there = host(&base);
            report
                .leave(StageName::Configuration, format!("Its {token} would go to {there} over plain http, for all on the way to read."))
                .advise("Make the address in AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL https://.");
            return;
        }
        let asker =
            Client { probe: self, context: &context, who: &who, base: &base, region: &region };
        asker.run(report).await;
    }
}

/// Asks for the two lists.
struct Client<'a> {
    probe: &'a Probe<'a>,
    context: &'a Context,
    who: &'a Who,
    base: &'a str,
    region: &'a str,
}

impl Client<'_> {
    async fn run(&self, report: &mut Report) {
        let there = host(self.base);
        let models = match self.ask(MODELS, None).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, self.base, StageName::Reach),
        };
        report.pass(StageName::Reach, format!("{there} answers.")).exchange(&models.exchange);
        let mut listed = Vec::new();
        let (exchange, first) = match self.classify(&models, report) {
            Outcome::List(found) => {
                listed = found;
                (&models.exchange, self.ask(PROFILES, None).await)
            }
            // Whoever may not see the one list may see the other.
            Outcome::Denied => {
                let profiles = match self.ask(PROFILES, None).await {
                    Ok(response) => response,
                    Err(failure) => return failure.report_to(report, self.base, StageName::Auth),
                };
                match self.classify(&profiles, report) {
                    Outcome::List(_) => (&profiles.exchange.clone(), Ok(profiles)),
                    Outcome::Denied => {
                        let sentence =
                            "AWS knows the credentials, and does not let them list models.";
                        report
                            .fail(StageName::Auth, sentence)
                            .advise("Allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles.")
                            .exchange(&models.exchange);
                        return;
                    }
                    Outcome::Reported => return,
                }
            }
            Outcome::Reported => return,
        };
        report.pass(StageName::Auth, "AWS accepts the credentials.").exchange(exchange);
        let may_list = models.status.is_success();
        match self.profiles(first, &mut listed).await {
            Ok(is_whole) => self.model(&listed, may_list && is_whole, exchange, report),
            // What one list has need not be in the other.
            Err(_) if self.is_listed(&listed) => self.model(&listed, false, exchange, report),
            Err(failure) => failure.report_to(report, self.base, StageName::Model),
        }
        let secrets = self.secrets();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        report.models = Some(list::without_secrets(listed, &secrets));
    }

    fn is_listed(&self, listed: &[ListedModel]) -> bool {
        self.probe.model().is_none_or(|model| lists(listed, model))
    }

    fn model(
        &self,
        listed: &[ListedModel],
        is_whole: bool,
        exchange: &Exchange,
        report: &mut Report,
    ) {
        let name = StageName::Model;
        let region = self.region;
        let count = listed.len();
        match self.probe.model() {
            None => {
                report.leave(name, format!("No default model is set. {region} lists {count}."));
            }
            Some(model) if lists(listed, model) => {
                report
                    .pass(name, format!("{model} is known in {region}, among {count}."))
                    .exchange(exchange);
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
                    .exchange(exchange);
            }
        }
    }

    /// Adds the inference profiles, from the first page of them on. Whether these are all.
    async fn profiles(
        &self,
        first: Result<HttpResponse, Failure>,
        listed: &mut Vec<ListedModel>,
    ) -> Result<bool, Failure> {
        let mut response = first?;
        for _ in 0..MAX_PAGES {
            let Some(page) = response.json().filter(|_| response.status.is_success()) else {
                return Ok(false);
            };
            listed.extend(list::models(&page).unwrap_or_default());
            match page.get("nextToken").and_then(serde_json::Value::as_str) {
                Some(next) => response = self.ask(PROFILES, Some(next)).await?,
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    fn classify(&self, response: &HttpResponse, report: &mut Report) -> Outcome {
        let service = Service { name: "Bedrock", owner: "AWS", base: self.base, check: CHECK };
        if service.sentence(response, report) {
            return Outcome::Reported;
        }
        let exchange = &response.exchange;
        let body = String::from_utf8_lossy(&response.body);
        let mentions = |words: &str| body.contains(words);
        let is_no = match response.status {
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => true,
            // Some of AWS's own services answer so.
            StatusCode::BAD_REQUEST => mentions("ecurity token") || mentions("ignature"),
            _ => false,
        };
        if response.status.is_success() {
            if let Some(models) = response.json().as_ref().and_then(list::models) {
                return Outcome::List(models);
            }
        } else if is_no
            && !mentions("Authentication failed")
            && (mentions("not authorized to perform") || mentions("AccessDenied"))
        {
            return Outcome::Denied;
        } else if is_no {
            let has_ended = mentions("oken") && mentions("expired");
            let (sentence, advice) = if has_ended {
                (
                    "The session of these credentials has ended.",
                    "Log in again, such as with “aws sso login”, or enter a new session token.",
                )
            } else {
                (
                    "AWS does not accept the credentials.",
                    "Enter others, check that the session token belongs to the key, and this machine's clock.",
                )
            };
            report.fail(StageName::Auth, sentence).advise(advice).exchange(exchange);
            return Outcome::Reported;
        }
        service.report_other_server(response, report);
        Outcome::Reported
    }

    async fn ask(&self, path: &str, next: Option<&str>) -> Result<HttpResponse, Failure> {
        let mut request = HttpRequest::get(&join(self.base, path)).map_err(Failure::Unaskable)?;
        if path == PROFILES {
            let mut pairs = request.url.query_pairs_mut();
            pairs.append_pair("maxResults", PAGE);
            if let Some(next) = next {
                pairs.append_pair("nextToken", next);
            }
        }
        match self.who {
            Who::Bearer(token) => {
                request = request
                    .with_secret("authorization", "Bearer ", token)
                    .map_err(Failure::Unaskable)?;
            }
            Who::Signed(credential) => self.sign(&mut request, credential).await?,
        }
        let secrets = self.secrets();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let response = self.probe.http.send(request, self.probe.deadline, &secrets).await;
        Ok(response?)
    }

    /// What must not appear in what is shown of a response.
    fn secrets(&self) -> Vec<Secret> {
        match self.who {
            Who::Bearer(token) => vec![token.clone()],
            Who::Signed(credential) => {
                let token = credential.session_token.clone().unwrap_or_default();
                vec![Secret::new(credential.secret_access_key.clone()), Secret::new(token)]
            }
        }
    }

    async fn sign(
        &self,
        request: &mut HttpRequest,
        credential: &Credential,
    ) -> Result<(), Failure> {
        let broken = |why: String| Failure::Unaskable(format!("It cannot be signed: {why}."));
        let unsigned =
            http::Request::get(request.url.as_str()).header(EMPTY_BODY.0, EMPTY_BODY.1).body(());
        let unsigned = unsigned.map_err(|error| broken(error.to_string()))?;
        let (mut parts, ()) = unsigned.into_parts();
        RequestSigner::new(SERVICE, self.region)
            .sign_request(self.context, &mut parts, Some(credential), None)
            .await
            .map_err(|error| broken(plain(&error.to_string())))?;
        request.headers.extend(parts.headers);
        // The signature is over the address as it is spelled here.
        request.url = reqwest::Url::parse(&parts.uri.to_string())
            .map_err(|error| broken(error.to_string()))?;
        Ok(())
    }
}

/// What a response means.
enum Outcome {
    List(Vec<ListedModel>),
    /// AWS knows the credential, and does not let it.
    Denied,
    /// Anything else, which is in the report.
    Reported,
}
