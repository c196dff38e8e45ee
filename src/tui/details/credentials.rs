//! The credential of a connection, as far as it may be shown.

use ratatui::style::Style;

use super::Text;
use crate::settings::Connection;
use crate::settings::credential::account::Account;
use crate::settings::credential::environment::sources;
use crate::settings::credential::{
    Authentication, CredentialKind, Credentials, Facts, NOT_AUTHENTICATED, key,
};
use crate::text::moment::moment;
use crate::tui::component::View;
use crate::tui::widgets::text::capitalised;

pub(super) fn describe(text: &mut Text, view: &View<'_>, connection: &Connection) {
    let known = view.settings().credentials();
    let own = CredentialKind::of_auth(connection.auth_type());
    if connection.auth_type() == "environment" {
        describe_environment(text, view, connection);
    }
    if let Some(kind) = own {
        describe_own(text, view, connection, kind);
    }
    for kind in known.kinds_of(connection.slug()) {
        if own != Some(kind) {
            let unused = "stored, and not used by this authentication";
            text.labelled(&capitalised(kind.label()), unused, text.theme.dim());
        }
    }
}

/// The credential that the auth type needs.
fn describe_own(text: &mut Text, view: &View<'_>, connection: &Connection, kind: CredentialKind) {
    let (settings, theme) = (view.settings(), text.theme);
    let status = settings.status(connection, view.now);
    let (value, style) = match (settings.credentials(), &status.chats) {
        (Credentials::Unread, _) => ("…".to_owned(), theme.dim()),
        (Credentials::Unusable { .. }, _) => {
            let unknown = "unknown: credentials.enc cannot be used".to_owned();
            (unknown, theme.warning())
        }
        (_, Authentication::Missing) => (NOT_AUTHENTICATED.to_owned(), theme.warning()),
        (_, Authentication::Ended(at)) => {
            let ends = if *at < view.now { "ended" } else { "ends" };
            let ended = format!("{NOT_AUTHENTICATED}: it {ends} {}", moment(*at));
            (ended, theme.warning())
        }
        (known, _) => match known.of_chats(connection) {
            Some(facts) => match settings.replacement(connection) {
                Some(replacement) => (replacement.label().to_owned(), theme.warning()),
                None => (describe_facts(kind, facts, view.now), Style::new()),
            },
            None => ("none; not needed on this machine".to_owned(), theme.dim()),
        },
    };
    text.labelled(&capitalised(kind.label()), &value, style);
    if let Some(note) = status.note {
        let is_usable = matches!(status.chats, Authentication::NotNeeded | Authentication::Stored);
        text.labelled("", &note, if is_usable { theme.dim() } else { theme.warning() });
    }
}

fn describe_environment(text: &mut Text, view: &View<'_>, connection: &Connection) {
    let found = view.settings().environment().found_for(connection);
    let (value, style) = if sources(connection).is_empty() {
        ("Craft takes no credential from it here".to_owned(), text.theme.warning())
    } else if found.is_empty() {
        let names = sources(connection).iter().map(|source| source.name());
        let names = names.collect::<Vec<_>>().join(", ");
        (format!("none of {names} found"), text.theme.warning())
    } else {
        (found.join(", "), Style::new())
    };
    text.labelled("Environment", &value, style);
    if let Some(note) = view.settings().status(connection, view.now).note {
        text.labelled("", &note, text.theme.warning());
    }
    let limits = "as this program sees it; Craft's own may be another";
    text.labelled("", limits, text.theme.dim());
}

/// What may be shown of a stored credential, in a few words.
pub(crate) fn describe_facts(kind: CredentialKind, facts: &Facts, now: u64) -> String {
    let mut words = vec!["stored".to_owned()];
    match kind {
        CredentialKind::ApiKey => {}
        CredentialKind::OAuth => {
            let until = |at| {
                let until = if at < now { "ended" } else { "until" };
                format!("{until} {}", moment(at))
            };
            words.extend(facts.account.as_ref().and_then(Account::describe));
            words.extend(facts.expires_at.map(until));
            words.push(
                if facts.renews() { "Craft renews it" } else { "nothing renews it" }.to_owned(),
            );
        }
        CredentialKind::Iam => {
            words.extend(facts.aws_region.clone());
            let temporary = facts.has(key::AWS_SESSION_TOKEN);
            words.extend(temporary.then(|| "with a session token".to_owned()));
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
