//! Probes whether a connection works: stage by stage, at the least cost.
//! It writes to no file, and sends a secret only to the host of Craft's chats.
//!
//! `settings/validation` decides which host gets a request, and with what; this module decides how
//! to send it, and what a response means.

#[cfg(feature = "cloud")]
mod aws;
mod balance;
#[cfg(feature = "cloud")]
mod cloud;
mod codex;
mod configuration;
#[cfg(feature = "cloud")]
mod credential_http;
mod failure;
mod full_report;
#[cfg(feature = "cloud")]
mod google;
mod http_api;
pub mod local_servers;
pub mod messages;
mod reason;
pub mod report;
mod server_signs;
mod unreachable;
mod usage;
pub mod worker;

use std::time::Instant;

use crate::net::HttpRequest;
pub use crate::net::{
    Http, ProxyFailure, RequestError, Timeouts, TrustedRoots, Untrusted, no_certificate_in,
};
use crate::settings::connection::endpoint::host;
use crate::settings::craft::sends::{Header, holds_a_login};
use crate::settings::credential::key;
use crate::settings::proxy::Proxies;
use crate::settings::secret::Secret;
use crate::settings::validation::full_test::NotTestable;
use crate::settings::validation::request::ProbeRequest;
use crate::settings::validation::sent_secret::SentSecret;
use crate::settings::validation::target::ProbeTarget;
use crate::system::environment::variable;
use failure::Failure;
use full_report::{FullReport, PartReason};
use http_api::key::SentKey;
pub use messages::full_test;
use report::{Report, StageName};
pub use unreachable::is_without_network;

/// Probes one connection, within the time it is given.
pub async fn validate(request: &ProbeRequest, http: &Http, timeouts: Timeouts) -> Report {
    let start = Instant::now();
    let mut report = Report::new();
    if let Some(probe_target) = configuration::check(request, &mut report) {
        let deadline = start + request.full_test.unwrap_or(timeouts.total);
        probe_endpoint(request, &probe_target, http, deadline, &mut report).await;
    }
    if request.full_test.is_some() && report.full.is_none() {
        report.full = Some(untested(None, &report));
    }
    report.took = start.elapsed();
    let (slug, verdict) = (request.connection.slug(), report.verdict().key());
    let reason = report.reason().map_or("none", reason::Reason::key);
    let ms = u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX);
    log::info!(slug, verdict, reason, ms; "validated");
    report
}

/// The stages after the first.
async fn probe_endpoint(
    request: &ProbeRequest,
    probe_target: &ProbeTarget,
    http: &Http,
    deadline: Instant,
    report: &mut Report,
) {
    let connection = &request.connection;
    let http = match http.for_probe(Proxies::new(&request.network_proxy, variable)) {
        Ok(http) => http,
        Err(why) => {
            report.fail(StageName::Connect, why).advise(messages::configuration::RESTART);
            return;
        }
    };
    let model = connection.sent_model();
    let user_agent = connection.user_agent(probe_target);
    let probe = Probe { request, http: &http, model, user_agent, deadline };
    probe.probe_found_target(probe_target, report).await;
    if request.full_test.is_some() && report.full.is_none() {
        let secret = request.secrets.get(key::VALUE).map(Secret::expose);
        let why = connection.full_test(probe_target, secret).err();
        report.full = Some(untested(why, report));
    }
    report.notes.extend(connection.notes(probe_target, report.sent_any_request()));
    if !report.notes.is_empty() {
        report.remark.get_or_insert(messages::ASKS_ANOTHER);
    }
}

/// A full test that can't be run here, or that validation did not reach.
fn untested(why: Option<NotTestable>, report: &Report) -> FullReport {
    if let Some(why) = why {
        return FullReport::all_open(PartReason::NotTestedHere, &full_test::not_testable(why));
    }
    let detail = full_test::not_reached(report.sentence());
    FullReport::all_open(PartReason::NotReached, &detail)
}

/// The context for probing one connection.
struct Probe<'a> {
    request: &'a ProbeRequest,
    http: &'a Http,
    /// The default model, as Craft sends it.
    model: Option<String>,
    /// The name under which Craft asks, if the endpoint serves only some programs.
    user_agent: Option<&'static str>,
    deadline: Instant,
}

impl Probe<'_> {
    async fn probe_found_target(&self, probe_target: &ProbeTarget, report: &mut Report) {
        match probe_target {
            ProbeTarget::Api { .. } => self.api(probe_target, report).await,
            #[cfg(feature = "cloud")]
            ProbeTarget::Bedrock => self.bedrock(report).await,
            #[cfg(feature = "cloud")]
            ProbeTarget::Vertex { project, region } => {
                self.vertex(project.clone(), region.clone(), report).await;
            }
            #[cfg(not(feature = "cloud"))]
            ProbeTarget::Bedrock | ProbeTarget::Vertex { .. } => {
                report
                    .leave_unproven(StageName::Configuration, messages::WITHOUT_CLOUD)
                    .advise(messages::WITH_CLOUD);
            }
            ProbeTarget::Codex { path } => self.codex(path.as_deref(), report).await,
            ProbeTarget::Subscription { subscription, base } => {
                self.subscription(*subscription, base, report).await;
            }
            ProbeTarget::Host { base, why } => self.host(base, why, report).await,
        }
    }

    /// The key to send.
    ///
    /// # Errors
    /// A sentence if it should be in the environment, but is missing.
    fn key(&self, header: Header) -> Result<SentKey, String> {
        Ok(match self.request.connection.sent_secret() {
            SentSecret::Nothing => SentKey::None,
            SentSecret::StoredLogin => self.value().map_or(SentKey::None, SentKey::Login),
            SentSecret::StoredKey => {
                self.value().map_or(SentKey::None, |secret| SentKey::Api(secret, header))
            }
            SentSecret::Variables(names) => {
                let set = names.iter().find_map(|name| Some((name, Secret::new(variable(name)?))));
                match set {
                    Some((name, secret)) if holds_a_login(name) => SentKey::Login(secret),
                    Some((_, secret)) => SentKey::Api(secret, header),
                    None if names.is_empty() => {
                        return Err(messages::configuration::VARIABLE_UNKNOWN.to_owned());
                    }
                    None => return Err(messages::configuration::no_key_in_environment(&names)),
                }
            }
        })
    }

    fn value(&self) -> Option<Secret> {
        self.request.secrets.get(key::VALUE).cloned()
    }

    /// The values to redact from responses.
    fn secrets(&self) -> Vec<&Secret> {
        self.request.secrets.secrets().collect()
    }

    /// The default model, as Craft sends it.
    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Reports that the environment has no credentials.
    fn fail_for_environment(why: String, report: &mut Report) {
        let stage = report.fail(StageName::Configuration, why);
        stage.advise(messages::configuration::SET_A_VARIABLE);
    }

    /// Whether a host answers; nothing more can be probed there.
    async fn host(&self, base: &str, why: &str, report: &mut Report) {
        let request = match HttpRequest::get(base) {
            Ok(request) => request,
            Err(why) => {
                return Failure::InvalidRequest(why).report_to(report, base, StageName::Connect);
            }
        };
        match self.http.send(request, self.deadline, &[]).await {
            Ok(response) => {
                let sentence = messages::answers(host(base));
                report.pass(StageName::Connect, sentence).exchange(&response.exchange);
                report.leave_unproven(StageName::Auth, why);
                report.leave_unproven(StageName::Model, why);
            }
            Err(none) => Failure::from(none).report_to(report, base, StageName::Connect),
        }
    }
}
