//! The recommended next step for a connection, with its key.

use super::Text;
use crate::settings::credential::CredentialStep;
use crate::settings::{Connection, ConnectionId};
use crate::tui::component::View;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::page::lacking_in;
use crate::tui::probes::{About, ProbeResult, Tone};

/// Shows the next step, preceded by its reason unless a problem above already gives it.
pub(super) fn describe(
    text: &mut Text,
    view: &View<'_>,
    (id, connection): (&ConnectionId, &Connection),
    has_problem: bool,
) {
    if view.probes.busy(&About::Connection(id.clone())).is_some() {
        return;
    }
    if let Some(lacking) = lacking_in(view, connection).filter(|_| !has_problem) {
        text.styled(&messages::problem(&messages::lacking(lacking)), text.theme.warning());
    } else if let Some(found) = failed(view, id, connection).filter(|_| !has_problem) {
        // The failure first, then the remedy.
        text.styled(&messages::what_failed(&found.summary()), text.theme.error());
    }
    if let Some(step) = next_step(view, id, connection) {
        text.styled(&messages::next_step(&step), text.theme.strong());
    }
}

/// The most important thing to do; `None` if there is nothing.
fn next_step(view: &View<'_>, id: &ConnectionId, connection: &Connection) -> Option<String> {
    let settings = view.settings();
    let key = |action| view.keymap.key_of(KeyContext::Connection, action);
    if let Some(url) = view.probes.working_endpoint(id, settings) {
        return Some(messages::use_working_endpoint(&key(Action::UseEndpoint), url));
    }
    if view.probes.wants_model(id, settings) && settings.why_not_editable(id).is_none() {
        return Some(messages::choose_model(&key(Action::ChooseModel)));
    }
    let problem = view.problems.worst_of(id);
    if let Some(fix) = problem.and_then(|problem| problem.fix.as_ref()) {
        let problems = view.keymap.key_of(KeyContext::Page, Action::Problems);
        let fixes = view.keymap.key_of(KeyContext::Problems, Action::Fix);
        return Some(messages::fix_in_problems(&problems, &fixes, &fix.label));
    }
    let edit = key(Action::Edit);
    match settings.credential_step(connection, view.now_ms) {
        Some(CredentialStep::SignIn) => return Some(messages::sign_in(&key(Action::SignIn))),
        Some(CredentialStep::SignInWithCraft) => return Some(messages::sign_in_with_craft(&edit)),
        // Craft wouldn't read a key now: solve the problem first.
        Some(CredentialStep::Add) if problem.is_none() => {
            return Some(messages::add_credential(&edit));
        }
        Some(CredentialStep::Replace) if problem.is_none() => {
            return Some(messages::replace_credential(&edit));
        }
        Some(CredentialStep::SetVariables)
            if problem.is_some_and(|problem| problem.field == Some("authType")) =>
        {
            return Some(messages::SET_AWS_VARIABLES.to_owned());
        }
        _ => {}
    }
    if problem.is_some() {
        return Some(match settings.why_not_editable(id) {
            None => messages::edit_it(&edit),
            Some(_) => messages::edit_its_json(&key(Action::EditJson)),
        });
    }
    match view.probes.last(id, connection) {
        None => Some(messages::validate_it(&key(Action::Validate))),
        Some(_) => failed(view, id, connection).and_then(ProbeResult::advice).map(str::to_owned),
    }
}

/// The last validation, if it failed.
fn failed<'a>(
    view: &View<'a>,
    id: &ConnectionId,
    connection: &Connection,
) -> Option<&'a ProbeResult> {
    view.probes.last(id, connection).filter(|found| found.tone() == Tone::Failed)
}
