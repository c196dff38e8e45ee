//! What a connection's credential lacks, and the next step. Each part of the program only words it.

use super::login::Login;
use super::{Authentication, CredentialKind};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;

/// What keeps a connection from authenticating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialProblem {
    /// Nothing is stored, or not every part.
    Missing(CredentialKind),
    /// As [`Authentication::Expired`].
    Expired(CredentialKind, u64),
    /// As [`Authentication::Expiring`].
    Expiring(CredentialKind, u64),
    /// Craft cannot use what is stored; why, in a sentence.
    Unusable(&'static str),
    /// The stored credentials have not been or cannot be read.
    Unread,
    /// No credential is known for the auth type.
    UnknownAuthType,
}

/// What provides a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialStep {
    SignIn,
    /// Only Craft can sign in, but a token can be stored.
    SignInWithCraft,
    Add,
    Replace,
    /// The environment is to provide it.
    SetVariables,
    MakeReadable,
    ChooseAuthType,
}

impl Authentication {
    /// The problem with a connection's credential in this state; None if there is none.
    pub fn problem_for(&self, connection: &Connection) -> Option<CredentialProblem> {
        match (self, connection.credential_kind()) {
            (Self::Missing, Some(kind)) => Some(CredentialProblem::Missing(kind)),
            (Self::Expired(at), Some(kind)) => Some(CredentialProblem::Expired(kind, *at)),
            (Self::Expiring(at), Some(kind)) => Some(CredentialProblem::Expiring(kind, *at)),
            (Self::Unusable(why), _) => Some(CredentialProblem::Unusable(why)),
            (Self::Unknown, Some(_)) => Some(CredentialProblem::Unread),
            (Self::Unknown, None) if connection.needs_secret() => {
                Some(CredentialProblem::UnknownAuthType)
            }
            _ => None,
        }
    }
}

impl CredentialProblem {
    /// What to do about it.
    pub fn step(self, connection: &Connection) -> CredentialStep {
        match (self, connection.login()) {
            (Self::Unread, _) => CredentialStep::MakeReadable,
            (Self::UnknownAuthType, _) => CredentialStep::ChooseAuthType,
            (_, Some(Login::Other)) => CredentialStep::SignInWithCraft,
            (_, Some(_)) => CredentialStep::SignIn,
            (Self::Missing(_), None) => CredentialStep::Add,
            (Self::Expired(..) | Self::Expiring(..) | Self::Unusable(_), None) => {
                CredentialStep::Replace
            }
        }
    }
}

impl Settings {
    /// What to do for a connection to authenticate, with `now_ms` in milliseconds since the epoch.
    /// None if nothing is known to be missing.
    pub(crate) fn credential_step(
        &self,
        connection: &Connection,
        now_ms: u64,
    ) -> Option<CredentialStep> {
        let problem = self.authentication(connection, now_ms).problem_for(connection);
        let variables =
            || self.lacks_aws_variables(connection).then_some(CredentialStep::SetVariables);
        problem.map(|problem| problem.step(connection)).or_else(variables)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::credential::Credentials;
    use serde_json::json;
    use std::sync::Arc;

    fn connection(auth: &str, upstream: &str) -> Connection {
        let entry = json!({"slug": "a", "providerType": "pi", "authType": auth, "piAuthProvider": upstream});
        Connection::new(entry)
    }

    #[test]
    fn step_follows_from_lack_and_from_who_can_sign_in() {
        use CredentialStep as Step;
        for (state, auth, upstream, step) in [
            (Authentication::Stored, "api_key", "groq", None),
            (Authentication::NotNeeded, "none", "", None),
            (Authentication::Missing, "api_key", "groq", Some(Step::Add)),
            (Authentication::Expired(1), "api_key", "groq", Some(Step::Replace)),
            (Authentication::Missing, "oauth", "openai-codex", Some(Step::SignIn)),
            (Authentication::Expired(1), "oauth", "github-copilot", Some(Step::SignIn)),
            (Authentication::Unusable("why"), "oauth", "openai-codex", Some(Step::SignIn)),
            (Authentication::Missing, "oauth", "google-vertex", Some(Step::SignInWithCraft)),
            (Authentication::Unknown, "api_key", "groq", Some(Step::MakeReadable)),
            (Authentication::Unknown, "passkey", "groq", Some(Step::ChooseAuthType)),
            // The status of an environment that this program does not share.
            (Authentication::Unknown, "environment", "amazon-bedrock", None),
        ] {
            let connection = connection(auth, upstream);
            let found = state.problem_for(&connection).map(|problem| problem.step(&connection));
            assert_eq!(found, step, "{state:?} {auth} {upstream}");
        }
    }

    #[test]
    fn empty_environment_needs_variables() {
        let mut settings = Settings::empty();
        settings.set_credentials(Arc::new(Credentials::default()));
        let step = |upstream| settings.credential_step(&connection("environment", upstream), 0);
        assert_eq!(step("amazon-bedrock"), Some(CredentialStep::SetVariables));
        assert_eq!(step("groq"), None);
    }
}
