//! Probes Google Vertex AI: gets a token first, then requests the publisher's model in the region.

use reqwest::StatusCode;
use serde_json::Value;

use super::Login;
use crate::net::{HttpRequest, HttpResponse};
use crate::probe::Probe;
use crate::probe::cloud::Service;
use crate::probe::failure::Failure;
use crate::probe::http_api::dialect::push;
use crate::probe::http_api::list;
use crate::probe::messages::{self, google};
use crate::probe::report::{Report, StageName};
use crate::settings::connection::endpoint::{host, join};
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::secret::Secret;
use crate::settings::validation::cloud::{
    RegionFault, SUPPORTED_PUBLISHERS, VERTEX_REGION_VARIABLES, published, vertex_endpoint,
};
use crate::system::environment::variable;

/// The page size of a list, and the maximum number of pages.
const PAGE: &str = "200";
const MAX_PAGES: usize = 5;

impl Probe<'_> {
    pub(crate) async fn vertex(
        &self,
        project: Option<String>,
        region: Option<String>,
        report: &mut Report,
    ) {
        let region = region.or_else(|| VERTEX_REGION_VARIABLES.into_iter().find_map(variable));
        let base = match vertex_endpoint(&self.request.connection, region.as_deref()) {
            Ok(base) => base,
            Err(fault) => {
                let (sentence, advice) = match fault {
                    RegionFault::Invalid(region) => {
                        (google::no_region(region), google::REGIONS_SUCH_AS)
                    }
                    RegionFault::Missing => (google::REGION_MISSING.to_owned(), google::SET_REGION),
                };
                report.fail(StageName::Configuration, sentence).advise(advice);
                return;
            }
        };
        match self.google_login(project).await {
            Ok(login) => {
                let client = Client { probe: self, base: &base, login: &login };
                client.run(report).await;
            }
            Err(no) => no.report_to(report),
        }
    }
}

/// Sends requests with a token.
struct Client<'a> {
    probe: &'a Probe<'a>,
    base: &'a str,
    login: &'a Login,
}

impl Client<'_> {
    async fn run(&self, report: &mut Report) {
        let model = self.probe.model();
        // Without a default model, a list shows whether the token is accepted.
        let outcome = match model {
            Some(model) => {
                let (publisher, id) = published(model);
                self.get_models(&format!("v1/publishers/{publisher}/models"), id).await
            }
            None => {
                self.get_models(
                    &format!("v1beta1/publishers/{}/models", SUPPORTED_PUBLISHERS[0]),
                    "",
                )
                .await
            }
        };
        let response = match outcome {
            Ok(response) => response,
            Err(failure) => return failure.report_to(report, self.base, StageName::Connect),
        };
        if self.classify(&response, model, report) {
            report.models = self.listed().await;
        }
    }

    /// Reports what the answer means. Returns whether the token is accepted.
    fn classify(&self, response: &HttpResponse, model: Option<&str>, report: &mut Report) -> bool {
        let service = Service {
            name: "Vertex AI",
            owner: "Google",
            base: self.base,
            check: google::CHECK_REGION,
        };
        if service.sentence(response, report) {
            return false;
        }
        let exchange = &response.exchange;
        let status = response.status;
        let json = response.json().unwrap_or_default();
        let is_of_vertex = if status.is_success() {
            match model {
                Some(_) => json.get("name").is_some_and(Value::is_string),
                // Google leaves out the member for an empty list.
                None => list::models(&json).is_some() || json == Value::Object(<_>::default()),
            }
        } else {
            // All of Google's APIs write errors in this format.
            json.pointer("/error/status").is_some_and(Value::is_string)
        };
        if !is_of_vertex {
            service.report_other_server(response, report);
            return false;
        }
        let sentence = format!("{} answers.", host(self.base));
        report.pass(StageName::Connect, sentence).exchange(exchange);
        let is_no_key = status == StatusCode::BAD_REQUEST
            && String::from_utf8_lossy(&response.body).contains("API_KEY_INVALID");
        match status {
            status if status == StatusCode::UNAUTHORIZED || is_no_key => {
                report
                    .fail(StageName::Auth, google::REFUSED)
                    .advise(google::LOG_IN_AGAIN)
                    .exchange(exchange);
                return false;
            }
            StatusCode::FORBIDDEN => {
                report
                    .fail(StageName::Auth, google::NOT_ALLOWED)
                    .advise(google::ENABLE_API)
                    .exchange(exchange);
                return false;
            }
            status if status.is_success() || status == StatusCode::NOT_FOUND => {}
            _ => {
                let sentence = google::NOT_TAKEN;
                report.leave_unproven(StageName::Auth, sentence).exchange(exchange);
                return false;
            }
        }
        report.pass(StageName::Auth, google::ACCEPTED).exchange(exchange);
        let name = StageName::Model;
        match model {
            Some(model) if status.is_success() => {
                let sentence = messages::model_known(model);
                report.pass(name, sentence).exchange(exchange);
            }
            Some(model) => {
                report
                    .fail(name, google::model_unknown(model))
                    .advise(google::CHECK_MODEL)
                    .exchange(exchange);
            }
            None => {
                report.leave_unproven(name, google::NO_DEFAULT_MODEL);
            }
        }
        true
    }

    /// The listed models; none if they cannot be listed, which proves nothing.
    async fn listed(&self) -> Option<Vec<ListedModel>> {
        let mut all = Vec::new();
        for publisher in SUPPORTED_PUBLISHERS {
            let mut next = String::new();
            for _ in 0..MAX_PAGES {
                let path = format!("v1beta1/publishers/{publisher}/models");
                let mut request = self.request(&path).ok()?;
                request.url.query_pairs_mut().append_pair("pageSize", PAGE);
                if !next.is_empty() {
                    request.url.query_pairs_mut().append_pair("pageToken", &next);
                }
                let response = self.send(request).await.ok()?;
                let page = response.json().filter(|_| response.status.is_success())?;
                all.extend(list::models(&page).unwrap_or_default());
                let token = page.get("nextPageToken").and_then(Value::as_str);
                token.unwrap_or_default().clone_into(&mut next);
                if next.is_empty() {
                    break;
                }
            }
        }
        let all = list::without_secrets(all, &self.secrets());
        (!all.is_empty()).then_some(all)
    }

    fn secrets(&self) -> Vec<&Secret> {
        let mut secrets = self.probe.secrets();
        secrets.push(&self.login.token);
        secrets
    }

    async fn get_models(&self, path: &str, model: &str) -> Result<HttpResponse, Failure> {
        let mut request = self.request(path)?;
        if !model.is_empty() {
            push(&mut request.url, model);
        }
        self.send(request).await
    }

    fn request(&self, path: &str) -> Result<HttpRequest, Failure> {
        let request = HttpRequest::get(&join(self.base, path)).map_err(Failure::InvalidRequest)?;
        let (header, before) =
            if self.login.is_key { ("x-goog-api-key", "") } else { ("authorization", "Bearer ") };
        let request = request
            .with_secret(header, before, &self.login.token)
            .map_err(Failure::InvalidRequest)?;
        match &self.login.project {
            Some(project) => request
                .with_secret("x-goog-user-project", "", &Secret::new(project.clone()))
                .map_err(Failure::InvalidRequest),
            None => Ok(request),
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let response = self.probe.http.send(request, self.probe.deadline, &self.secrets()).await;
        Ok(response?)
    }
}
