//! Lists the models and inference profiles of a region from AWS Bedrock, with signed requests.

use std::collections::HashSet;

use reqsign_core::Context;
use reqwest::StatusCode;
use serde_json::Value;

use super::credentials::{Authorization, NoCredentials};
use super::no_credentials::report_no_credentials;
use super::region::{bedrock_endpoint, region};
use super::sign::sign;
use crate::net::{Exchange, HttpRequest, HttpResponse};
use crate::probe::Probe;
use crate::probe::cloud::{Service, read_files};
use crate::probe::credential_http::CredentialHttp;
use crate::probe::failure::Failure;
use crate::probe::http_api::list;
use crate::probe::messages::aws;
use crate::probe::report::{Report, StageName};
use crate::settings::connection::endpoint::{host, is_unencrypted, join, problem};
use crate::settings::connection::models::listed::{ListedModel, lists};
use crate::settings::craft::bedrock::{region_of_model, uses_stored_credential};
use crate::settings::credential::key;
use crate::settings::secret::Secret;
use crate::settings::validation::cloud::is_region;

/// The service name in signatures.
const SERVICE: &str = "bedrock";

/// The paths of the two lists.
const MODELS: &str = "foundation-models";
const PROFILES: &str = "inference-profiles";

/// The largest page size that AWS allows, and how many further pages to request.
const PAGE: &str = "1000";
const MAX_PAGES: usize = 10;

impl Probe<'_> {
    pub(crate) async fn bedrock(&self, report: &mut Report) {
        let region = self.region_of_chats().await;
        let stored = self.request.connection.text("awsRegion").map(str::trim);
        if let Some(stored) = stored.filter(|stored| !stored.is_empty() && *stored != region) {
            report.notes.push(aws::region_unused(stored, &region));
        }
        if !is_region(&region) {
            report
                .fail(StageName::Configuration, aws::no_region(&region))
                .advise(aws::CORRECT_REGION);
            return;
        }
        let of_base = region.clone();
        let base = read_files(self.deadline, move || bedrock_endpoint(&of_base)).await;
        let Some(base) = base else {
            let why = aws::PROFILES_SILENT.to_owned();
            return report_no_credentials(NoCredentials::Broken(why), report);
        };
        if let Some(why) = problem(&base) {
            let sentence = aws::invalid_endpoint(&why);
            let stage = report.fail(StageName::Configuration, sentence);
            stage.advise(aws::CORRECT_ENDPOINT);
            return;
        }
        let credential_http = CredentialHttp::new(self.http, self.deadline);
        let context = credential_http.context();
        let authorization = match self.aws_credentials(&context, &credential_http).await {
            Ok(authorization) => authorization,
            Err(NoCredentials::Missing(_)) if self.has_unused_key() => {
                let name = StageName::Configuration;
                report
                    .fail(name, aws::NO_CREDENTIALS_BESIDE_KEY)
                    .advise(aws::USE_KEY_FROM_VARIABLE);
                return;
            }
            Err(why) => return report_no_credentials(why, report),
        };
        if self.has_unused_key() {
            report.notes.push(aws::STORED_KEY_UNUSED.to_owned());
            report.remark = Some(aws::NOT_WITH_STORED_KEY);
        }
        let token = match &authorization {
            Authorization::Bearer(_) => Some("token"),
            Authorization::Signed(credential) => {
                credential.session_token.as_ref().map(|_| "session token")
            }
        };
        if let Some(token) = token.filter(|_| is_unencrypted(&base) && !self.request.unencrypted) {
            let there = host(&base);
            report
                .leave_unproven(StageName::Configuration, aws::unencrypted(token, there))
                .advise(aws::ENDPOINT_WITH_TLS);
            return;
        }
        let asker = Client {
            probe: self,
            context: &context,
            authorization: &authorization,
            base: &base,
            region: &region,
        };
        asker.run(report).await;
    }

    /// Whether it has a key that Craft stores, but does not use for Bedrock.
    fn has_unused_key(&self) -> bool {
        self.request.secrets.get(key::VALUE).is_some()
            && !uses_stored_credential(&self.request.connection)
    }

    /// The region that Craft's chats use: the key's, the environment's, or the model's.
    async fn region_of_chats(&self) -> String {
        let of_key = self.request.secrets.get(key::AWS_REGION);
        let of_key = of_key.map(|region| region.expose().trim().to_owned());
        if let Some(region) = of_key.filter(|region| !region.is_empty()) {
            return region;
        }
        let found = read_files(self.deadline, region).await.flatten();
        found.unwrap_or_else(|| region_of_model(self.model().unwrap_or_default()).to_owned())
    }
}

/// Requests the two lists.
struct Client<'a> {
    probe: &'a Probe<'a>,
    context: &'a Context,
    authorization: &'a Authorization,
    base: &'a str,
    region: &'a str,
}

impl Client<'_> {
    async fn run(&self, report: &mut Report) {
        let there = host(self.base);
        let models = match self.get(MODELS, None).await {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, self.base, StageName::Connect),
        };
        report.pass(StageName::Connect, format!("{there} answers.")).exchange(&models.exchange);
        let mut listed = Vec::new();
        let (exchange, first) = match self.classify(&models, report) {
            Outcome::List(found) => {
                listed = found;
                (&models.exchange, self.get(PROFILES, None).await)
            }
            // Credentials that may not see one list may still see the other.
            Outcome::Denied => {
                let profiles = match self.get(PROFILES, None).await {
                    Ok(response) => response,
                    Err(failure) => return failure.report_to(report, self.base, StageName::Auth),
                };
                match self.classify(&profiles, report) {
                    Outcome::List(_) => (&profiles.exchange.clone(), Ok(profiles)),
                    Outcome::Denied => {
                        report
                            .leave_unproven(StageName::Auth, aws::MAY_NOT_LIST)
                            .advise(aws::LET_LIST)
                            .exchange(&models.exchange);
                        report.leave_unproven(StageName::Model, aws::MAY_NOT_LIST);
                        return;
                    }
                    Outcome::Reported => return,
                }
            }
            Outcome::Reported => return,
        };
        report.pass(StageName::Auth, "AWS accepts the credentials.").exchange(exchange);
        let may_list = models.status.is_success();
        let only_by_profile = only_by_profile(&models);
        let only = &only_by_profile;
        match self.profiles(first, &mut listed).await {
            Ok(is_whole) => self.model((&listed, only), may_list && is_whole, exchange, report),
            // A model in one list need not be in the other.
            Err(_) if self.is_listed(&listed) => {
                self.model((&listed, only), false, exchange, report);
            }
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
        (listed, only_by_profile): (&[ListedModel], &HashSet<String>),
        is_whole: bool,
        exchange: &Exchange,
        report: &mut Report,
    ) {
        let name = StageName::Model;
        let region = self.region;
        let count = listed.len();
        match self.probe.model() {
            None => {
                report.leave_unproven(name, aws::no_default_model(region, count));
            }
            Some(model) if only_by_profile.contains(model) => {
                let profiles = listed.iter().map(|listed| listed.id.as_str());
                let of_model =
                    |id: &&str| id.split_once('.').is_some_and(|(_, rest)| rest == model);
                let profiles: Vec<&str> = profiles.filter(of_model).collect();
                report
                    .fail(name, aws::only_by_profile(model, region))
                    .advise(aws::use_profile(&profiles))
                    .exchange(exchange);
            }
            Some(model) if lists(listed, model) => {
                report.pass(name, aws::model_known(model, region, count)).exchange(exchange);
            }
            Some(model) if !is_whole => {
                report.leave_unproven(name, aws::model_in_no_list(model));
            }
            Some(model) => {
                report
                    .fail(name, aws::model_unknown(model, region))
                    .advise(aws::CHOOSE_LISTED)
                    .exchange(exchange);
            }
        }
    }

    /// Adds the inference profiles, starting with the first page. Returns whether the list is
    /// complete.
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
                Some(next) => response = self.get(PROFILES, Some(next)).await?,
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    fn classify(&self, response: &HttpResponse, report: &mut Report) -> Outcome {
        let service =
            Service { name: "Bedrock", owner: "AWS", base: self.base, check: aws::CHECK_REGION };
        if service.sentence(response, report) {
            return Outcome::Reported;
        }
        let exchange = &response.exchange;
        let body = String::from_utf8_lossy(&response.body);
        let mentions = |words: &str| body.contains(words);
        let is_no = match response.status {
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => true,
            // Some AWS services report bad credentials with this status.
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
            let has_expired = mentions("oken") && mentions("expired");
            let (sentence, advice) = if has_expired {
                (aws::SESSION_ENDED, aws::LOG_IN_AGAIN)
            } else {
                (aws::REFUSED, aws::ENTER_OTHERS)
            };
            report.fail(StageName::Auth, sentence).advise(advice).exchange(exchange);
            return Outcome::Reported;
        }
        service.report_other_server(response, report);
        Outcome::Reported
    }

    async fn get(&self, path: &str, next: Option<&str>) -> Result<HttpResponse, Failure> {
        let mut request =
            HttpRequest::get(&join(self.base, path)).map_err(Failure::InvalidRequest)?;
        if path == PROFILES {
            let mut pairs = request.url.query_pairs_mut();
            pairs.append_pair("maxResults", PAGE);
            if let Some(next) = next {
                pairs.append_pair("nextToken", next);
            }
        }
        match self.authorization {
            Authorization::Bearer(token) => {
                request = request
                    .with_secret("authorization", "Bearer ", token)
                    .map_err(Failure::InvalidRequest)?;
            }
            Authorization::Signed(credential) => {
                sign(&mut request, credential, (SERVICE, self.region), self.context)
                    .await
                    .map_err(|why| Failure::InvalidRequest(aws::unsigned(&why)))?;
            }
        }
        let secrets = self.secrets();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let response = self.probe.http.send(request, self.probe.deadline, &secrets).await;
        Ok(response?)
    }

    /// The values to redact from responses.
    fn secrets(&self) -> Vec<Secret> {
        match self.authorization {
            Authorization::Bearer(token) => vec![token.clone()],
            Authorization::Signed(credential) => {
                let token = credential.session_token.clone().unwrap_or_default();
                vec![Secret::new(credential.secret_access_key.clone()), Secret::new(token)]
            }
        }
    }
}

/// The listed models that cannot be called by their own id, only through an inference profile or
/// with provisioned throughput.
fn only_by_profile(response: &HttpResponse) -> HashSet<String> {
    let json = response.json().unwrap_or_default();
    let models = json.get("modelSummaries").and_then(Value::as_array);
    let is_not_on_demand = |model: &&Value| {
        let types = model.get("inferenceTypesSupported").and_then(Value::as_array);
        types.is_some_and(|types| !types.is_empty() && !types.iter().any(|it| it == "ON_DEMAND"))
    };
    let found = models.into_iter().flatten().filter(is_not_on_demand);
    found.filter_map(|model| Some(model.get("modelId")?.as_str()?.to_owned())).collect()
}

enum Outcome {
    List(Vec<ListedModel>),
    /// AWS knows the credential but denies access.
    Denied,
    /// Anything else; already in the report.
    Reported,
}
