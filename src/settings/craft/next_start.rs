//! What a start of Craft makes of one connection: first its migration (rules 1 to 12), then the
//! refresh of its models (rules 13 to 17). Run: an earlier form of these rules agreed with Craft on
//! 6000 random connections for each host, two starts each.

use serde_json::Value;

use super::difference::{Difference, differences};
use super::draft::Draft;
use super::entries::{Object, entries, id_of, is_falsy, readable, text};
use super::live::LiveLists;
use super::{migrate, refresh};
use crate::settings::catalogue::{Catalogue, Host};

#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The program that starts.
    pub host: Host,
    /// Whether config.json's `migrationsApplied` already names `opus-4-6-restored`; Craft adds it
    /// at the first start.
    pub opus_restored: bool,
    /// What the providers answer meanwhile.
    pub live: &'a LiveLists,
}

/// What becomes of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStart {
    /// The object after the migration, as Craft saves it before anything is asked of a provider.
    pub migrated: Object,
    /// The object once the models are refreshed.
    pub after: Object,
    /// What the start changes, in the order in which people read it; empty where it changes
    /// nothing.
    pub differences: Vec<Difference>,
}

/// What a start of Craft makes of a connection. An entry that is no object, or has `models` on
/// which Craft's code throws, is left as it is; nothing is claimed about it.
pub fn next_start(connection: &Object, start: &Start, catalogue: &'static Catalogue) -> NextStart {
    let migrated = migrated(connection, start, catalogue);
    let after = refreshed(&migrated, start, catalogue);
    NextStart {
        differences: differences(connection, &after),
        migrated: migrated.into_object(),
        after: after.into_object(),
    }
}

/// The same, for who asks only what differs: in both objects null
/// stands for a list of models that comes whole from the catalogue.
pub(crate) fn next_start_without_lists(
    connection: &Object,
    start: &Start,
    catalogue: &'static Catalogue,
) -> NextStart {
    let migrated = migrated(connection, start, catalogue);
    let after = refreshed(&migrated, start, catalogue);
    NextStart {
        differences: differences(connection, &after),
        migrated: migrated.keys,
        after: after.keys,
    }
}

fn migrated(connection: &Object, start: &Start, catalogue: &'static Catalogue) -> Draft {
    let mut migrated = Draft::of(connection.clone());
    if readable(connection) {
        migrate::to_current_types(&mut migrated.keys);
        migrate::models(&mut migrated, start.host, catalogue);
        migrate::claude(&mut migrated, start.opus_restored);
        migrate::legacy_types(&mut migrated);
    }
    migrated
}

/// The connection once Craft has refreshed its models; the same where it does not.
pub(super) fn refreshed(migrated: &Draft, start: &Start, catalogue: &'static Catalogue) -> Draft {
    if migrated.list().is_none() && !readable(&migrated.keys) {
        return migrated.clone();
    }
    refresh::models(migrated, start.live, catalogue)
        .map_or_else(|| migrated.clone(), |models| refresh::written(migrated, models))
}

/// Whether a start of either host leaves a connection as it is, answered without the catalogue and
/// without a copy: true only where that is certain, for the two types that Craft leaves alone. No
/// answer of a provider counts.
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
    /// Whether the start leaves the connection as it is.
    pub fn is_unchanged(&self) -> bool {
        self.differences.is_empty()
    }

    /// The connection's value after the start.
    pub fn value(&self) -> Value {
        Value::Object(self.after.clone())
    }
}
