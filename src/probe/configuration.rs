//! The first stage: whether the connection is complete, and what to probe then.

use super::messages::{LOG_IN_AGAIN, SIGN_IN, SIGN_IN_WITH_CRAFT, configuration as messages};
use super::report::{Report, StageName};
use crate::settings::Connection;
use crate::settings::credential::{CredentialKind, CredentialProblem, CredentialStep, key};
use crate::settings::secret::Secret;
use crate::settings::validation::request::ProbeRequest;
use crate::settings::validation::target::ProbeTarget;

/// Why nothing is asked.
struct Obstacle {
    sentence: String,
    advice: Option<&'static str>,
    /// Whether the connection may work all the same.
    is_unproven: bool,
}

impl Obstacle {
    fn new(sentence: impl Into<String>, advice: &'static str) -> Self {
        Self { sentence: sentence.into(), advice: Some(advice), is_unproven: false }
    }

    fn unproven(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), advice: None, is_unproven: true }
    }
}

/// What to probe; none if something is missing, which is reported.
pub(super) fn check(request: &ProbeRequest, report: &mut Report) -> Option<ProbeTarget> {
    let name = StageName::Configuration;
    match target(request) {
        Ok(target) => {
            let is_codex = matches!(target, ProbeTarget::Codex { .. });
            report.pass(name, if is_codex { messages::CODEX_LOGIN } else { messages::COMPLETE });
            Some(target)
        }
        Err(Obstacle { sentence, advice, is_unproven }) => {
            let stage = if is_unproven {
                report.leave_unproven(name, sentence)
            } else {
                report.fail(name, sentence)
            };
            if let Some(advice) = advice {
                stage.advise(advice);
            }
            None
        }
    }
}

fn target(request: &ProbeRequest) -> Result<ProbeTarget, Obstacle> {
    let connection = &*request.connection;
    let target = find_target(connection, request)?;
    check_fields(connection)?;
    check_chats(connection, request)?;
    if request.is_sample && connection.is_environment_auth() {
        return Err(Obstacle::unproven(messages::SAMPLE_HAS_NO_ENVIRONMENT));
    }
    if !matches!(target, ProbeTarget::Codex { .. }) {
        check_credential(connection, request)?;
        check_consent(connection, request)?;
    }
    Ok(target)
}

fn find_target(connection: &Connection, request: &ProbeRequest) -> Result<ProbeTarget, Obstacle> {
    if connection.object().is_none() {
        let sentences = connection.problems().into_iter().map(|problem| problem.sentence);
        let sentences: Vec<String> = sentences.collect();
        return Err(Obstacle::new(sentences.join(" "), messages::FIX_JSON));
    }
    let secret = request.secrets.get(key::VALUE).map(Secret::expose);
    connection.probe_target_with(secret).map_err(|unasked| {
        let advice = match connection.provider() {
            Some(_) => unasked.remedy.unwrap_or(messages::EDIT),
            None => messages::UNKNOWN_PROVIDER,
        };
        Obstacle::new(unasked.why, advice)
    })
}

/// Problems that only keep Craft from reading the file, or the default from being in the list, do
/// not affect the endpoint.
fn check_fields(connection: &Connection) -> Result<(), Obstacle> {
    let mut problems = connection.problems().into_iter();
    let problem = problems.find(|problem| connection.is_problem_of_endpoint(problem));
    problem.map_or(Ok(()), |problem| Err(Obstacle::new(problem.sentence, messages::EDIT)))
}

/// Whether Craft itself would refuse a chat. A list alone, at the connection's own endpoint, lets a
/// person find missing models, so the refusal does not count for it.
fn check_chats(connection: &Connection, request: &ProbeRequest) -> Result<(), Obstacle> {
    let in_chats = request.may_spend.then(|| connection.craft_request()).flatten();
    let refused = in_chats.and_then(|chats| Some((chats.refusal()?, chats.remedy())));
    refused.map_or(Ok(()), |(why, remedy)| Err(Obstacle::new(why, remedy)))
}

fn check_credential(connection: &Connection, request: &ProbeRequest) -> Result<(), Obstacle> {
    let Some(problem) = request.authentication.problem_for(connection) else {
        return Ok(());
    };
    let sentence = match problem {
        CredentialProblem::Missing(kind) => messages::missing(kind.label()),
        CredentialProblem::Expired(kind, _) => messages::expired(kind.label()),
        CredentialProblem::Expiring(kind, _) => messages::expires_soon(kind.label()),
        CredentialProblem::Unusable(why) => why.to_owned(),
        CredentialProblem::Unread => messages::CREDENTIALS_UNREADABLE.to_owned(),
        CredentialProblem::UnknownAuthType => messages::unknown_auth(connection.auth_type()),
    };
    let advice = match (problem, problem.step(connection)) {
        // The sentence says what helps.
        (CredentialProblem::Unusable(_), _) => None,
        (
            CredentialProblem::Expired(..) | CredentialProblem::Expiring(..),
            CredentialStep::SignIn,
        ) => Some(LOG_IN_AGAIN),
        (_, CredentialStep::SignIn) => Some(SIGN_IN),
        (_, CredentialStep::SignInWithCraft) => Some(SIGN_IN_WITH_CRAFT),
        (_, CredentialStep::Add | CredentialStep::Replace) => Some(messages::ENTER_IT),
        (_, CredentialStep::SetVariables) => Some(messages::SET_A_VARIABLE),
        (_, CredentialStep::MakeReadable) => Some(messages::SEE_CREDENTIALS),
        (_, CredentialStep::ChooseAuthType) => Some(messages::EDIT),
    };
    Err(Obstacle { sentence, advice, is_unproven: false })
}

/// Whether the key may go where it would go.
fn check_consent(connection: &Connection, request: &ProbeRequest) -> Result<(), Obstacle> {
    let replacement = request.secrets.replacement.filter(|_| connection.replaces_keys());
    if let Some(replacement) = replacement {
        return Err(Obstacle::unproven(replacement.describe_unvalidated()));
    }
    match connection.unencrypted_host().filter(|_| !request.unencrypted) {
        Some(host) => Err(Obstacle {
            advice: Some(messages::AGREE_TO_PLAIN_HTTP),
            ..Obstacle::unproven(messages::unencrypted(label(connection), host))
        }),
        None => Ok(()),
    }
}

fn label(connection: &Connection) -> &'static str {
    connection.credential_kind().map_or("key", CredentialKind::label)
}
