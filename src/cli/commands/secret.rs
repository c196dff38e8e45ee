//! `secret set`, `secret clear`, `secret status`: credentials, which never come from an argument.

use std::io::{self, IsTerminal, Read};
use std::process::ExitCode;

use serde_json::json;
use zeroize::Zeroizing;

use super::context::{Context, NamedConnection, unix_time};
use super::failure::{Failure, field_errors};
use super::show::standing;
use crate::cli::args::SecretCommand;
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{labelled, print, print_json};
use crate::cli::prompt::Prompt;
use crate::settings::Connection;
use crate::settings::connection::fields::Field;
use crate::settings::credential::fields::{Input, Part, SECRET_FIELDS};
use crate::settings::credential::key_warnings::{key_of_another, oddities};
use crate::settings::credential::save::describe_shared_login;
use crate::settings::credential::save::{Fields, first_missing};
use crate::settings::credential::service_account::{MAX_BYTES, ServiceAccount};
use crate::settings::credential::{CredentialKind, Credentials, Facts, key};
use crate::settings::edit::draft::Draft;
use crate::settings::secret::Secret;

pub(super) fn run(context: &mut Context, command: SecretCommand) -> Result<ExitCode, Failure> {
    match command {
        SecretCommand::Set { slug, region, begin_anew, as_command, value } if value.is_empty() => {
            let consent = Consent { begin_anew, as_command };
            set(context, &slug, region.as_deref(), consent)
        }
        SecretCommand::Set { slug, .. } => Err(Failure::Usage(messages::secret_in_argument(&slug))),
        SecretCommand::Clear { slug } => clear(context, &slug),
        SecretCommand::Status { slug } => status(context, &slug),
    }
}

/// What a person agrees to before a credential is stored.
#[derive(Clone, Copy, Default)]
struct Consent {
    /// A new file replaces one that cannot be used.
    begin_anew: bool,
    /// Craft sends something else instead of the key.
    as_command: bool,
}

/// A connection, and the kind of credential it needs.
fn needed(context: &Context, slug: &str) -> Result<(NamedConnection, CredentialKind), Failure> {
    let found = context.connection(slug)?;
    let auth = found.connection.auth_type();
    match CredentialKind::of_auth(auth) {
        Some(kind) => Ok((found, kind)),
        None => Err(Failure::Refused(messages::needs_no_credential(slug, auth))),
    }
}

fn set(
    context: &mut Context,
    slug: &str,
    region: Option<&str>,
    consent: Consent,
) -> Result<ExitCode, Failure> {
    let (found, kind) = needed(context, slug)?;
    let (connection, notes) = (&found.connection, &mut context.notes);
    let mut typed = typed_credential(connection, kind, notes)?;
    if let Some(region) = region {
        if kind != CredentialKind::Iam {
            return Err(Failure::Usage(messages::ONLY_AWS_KEYS_HAVE_REGIONS.to_owned()));
        }
        typed.push((key::AWS_REGION, Some(Secret::new(region.to_owned()))));
    }
    if let Credentials::Unusable { why, replaceable } = context.settings().credentials()
        && !(consent.begin_anew && replaceable.is_some())
    {
        let loss =
            replaceable.map(|_| context.settings().loss_by_new_credentials(connection.slug()));
        return Err(Failure::Refused(messages::unusable_credentials(why, loss.as_deref())));
    }
    agree_to_key(context, &found.connection, &typed)?;
    save(context, &found, typed, &[], consent)
}

/// A credential from a prompt without echo, or from standard input.
pub(super) fn typed_credential(
    connection: &Connection,
    kind: CredentialKind,
    notes: &mut Vec<String>,
) -> Result<Fields, Failure> {
    if io::stdin().is_terminal() {
        prompted(connection, kind, notes)
    } else {
        read(connection, kind, notes)
    }
}

/// Asks before storing a key that looks like another provider's.
fn agree_to_key(context: &Context, connection: &Connection, typed: &Fields) -> Result<(), Failure> {
    let part_of = |key| parts(connection).find(|(_, part)| part.key == key);
    let odd = typed.iter().filter_map(|(key, secret)| {
        let (_, part) = part_of(*key)?;
        key_of_another(connection, part, secret.as_ref()?.expose())
    });
    let odd: Vec<String> = odd.collect();
    let question = messages::ASK_TO_STORE_ODD_KEY;
    context.agree_to_save(question, &odd, messages::NOTHING_STORED, messages::odd_key)
}

/// Makes the edit that saving the form would make, given the values to store and to remove.
fn save(
    context: &mut Context,
    found: &NamedConnection,
    typed: Fields,
    removed: &[CredentialKind],
    consent: Consent,
) -> Result<ExitCode, Failure> {
    let draft = Draft {
        id: Some(&found.id),
        seen: &found.connection,
        draft: &found.connection,
        typed,
        removed,
    };
    let saved = draft.save(context.settings()).map_err(field_errors)?;
    if let Some(replacement) = saved.replacement.filter(|_| !consent.as_command) {
        return Err(Failure::Refused(messages::replaced_key(replacement.describe())));
    }
    // Do not report again what the command is for or was asked to do.
    if removed.is_empty() && !saved.is_final {
        context.notes.extend(saved.consequences);
    }
    let name = found.connection.display_name();
    context.make_if_any(saved.edit.as_ref(), || messages::is_unchanged(&name))
}

/// The typed fields of a credential, in order.
fn parts(connection: &Connection) -> impl Iterator<Item = (&'static Field, Part)> {
    let fields = SECRET_FIELDS.iter().filter(|field| (field.applies)(connection));
    let parts = fields.filter_map(|field| Some((field, field.secret()?)));
    parts.filter(|(_, part)| part.input != Input::Plain)
}

fn prompted(
    connection: &Connection,
    kind: CredentialKind,
    notes: &mut Vec<String>,
) -> Result<Fields, Failure> {
    if kind == CredentialKind::ServiceAccount {
        return Err(Failure::Usage(messages::SERVICE_ACCOUNT_COMES_FROM_INPUT.to_owned()));
    }
    let (mut typed, mut prompt) = (Fields::new(), Prompt::open()?);
    for (field, part) in parts(connection) {
        let optional = if part.goes_alone() { ", empty for none" } else { "" };
        let secret = prompt.secret(&format!("{}{optional}", field.label))?;
        let secret = secret.ok_or(Failure::Interrupted)?;
        take(connection, part, secret, &mut typed, notes);
    }
    if typed.is_empty() {
        return Err(Failure::Refused(messages::NOTHING_TYPED.to_owned()));
    }
    whole(kind, typed)
}

fn take(
    connection: &Connection,
    part: Part,
    secret: Secret,
    typed: &mut Fields,
    notes: &mut Vec<String>,
) {
    if secret.is_empty() {
        return;
    }
    notes.extend(oddities(connection, part, secret.expose()));
    typed.push((part.key, Some(secret)));
}

fn read(
    connection: &Connection,
    kind: CredentialKind,
    notes: &mut Vec<String>,
) -> Result<Fields, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_BYTES + 2));
    let limit = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    io::stdin().lock().take(limit).read_to_string(&mut text)?;
    if text.len() > MAX_BYTES {
        return Err(Failure::Refused(messages::INPUT_TOO_LONG_FOR_CREDENTIAL.to_owned()));
    }
    if text.trim().is_empty() {
        return Err(Failure::Refused(messages::INPUT_EMPTY.to_owned()));
    }
    if kind == CredentialKind::ServiceAccount {
        let account = ServiceAccount::parse(Secret::new(text.trim().to_owned()));
        let account = account.map_err(Failure::Refused)?;
        notes.extend(account.odd_project(connection));
        return Ok(account.fields());
    }
    // An empty part is a line, too.
    let text = text.trim_start_matches('\u{feff}').trim_end();
    let mut lines = text.lines().map(str::trim);
    let mut typed = Fields::new();
    for (_, part) in parts(connection) {
        let secret = Secret::new(lines.next().unwrap_or_default().to_owned());
        take(connection, part, secret, &mut typed, notes);
    }
    if lines.next().is_some() {
        return Err(Failure::Refused(messages::INPUT_HAS_TOO_MANY_LINES.to_owned()));
    }
    whole(kind, typed)
}

/// The complete credential, or what is missing.
fn whole(kind: CredentialKind, typed: Fields) -> Result<Fields, Failure> {
    match first_missing(kind, &typed) {
        Some(field) => Err(Failure::Refused(messages::part_missing(field.label))),
        None => Ok(typed),
    }
}

pub(super) fn clear(context: &mut Context, slug: &str) -> Result<ExitCode, Failure> {
    let (found, kind) = needed(context, slug)?;
    let (slug, label) = (found.connection.slug(), kind.label());
    let credentials = context.settings().credentials();
    if let Credentials::Unusable { why, .. } = credentials {
        return Err(Failure::Refused(messages::unusable_credentials(why, None)));
    }
    let of_chats = credentials.of_chats(&found.connection);
    if credentials.of(kind, slug).or(of_chats).is_none() {
        return Err(Failure::Refused(messages::nothing_stored(label, slug)));
    }
    let name = found.connection.display_name();
    let question = messages::ask_to_remove(label, &name);
    let sharing = context.settings().sharing_claude_login(&found.connection);
    let shared = (!sharing.is_empty()).then(|| describe_shared_login(&sharing));
    if !context.confirm(&question, shared.as_slice())? {
        return Err(Failure::Refused(messages::NOTHING_REMOVED.to_owned()));
    }
    save(context, &found, Fields::new(), &[kind], Consent::default())
}

fn status(context: &Context, slug: &str) -> Result<ExitCode, Failure> {
    let NamedConnection { connection, .. } = context.connection(slug)?;
    let (settings, slug) = (context.settings(), connection.slug());
    let (auth, credentials) = (connection.auth_type(), settings.credentials());
    let status = settings.status(&connection, unix_time());
    let own = CredentialKind::of_auth(auth);
    let facts = |kind: CredentialKind| {
        // The credential that chats use, if it is stored elsewhere.
        let of_chats = credentials.of_chats(&connection).filter(|_| own == Some(kind));
        of_chats.or_else(|| credentials.of(kind, slug))
    };
    let kinds = CredentialKind::ALL.into_iter();
    let stored = kinds.filter_map(|kind| Some((kind.label(), facts(kind)?)));
    let stored: Vec<(&str, &Facts)> = stored.collect();
    let environment = match auth {
        "environment" => settings.environment().found_for(&connection),
        _ => Vec::new(),
    };
    let problem = match credentials {
        Credentials::Unusable { why, .. } => Some(why),
        _ => None,
    };
    if context.json {
        let stored = stored.iter().map(|(label, facts)| {
            json!({"kind": label, "expiresAt": facts.expires_at, "renews": facts.renews(),
                "awsRegion": facts.aws_region, "gcpProjectId": facts.gcp_project,
                "serviceAccountEmail": facts.email})
        });
        print_json(
            Output::SecretStatus,
            &json!({"slug": slug, "authType": auth, "authenticated": status.shown, "usable": status.is_usable(), "note": status.note,
            "stored": stored.collect::<Vec<_>>(), "environment": environment, "problem": problem}),
        )?;
    } else {
        let or_nothing = |all: &[&str]| match all {
            [] => "nothing".to_owned(),
            all => all.join(", "),
        };
        let labels: Vec<&str> = stored.iter().map(|(label, _)| *label).collect();
        let mut rows = vec![
            ("authentication", auth.to_owned()),
            ("authenticated", standing(&status).to_owned()),
            ("stored", or_nothing(&labels)),
        ];
        if auth == "environment" {
            rows.push(("found", or_nothing(&environment)));
        }
        for (_, facts) in stored {
            let all = [
                ("AWS region", &facts.aws_region),
                ("GCP project", &facts.gcp_project),
                ("service account", &facts.email),
            ];
            rows.extend(all.into_iter().filter_map(|(label, value)| Some((label, value.clone()?))));
        }
        rows.extend(status.note.clone().map(|note| ("note", note)));
        rows.extend(problem.map(|why| ("problem", format!("credentials.enc {why}"))));
        let rows: Vec<_> =
            rows.into_iter().map(|(label, value)| (label.to_owned(), value)).collect();
        print(&labelled(&rows))?;
    }
    let is_lacking = status.is_usable() == Some(false);
    Ok(ExitCode::from(u8::from(is_lacking)))
}
