//! What a start of Craft does to one connection: first its migration (rules 1 to 12, `migrate.rs`),
//! which also converts older types, then the refresh of its models (rules 13 to 17, `refresh.rs`). Run: an earlier form of these rules agreed with Craft on
//! 6000 random connections for each host, two starts each.

pub mod difference;
pub(super) mod migrate;
pub mod outside_connections;
mod refresh;

use serde_json::Value;

use super::draft::StartDraft;
use super::entries::{Object, entries, id_of, is_falsy, readable, text};
use super::live::LiveLists;
use crate::settings::catalogue::Host;
use difference::{Difference, differences};

#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The program that starts.
    pub host: Host,
    /// Whether config.json's `migrationsApplied` already contains `opus-4-6-restored`; Craft adds
    /// it at the first start.
    pub opus_restored: bool,
    /// The providers' responses during the start.
    pub live: &'a LiveLists,
}

/// The result of a start for one connection.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStart {
    /// The object after the migration, as Craft saves it before it contacts any provider.
    pub migrated: Object,
    /// The object after the refresh of its models.
    pub after: Object,
    /// The changes, in display order; empty if there are none.
    pub differences: Vec<Difference>,
}

/// What a start of Craft does to a connection. An entry that is not an object, or has `models` on
/// which Craft's code throws, is returned unchanged; no claim is made about it.
pub fn next_start(connection: &Object, start: &Start) -> NextStart {
    let migrated = migrated(connection, start);
    let after = refreshed(&migrated, start);
    NextStart {
        differences: differences(connection, &after),
        migrated: migrated.into_object(),
        after: after.into_object(),
    }
}

/// The object that [`next_start`] ends with, for callers that need nothing else: a full list of
/// models is written once, and nothing is compared.
pub(crate) fn object_after_start(connection: &Object, start: &Start) -> Object {
    refreshed(&migrated(connection, start), start).into_object()
}

/// Like [`next_start`], for callers that only need the differences: in both objects null replaces a
/// full list of models from the catalog.
pub(crate) fn next_start_without_lists(connection: &Object, start: &Start) -> NextStart {
    let migrated = migrated(connection, start);
    let after = refreshed(&migrated, start);
    NextStart {
        differences: differences(connection, &after),
        migrated: migrated.keys,
        after: after.keys,
    }
}

fn migrated(connection: &Object, start: &Start) -> StartDraft {
    let mut migrated = StartDraft::of(connection.clone());
    if readable(connection) {
        migrate::to_current_types(&mut migrated.keys);
        migrate::models(&mut migrated, start.host);
        migrate::claude(&mut migrated, start.opus_restored);
        migrate::legacy_types(&mut migrated);
    }
    migrated
}

/// The connection after Craft refreshed its models; unchanged if Craft does not refresh it.
pub(super) fn refreshed(migrated: &StartDraft, start: &Start) -> StartDraft {
    if migrated.list().is_none() && !readable(&migrated.keys) {
        return migrated.clone();
    }
    refresh::models(migrated, start.live)
        .map_or_else(|| migrated.clone(), |models| refresh::written(migrated, models))
}

/// Whether a start of either host leaves a connection unchanged, answered without the catalog and
/// without a copy: true only if certain, for the two types that Craft leaves unchanged. Provider
/// responses do not matter.
pub fn changes_nothing(connection: &Object, opus_restored: bool) -> bool {
    let default = connection.get("defaultModel");
    let listed = || {
        let mut ids = entries(connection).iter().filter_map(id_of);
        ids.any(|id| default.is_some_and(|default| default == id))
    };
    match text(connection, "providerType") {
        Some("pi_compat") => {
            let upstream = connection.get("piAuthProvider");
            let mode = connection.get("modelSelectionMode");
            let upstream_stays = is_falsy(upstream)
                || mode.is_some_and(|mode| !mode.is_null())
                    && !matches!(
                        (text(connection, "piAuthProvider"), text(connection, "authType")),
                        (Some("openai-codex" | "github-copilot"), _)
                            | (Some("openai"), Some("oauth"))
                    );
            let default_stays = is_falsy(default) || entries(connection).is_empty() || listed();
            upstream_stays && default_stays && readable(connection)
        }
        Some("anthropic") => {
            let ids = || entries(connection).iter().filter_map(id_of);
            let old = |id: &str| migrate::successor(id).is_some();
            let restores = || {
                !opus_restored
                    && ids().any(|id| id == "claude-opus-4-7")
                    && !ids().any(|id| id == "claude-opus-4-6")
            };
            readable(connection)
                && !is_falsy(default)
                && listed()
                && !ids().any(old)
                && !entries(connection).iter().any(|entry| *entry == "claude-opus-4-6")
                && !restores()
        }
        _ => false,
    }
}

impl NextStart {
    /// Whether the start leaves the connection unchanged.
    pub fn is_unchanged(&self) -> bool {
        self.differences.is_empty()
    }

    /// The connection's value after the start.
    pub fn value(&self) -> Value {
        Value::Object(self.after.clone())
    }
}
