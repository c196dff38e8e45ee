//! All user-visible sentences about Craft's behavior, one idea each.

use super::entries::{Object, text};
use super::in_effect::{Source, ThinkingSource};
use super::managed_list::ManagedList;
use super::next_start::NextStart;
use super::next_start::difference::{Difference, ModelsChange};
use super::sends::{ElsewhereReason, KeyFrom, NoRequest, Request, Sends};
use super::small_model::SmallModelChoice;
use super::start_of_file::FileChange;
use crate::settings::catalogue::{THREE_TIERS, shown_id};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::fields::field;
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;
use crate::settings::workspace::thinking::Thinking;
use crate::text::enumerated;

/// The most models that a sentence lists; beyond that it gives the number.
const NAMED: usize = 3;

/// What a start changes in a stored connection; empty if nothing.
pub fn next_start(before: &Object, next: &NextStart) -> Vec<String> {
    let differences = &next.differences;
    let dropped = differences.iter().find_map(|difference| match difference {
        Difference::KeysDropped(keys) => {
            Some(keys.iter().map(|key| label(key)).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    });
    let renamed = differences.iter().find_map(|difference| match difference {
        Difference::Renamed { to: Some(to), .. } => Some(redacted_text(to)),
        _ => None,
    });
    let kind = |object: &Object| {
        (
            text(object, "providerType").map(str::to_owned),
            text(object, "piAuthProvider").map(str::to_owned),
        )
    };
    let (was, becomes) = (kind(before), kind(&next.after));
    let mut parts = Vec::new();
    if let (true, (Some(provider), upstream)) = (was != becomes, becomes) {
        parts.push(converts(&provider, upstream.as_deref()));
    }
    parts.extend(renamed.map(|name| renames(&name)));
    parts.extend(dropped.map(|keys| drops(&keys)));
    let first = (!parts.is_empty()).then(|| format!("On next start Craft {}.", enumerated(&parts)));
    first.into_iter().chain(differences.iter().filter_map(one)).collect()
}

// Parts of the sentence on what a start changes.

pub fn converts(provider: &str, upstream: Option<&str>) -> String {
    let upstream = upstream.map_or_else(String::new, |upstream| format!(" ({upstream})"));
    format!("converts this to {provider}{upstream}")
}

pub fn renames(name: &str) -> String {
    format!("renames it “{name}”")
}

/// The fields by their labels.
pub fn drops(fields: &str) -> String {
    format!("drops: {fields}")
}

/// The sentence for a difference, if it has one of its own.
fn one(difference: &Difference) -> Option<String> {
    match difference {
        Difference::Models(change) => models(change),
        Difference::DefaultModel { from, to: Some(to) } => {
            let to = redacted_text(shown_id(to));
            let from = from.as_deref().map(|from| redacted_text(shown_id(from)));
            // Only the prefix differs, which people do not see.
            (from.as_ref() != Some(&to)).then(|| format!("Default model becomes {to}."))
        }
        Difference::Mode { to: Some(mode), .. } if mode == THREE_TIERS => {
            Some("Craft leaves the model list to you.".to_owned())
        }
        Difference::Mode { to: Some(_), .. } => {
            Some("Craft then keeps the list in sync.".to_owned())
        }
        Difference::KeyChanged(key) => Some(format!("Craft rewrites: {}.", label(key))),
        _ => None,
    }
}

fn models(change: &ModelsChange) -> Option<String> {
    let mut parts = Vec::new();
    if !change.dropped.is_empty() {
        parts.push(format!("drops {}", listed(&change.dropped)));
    }
    if !change.added.is_empty() {
        parts.push(format!("adds {}", listed(&change.added)));
    }
    if !change.rewritten.is_empty() {
        parts.push(format!("resets the settings of {}", listed(&change.rewritten)));
    }
    if parts.is_empty() && change.reordered {
        parts.push("reorders the list".to_owned());
    }
    (!parts.is_empty()).then(|| format!("Models: Craft {}.", parts.join(", ")))
}

/// Lists a few models by id, or gives their number.
fn listed(ids: &[String]) -> String {
    if ids.len() > NAMED {
        return format!("{} models", ids.len());
    }
    ids.iter().map(|id| redacted_text(id)).collect::<Vec<_>>().join(", ")
}

/// The label of a key.
fn label(key: &str) -> String {
    field(key).map_or_else(|| redacted_text(key), |field| field.label.to_owned())
}

/// Why Craft picks a model for titles and summaries, in a few words.
pub fn small_model(because: SmallModelChoice) -> String {
    match because {
        SmallModelChoice::Contains(word) => format!("by “{word}”"),
        SmallModelChoice::Last => "last in list".to_owned(),
        SmallModelChoice::Default => "default".to_owned(),
    }
}

pub fn thinking((level, source): (Thinking, ThinkingSource)) -> String {
    let source = match source {
        ThinkingSource::Session => "session",
        ThinkingSource::Workspace => "workspace",
        ThinkingSource::Config => "your default",
        ThinkingSource::Default => "Craft's default",
        ThinkingSource::Endpoint => "endpoint",
        ThinkingSource::Model => "model can't",
    };
    format!("{} ({source})", level.label())
}

/// The source of a fact about a model, in a few words.
pub const fn source(source: Source) -> &'static str {
    match source {
        Source::Entry => "own",
        Source::Endpoint => "endpoint's",
        Source::Catalogue | Source::Claude => "Craft catalog",
        Source::Default => "default",
    }
}

/// Why changes to a list of models do not last, and what to do.
pub const fn managed_list(list: ManagedList) -> &'static str {
    match list {
        ManagedList::Synced => {
            "Craft fills this list at every start: models you remove return, models you add are dropped. \
             To choose from Craft's models, set Model selection to Three tiers; for any other model, use a \
             compatible endpoint."
        }
        ManagedList::Copilot => {
            "Craft fills this list at every start: models you remove return, models you add are dropped."
        }
    }
}

/// The note for a model that is missing from Craft's catalog, so that another one answers.
pub const UNKNOWN_MODEL: &str = "not in Craft's catalog";

/// What the first edit in Craft drops; None if nothing.
pub fn first_edit(dropped: &[&str]) -> Option<String> {
    let keys: Vec<String> = dropped.iter().map(|key| label(key)).collect();
    (!keys.is_empty()).then(|| format!("The first edit in Craft drops: {}.", keys.join(", ")))
}

/// What is wrong with what Craft sends for a connection; None if the request goes where the
/// connection says.
pub fn sends(connection: &Object, sends: &Sends) -> Option<String> {
    match sends {
        Sends::Request(request) => other_model(request),
        Sends::Elsewhere { request, because } => Some(elsewhere(connection, request, *because)),
        Sends::Nothing(why) => Some(nothing(why)),
    }
}

/// The sentence for a request to the connection's own host with another model than requested; None
/// if the model matches.
pub(crate) fn model_instead(request: &Request) -> Option<String> {
    let unknown = redacted_text(request.instead_of.as_deref().filter(|id| !id.is_empty())?);
    let model = redacted_text(&request.model);
    Some(asks_for_instead(&unknown, &model))
}

/// Craft asks the connection's own host for another model than the connection's.
pub fn asks_for_instead(unknown: &str, model: &str) -> String {
    format!("Unknown model “{unknown}”: Craft uses {model} instead.")
}

fn other_model(request: &Request) -> Option<String> {
    let unknown = redacted_text(request.instead_of.as_deref().filter(|id| !id.is_empty())?);
    Some(unknown_model(&unknown, request.host(), &redacted_text(&request.model)))
}

/// A model that the host does not have, and the one that Craft asks it for.
pub fn unknown_model(unknown: &str, host: &str, instead: &str) -> String {
    format!("Unknown model “{unknown}”: Craft asks {host} for {instead} instead.")
}

fn elsewhere(connection: &Object, request: &Request, because: ElsewhereReason) -> String {
    let target = request.host();
    let own =
        text(connection, "baseUrl").map(|url| host(url.trim())).filter(|host| !host.is_empty());
    let what = match &request.key {
        key if key.is_own() => format!("The key goes to {target}"),
        KeyFrom::Variable(name) => format!("Chats go to {target} with {name}"),
        _ => format!("Chats go to {target}"),
    };
    let what = own.map_or_else(|| what.clone(), |own| format!("{what}, not to {own}"));
    match because {
        ElsewhereReason::ModelNotListed => format!("{what}: the model is not in the models list."),
        ElsewhereReason::NoCustomEndpoint => format!("{what}: no protocol is set."),
        ElsewhereReason::NoBaseUrl => format!("{what}: no endpoint is set."),
        ElsewhereReason::BaseUrlIgnored => {
            format!("{what}: Craft ignores the endpoint of this upstream.")
        }
        ElsewhereReason::UnknownModel => format!("{what}: the upstream does not have the model."),
        ElsewhereReason::NoCredential => format!("{what}: no credential is stored."),
    }
}

/// The sentence for an endpoint that Craft ignores, and what it uses instead; None if both have the
/// same host.
pub(crate) fn ignored_endpoint(connection: &Connection) -> Option<String> {
    let asked = connection.chat_host();
    let named = connection.endpoint_host().filter(|_| connection.ignores_endpoint())?;
    if asked.is_some_and(|asked| asked.eq_ignore_ascii_case(named)) {
        return None;
    }
    Some(match asked.or_else(|| connection.chat_upstream()) {
        Some(asked) => uses_instead(asked),
        None => "Craft ignores this".to_owned(),
    })
}

/// The remark on an ignored endpoint, by the host or the service that Craft asks.
pub fn uses_instead(asked: &str) -> String {
    format!("ignored: Craft uses {asked}")
}

/// Why chats fail, and what to do.
fn nothing(why: &NoRequest) -> String {
    match why {
        NoRequest::NoKey(_)
        | NoRequest::NoKeyForTheModel { knows_upstream: true }
        | NoRequest::NoAnthropicKey(_)
        | NoRequest::EndpointNeedsKey { unread: false } => {
            "No API key: new chats will fail.".to_owned()
        }
        NoRequest::NoKeyForTheModel { knows_upstream: false } => {
            "New chats will fail: Craft doesn't know this upstream.".to_owned()
        }
        NoRequest::EndpointNeedsKey { unread: true } => {
            "New chats will fail: Craft doesn't read the key without an upstream.".to_owned()
        }
        NoRequest::NoAzureUrl => "New chats will fail: set the Azure endpoint.".to_owned(),
        NoRequest::NoVariable { name, .. } => format!("New chats will fail: set {name} for Craft."),
        NoRequest::NoAccountInToken => {
            "New chats will fail: the token is not a ChatGPT login.".to_owned()
        }
        NoRequest::NoAwsCredentials => {
            "New chats will fail: Craft doesn't use an API key for Bedrock.".to_owned()
        }
        NoRequest::NoClaudeLogin(_) => {
            "New chats will fail: log in to Claude again in Craft.".to_owned()
        }
        NoRequest::NotLoggedIn => {
            "New chats will fail: this authentication provides no credential.".to_owned()
        }
        NoRequest::NotACurrentType => "Craft converts this on its next start.".to_owned(),
    }
}

/// The sentence for an unused endpoint, given the actual destination of the chats, if known, and
/// whether that host was probed.
pub fn unused_endpoint(
    stored: &str,
    chat_host: Option<&str>,
    after_start: bool,
    was_asked: bool,
) -> String {
    let craft = if after_start { "After its next start Craft" } else { "Craft" };
    let stored = redacted_text(stored);
    let instead = chat_host.map_or_else(String::new, |host| {
        let was_asked = if was_asked { ", which was validated" } else { "" };
        format!("; chats go to {host}{was_asked}")
    });
    format!("{craft} doesn't use the stored endpoint {stored}{instead}.")
}

/// The sentence for a default model that the next start replaces.
pub(crate) fn default_after_start(model: &str) -> String {
    format!("After Craft's next start the default model is {}.", redacted_text(model))
}

/// What a start changes outside the connections.
pub fn file_change(change: &FileChange) -> String {
    match change {
        FileChange::LegacyKeyRemoved(key) => format!("On next start Craft removes: {key}."),
        FileChange::ListMade(None) => {
            "On next start Craft adds an empty connections list.".to_owned()
        }
        FileChange::ListMade(Some(slug)) => {
            format!("On next start Craft adds the connection “{}”.", redacted_text(slug))
        }
        FileChange::ModelDefaultMoved { connection, model } => {
            format!(
                "On next start the default model of “{}” becomes {}.",
                redacted_text(connection),
                redacted_text(model)
            )
        }
        FileChange::MigrationMarked => {
            "On next start Craft adds Opus 4.6 once where Opus 4.7 is listed.".to_owned()
        }
        FileChange::DefaultReplaced { from: Some(from), to } => {
            format!(
                "Default “{}” not found: on next start it becomes “{}”.",
                redacted_text(from),
                redacted_text(to)
            )
        }
        FileChange::DefaultReplaced { from: None, to } => {
            format!("No default: on next start it becomes “{}”.", redacted_text(to))
        }
    }
}
