//! `logout`: removes a connection's stored login, or the Claude login that no connection uses.

use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::secret;
use crate::cli::args::LogoutArguments;
use crate::cli::messages;
use crate::settings::credential::Credentials;
use crate::settings::edit::{ClaudeEdit, Edit};
use crate::settings::sign_in::LoginProvider;

pub(super) fn run(context: &mut Context, arguments: &LogoutArguments) -> CommandResult {
    match (&arguments.slug, arguments.provider) {
        (Some(slug), _) => remove_login_of(context, slug),
        (None, Some(LoginProvider::Claude)) => remove_left_login(context),
        (None, _) => Err(Failure::Usage(messages::ONLY_CLAUDE_LOGINS_ARE_LEFT.to_owned())),
    }
}

fn remove_login_of(context: &mut Context, slug: &str) -> CommandResult {
    let found = context.connection(slug)?;
    if found.connection.login().is_none() {
        let auth = found.connection.auth_type();
        return Err(Failure::Refused(messages::has_no_login(slug, auth)));
    }
    secret::clear(context, slug)
}

fn remove_left_login(context: &mut Context) -> CommandResult {
    let settings = context.settings();
    if let Credentials::Unusable { why, .. } = settings.credentials() {
        return Err(Failure::Refused(messages::unusable_credentials(why, None)));
    }
    let names = settings.claude_connections_except(&[]);
    if !names.is_empty() {
        return Err(Failure::Refused(messages::claude_login_is_used(&names)));
    }
    if settings.credentials().claude_login().is_none() {
        return Err(Failure::Refused(messages::NO_CLAUDE_LOGIN_STORED.to_owned()));
    }
    if !context.confirm(messages::ASK_TO_REMOVE_CLAUDE_LOGIN, &[])? {
        return Err(Failure::Refused(messages::NOTHING_REMOVED.to_owned()));
    }
    let commit = context.commit(&Edit::ClaudeLogin(ClaudeEdit::Remove))?;
    context.made(commit)
}
