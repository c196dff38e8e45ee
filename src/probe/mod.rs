//! Asks a provider whether a connection works: stage by stage, and with what it costs least to ask.
//! It writes nothing, to no file, and a secret goes to nobody but the host that Craft's chats go to.
//!
//! What is asked of whom is a rule of `settings/inquiry.rs`; how it is asked, and what an answer
//! means, is in here.

mod api;
mod aws;
mod bedrock;
mod chain;
mod cloud;
mod codex;
mod dialect;
mod failure;
mod google;
mod http;
mod list;
mod meaning;
mod message;
pub mod prober;
mod process;
pub mod report;
mod telling;
#[cfg(feature = "fault-injection")]
mod test_hosts;
mod unreached;
mod vertex;
mod words;

use std::time::Instant;

use crate::settings::craft::sends::Header;
use crate::settings::credential::{Authentication, CredentialKind, key};
use crate::settings::endpoint::host;
use crate::settings::environment::key_variables;
use crate::settings::inquiry::Inquiry;
use crate::settings::secret::Secret;
use crate::settings::subject::Subject;
use cloud::variable;
use dialect::Key;
use failure::Failure;
use http::Question;
pub use http::{Http, Limits};
use report::{Report, StageName};
pub use unreached::is_without_network;

/// Asks about one connection, within limits.
pub async fn validate(subject: &Subject, http: &Http, limits: Limits) -> Report {
    let began = Instant::now();
    let mut report = Report::begin();
    if let Some(inquiry) = configuration(subject, &mut report) {
        let connection = &subject.connection;
        let model = connection.sent_model();
        let case = Case { subject, http, model, deadline: began + limits.total };
        match &inquiry {
            Inquiry::Api { .. } => case.api(&inquiry, &mut report).await,
            Inquiry::Bedrock { region } => case.bedrock(region.clone(), &mut report).await,
            Inquiry::Vertex { project, region } => {
                case.vertex(project.clone(), region.clone(), &mut report).await;
            }
            Inquiry::Codex { path } => case.codex(path.as_deref(), &mut report).await,
            Inquiry::Host { base, why } => case.host(base, why, &mut report).await,
        }
        report.notes = connection.notes(&inquiry, report.has_asked());
        if !report.notes.is_empty() {
            report.remark.get_or_insert("but Craft asks another endpoint or model");
        }
    }
    report.took = began.elapsed();
    report
}

/// What it takes to ask about one connection.
struct Case<'a> {
    subject: &'a Subject,
    http: &'a Http,
    /// The default model, as Craft sends it.
    model: Option<String>,
    deadline: Instant,
}

/// Looks whether somebody can be asked, and says who.
fn configuration(subject: &Subject, report: &mut Report) -> Option<Inquiry> {
    let name = StageName::Configuration;
    let connection = &subject.connection;
    let edit = "Correct it in the form, or with set.";
    if connection.object().is_none() {
        let told = connection.problems().into_iter().map(|p| p.sentence);
        report
            .fail(name, told.collect::<Vec<_>>().join(" "))
            .advise("Mend its JSON, or delete it.");
        return None;
    }
    let secret = subject.held.get(key::VALUE).map(Secret::expose);
    let inquiry = match connection.inquiry_with(secret) {
        Ok(inquiry) => inquiry,
        Err(unasked) => {
            let advice = match connection.provider() {
                Some(_) => unasked.remedy.unwrap_or(edit),
                None => {
                    "Another version of Craft may know it, or turn it into one that is known here."
                }
            };
            report.fail(name, unasked.why).advise(advice);
            return None;
        }
    };
    // What only keeps Craft from reading the file, or the default from being in the list, says
    // nothing about the endpoint.
    let asked = ["baseUrl", "authType", "customEndpoint.api"];
    let problems = connection.problems().into_iter();
    if let Some(problem) = problems.into_iter().find(|p| asked.contains(&p.path)) {
        report.fail(name, problem.sentence).advise(edit);
        return None;
    }
    // A list alone is how a person finds the models that are missing, at the endpoint that the
    // connection names.
    let asked = subject.may_spend.then(|| connection.asked()).flatten();
    let refused = asked.and_then(|asked| Some((asked.refusal()?, asked.remedy())));
    if let Some((why, remedy)) = refused {
        report.fail(name, why).advise(remedy);
        return None;
    }
    if subject.is_sample && connection.auth_type() == "environment" {
        report.leave(name, "The sample has no environment of its own to take credentials from.");
        return None;
    }
    if matches!(inquiry, Inquiry::Codex { .. }) {
        report.pass(name, "Codex keeps its own login.");
        return Some(inquiry);
    }
    let label =
        CredentialKind::of_auth(connection.auth_type()).map_or("key", CredentialKind::label);
    match subject.authentication {
        Authentication::Missing => {
            let stage = report.fail(name, format!("Its {label} is missing."));
            stage.advise("Enter it in the form, or with secret set.");
            return None;
        }
        Authentication::Ended(_) => {
            let stage = report.fail(name, format!("Its {label} has ended."));
            stage.advise("Log in again in Craft.");
            return None;
        }
        Authentication::Unfit(why) => {
            report.fail(name, why);
            return None;
        }
        Authentication::Unknown if CredentialKind::of_auth(connection.auth_type()).is_none() => {
            let auth = connection.auth_type();
            let why = format!("The auth type “{auth}” is not known to this program.");
            report.fail(name, why).advise(edit);
            return None;
        }
        Authentication::Unknown => {
            let why = "The stored credentials cannot be read.";
            report.fail(name, why).advise("See what credentials.enc is said to have.");
            return None;
        }
        Authentication::NotNeeded | Authentication::Stored => {}
    }
    let replacement = subject.held.replacement;
    if let Some(replacement) = replacement.filter(|_| connection.replaces_keys()) {
        report.leave(name, replacement.describe_unvalidated());
        return None;
    }
    let clear = connection.host_in_the_clear();
    if let Some(host) = clear.filter(|_| !subject.in_the_clear) {
        let told =
            format!("Its {label} would go to {host} over plain http, for all on the way to read.");
        report.leave(name, told).advise(
            "Make the endpoint https://, or agree to it: --allow-plain-http, or the question on the screen.",
        );
        return None;
    }
    report.pass(name, "Complete.");
    Some(inquiry)
}

impl Case<'_> {
    /// The key that goes with a question.
    ///
    /// # Errors
    /// A sentence when it should be in the environment, and is not.
    fn key(&self) -> Result<HeldKey, String> {
        let connection = &self.subject.connection;
        match connection.auth_type() {
            "none" => Ok(HeldKey::None),
            "environment" => {
                let names = key_variables(connection);
                let found = names.iter().find_map(|name| {
                    let secret = Secret::new(variable(name)?);
                    Some(if name.ends_with("_OAUTH_TOKEN") {
                        HeldKey::Login(secret)
                    } else {
                        HeldKey::Api(secret)
                    })
                });
                let missing = || match &names[..] {
                    [] => "Which key of the environment it takes is not known.".to_owned(),
                    names => format!("The environment has no key for it: {}.", names.join(", ")),
                };
                found.ok_or_else(missing)
            }
            "oauth" => Ok(self.value().map_or(HeldKey::None, HeldKey::Login)),
            _ => Ok(self.value().map_or(HeldKey::None, HeldKey::Api)),
        }
    }

    fn value(&self) -> Option<Secret> {
        self.subject.held.get(key::VALUE).cloned()
    }

    /// What must not be in what the other side says.
    fn secrets(&self) -> Vec<&Secret> {
        self.subject.held.secrets().collect()
    }

    /// The default model, as Craft sends it.
    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// That the environment has no credentials.
    fn fail_for_environment(why: String, report: &mut Report) {
        let stage = report.fail(StageName::Configuration, why);
        stage.advise("Set one where this program is started, and where Craft is; or choose another authentication.");
    }

    /// Whether an address is there, which is all that can be asked of it.
    async fn host(&self, base: &str, why: &str, report: &mut Report) {
        let question = match Question::get(base) {
            Ok(question) => question,
            Err(why) => return Failure::Unaskable(why).tell(report, base, StageName::Reach),
        };
        match self.http.ask(question, self.deadline, &[]).await {
            Ok(answer) => {
                let told = format!("{} answers.", host(base));
                report.pass(StageName::Reach, told).asked(&answer.asked);
                report.leave(StageName::Auth, why);
                report.leave(StageName::Model, why);
            }
            Err(none) => Failure::from(none).tell(report, base, StageName::Reach),
        }
    }
}

/// A key that is sent.
enum HeldKey {
    None,
    Api(Secret),
    Login(Secret),
}

impl HeldKey {
    const fn as_key(&self, header: Header) -> Key<'_> {
        match self {
            Self::None => Key::None,
            Self::Api(secret) => Key::Api(secret, header),
            Self::Login(secret) => Key::Login(secret),
        }
    }
}
