//! A chat of a `pi` or `pi_compat` connection: the runtime first finds the model, and with it the
//! API to use.

use super::custom::{Endpoint, base_url, settings};
use super::of_upstream::{Credential, request};
use super::upstreams::{ROWS, Row, row_of};
use super::{CUSTOM, Chat, ElsewhereReason, NoRequest, Request, Sends};
use crate::settings::catalogue::{Catalogue, Model, shown_id};
use crate::settings::connection::endpoint::host;
use crate::settings::craft::entries::{filled, text};

/// A model that the runtime found.
enum Found<'a> {
    /// A model of the custom endpoint: its id on the wire.
    Custom(&'a str),
    /// A model of an upstream, and its id on the wire.
    Known(&'static Row, &'static Model, &'a str),
}

/// What Craft sends for a model, given by its stored or shown id.
pub(super) fn sends(chat: &Chat, model: &str) -> Sends {
    match find_and_request(chat, shown_id(model)) {
        Err(why) => Sends::Nothing(why),
        Ok(request) => match elsewhere(chat, &request) {
            None => Sends::Request(request),
            Some(because) => Sends::Elsewhere { request, because },
        },
    }
}

fn find_and_request(chat: &Chat, model: &str) -> Result<Request, NoRequest> {
    let upstream = filled(chat.connection, "piAuthProvider");
    let stored = upstream.and_then(|upstream| Credential::stored(chat, upstream));
    let endpoint = Endpoint::registered(chat, stored.as_ref().and_then(Credential::as_key))?;
    // Without a credential the runtime does not get the upstream either. A Claude login or an old
    // key then stands in for Anthropic's, unless there is a custom endpoint.
    let known = upstream.filter(|_| stored.is_some());
    let own = match (stored, settings(chat.connection)) {
        (None, None) => Credential::old_anthropic(chat),
        (stored, _) => stored,
    };
    let no_key = || NoRequest::NoKeyForTheModel {
        knows_upstream: upstream.is_some_and(|upstream| row_of(upstream).is_some()),
    };
    let found = find(endpoint.as_ref(), known, model);
    let instead_of = found.is_none().then(|| model.to_owned());
    let found = match found {
        Some(found) => found,
        None => fallback(endpoint.as_ref(), own.as_ref(), chat).ok_or_else(no_key)?,
    };
    let mut sent = match (found, &endpoint) {
        (Found::Custom(id), Some(endpoint)) => endpoint.request(id),
        (Found::Custom(_), None) => return Err(no_key()),
        (Found::Known(row, model, id), _) => request(chat, own.as_ref(), row, model, id)?,
    };
    sent.instead_of = instead_of;
    Ok(sent)
}

/// Finds a model by id or display name: the endpoint's, else the upstream's, else the first of all
/// if the runtime does not know the upstream.
fn find<'a>(
    endpoint: Option<&Endpoint>,
    upstream: Option<&str>,
    model: &'a str,
) -> Option<Found<'a>> {
    let catalogue = Catalogue::bundled();
    if endpoint.is_some_and(|endpoint| endpoint.has(model)) {
        return Some(Found::Custom(model));
    }
    if let Some(exact) =
        upstream.and_then(|name| catalogue.upstream(name)?.models().iter().find(|m| m.id == model))
    {
        let id = if upstream == Some("minimax-cn") {
            exact.id.strip_prefix("MiniMax-").unwrap_or(exact.id)
        } else {
            exact.id
        };
        return Some(Found::Known(row_of(upstream?)?, exact, id));
    }
    let searched =
        catalogue.upstreams().filter(|found| upstream.is_none_or(|name| found.name == name));
    let mut models =
        searched.flat_map(|upstream| upstream.models().iter().map(move |model| (upstream, model)));
    let (upstream, model) = models.find(|(_, found)| found.id == model || found.name == model)?;
    Some(Found::Known(row_of(upstream.name)?, model, model.id))
}

/// What the runtime uses if it does not find the model: the default of the first upstream with a
/// key, else the first model of any upstream with a key, the endpoint's last.
fn fallback<'a>(
    endpoint: Option<&'a Endpoint>,
    own: Option<&Credential>,
    chat: &Chat,
) -> Option<Found<'a>> {
    let catalogue = Catalogue::bundled();
    let has_key = |row: &Row| {
        own.is_some_and(|own| own.upstream() == row.name) || row.variable(chat.variables).is_some()
    };
    let default = ROWS.iter().filter(|row| has_key(row)).find_map(|row| {
        let model = catalogue.upstream(row.name)?.model(row.default)?;
        Some(Found::Known(row, model, model.id))
    });
    let first = || {
        let upstreams =
            catalogue.upstreams().filter_map(|upstream| Some((row_of(upstream.name)?, upstream)));
        let mut keyed = upstreams.filter(|(row, _)| has_key(row));
        keyed.find_map(|(row, upstream)| {
            let model = upstream.models().first()?;
            Some(Found::Known(row, model, model.id))
        })
    };
    let custom = || endpoint.and_then(Endpoint::first_model).map(Found::Custom);
    default.or_else(first).or_else(custom)
}

/// Why a request goes somewhere else than the connection says; None if it does not.
fn elsewhere(chat: &Chat, request: &Request) -> Option<ElsewhereReason> {
    let connection = chat.connection;
    let own =
        settings(connection).is_some() || text(connection, "providerType") == Some("pi_compat");
    let base = base_url(connection);
    if request.upstream == CUSTOM {
        return None;
    }
    if own {
        return Some(match (settings(connection), base) {
            (None, _) => ElsewhereReason::NoCustomEndpoint,
            (_, None) => ElsewhereReason::NoBaseUrl,
            _ => ElsewhereReason::ModelNotListed,
        });
    }
    if base.is_some_and(|base| !host(base).eq_ignore_ascii_case(request.host())) {
        return Some(ElsewhereReason::BaseUrlIgnored);
    }
    match filled(connection, "piAuthProvider") {
        Some(upstream) if upstream == request.upstream => None,
        _ if request.instead_of.is_some() => Some(ElsewhereReason::UnknownModel),
        _ => Some(ElsewhereReason::NoCredential),
    }
}
