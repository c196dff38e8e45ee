//! The values in effect for a chat, and their sources: thinking level, context size and image
//! support of the model.

use serde_json::Value;

use super::entries::{Object, entries, id_of, text};
use crate::settings::catalogue::{Catalogue, Model, claude_models, same_model};
use crate::settings::connection::object::Connection;
use crate::settings::workspace::thinking::Thinking;

/// Context size of a custom endpoint's model if the connection does not set it (run). Craft's
/// documentation says 128K.
const CUSTOM_CONTEXT: u64 = 131_072;

/// Context size of a Claude model that Craft does not know, and of a Copilot model reported without
/// one (run).
const OTHER_CONTEXT: u64 = 200_000;

/// The source of a thinking level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThinkingSource {
    /// Set at the start of the session.
    Session,
    /// The workspace's `defaults.thinkingLevel`.
    Workspace,
    /// config.json's `defaultThinkingLevel`.
    Config,
    /// Nothing is set: Craft's built-in default.
    Default,
    /// A custom endpoint: Craft never requests thinking from its models (run).
    Endpoint,
    /// The model does not support thinking.
    Model,
}

impl ThinkingSource {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Workspace => "workspace",
            Self::Config => "config",
            Self::Default => "default",
            Self::Endpoint => "customEndpoint",
            Self::Model => "model",
        }
    }
}

/// The thinking level of a new session, from the stored values in order of precedence (run). Values
/// that Craft does not know are skipped.
pub fn thinking(
    session: Option<&Value>,
    workspace: Option<&Value>,
    config: Option<&Value>,
) -> (Thinking, ThinkingSource) {
    let stored = [
        (session, ThinkingSource::Session),
        (workspace, ThinkingSource::Workspace),
        (config, ThinkingSource::Config),
    ];
    let known = stored.into_iter().find_map(|(value, source)| {
        let level = Thinking::from_value(value?.as_str()?)?;
        Some((level, source))
    });
    known.unwrap_or((Thinking::Medium, ThinkingSource::Default))
}

/// The source of a fact about a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The model's own entry in `models`.
    Entry,
    /// The connection's `customEndpoint`.
    Endpoint,
    /// The catalog of Craft's runtime.
    Catalogue,
    /// Craft's own list of Claude models.
    Claude,
    /// Craft's default if nothing is set.
    Default,
}

impl Source {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Entry => "model",
            Self::Endpoint => "customEndpoint",
            Self::Catalogue => "catalog",
            Self::Claude => "claude",
            Self::Default => "default",
        }
    }
}

/// Why chats with a model do not think, whatever level is set; None if the level applies or that is
/// unknown.
pub fn why_no_thinking(connection: &Object, model: &str) -> Option<ThinkingSource> {
    match kind(connection)? {
        Kind::Custom => Some(ThinkingSource::Endpoint),
        Kind::Pi => {
            let known = known(connection, model)?;
            (!known.thinking).then_some(ThinkingSource::Model)
        }
        // Only Claude models think (run).
        Kind::Claude => (!model.contains("claude")).then_some(ThinkingSource::Model),
    }
}

/// The context size of a model in a chat (run). None if the upstream does not have the model, so
/// that Craft uses another one, or the type is not a current one.
pub fn context(connection: &Object, model: &str) -> Option<(u64, Source)> {
    context_with(connection, entry(connection, model), model)
}

/// Like [`context`], by an entry that need not be in the connection's list yet.
pub fn context_of(connection: &Object, entry: &Value) -> Option<(u64, Source)> {
    context_with(connection, Some(entry), id_of(entry).unwrap_or_default())
}

fn context_with(connection: &Object, entry: Option<&Value>, model: &str) -> Option<(u64, Source)> {
    match kind(connection)? {
        Kind::Custom => {
            let stored = entry.and_then(|entry| entry.get("contextWindow")?.as_u64());
            Some(stored.map_or((CUSTOM_CONTEXT, Source::Default), |tokens| (tokens, Source::Entry)))
        }
        Kind::Pi => known(connection, model).map(|model| (model.context_window, Source::Catalogue)),
        Kind::Claude => {
            let known = claude_models().iter().find(|known| known["id"] == model);
            let tokens = known.and_then(|known| known["contextWindow"].as_u64());
            Some(tokens.map_or((OTHER_CONTEXT, Source::Default), |tokens| (tokens, Source::Claude)))
        }
    }
}

/// Whether Craft sends images to a model in a chat (run). None as for [`context`].
pub fn images(connection: &Object, model: &str) -> Option<(bool, Source)> {
    images_with(connection, entry(connection, model), model)
}

/// Like [`images`], by an entry, as for [`context_of`].
pub fn images_of(connection: &Object, entry: &Value) -> Option<(bool, Source)> {
    images_with(connection, Some(entry), id_of(entry).unwrap_or_default())
}

fn images_with(connection: &Object, entry: Option<&Value>, model: &str) -> Option<(bool, Source)> {
    match kind(connection)? {
        Kind::Custom => {
            let stored = entry.and_then(|entry| entry.get("supportsImages")?.as_bool());
            let endpoint = || {
                connection
                    .get("customEndpoint")
                    .and_then(|endpoint| endpoint.get("supportsImages")?.as_bool())
            };
            let set = stored.map(|images| (images, Source::Entry));
            let set = set.or_else(|| Some((endpoint()?, Source::Endpoint)));
            Some(set.unwrap_or((false, Source::Default)))
        }
        Kind::Pi => known(connection, model).map(|model| (model.images, Source::Catalogue)),
        Kind::Claude => Some((true, Source::Default)),
    }
}

/// Whether a connection's chats go to a custom endpoint.
pub(super) fn is_custom(connection: &Object) -> bool {
    kind(connection) == Some(Kind::Custom)
}

impl Connection {
    /// Whether chats use the context size and image support of entries in `models`: only at a
    /// custom endpoint. Elsewhere Craft's own lists apply, whatever the entry says.
    pub(crate) fn reads_model_entries(&self) -> bool {
        self.craft_request().is_some_and(|request| is_custom(request.object()))
    }
}

/// What runs a connection's chats.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A custom endpoint.
    Custom,
    /// An upstream of the runtime.
    Pi,
    /// The Claude CLI.
    Claude,
}

fn kind(connection: &Object) -> Option<Kind> {
    match text(connection, "providerType")? {
        "pi" | "pi_compat" if connection.get("customEndpoint").is_some_and(Value::is_object) => {
            Some(Kind::Custom)
        }
        "pi_compat" => Some(Kind::Custom),
        "pi" => Some(Kind::Pi),
        "anthropic" => Some(Kind::Claude),
        _ => None,
    }
}

/// The model's own entry; the prefix is ignored on both sides.
fn entry<'a>(connection: &'a Object, model: &str) -> Option<&'a Value> {
    entries(connection).iter().find(|entry| id_of(entry).is_some_and(|id| same_model(id, model)))
}

/// The model in the connection's upstream.
fn known(connection: &Object, model: &str) -> Option<&'static Model> {
    Catalogue::bundled().upstream(text(connection, "piAuthProvider")?)?.model(model)
}
