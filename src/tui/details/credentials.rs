//! A connection's credential, as far as it may be shown.

use ratatui::style::Style;

use super::Text;
use crate::settings::credential::account::Account;
use crate::settings::credential::environment::sources;
use crate::settings::credential::expiry::is_over;
use crate::settings::credential::{
    CredentialKind, CredentialProblem, Credentials, Facts, NOT_AUTHENTICATED, key,
};
use crate::settings::{Connection, ConnectionId};
use crate::text::moment::moment;
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::text::capitalized;

pub(super) fn describe(
    text: &mut Text,
    view: &View<'_>,
    id: &ConnectionId,
    connection: &Connection,
) {
    let known = view.settings().credentials();
    let own = connection.credential_kind();
    if connection.is_environment_auth() {
        let has_problem = view.problems.of_connection(id).any(|it| it.field == Some("authType"));
        describe_environment(text, view, connection, has_problem);
    }
    if let Some(kind) = own {
        describe_own(text, view, connection, kind);
    }
    for kind in known.kinds_of(connection.slug()) {
        if own != Some(kind) {
            text.labeled(&capitalized(kind.label()), messages::NOT_USED, text.theme.dim());
        }
    }
}

/// The credential that the auth type needs.
fn describe_own(text: &mut Text, view: &View<'_>, connection: &Connection, kind: CredentialKind) {
    let (settings, theme) = (view.settings(), text.theme);
    let status = settings.status(connection, view.now_ms);
    let problem = status.chats.problem_for(connection);
    let (value, style) = match (settings.credentials(), problem) {
        (Credentials::Unread, _) => ("…".to_owned(), theme.dim()),
        (Credentials::Unusable { .. }, _) => {
            (messages::CREDENTIALS_UNUSABLE.to_owned(), theme.warning())
        }
        (_, Some(CredentialProblem::Missing(_))) => (NOT_AUTHENTICATED.to_owned(), theme.warning()),
        (_, Some(CredentialProblem::Expired(_, at))) => {
            (messages::expires(NOT_AUTHENTICATED, true, &moment(at)), theme.warning())
        }
        // Craft's row shows that before the end already.
        (_, Some(CredentialProblem::Expiring(_, at))) => {
            (messages::expires(NOT_AUTHENTICATED, false, &moment(at)), theme.warning())
        }
        (known, _) => match known.of_chats(connection) {
            Some(facts) => match settings.replacement(connection) {
                Some(replacement) => (replacement.label().to_owned(), theme.warning()),
                None => (describe_facts(kind, facts, view.now_ms), Style::new()),
            },
            None => (messages::NOT_NEEDED.to_owned(), theme.dim()),
        },
    };
    text.labeled(&capitalized(kind.label()), &value, style);
    if let Some(note) = status.note {
        let style = if problem.is_none() { theme.dim() } else { theme.warning() };
        text.labeled("", &note, style);
    }
}

/// The environment that this program sees, with what follows unless a problem says it.
fn describe_environment(
    text: &mut Text,
    view: &View<'_>,
    connection: &Connection,
    has_problem: bool,
) {
    let warning = text.theme.warning();
    let found = view.settings().environment().found_for(connection);
    let note = view.settings().status(connection, view.now_ms).note.filter(|_| !has_problem);
    let mut lines = Vec::new();
    if sources(connection).is_empty() {
        lines.push((messages::NOTHING_FROM_ENVIRONMENT.to_owned(), warning));
    } else if !found.is_empty() {
        lines.push((found.join(", "), Style::new()));
    } else if note.is_none() {
        lines.push((messages::NOTHING_FOUND_IN_ENVIRONMENT.to_owned(), warning));
    }
    lines.extend(note.map(|note| (note, warning)));
    lines.push((messages::OWN_ENVIRONMENT.to_owned(), text.theme.dim()));
    for (n, (line, style)) in lines.into_iter().enumerate() {
        text.labeled(if n == 0 { messages::ENVIRONMENT } else { "" }, &line, style);
    }
}

/// What may be shown of a stored credential, in a few words.
pub(crate) fn describe_facts(kind: CredentialKind, facts: &Facts, now_ms: u64) -> String {
    let mut words = vec![messages::STORED.to_owned()];
    match kind {
        CredentialKind::ApiKey => {}
        CredentialKind::OAuth => {
            words.extend(facts.account.as_ref().and_then(Account::describe));
            if let Some(at) = facts.expires_at {
                let has_expired = is_over(at, now_ms);
                if has_expired {
                    // Only what is stored can have expired.
                    words.remove(0);
                }
                words.push(messages::until(has_expired, &moment(at)));
            }
            words.push(messages::renewal(facts.renews()).to_owned());
        }
        CredentialKind::Iam => {
            words.extend(facts.aws_region.clone());
            let temporary = facts.has(key::AWS_SESSION_TOKEN);
            words.extend(temporary.then(|| messages::WITH_SESSION_TOKEN.to_owned()));
        }
        CredentialKind::ServiceAccount => {
            words.extend(facts.gcp_project.clone());
            words.extend(facts.email.clone());
            if words.len() > 1 {
                // A name implies that it is stored.
                words.remove(0);
            }
        }
    }
    words.join(" · ")
}
