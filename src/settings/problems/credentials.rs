//! The problems with the credentials, as part of the whole configuration's problems.

use super::{Location, Problem, Severity, short, words};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;
use crate::settings::craft::next_start::outside_connections::credential_moves;
use crate::settings::credential::environment::stand_in_variables;
use crate::settings::credential::fields::typed_field;
use crate::settings::credential::login::Login;
use crate::settings::credential::{
    Authentication, CredentialKind, CredentialProblem, CredentialStep, Credentials, Facts, key,
};
use crate::settings::edit::Edit;
use crate::settings::edit::{ClaudeEdit, SecretChange, SecretEdit, SecretsEdit};

impl Settings {
    /// The credentials are unreadable.
    pub(super) fn problem_of_credentials(&self) -> Option<Problem> {
        let Credentials::Unusable { why, replaceable } = self.credentials() else {
            return None;
        };
        let what_helps = if replaceable.is_some() {
            "Restore a copy, or enter a key to start a new file: the old one is kept beside it"
        } else {
            "The file stays as it is"
        };
        let sentence = format!("It {why}: can't tell which connections have a key. {what_helps}.");
        Some(Problem::new(Severity::Warning, Location::Credentials, sentence))
    }

    /// New chats fail because the default connection lacks its credential.
    pub(super) fn problem_of_default_login(&self, now_ms: u64) -> Option<Problem> {
        let position = self.default_position()?;
        let connection = &self.connections()[position];
        let lacking = self.authentication(connection, now_ms).problem_for(connection)?;
        let what_helps = match lacking.step(connection) {
            CredentialStep::SignInWithCraft => " Sign in with Craft, or store a token.",
            CredentialStep::SignIn => " Sign in (L, or the command login).",
            _ => "",
        };
        // Each such Claude connection has its own problem.
        if self.lacks_claude_login(connection) {
            return None;
        }
        let (sentence, in_short) = match lacking {
            CredentialProblem::Unusable(why) => {
                (format!("New chats fail: {why}"), short::LOGIN_UNUSABLE.to_owned())
            }
            CredentialProblem::Missing(kind) => {
                let fail = words::fail("new chats", &stand_in_variables(connection));
                let sentence = format!("No stored {}: {fail}{what_helps}", kind.label());
                (sentence, format!("no {}", kind.label()))
            }
            CredentialProblem::Expired(..) => {
                (format!("{}{what_helps}", words::LOGIN_EXPIRED), short::LOGIN_EXPIRED.to_owned())
            }
            CredentialProblem::Expiring(..) => {
                (format!("{}{what_helps}", words::LOGIN_EXPIRES), short::LOGIN_EXPIRES.to_owned())
            }
            CredentialProblem::Unread | CredentialProblem::UnknownAuthType => return None,
        };
        let location = Location::Connection(self.id_at(position));
        let problem = Problem::new(Severity::Warning, location, sentence);
        Some(problem.in_short(in_short).in_field(typed_field(connection)))
    }

    /// Whether a connection has the entry that makes Craft show it as authenticated, but not the
    /// login that its chats read.
    fn lacks_claude_login(&self, connection: &Connection) -> bool {
        let credentials = self.credentials();
        let has_value = |facts: Option<&Facts>| facts.is_some_and(|facts| facts.has(key::VALUE));
        connection.login() == Some(Login::Claude)
            && !has_value(credentials.claude_login())
            && has_value(credentials.of(CredentialKind::OAuth, connection.slug()))
    }

    /// The credentials that Craft's next start moves.
    pub(super) fn find_moved_credentials(&self, found: &mut Vec<Problem>) {
        let credentials = self.credentials();
        let holds = |name: &str| {
            let facts = credentials.entry(name);
            facts.is_some_and(|facts| facts.has(key::VALUE))
        };
        for moved in credential_moves(holds) {
            let (from, to) = (moved.from, moved.to);
            if moved.breaks_claude_chats && self.claude_connections().next().is_some() {
                let sentence = words::claude_login_moves(from, to);
                let fix = (format!("Write {to}"), Edit::ClaudeLogin(ClaudeEdit::Guard));
                let breaks = Problem::new(Severity::Warning, Location::Credentials, sentence);
                found.push(breaks.fixed_by(Some(fix)));
            } else {
                let sentence = format!("On next start Craft moves {from} to {to}.");
                found.push(Problem::new(Severity::Note, Location::Credentials, sentence));
            }
        }
    }

    /// A stored login that Craft cannot use, or not for long.
    pub(super) fn find_login_problems(
        &self,
        position: usize,
        now_ms: u64,
        found: &mut Vec<Problem>,
    ) {
        let connection = &self.connections()[position];
        let Some(login) = connection.login() else {
            return;
        };
        let warn = |sentence: &str, in_short: &'static str| {
            let location = Location::Connection(self.id_at(position));
            Problem::new(Severity::Warning, location, sentence.to_owned()).in_short(in_short)
        };
        if self.lacks_claude_login(connection) {
            let edit = ClaudeEdit::TakeFrom(connection.slug().to_owned());
            let fix = (words::COPY_CLAUDE_LOGIN.to_owned(), edit);
            let missing = warn(&words::claude_login_not_read(), short::LOGIN_UNUSABLE);
            found.push(missing.fixed_by(Some((fix.0, Edit::ClaudeLogin(fix.1)))));
            return;
        }
        let stored = self.credentials().of(CredentialKind::OAuth, connection.slug());
        let Some(facts) = stored.filter(|facts| facts.has(key::VALUE)) else {
            return;
        };
        if login == Login::Copilot && !facts.renews() {
            found.push(warn(words::NO_COPILOT_RENEWAL, short::NO_RENEWAL));
        }
        let is_default = self.default_position() == Some(position);
        if let Authentication::Unusable(why) = self.authentication(connection, now_ms)
            && !is_default
        {
            found.push(warn(&format!("Chats fail: {why}"), short::LOGIN_UNUSABLE));
        }
    }

    /// A stored credential that the connection's authentication type does not use.
    pub(super) fn find_unused_credentials(&self, position: usize, found: &mut Vec<Problem>) {
        let connection = &self.connections()[position];
        let stored = self.credentials().kinds_of(connection.slug());
        if stored.is_empty() {
            return;
        }
        let id = self.id_at(position);
        if self.why_not_editable(&id).is_some() {
            return;
        }
        let own = connection.credential_kind();
        // What an unknown authentication type uses cannot be judged.
        if own.is_none() && connection.needs_secret() {
            return;
        }
        for kind in stored {
            let facts = self.credentials().of(kind, connection.slug());
            let Some(facts) = facts.filter(|_| own != Some(kind)) else {
                continue;
            };
            let label = kind.label();
            let edit = Edit::Secrets(SecretsEdit {
                slug: connection.slug().to_owned(),
                edit: None,
                secrets: vec![SecretEdit {
                    kind,
                    seen: Some(Some(facts.stamp)),
                    change: SecretChange::Remove,
                }],
                set_aside: None,
            });
            let sentence = words::unused_credential(label);
            let unused = Problem::new(Severity::Note, Location::Connection(id.clone()), sentence);
            found.push(unused.fixed_by(Some((words::remove_credential(label), edit))));
        }
    }
}
