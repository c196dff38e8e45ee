//! `login`: signs in with the person's consent, stores the login where Craft reads it,
//! and validates it.

mod craft;
mod plan;
mod printer;
mod provider;
mod status;
mod through_craft;

use std::process::ExitCode;
use std::sync::Arc;

use super::ask::ask;
use super::context::Context;
use super::failure::{CommandResult, Failure, nothing_saved};
use super::validate::validate_one;
use crate::cli::args::LoginArguments;
use crate::cli::messages;
use crate::craft_link::LinkError;
use crate::settings::ConnectionId;
use crate::settings::credential::account::Account;
use crate::settings::edit::Refusal;
use crate::settings::sign_in::{LoginProvider, SignInTarget, SignedIn};
use crate::signin::messages::describe_terms;
use crate::store::{CommitError, now_ms};
use crate::system::signals;
use printer::{Done, Printer};
pub(super) use status::status;

/// How many times to retry storing a login while other programs write the same files: each try
/// waits up to a second for their lock.
const TRIES: usize = 30;

/// Signs in, stores the login and validates it.
pub(super) fn run(mut context: Context, arguments: &LoginArguments) -> CommandResult {
    let printer = Printer::new(context.json);
    match sign_in(&mut context, arguments, &printer) {
        // No event: nothing has been printed yet.
        Err(LoginError::NotStarted(failure)) => Err(failure),
        Err(LoginError::Provider(failure)) => {
            printer.failed(&failure)?;
            Ok(ExitCode::FAILURE)
        }
        Err(LoginError::Craft(why)) => {
            printer.failed_by_craft(&why)?;
            Ok(ExitCode::FAILURE)
        }
        Err(LoginError::Stopped(failure)) => {
            printer.canceled(&failure)?;
            Err(failure)
        }
        Ok(code) => Ok(code),
    }
}

/// Why a login failed.
enum LoginError {
    /// The arguments are wrong, or something was refused before any request.
    NotStarted(Failure),
    /// The provider gave no login.
    Provider(crate::signin::SignInFailure),
    /// The running Craft that was to sign in did not.
    Craft(LinkError),
    /// The person canceled it, or it could not be stored.
    Stopped(Failure),
}

fn sign_in(
    context: &mut Context,
    arguments: &LoginArguments,
    printer: &Printer,
) -> Result<ExitCode, LoginError> {
    let (provider, target) = target(context, arguments).map_err(LoginError::NotStarted)?;
    if let Some(access) =
        through_craft::access(context, arguments, provider).map_err(LoginError::NotStarted)?
    {
        note_others(context, &target, provider);
        let (id, is_added) = through_craft::sign_in(context, &access, &target, printer)?;
        return finish(context, provider, (&id, is_added), None, printer);
    }
    let plan = plan::choose(context, arguments, provider).map_err(LoginError::NotStarted)?;
    context.agree_to_new_folder().map_err(LoginError::NotStarted)?;
    let agreed = craft::agree(context, arguments.wait).map_err(LoginError::NotStarted)?;
    note_others(context, &target, provider);
    let mut signed_in = provider::sign_in(context, plan, printer)?;
    agree_to_account(context, &target, &signed_in).map_err(LoginError::Stopped)?;
    if !signed_in.without_terms.is_empty() {
        signed_in = terms(context, arguments, signed_in).map_err(LoginError::Stopped)?;
    }
    if arguments.wait {
        // Craft may have started meanwhile.
        craft::agree(context, true).map_err(LoginError::Stopped)?;
    }
    let (id, is_added) =
        store(context, &target, &signed_in, agreed).map_err(LoginError::Stopped)?;
    context.notes.append(&mut signed_in.notes);
    finish(context, provider, (&id, is_added), Some(&signed_in), printer)
}

/// Notes that other connections get the login too.
fn note_others(context: &mut Context, target: &SignInTarget, provider: LoginProvider) {
    context.notes.extend(context.settings().describe_login_for_others(target, provider));
}

/// Validates the connection that has the login, which may be new, and prints what came of it. A
/// running Craft hands out no login that it made.
fn finish(
    context: &Context,
    provider: LoginProvider,
    (id, is_added): (&ConnectionId, bool),
    signed_in: Option<&SignedIn>,
    printer: &Printer,
) -> Result<ExitCode, LoginError> {
    let connection = context.settings().connection(id).map(Arc::clone);
    let validation = match &connection {
        Some(connection) => Some(validate_one(context, connection).map_err(LoginError::Stopped)?),
        None => None,
    };
    let facts = connection.as_ref().and_then(|c| context.settings().credentials().of_chats(c));
    let no_account = Account::default();
    let done = Done {
        provider,
        slug: &id.slug,
        is_added,
        is_pasted: signed_in.is_some() && provider == LoginProvider::Claude,
        account: signed_in.map_or(&no_account, |signed_in| &signed_in.account),
        expires_at: facts.and_then(|facts| facts.expires_at),
        notes: &context.notes,
        validation: validation.as_ref(),
    };
    printer.done(&done).map_err(|error| LoginError::Stopped(Failure::NotPrinted(error)))?;
    Ok(ExitCode::SUCCESS)
}

/// The provider, and the connection that gets the login.
fn target(
    context: &Context,
    arguments: &LoginArguments,
) -> Result<(LoginProvider, SignInTarget), Failure> {
    if context.demo {
        return Err(Failure::Refused(messages::NOT_IN_THE_DEMO.to_owned()));
    }
    if let Some(why) = context.settings().why_no_login_can_be_stored() {
        return Err(Failure::Refused(why));
    }
    match (&arguments.slug, arguments.provider) {
        (Some(slug), _) => {
            let found = context.connection(slug)?;
            let provider = LoginProvider::of(&found.connection).map_err(Failure::Refused)?;
            if let Some(why) = context.settings().why_not_editable(&found.id) {
                let why = why.to_string();
                return Err(Failure::Refused(messages::cannot_sign_in(slug, &why)));
            }
            Ok((provider, SignInTarget::Existing(found.id)))
        }
        (None, Some(provider)) => Ok((provider, SignInTarget::New)),
        (None, None) => Err(Failure::Usage(messages::NO_TARGET.to_owned())),
    }
}

/// Asks before replacing a login with another account's.
fn agree_to_account(
    context: &Context,
    target: &SignInTarget,
    signed_in: &SignedIn,
) -> Result<(), Failure> {
    let other = context.settings().describe_other_account(target, signed_in);
    context.agree_to_save(
        messages::ASK_TO_REPLACE_LOGIN,
        other.as_slice(),
        messages::NOTHING_STORED,
        messages::other_account,
    )
}

/// Accepts the terms of models if the person agreed; otherwise notes that those models stay off.
fn terms(
    context: &Context,
    arguments: &LoginArguments,
    mut signed_in: SignedIn,
) -> Result<SignedIn, Failure> {
    let lines = describe_terms(&signed_in.without_terms);
    if arguments.accept_terms
        || (!context.json && ask(messages::ASK_TO_ACCEPT_TERMS, &lines)? == Some(true))
    {
        return provider::accept_terms(context, signed_in);
    }
    signed_in.notes.push(messages::terms_left(signed_in.without_terms.len()));
    Ok(signed_in)
}

/// Stores a login. If another program has changed the files, stores it on top of that: a login
/// cannot simply be repeated.
fn store(
    context: &mut Context,
    target: &SignInTarget,
    signed_in: &SignedIn,
    agreed_to_craft: bool,
) -> Result<(ConnectionId, bool), Failure> {
    let mut tries = TRIES;
    loop {
        let edit = context.settings().sign_in_edit(target, signed_in, now_ms());
        if !agreed_to_craft
            && !context.demo
            && let Some(craft) = context.store.craft_to_ask_about(&edit)
        {
            context.agree_while_craft_runs(messages::CRAFT_STORES_NO_LOGINS, &craft)?;
        }
        let _whole = signals::uninterrupted();
        match context.store.commit(&edit) {
            Ok(commit) => {
                context.notes.extend(commit.caveats.iter().chain(&commit.not_done).cloned());
                context.notes.extend(context.store.wait_for_inspections());
                context.store.sweep();
                let added = commit.added();
                let is_added = added.is_some();
                let id = match (added, target) {
                    (Some(id), _) => id,
                    (None, SignInTarget::Existing(id)) => id.clone(),
                    (None, SignInTarget::New) => return Err(nothing_saved()),
                };
                return Ok((id, is_added));
            }
            Err(error) if tries > 0 && may_pass(&error) => {
                tries -= 1;
                context.store.reload(true);
                context.store.reload_credentials(true);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether storing the same login may succeed in a moment, on the files' new content.
fn may_pass(error: &CommitError) -> bool {
    let is_of_others = matches!(
        error,
        CommitError::Overtaken(_)
            | CommitError::Refused(Refusal::Conflict(_) | Refusal::Invalid(_))
    );
    is_of_others || error.is_busy()
}
