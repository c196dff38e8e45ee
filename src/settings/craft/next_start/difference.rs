//! What a start changes in a connection, as data for sentences.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::draft::{CraftList, StartDraft};
use super::super::entries::{Object, entries, id_of, text};
use crate::settings::catalogue::shown_id;

/// One change that a start makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The connection changes its type: values of `providerType`.
    Converted {
        from: Option<String>,
        to: Option<String>,
    },
    /// It changes its upstream: values of `piAuthProvider`.
    Upstream {
        from: Option<String>,
        to: Option<String>,
    },
    Renamed {
        from: Option<String>,
        to: Option<String>,
    },
    /// Removed keys, in file order. `models` and `defaultModel` have their own differences.
    KeysDropped(Vec<String>),
    /// The list of models changes.
    Models(ModelsChange),
    /// The default model changes: stored ids.
    DefaultModel {
        from: Option<String>,
        to: Option<String>,
    },
    /// The selection mode changes: values of `modelSelectionMode`.
    Mode {
        from: Option<String>,
        to: Option<String>,
    },
    /// A key without its own difference is added or changes its value.
    KeyChanged(String),
}

/// Changes to a list of models. Ids are shown ids, without Craft's prefix, each listed once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelsChange {
    /// Removed models.
    pub dropped: Vec<String>,
    /// Added models.
    pub added: Vec<String>,
    /// Models with changed entries: a name, a context size or a custom key may be lost.
    pub rewritten: Vec<String>,
    /// Models that only gain or lose Craft's prefix.
    pub respelled: Vec<String>,
    /// Whether the remaining models change their order.
    pub reordered: bool,
}

/// The keys that have their own difference.
const OWN: [&str; 6] =
    ["providerType", "piAuthProvider", "name", "models", "defaultModel", "modelSelectionMode"];

/// The differences between a connection and its result. Empty exactly if both have the same
/// contents; key order does not count.
pub(in crate::settings::craft) fn differences(
    before: &Object,
    after: &StartDraft,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let shown = |object: &Object, key: &str| {
        let value = object.get(key)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let keys = &after.keys;
    for key in OWN {
        let is_same = match (key, after.list()) {
            ("models", Some(list)) => is_list(before, list),
            _ => before.get(key) == keys.get(key),
        };
        if is_same {
            continue;
        }
        if key == "models" {
            let change = match after.list() {
                Some(list) => replaced(before, list),
                None => models(before, keys),
            };
            found.push(Difference::Models(change));
            continue;
        }
        let (from, to) = (shown(before, key), shown(keys, key));
        found.push(match key {
            "providerType" => Difference::Converted { from, to },
            "piAuthProvider" => Difference::Upstream { from, to },
            "name" => Difference::Renamed { from, to },
            "defaultModel" => Difference::DefaultModel { from, to },
            _ => Difference::Mode { from, to },
        });
    }
    let other = |key: &&String| !OWN.contains(&key.as_str());
    let gone: Vec<String> =
        before.keys().filter(other).filter(|key| !keys.contains_key(*key)).cloned().collect();
    if !gone.is_empty() {
        found.push(Difference::KeysDropped(gone));
    }
    let changed = keys.iter().filter(|(key, value)| other(key) && before.get(*key) != Some(*value));
    found.extend(changed.map(|(key, _)| Difference::KeyChanged(key.clone())));
    found
}

/// Whether a connection already has a full list, entry by entry.
fn is_list(before: &Object, list: &CraftList) -> bool {
    before.get("models").and_then(Value::as_array).is_some_and(|entries| {
        entries.len() == list.len()
            && entries.iter().enumerate().all(|(at, entry)| *entry == *list.entry(at))
    })
}

/// The changes when a full list replaces a list of models.
fn replaced(before: &Object, list: &'static CraftList) -> ModelsChange {
    let old = listed(before);
    let position = |id: &str| list.positions.get(id).copied();
    let stay: Vec<usize> =
        old.iter().filter_map(|(id, _)| position(id)).map(|(position, _)| position).collect();
    let staying: HashSet<usize> = stay.iter().copied().collect();
    let is_new = |(position, _): &(usize, &&str)| !staying.contains(position);
    let mut change = ModelsChange {
        dropped: old
            .iter()
            .filter(|(id, _)| position(id).is_none())
            .map(|(id, _)| (*id).to_owned())
            .collect(),
        added: (list.shown.iter().enumerate())
            .filter(is_new)
            .map(|(_, id)| (*id).to_owned())
            .collect(),
        reordered: !stay.is_sorted(),
        ..ModelsChange::default()
    };
    for (id, entry) in old {
        if position(id).is_some_and(|(_, at)| *list.entry(at) != *entry) {
            // Entries of a full list are objects, so a changed entry never differs only in
            // spelling.
            change.rewritten.push(id.to_owned());
        }
    }
    change
}

/// The changes to a list of models.
fn models(before: &Object, after: &Object) -> ModelsChange {
    let (old, new) = (listed(before), listed(after));
    let was: HashMap<&str, &Value> = old.iter().copied().collect();
    let is: HashMap<&str, &Value> = new.iter().copied().collect();
    let missing = |list: &[(&str, &Value)], other: &HashMap<&str, &Value>| -> Vec<String> {
        let ids = list.iter().map(|(id, _)| *id);
        ids.filter(|id| !other.contains_key(*id)).map(str::to_owned).collect()
    };
    let stay = |list: &[(&str, &Value)], other: &HashMap<&str, &Value>| -> Vec<String> {
        let ids = list.iter().map(|(id, _)| *id);
        ids.filter(|id| other.contains_key(*id)).map(str::to_owned).collect()
    };
    let mut change = ModelsChange {
        dropped: missing(&old, &is),
        added: missing(&new, &was),
        reordered: stay(&old, &is) != stay(&new, &was),
        ..ModelsChange::default()
    };
    for (id, entry) in old {
        match is.get(id) {
            Some(after) if *after != entry => {
                let only_spelled = entry.is_string() && after.is_string();
                let list = if only_spelled { &mut change.respelled } else { &mut change.rewritten };
                list.push(id.to_owned());
            }
            _ => {}
        }
    }
    change
}

/// The models of a list by shown id, each once.
fn listed(object: &Object) -> Vec<(&str, &Value)> {
    let mut seen = HashSet::new();
    let all = entries(object).iter().filter_map(|entry| Some((shown_id(id_of(entry)?), entry)));
    all.filter(|(id, _)| seen.insert(*id)).collect()
}

impl Difference {
    /// Whether user data is lost: a key, a model, a custom field of an entry, the default, the
    /// name.
    pub fn loses(&self, before: &Object) -> bool {
        match self {
            Self::KeysDropped(_) | Self::Renamed { .. } => true,
            Self::Models(change) => !change.dropped.is_empty() || !change.rewritten.is_empty(),
            Self::DefaultModel { from, to } => {
                let bare = |id: &Option<String>| id.as_deref().map(|id| shown_id(id).to_owned());
                from.is_some() && bare(from) != bare(to)
            }
            Self::KeyChanged(key) => {
                text(before, key).is_some() || before.get(key).is_some_and(|value| !value.is_null())
            }
            Self::Converted { .. } | Self::Upstream { .. } | Self::Mode { .. } => false,
        }
    }
}
