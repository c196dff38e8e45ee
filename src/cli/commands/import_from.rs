//! `import --from`: lists, chooses and imports what another program or the environment offers.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::ask::answer_to;
use super::context::Context;
use super::failure::{CommandResult, Failure};
use crate::cli::json_schema::Output;
use crate::cli::messages::{self as all_messages, transfer as messages};
use crate::cli::output::{Narrow, commit_in_words as describe, print, print_json, table, warn};
use crate::settings::credential::Credentials;
use crate::settings::redact::redacted_text;
use crate::settings::transfer::tools::{Found, Offer, Taken, Tool, take};
use crate::store::now_ms;
use crate::system::tool_files::MachineSources;

pub(super) fn run(context: &mut Context, tool: Tool, only: Option<&[String]>) -> CommandResult {
    let home = context.store.paths().home.clone();
    // A demo uses nothing from this machine.
    let sources = MachineSources { home, with_variables: !context.demo };
    let found = tool.find(&sources, context.settings(), now_ms());
    if found.offers.is_empty() {
        for what in &found.left_out {
            warn(&messages::left_out(what));
        }
        return Err(Failure::Refused(messages::nothing_offered(tool)));
    }
    let is_listing = only.is_none() && context.dry_run && !context.yes;
    if is_listing {
        list(context, &found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(context, &found, only)?;
    if chosen.is_empty() {
        return Err(Failure::Refused(messages::NOTHING_CHOSEN.to_owned()));
    }
    if let Credentials::Unusable { why, .. } = context.settings().credentials()
        && chosen.iter().any(|offer| offer.has_key())
    {
        return Err(Failure::Refused(all_messages::unusable_credentials(why, None)));
    }
    let taken = take(context.settings(), &chosen);
    let question = all_messages::ASK_TO_STORE_ODD_KEY;
    context.agree_to_save(question, &taken.odd, messages::NOTHING_CHOSEN, messages::odd_keys)?;
    make(context, &taken, &found)
}

/// The wanted offers: the named ones, all new ones, or the person's answer.
fn choose<'a>(
    context: &Context,
    found: &'a Found,
    only: Option<&[String]>,
) -> Result<Vec<&'a Offer>, Failure> {
    let offers = &found.offers;
    if let Some(only) = only {
        return only.iter().map(|name| named(offers, name)).collect();
    }
    if context.yes {
        let new: Vec<&Offer> = offers.iter().filter(|offer| offer.like.is_none()).collect();
        return if new.is_empty() {
            Err(Failure::Refused(messages::ALL_HERE.to_owned()))
        } else {
            Ok(new)
        };
    }
    list(context, found)?;
    if !io::stdin().is_terminal() {
        return Err(Failure::Refused(messages::NEEDS_ONLY.to_owned()));
    }
    let answer = answer_to(messages::ASK_WHICH)?;
    let answer = answer.trim();
    if answer.eq_ignore_ascii_case("all") {
        return Ok(offers.iter().collect());
    }
    let words = answer.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| match word.parse::<usize>() {
            Ok(number) if (1..=offers.len()).contains(&number) => Ok(&offers[number - 1]),
            _ => named(offers, word),
        })
        .collect()
}

fn named<'a>(offers: &'a [Offer], name: &str) -> Result<&'a Offer, Failure> {
    let all = offers.iter().map(|offer| offer.id.as_str());
    let found = offers.iter().find(|offer| offer.id == name);
    found.ok_or_else(|| Failure::Usage(messages::unknown_offer(&redacted_text(name), all)))
}

fn list(context: &Context, found: &Found) -> Result<(), Failure> {
    let printed = if context.json {
        let offers: Vec<Value> = found.offers.iter().map(as_json).collect();
        let value = json!({"offers": offers, "leftOut": found.left_out, "dryRun": context.dry_run});
        print_json(Output::Offers, &value)
    } else {
        let rows: Vec<Vec<String>> = found.offers.iter().enumerate().map(as_row).collect();
        print(&table(&messages::OFFERS, &rows, Narrow::Wrap(&[3, 5])))
    };
    printed.map_err(Failure::NotPrinted)?;
    if !context.json {
        for offer in &found.offers {
            for note in &offer.notes {
                warn(&format!("{}: {note}", offer.id));
            }
        }
        for what in &found.left_out {
            warn(&messages::left_out(what));
        }
    }
    Ok(())
}

fn as_row((n, offer): (usize, &Offer)) -> Vec<String> {
    let connection = &offer.connection;
    vec![
        (n + 1).to_string(),
        offer.id.clone(),
        connection.display_name().into_owned(),
        connection.host_or_provider().to_owned(),
        offer.masked_key(),
        offer.like.clone().unwrap_or_default(),
    ]
}

fn as_json(offer: &Offer) -> Value {
    let connection = &offer.connection;
    json!({"name": offer.id, "connection": connection.display_name(),
        "endpoint": connection.host_or_provider(), "key": offer.has_key(),
        "source": redacted_text(&offer.source), "here": offer.like, "notes": offer.notes})
}

fn make(context: &mut Context, taken: &Taken, found: &Found) -> CommandResult {
    let Some(edit) = &taken.edit else {
        return Err(Failure::Refused(taken.refused.join("\n")));
    };
    let mut commit = context.commit(edit)?;
    let left_out = found.left_out.iter().map(|what| messages::left_out(what));
    commit.caveats.splice(0..0, taken.notes.iter().cloned().chain(left_out));
    commit.not_done.extend(taken.refused.iter().cloned());
    context.add_restart_note(&mut commit);
    let more = [
        ("offers", found.offers.iter().map(as_json).collect()),
        ("leftOut", json!(found.left_out)),
    ];
    let text = describe(&commit, context.dry_run);
    context.print_commit_with(Output::TakenOffers, more, &text, &commit)
}
