//! What a start changes in a connection, as facts that sentences are made of.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::draft::{CraftList, Draft};
use super::entries::{Object, entries, id_of, text};
use crate::settings::catalogue::shown_id;

/// One thing that a start changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The connection becomes one of another type: values of `providerType`.
    Converted {
        /// The stored type.
        from: Option<String>,
        to: Option<String>,
    },
    /// It gets another upstream: values of `piAuthProvider`.
    Upstream {
        /// The stored upstream.
        from: Option<String>,
        to: Option<String>,
    },
    /// It gets another name.
    Renamed {
        /// The stored name.
        from: Option<String>,
        to: Option<String>,
    },
    /// Keys that go, in the file's order; `models` and `defaultModel` have differences of their
    /// own.
    KeysDropped(Vec<String>),
    /// Another list of models.
    Models(ModelsChange),
    /// Another default model: stored ids.
    DefaultModel {
        /// The stored default.
        from: Option<String>,
        to: Option<String>,
    },
    /// Who keeps the list from now on: values of `modelSelectionMode`.
    Mode {
        /// The stored mode.
        from: Option<String>,
        to: Option<String>,
    },
    /// A key that is added or gets another value, and for which there is no difference of its own.
    KeyChanged(String),
}

/// What happens to a list of models. Ids are shown ids, without Craft's prefix; each is named once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelsChange {
    /// Models that go.
    pub dropped: Vec<String>,
    /// Models that come.
    pub added: Vec<String>,
    /// Models with changed entries: a name, a context or an own key may go.
    pub rewritten: Vec<String>,
    /// Models that only get Craft's prefix, or lose it.
    pub respelled: Vec<String>,
    /// Whether those that stay come in another order.
    pub reordered: bool,
}

/// The keys that have a difference of their own.
const OWN: [&str; 6] =
    ["providerType", "piAuthProvider", "name", "models", "defaultModel", "modelSelectionMode"];

/// What differs between a connection and what becomes of it. Empty exactly where the two hold the
/// same: the order of keys does not count.
pub(super) fn differences(before: &Object, after: &Draft) -> Vec<Difference> {
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

/// Whether a connection has a whole list already, entry by entry.
fn is_list(before: &Object, list: &CraftList) -> bool {
    before.get("models").and_then(Value::as_array).is_some_and(|entries| {
        entries.len() == list.len()
            && entries.iter().enumerate().all(|(at, entry)| *entry == *list.entry(at))
    })
}

/// What happens to a list of models in whose place a whole one comes.
fn replaced(before: &Object, list: &'static CraftList) -> ModelsChange {
    let old = listed(before);
    let place = |id: &str| list.places.get(id).copied();
    let stay: Vec<usize> =
        old.iter().filter_map(|(id, _)| place(id)).map(|(place, _)| place).collect();
    let staying: HashSet<usize> = stay.iter().copied().collect();
    let is_new = |(place, _): &(usize, &&str)| !staying.contains(place);
    let mut change = ModelsChange {
        dropped: old
            .iter()
            .filter(|(id, _)| place(id).is_none())
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
        if place(id).is_some_and(|(_, at)| *list.entry(at) != *entry) {
            // A whole list has objects, and so no id of it is only spelled otherwise.
            change.rewritten.push(id.to_owned());
        }
    }
    change
}

/// What happens to the list of models.
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
            Some(now) if *now != entry => {
                let only_spelled = entry.is_string() && now.is_string();
                let list = if only_spelled { &mut change.respelled } else { &mut change.rewritten };
                list.push(id.to_owned());
            }
            _ => {}
        }
    }
    change
}

/// The models of a list by their shown ids, each once.
fn listed(object: &Object) -> Vec<(&str, &Value)> {
    let mut seen = HashSet::new();
    let all = entries(object).iter().filter_map(|entry| Some((shown_id(id_of(entry)?), entry)));
    all.filter(|(id, _)| seen.insert(*id)).collect()
}

impl Difference {
    /// Whether something that a person stored is lost: a key, a model, an entry's own fields, the
    /// default, the name.
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
