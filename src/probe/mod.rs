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
pub use crate::net::{Http, Limits, TrustedRoots};
use crate::settings::connection::endpoint::host;
use crate::settings::craft::sends::Header;
use crate::settings::credential::environment::key_variables;
use crate::settings::credential::{Authentication, CredentialKind, key};
use crate::settings::proxy::Proxies;
use crate::settings::secret::Secret;
use crate::settings::validation::full_test::NotTestable;
use crate::settings::validation::request::ProbeRequest;
use crate::settings::validation::target::ProbeTarget;
use crate::system::environment::variable;
use failure::Failure;
use full_report::{FullReport, PartReason};
use http_api::key::Key;
use messages::configuration;
pub use messages::full_test;
use report::{Report, StageName};
pub use unreachable::is_without_network;

/// Probes one connection, within limits.
pub async fn validate(request: &ProbeRequest, http: &Http, limits: Limits) -> Report {
    let start = Instant::now();
    let mut report = Report::new();
    if let Some(probe_target) = configuration(request, &mut report) {
        let connection = &request.connection;
        let model = connection.sent_model();
        let proxies = Proxies::new(&request.network_proxy, variable);
        let http = match http.for_probe(proxies) {
            Ok(http) => http,
            Err(why) => {
                report.fail(StageName::Reach, why).advise(configuration::RESTART);
                return report;
            }
        };
        let total = request.full_test.unwrap_or(limits.total);
        let user_agent = connection.user_agent(&probe_target);
        let probe = Probe { request, http: &http, model, user_agent, deadline: start + total };
        match &probe_target {
            ProbeTarget::Api { .. } => probe.api(&probe_target, &mut report).await,
            #[cfg(feature = "cloud")]
            ProbeTarget::Bedrock => probe.bedrock(&mut report).await,
            #[cfg(feature = "cloud")]
            ProbeTarget::Vertex { project, region } => {
                probe.vertex(project.clone(), region.clone(), &mut report).await;
            }
            #[cfg(not(feature = "cloud"))]
            ProbeTarget::Bedrock | ProbeTarget::Vertex { .. } => {
                report
                    .leave_unproven(StageName::Configuration, messages::WITHOUT_CLOUD)
                    .advise(messages::WITH_CLOUD);
            }
            ProbeTarget::Codex { path } => probe.codex(path.as_deref(), &mut report).await,
            ProbeTarget::Subscription { subscription, base } => {
                probe.subscription(*subscription, base, &mut report).await;
            }
            ProbeTarget::Host { base, why } => probe.host(base, why, &mut report).await,
        }
        if request.full_test.is_some() && report.full.is_none() {
            let secret = request.secrets.get(key::VALUE).map(Secret::expose);
            let why = connection.full_test(&probe_target, secret).err();
            report.full = Some(untested(why, &report));
        }
        report.notes.extend(connection.notes(&probe_target, report.has_asked()));
        if !report.notes.is_empty() {
            report.remark.get_or_insert("but Craft asks another endpoint or model");
        }
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

/// The first stage: whether the connection is complete, and what to probe then.
fn configuration(request: &ProbeRequest, report: &mut Report) -> Option<ProbeTarget> {
    let name = StageName::Configuration;
    let connection = &request.connection;
    let edit = configuration::EDIT;
    if connection.object().is_none() {
        let sentence = connection.problems().into_iter().map(|p| p.sentence);
        report.fail(name, sentence.collect::<Vec<_>>().join(" ")).advise(configuration::FIX_JSON);
        return None;
    }
    let secret = request.secrets.get(key::VALUE).map(Secret::expose);
    let probe_target = match connection.probe_target_with(secret) {
        Ok(probe_target) => probe_target,
        Err(unasked) => {
            let advice = match connection.provider() {
                Some(_) => unasked.remedy.unwrap_or(edit),
                None => configuration::UNKNOWN_PROVIDER,
            };
            report.fail(name, unasked.why).advise(advice);
            return None;
        }
    };
    // Problems that only keep Craft from reading the file, or the default from being in the list,
    // do not affect the endpoint.
    let of_the_endpoint = ["baseUrl", "authType", "customEndpoint.api"];
    let problems = connection.problems().into_iter();
    let mut problems = problems.filter(|problem| !connection.is_secret_of_endpoint(problem));
    if let Some(problem) = problems.find(|p| of_the_endpoint.contains(&p.path)) {
        report.fail(name, problem.sentence).advise(edit);
        return None;
    }
    // A list alone, at the connection's own endpoint, lets a person find missing models. Therefore
    // Craft's own refusal does not count for it.
    let in_chats = request.may_spend.then(|| connection.craft_request()).flatten();
    let refused = in_chats.and_then(|request| Some((request.refusal()?, request.remedy())));
    if let Some((why, remedy)) = refused {
        report.fail(name, why).advise(remedy);
        return None;
    }
    if request.is_sample && connection.auth_type() == "environment" {
        report.leave_unproven(name, configuration::SAMPLE_HAS_NO_ENVIRONMENT);
        return None;
    }
    if matches!(probe_target, ProbeTarget::Codex { .. }) {
        report.pass(name, configuration::CODEX_LOGIN);
        return Some(probe_target);
    }
    let label =
        CredentialKind::of_auth(connection.auth_type()).map_or("key", CredentialKind::label);
    match request.authentication {
        Authentication::Missing => {
            let stage = report.fail(name, configuration::missing(label));
            stage.advise(configuration::ENTER_IT);
            return None;
        }
        Authentication::Ended(_) => {
            let stage = report.fail(name, configuration::ended(label));
            stage.advise(messages::LOG_IN_AGAIN);
            return None;
        }
        Authentication::Unfit(why) => {
            report.fail(name, why);
            return None;
        }
        Authentication::Unknown if CredentialKind::of_auth(connection.auth_type()).is_none() => {
            let auth = connection.auth_type();
            let why = configuration::unknown_auth(auth);
            report.fail(name, why).advise(edit);
            return None;
        }
        Authentication::Unknown => {
            let why = configuration::CREDENTIALS_UNREADABLE;
            report.fail(name, why).advise(configuration::SEE_CREDENTIALS);
            return None;
        }
        Authentication::NotNeeded | Authentication::Stored => {}
    }
    let replacement = request.secrets.replacement;
    if let Some(replacement) = replacement.filter(|_| connection.replaces_keys()) {
        report.leave_unproven(name, replacement.describe_unvalidated());
        return None;
    }
    let clear = connection.unencrypted_host();
    if let Some(host) = clear.filter(|_| !request.unencrypted) {
        let sentence = configuration::unencrypted(label, host);
        report.leave_unproven(name, sentence).advise(configuration::AGREE_TO_PLAIN_HTTP);
        return None;
    }
    report.pass(name, configuration::COMPLETE);
    Some(probe_target)
}

impl Probe<'_> {
    /// The key to send.
    ///
    /// # Errors
    /// A sentence if it should be in the environment, but is missing.
    fn key(&self, header: Header) -> Result<Key, String> {
        let connection = &self.request.connection;
        match connection.auth_type() {
            "none" => Ok(Key::None),
            "environment" => {
                let names = key_variables(connection);
                let found = names.iter().find_map(|name| {
                    let secret = Secret::new(variable(name)?);
                    Some(if name.ends_with("_OAUTH_TOKEN") {
                        Key::Login(secret)
                    } else {
                        Key::Api(secret, header)
                    })
                });
                let missing = || match &names[..] {
                    [] => configuration::VARIABLE_UNKNOWN.to_owned(),
                    names => configuration::no_key_in_environment(names),
                };
                found.ok_or_else(missing)
            }
            "oauth" => Ok(self.value().map_or(Key::None, Key::Login)),
            _ => Ok(self.value().map_or(Key::None, |secret| Key::Api(secret, header))),
        }
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
        stage.advise(configuration::SET_A_VARIABLE);
    }

    /// Whether a host answers; nothing more can be probed there.
    async fn host(&self, base: &str, why: &str, report: &mut Report) {
        let request = match HttpRequest::get(base) {
            Ok(request) => request,
            Err(why) => {
                return Failure::InvalidRequest(why).report_to(report, base, StageName::Reach);
            }
        };
        match self.http.send(request, self.deadline, &[]).await {
            Ok(response) => {
                let sentence = messages::answers(host(base));
                report.pass(StageName::Reach, sentence).exchange(&response.exchange);
                report.leave_unproven(StageName::Auth, why);
                report.leave_unproven(StageName::Model, why);
            }
            Err(none) => Failure::from(none).report_to(report, base, StageName::Reach),
        }
    }
}
