//! `secret set`, `secret clear`, `secret status`: credentials, which never come from an argument.

use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::look::authenticated;
use super::{Context, Failure};
use crate::cli::args::SecretCommand;
use crate::cli::output::{labelled, print, print_json};
use crate::cli::prompt::Prompt;
use crate::settings::credential::edit::SecretsEdit;
use crate::settings::credential::fields::{Input, Part, SECRET_FIELDS};
use crate::settings::credential::look::oddities;
use crate::settings::credential::save::{Fields, SecretDraft};
use crate::settings::credential::service_account::{MAX_BYTES, ServiceAccount};
use crate::settings::credential::{CredentialKind, Credentials, key};
use crate::settings::edit::Edit;
use crate::settings::fields::Field;
use crate::settings::secret::Secret;
use crate::settings::{Connection, ConnectionId};

pub fn run(context: &mut Context, command: SecretCommand) -> Result<ExitCode, Failure> {
    match command {
        SecretCommand::Set {
            slug,
            region,
            begin_anew,
            value,
        } if value.is_empty() => set(context, &slug, region.as_deref(), begin_anew),
        SecretCommand::Set { slug, .. } => Err(Failure::Usage(format!(
            "A secret is never an argument: others can see those. Type it at the prompt of llm-connections secret set {slug}, or send it there on standard input."
        ))),
        SecretCommand::Clear { slug, yes } => clear(context, &slug, yes),
        SecretCommand::Status { slug } => status(context, &slug),
    }
}

/// A connection, and the kind of credential that it needs.
fn needed(context: &Context, slug: &str) -> Result<(Connection, CredentialKind), Failure> {
    let id = context.connection(slug)?;
    let connection = context.settings().connection(&id).map(|c| (**c).clone());
    let connection = connection.unwrap_or_else(|| Connection::new(Value::Null));
    let auth = connection.auth_type();
    match CredentialKind::of_auth(auth) {
        Some(kind) => Ok((connection, kind)),
        None => Err(Failure::Refused(format!(
            "{slug} has the authentication {auth}, which needs no credential that is stored."
        ))),
    }
}

fn set(
    context: &mut Context,
    slug: &str,
    region: Option<&str>,
    begin_anew: bool,
) -> Result<ExitCode, Failure> {
    let (connection, kind) = needed(context, slug)?;
    let notes = &mut context.notes;
    let mut typed = if io::stdin().is_terminal() {
        asked(&connection, kind, notes)?
    } else {
        read(&connection, kind, notes)?
    };
    if let Some(region) = region {
        if kind != CredentialKind::Iam {
            return Err(Failure::Usage(
                "Only an AWS access key has a region.".to_owned(),
            ));
        }
        typed.push((key::AWS_REGION, Some(Secret::new(region.to_owned()))));
    }
    save(context, &connection, typed, false, begin_anew)
}

/// Makes the edit that a save in the form would make of what was given.
fn save(
    context: &mut Context,
    connection: &Connection,
    typed: Fields,
    remove: bool,
    begin_anew: bool,
) -> Result<ExitCode, Failure> {
    let draft = SecretDraft {
        before: Some(connection),
        after: connection,
        typed,
        remove,
    };
    let (secrets, told) = draft.edits(context.settings().credentials());
    if !remove {
        context.notes.extend(told);
    }
    let set_aside = match context.settings().credentials() {
        Credentials::Unusable { why, replaceable } if begin_anew => {
            if replaceable.is_none() {
                return Err(Failure::Refused(format!(
                    "credentials.enc cannot be used: {why}."
                )));
            }
            *replaceable
        }
        Credentials::Unusable { why, replaceable } => {
            let advice = replaceable.map_or("", |_| {
                " With --begin-anew it is kept beside a new one, in which no other connection has a key."
            });
            return Err(Failure::Refused(format!(
                "credentials.enc cannot be used: {why}.{advice}"
            )));
        }
        _ => None,
    };
    context.make(&Edit::Secrets(SecretsEdit {
        slug: connection.slug().to_owned(),
        edit: None,
        secrets,
        set_aside,
    }))
}

/// The fields of a credential that are typed, in their order.
fn parts(connection: &Connection) -> impl Iterator<Item = (&'static Field, Part)> {
    let fields = SECRET_FIELDS
        .iter()
        .filter(|field| (field.applies)(connection));
    let parts = fields.filter_map(|field| Some((field, field.secret()?)));
    parts.filter(|(_, part)| part.input != Input::Plain)
}

fn asked(
    connection: &Connection,
    kind: CredentialKind,
    notes: &mut Vec<String>,
) -> Result<Fields, Failure> {
    if kind == CredentialKind::ServiceAccount {
        return Err(Failure::Usage(
            "A service account comes from standard input: llm-connections secret set SLUG < FILE"
                .to_owned(),
        ));
    }
    let (mut typed, mut prompt) = (Fields::new(), Prompt::open()?);
    for (field, part) in parts(connection) {
        let optional = if part.goes_alone() {
            ", empty for none"
        } else {
            ""
        };
        let secret = prompt.secret(&format!("{}{optional}", field.label))?;
        let secret = secret.ok_or(Failure::Interrupted)?;
        take(connection, part, secret, &mut typed, notes);
    }
    if typed.is_empty() {
        return Err(Failure::Refused(
            "Nothing was typed, and nothing changed.".to_owned(),
        ));
    }
    whole(connection, typed)
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
        return Err(Failure::Refused(
            "Standard input is too long for a credential.".to_owned(),
        ));
    }
    if text.trim().is_empty() {
        return Err(Failure::Refused(
            "Standard input is empty, and nothing changed.".to_owned(),
        ));
    }
    if kind == CredentialKind::ServiceAccount {
        let account = ServiceAccount::parse(Secret::new(text.trim().to_owned()));
        let account = account.map_err(Failure::Refused)?;
        notes.extend(account.odd_project(connection));
        return Ok(account.fields());
    }
    // A part that is empty is a line, too.
    let text = text.trim_start_matches('\u{feff}').trim_end();
    let mut lines = text.lines().map(str::trim);
    let mut typed = Fields::new();
    for (_, part) in parts(connection) {
        let secret = Secret::new(lines.next().unwrap_or_default().to_owned());
        take(connection, part, secret, &mut typed, notes);
    }
    if lines.next().is_some() {
        return Err(Failure::Refused(
            "Standard input has more lines than there are parts of the credential, and nothing changed.".to_owned(),
        ));
    }
    whole(connection, typed)
}

/// All of a credential: half of a new one does not go with half of an old one.
fn whole(connection: &Connection, typed: Fields) -> Result<Fields, Failure> {
    let missing = parts(connection)
        .find(|(_, part)| !part.goes_alone() && typed.iter().all(|(key, _)| *key != part.key));
    match missing {
        Some((field, _)) => Err(Failure::Refused(format!(
            "{} is missing, and nothing changed.",
            field.label
        ))),
        None => Ok(typed),
    }
}

fn clear(context: &mut Context, slug: &str, yes: bool) -> Result<ExitCode, Failure> {
    let (connection, kind) = needed(context, slug)?;
    let slug = connection.slug();
    if let Credentials::Unusable { why, .. } = context.settings().credentials() {
        return Err(Failure::Refused(format!(
            "credentials.enc cannot be used: {why}."
        )));
    }
    if context.settings().credentials().of(kind, slug).is_none() {
        return Err(Failure::Refused(format!(
            "No {} of {slug} is stored.",
            kind.label()
        )));
    }
    let question = format!(
        "Remove the {} of “{}”?",
        kind.label(),
        connection.display_name()
    );
    if !context.confirm(yes, &question, &[])? {
        return Err(Failure::Refused("Nothing was removed.".to_owned()));
    }
    save(context, &connection, Fields::new(), true, false)
}

fn status(context: &Context, slug: &str) -> Result<ExitCode, Failure> {
    let id: ConnectionId = context.connection(slug)?;
    let settings = context.settings();
    let Some(connection) = settings.connection(&id) else {
        return Err(Failure::Refused(format!("There is no connection {slug}.")));
    };
    let slug = connection.slug();
    let known = authenticated(context, connection);
    let credentials = settings.credentials();
    let environment = settings.environment().found_for(connection);
    let environment = if connection.auth_type() == "environment" {
        environment
    } else {
        Vec::new()
    };
    if context.json {
        let stored = credentials.kinds_of(slug).into_iter().filter_map(|kind| {
            let facts = credentials.of(kind, slug)?;
            Some(json!({"kind": kind.label(), "expiresAt": facts.expires_at, "renews": facts.renews(),
                "awsRegion": facts.aws_region, "gcpProjectId": facts.gcp_project,
                "serviceAccountEmail": facts.email}))
        });
        let problem = match credentials {
            Credentials::Unusable { why, .. } => Some(why.clone()),
            _ => None,
        };
        print_json(
            &json!({"slug": slug, "authType": connection.auth_type(), "authenticated": known,
            "stored": stored.collect::<Vec<_>>(), "environment": environment, "problem": problem}),
        )?;
    } else {
        let word = match known {
            Value::Bool(true) => "yes",
            Value::Bool(false) => "no",
            _ => "unknown",
        };
        let kinds = credentials
            .kinds_of(slug)
            .into_iter()
            .map(CredentialKind::label);
        let kinds: Vec<_> = kinds.collect();
        let none = || "nothing".to_owned();
        let mut rows = vec![
            (
                "authentication".to_owned(),
                connection.auth_type().to_owned(),
            ),
            ("authenticated".to_owned(), word.to_owned()),
            (
                "stored".to_owned(),
                if kinds.is_empty() {
                    none()
                } else {
                    kinds.join(", ")
                },
            ),
        ];
        if connection.auth_type() == "environment" {
            let found = if environment.is_empty() {
                none()
            } else {
                environment.join(", ")
            };
            rows.push(("found".to_owned(), found));
        }
        for facts in credentials
            .kinds_of(slug)
            .into_iter()
            .filter_map(|kind| credentials.of(kind, slug))
        {
            let all = [
                ("AWS region", &facts.aws_region),
                ("GCP project", &facts.gcp_project),
                ("service account", &facts.email),
            ];
            let all = all
                .into_iter()
                .filter_map(|(label, value)| Some((label.to_owned(), value.clone()?)));
            rows.extend(all);
        }
        if let Credentials::Unusable { why, .. } = credentials {
            rows.push((
                "problem".to_owned(),
                format!("credentials.enc cannot be used: {why}"),
            ));
        }
        print(&labelled(&rows))?;
    }
    io::stdout().flush().ok();
    Ok(ExitCode::from(u8::from(known == Value::Bool(false))))
}
