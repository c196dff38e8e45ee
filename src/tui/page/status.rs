//! A connection's state as its row shows it: a mark and a few words.

use std::borrow::Cow;

use crate::settings::credential::{CredentialKind, CredentialProblem, Status};
use crate::settings::problems::{DUPLICATE_SLUG, Problem, Severity};
use crate::settings::{Connection, ConnectionId, Settings};
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::probes::{RowStatus, Tone};
use crate::tui::widgets::marks;
use crate::tui::widgets::text::{fit_words, width};

/// The words for states in the filter.
pub(super) const WORDS: [&str; 8] =
    ["default", "expired", "failed", "missing", "problem", "unknown", "unused", "valid"];

pub(super) struct State {
    /// The state as a symbol, for terminals without colors.
    pub mark: &'static str,
    /// The state in words; empty if nothing is known.
    pub text: Cow<'static, str>,
    /// The same in fewer words, if there are any, where the text doesn't fit.
    pub short: Option<Cow<'static, str>>,
    /// How old the result is, if known and if there is room.
    pub age: Option<String>,
    pub tone: Tone,
    /// The word that finds it in the filter.
    pub word: Option<&'static str>,
}

impl State {
    fn new(
        tone: Tone,
        mark: &'static str,
        word: &'static str,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { mark, text: text.into(), short: None, age: None, tone, word: Some(word) }
    }

    /// A problem, shown in a few words where its sentence doesn't fit.
    fn problem(tone: Tone, sentence: String, short: Option<Cow<'static, str>>) -> Self {
        Self { short, ..Self::new(tone, marks::WARNING, "problem", sentence) }
    }

    /// The text that fits into this many columns: with its age, in full, in short, or cut.
    pub(super) fn fitted(&self, columns: usize) -> String {
        if let Some(age) = &self.age
            && width(&self.text) + 1 + width(age) <= columns
        {
            return format!("{} {age}", self.text);
        }
        match &self.short {
            Some(short) if width(&self.text) > columns => fit_words(short, columns).into_owned(),
            _ => fit_words(&self.text, columns).into_owned(),
        }
    }

    /// The result of a validation. If nothing could be sent, the worst problem says why in fewer
    /// words.
    fn found(
        found: RowStatus,
        worst: Option<&Problem>,
        mark: &'static str,
        word: &'static str,
    ) -> Self {
        let short = worst.filter(|_| found.is_unsent).and_then(|problem| problem.short.clone());
        Self { age: found.age, short, ..Self::new(found.tone, mark, word, found.text) }
    }
}

/// The state of a connection, by priority: validation in progress, a failed one, an error that
/// makes Craft ignore the file, another result, and last what needs doing. `own` is evaluated only
/// where it matters.
pub(super) fn state(
    view: &View<'_>,
    id: &ConnectionId,
    connection: &Connection,
    own: impl FnOnce() -> Option<String>,
) -> State {
    let (settings, worst) = (view.settings(), view.problems.worst_of(id));
    let probed = view.probes.row_status(id, connection, settings, view.now_ms);
    let probed = match probed {
        Some(probed) if probed.tone == Tone::Running => {
            return State::new(Tone::Running, view.probes.spinner(), "validating", probed.text);
        }
        Some(mut probed) if probed.tone == Tone::Failed => {
            // What exactly is missing is more helpful than the failure.
            let status = settings.status(connection, view.now_ms);
            if let Some(("missing", missing)) = lacking(connection, &status) {
                missing.clone_into(&mut probed.text);
            }
            return State::found(probed, worst, marks::FAILED, "failed");
        }
        probed => probed,
    };
    if let Some(problem) = worst.filter(|problem| problem.severity == Severity::Error) {
        return State::problem(Tone::Failed, problem.sentence.clone(), problem.short.clone());
    }
    let own = own();
    let status = settings.status(connection, view.now_ms);
    let lacking = lacking(connection, &status);
    if let Some(probed) = probed {
        // The person has just asked for this result; the mark still shows that something else needs
        // doing.
        let is_well = own.is_none() && lacking.is_none() && worst.is_none();
        let (mark, word) = match probed.tone {
            Tone::Ok if is_well => (marks::VALID, "valid"),
            Tone::Ok | Tone::Warning => (marks::WARNING, "valid"),
            _ if is_well => (" ", "unknown"),
            _ => (marks::WARNING, "unknown"),
        };
        return State::found(probed, worst, mark, word);
    }
    if let Some(sentence) = own {
        let mut same = view.problems.of_connection(id);
        let same = same.find(|problem| problem.sentence == sentence);
        // The list reports a duplicate slug at the later connections only.
        let is_double = settings.count_of_slug(connection.slug()) > 1;
        let short = match (same, is_double) {
            (None, true) => Some(Cow::Borrowed(DUPLICATE_SLUG)),
            (same, _) => same.or(worst).and_then(|problem| problem.short.clone()),
        };
        return State::problem(Tone::Warning, sentence, short);
    }
    if let Some((word, text)) = lacking {
        return State::new(Tone::Warning, marks::WARNING, word, text);
    }
    if let Some(problem) = worst {
        return State::problem(Tone::Warning, problem.sentence.clone(), problem.short.clone());
    }
    let text = status.row().map_or_else(String::new, str::to_lowercase);
    let short = status.row_in_short().map(Cow::Borrowed);
    State { mark: " ", text: text.into(), short, age: None, tone: Tone::Unknown, word: None }
}

/// The first problem in a connection itself.
pub(super) fn own_problem(settings: &Settings, connection: &Connection) -> Option<String> {
    settings.problems_of(connection).into_iter().next()
}

/// What a connection lacks to authenticate, in a few words.
pub(in crate::tui) fn lacking_in(view: &View<'_>, connection: &Connection) -> Option<&'static str> {
    lacking_of(view.settings(), connection, view.now_ms)
}

/// The same without a view. `now_ms` is in milliseconds since the epoch.
pub(in crate::tui) fn lacking_of(
    settings: &Settings,
    connection: &Connection,
    now_ms: u64,
) -> Option<&'static str> {
    lacking(connection, &settings.status(connection, now_ms)).map(|(_, text)| text)
}

/// What a connection lacks to authenticate: the filter's word, and a few words for the row.
fn lacking(connection: &Connection, status: &Status) -> Option<(&'static str, &'static str)> {
    Some(match status.chats.problem_for(connection)? {
        CredentialProblem::Missing(CredentialKind::ApiKey) => ("missing", messages::NO_API_KEY),
        CredentialProblem::Missing(CredentialKind::OAuth) => ("missing", messages::NOT_LOGGED_IN),
        CredentialProblem::Missing(CredentialKind::Iam) => ("missing", messages::NO_AWS_KEYS),
        CredentialProblem::Missing(CredentialKind::ServiceAccount) => {
            ("missing", messages::NO_SERVICE_ACCOUNT)
        }
        CredentialProblem::Expired(CredentialKind::OAuth, _) => {
            ("expired", messages::LOGIN_EXPIRED)
        }
        CredentialProblem::Expiring(CredentialKind::OAuth, _) => {
            ("expired", messages::LOGIN_EXPIRES)
        }
        CredentialProblem::Expired(..) => ("expired", messages::CREDENTIAL_EXPIRED),
        CredentialProblem::Expiring(..) => ("expired", messages::CREDENTIAL_EXPIRES),
        CredentialProblem::Unusable(_) => ("missing", messages::LOGIN_UNUSABLE),
        CredentialProblem::UnknownAuthType => ("missing", messages::NOT_AUTHENTICATED),
        // The banner says it once for all.
        CredentialProblem::Unread => return None,
    })
}
