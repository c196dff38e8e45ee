//! What a start of Craft makes of one connection: first its migration (rules 1 to 12), then the refresh of its models
//! (rules 13 to 17). Run: an earlier form of these rules agreed with Craft on 6000 random connections for each host,
//! two starts each.

use serde_json::Value;

use super::difference::{Difference, differences};
use super::entries::{Object, readable};
use super::live::LiveLists;
use super::{migrate, refresh};
use crate::settings::catalogue::{Catalogue, Host};

/// How Craft starts.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The program that starts.
    pub host: Host,
    /// Whether config.json's `migrationsApplied` already names `opus-4-6-restored`; Craft adds it at the first start.
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
    /// What the start changes, in the order in which people read it; empty where it changes nothing.
    pub differences: Vec<Difference>,
}

/// What a start of Craft makes of a connection. An entry that is no object, or has `models` on which Craft's code
/// throws, is left as it is; nothing is claimed about it.
pub fn next_start(connection: &Object, start: &Start, catalogue: &'static Catalogue) -> NextStart {
    let mut migrated = connection.clone();
    if readable(connection) {
        migrate::to_current_types(&mut migrated);
        migrate::models(&mut migrated, start.host, catalogue);
        migrate::claude(&mut migrated, start.opus_restored);
        migrate::legacy_types(&mut migrated);
    }
    let after = refreshed(&migrated, start, catalogue);
    NextStart {
        differences: differences(connection, &after),
        migrated,
        after,
    }
}

/// The object once Craft has refreshed its models; the same where it does not.
pub(super) fn refreshed(migrated: &Object, start: &Start, catalogue: &'static Catalogue) -> Object {
    if !readable(migrated) {
        return migrated.clone();
    }
    refresh::models(migrated, start.live, catalogue).map_or_else(
        || migrated.clone(),
        |models| refresh::written(migrated, models),
    )
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
