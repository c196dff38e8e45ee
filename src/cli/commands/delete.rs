//! `delete`: a connection with its credentials, and on request the Claude login that only it uses.

use std::slice;

use super::context::{Context, NamedConnection};
use super::failure::{CommandResult, Failure};
use crate::cli::messages;
use crate::settings::edit::{ClaudeEdit, DeletionEffects, Edit};
use crate::settings::{Connection, Settings};
use crate::store::now_ms;

pub(super) fn run(context: &mut Context, slug: &str, with_login: bool) -> CommandResult {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let settings = context.settings();
    let is_last = settings.are_last_of_claude_login(slice::from_ref(&id));
    if with_login && !is_last {
        return Err(refuse_to_delete_login(settings, slug, &connection));
    }
    let mut expected = settings.consequences_of_delete(&id);
    let question = messages::ask_to_delete(&connection.display_name());
    // Where the login outlasts its last connection, the line about it also says how to remove it.
    let with_login_removes_it = is_last.then_some(messages::WITH_LOGIN_REMOVES_IT);
    if !context.confirm(&question, &in_lines(expected.clone(), with_login_removes_it))? {
        return Err(Failure::Refused(messages::NOTHING_DELETED.to_owned()));
    }
    // No other answer covers this: the login serves more than this connection.
    let also_login = is_last
        && (with_login
            || context.can_prompt() && context.confirm(messages::DELETE_CLAUDE_LOGIN, &[])?);
    let before = context.settings().clone();
    let delete = Edit::Delete { id: id.clone(), seen: connection, now_ms: now_ms() };
    let commit = context.commit(&if also_login {
        Edit::All(vec![delete, Edit::ClaudeLogin(ClaudeEdit::Remove)])
    } else {
        delete
    })?;
    // Only now is it known what the deletion did.
    let lines = if context.dry_run {
        if also_login {
            expected.login_that_stays = None;
        }
        in_lines(expected, with_login_removes_it)
    } else {
        let logout_removes_it = is_last.then_some(messages::LOGOUT_REMOVES_IT);
        in_lines(before.effects_of_delete(&id, context.settings()), logout_removes_it)
    };
    context.notes.extend(lines);
    context.made(commit)
}

fn refuse_to_delete_login(settings: &Settings, slug: &str, connection: &Connection) -> Failure {
    let sharing = settings.sharing_claude_login(connection);
    Failure::Refused(if sharing.is_empty() {
        messages::no_claude_login(slug)
    } else {
        messages::claude_login_stays(&sharing)
    })
}

/// The effects as lines; `way` says how to remove the login that stays.
fn in_lines(mut effects: DeletionEffects, way: Option<&str>) -> Vec<String> {
    if let (Some(login), Some(way)) = (&mut effects.login_that_stays, way) {
        *login = format!("{login} {way}");
    }
    effects.into_lines()
}
