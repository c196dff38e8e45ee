//! `secret set`: stores a credential from a prompt or from standard input.

use super::entered::{entered_credential, parts};
use super::{Consent, needed, save};
use crate::cli::commands::context::Context;
use crate::cli::commands::failure::{CommandResult, Failure};
use crate::cli::messages;
use crate::settings::Connection;
use crate::settings::credential::key_warnings::key_of_another;
use crate::settings::credential::save::Fields;
use crate::settings::credential::{CredentialKind, Credentials, key};
use crate::settings::secret::Secret;

pub(super) fn run(
    context: &mut Context,
    slug: &str,
    region: Option<&str>,
    consent: Consent,
) -> CommandResult {
    let (found, kind) = needed(context, slug)?;
    let (connection, notes) = (&found.connection, &mut context.notes);
    let mut typed = entered_credential(connection, kind, notes)?;
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
