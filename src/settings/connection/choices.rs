//! The values that a choice field offers, depending on the rest of the connection.

use super::midstream::MidStream;
use super::object::Connection;
use super::provider::{
    AUTH_TYPES, DefaultEndpoint, PROVIDERS, Protocol, ProtocolSource, UPSTREAMS,
};
use crate::settings::catalogue::{SYNCED, THREE_TIERS};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The stored value; None means the key is absent.
    pub value: Option<&'static str>,
    pub label: String,
}

fn choice(value: &'static str, label: impl Into<String>) -> Choice {
    Choice { value: Some(value), label: label.into() }
}

fn unset(label: impl Into<String>) -> Choice {
    Choice { value: None, label: label.into() }
}

pub(super) fn providers(_: &Connection) -> Vec<Choice> {
    PROVIDERS.iter().map(|p| choice(p.value, p.label)).collect()
}

pub(super) fn auth_types(connection: &Connection) -> Vec<Choice> {
    let takes = connection.provider().map(|p| p.auth);
    AUTH_TYPES
        .iter()
        .filter(|(value, _)| takes.is_none_or(|auth| auth.contains(value)))
        .map(|(value, label)| choice(value, *label))
        .collect()
}

pub(super) fn upstreams(_: &Connection) -> Vec<Choice> {
    let known = UPSTREAMS.iter().map(|(value, label)| choice(value, *label));
    std::iter::once(unset("None")).chain(known).collect()
}

pub(super) fn protocols(connection: &Connection) -> Vec<Choice> {
    let both = [Protocol::AnthropicMessages, Protocol::OpenAiCompletions];
    match connection.provider().map(|p| (p.endpoint, p.protocol)) {
        Some((DefaultEndpoint::BaseUrl, ProtocolSource::Always(protocol))) => vec![
            unset(format!("Not set ({})", protocol.name())),
            choice(protocol.name(), protocol.name()),
        ],
        _ => both.map(|p| choice(p.name(), p.name())).to_vec(),
    }
}

pub(super) fn selection_modes(_: &Connection) -> Vec<Choice> {
    vec![
        unset("Craft decides"),
        choice(SYNCED, "Synced from the provider"),
        choice(THREE_TIERS, "Three tiers: best, balanced, fast"),
    ]
}

pub(super) fn mid_stream_modes(connection: &Connection) -> Vec<Choice> {
    let default = unset(format!("Provider's default: {}", connection.default_mid_stream().label()));
    std::iter::once(default).chain(MidStream::ALL.map(|m| choice(m.value(), m.label()))).collect()
}
