//! A credential that a person types at a prompt without echo, or a program gives on standard input.

use std::io::{self, IsTerminal, Read};

use zeroize::Zeroizing;

use crate::cli::commands::failure::Failure;
use crate::cli::messages;
use crate::cli::prompt::Prompt;
use crate::settings::Connection;
use crate::settings::connection::fields::Field;
use crate::settings::credential::CredentialKind;
use crate::settings::credential::fields::{Input, Part, SECRET_FIELDS};
use crate::settings::credential::key_warnings::oddities;
use crate::settings::credential::save::{Fields, first_missing};
use crate::settings::credential::service_account::{MAX_BYTES, ServiceAccount};
use crate::settings::secret::Secret;

/// A credential from a prompt without echo, or from standard input.
pub(in crate::cli::commands) fn entered_credential(
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

/// The typed fields of a credential, in order.
pub(super) fn parts(connection: &Connection) -> impl Iterator<Item = (&'static Field, Part)> {
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
