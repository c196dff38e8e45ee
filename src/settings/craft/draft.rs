//! A connection on its way through a start. A list of models that comes whole from the catalogue is
//! not copied: it has up to a thousand entries, and most who ask only want to know what differs.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

use serde_json::Value;

use super::entries::{Object, entries, id_of};
use crate::settings::catalogue::{Catalogue, CraftModel, Order, claude_models, shown_id};

/// A whole list of models, as Craft writes it.
pub(super) struct CraftList {
    pub values: Vec<Value>,
    pub ids: HashSet<String>,
    /// Their shown ids in order, each once.
    pub shown: Vec<String>,
    /// The places of the shown ids in that order, with the first entry that has one.
    pub places: HashMap<String, (usize, usize)>,
}

impl CraftList {
    fn of(values: Vec<Value>) -> Self {
        let (mut shown, mut places) = (Vec::new(), HashMap::new());
        for (at, id) in values.iter().map(id_of).enumerate() {
            let Some(id) = id.map(shown_id) else {
                continue;
            };
            places.entry(id.to_owned()).or_insert_with(|| {
                shown.push(id.to_owned());
                (shown.len() - 1, at)
            });
        }
        Self {
            ids: values.iter().filter_map(id_of).map(str::to_owned).collect(),
            shown,
            places,
            values,
        }
    }

    /// The list of an upstream, in an order; of all upstreams without one. Made once.
    pub(crate) fn of_upstream(
        upstream: Option<&str>,
        order: Order,
        catalogue: &'static Catalogue,
    ) -> &'static Self {
        type Key = (Option<String>, bool);
        static MADE: LazyLock<Mutex<HashMap<Key, &'static CraftList>>> =
            LazyLock::new(Mutex::default);
        static NONE: LazyLock<CraftList> = LazyLock::new(|| CraftList::of(Vec::new()));
        // What is unknown has no models, and is not kept: any text may be one.
        if upstream.is_some_and(|name| catalogue.upstream(name).is_none()) {
            return &NONE;
        }
        // That of all upstreams, which is the longest by far, has one order.
        let is_plain = order == Order::Plain || upstream.is_none();
        let key = (upstream.map(str::to_owned), is_plain);
        let mut made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        made.entry(key).or_insert_with(|| {
            let models = catalogue.craft_models(upstream, order);
            let values = models.iter().map(CraftModel::to_value).collect();
            Box::leak(Box::new(Self::of(values)))
        })
    }

    /// Claude's models.
    pub(crate) fn of_claude() -> &'static Self {
        static CLAUDE: LazyLock<CraftList> =
            LazyLock::new(|| CraftList::of(claude_models().to_vec()));
        &CLAUDE
    }

    /// Whether some ids are the same set as the list's.
    pub(crate) fn is_same_set(&self, ids: &[String]) -> bool {
        let ids: HashSet<&String> = ids.iter().collect();
        ids.len() == self.ids.len() && ids.iter().all(|id| self.ids.contains(*id))
    }
}

#[derive(Clone)]
pub(super) struct Draft {
    /// Its keys; `models` counts only where there is no whole list.
    pub keys: Object,
    list: Option<&'static CraftList>,
}

impl Draft {
    /// A connection at the beginning of a start.
    pub(super) const fn of(keys: Object) -> Self {
        Self { keys, list: None }
    }

    pub(super) fn entries(&self) -> &[Value] {
        self.list.map_or_else(|| entries(&self.keys), |list| &list.values)
    }

    /// Whether a default is among the ids of its models.
    pub(super) fn lists(&self, default: Option<&Value>) -> bool {
        let Some(default) = default.and_then(Value::as_str) else {
            return false;
        };
        match self.list {
            Some(list) => list.ids.contains(default),
            None => self.entries().iter().any(|entry| id_of(entry) == Some(default)),
        }
    }

    /// Gives it a whole list. A null keeps its place among the keys.
    pub(crate) fn set_list(&mut self, list: &'static CraftList) {
        self.keys.insert("models".to_owned(), Value::Null);
        self.list = Some(list);
    }

    /// The whole list; none where its models are its own.
    pub(super) const fn list(&self) -> Option<&'static CraftList> {
        self.list
    }

    /// Its keys with its models among them.
    pub(super) fn whole(&mut self) -> &mut Object {
        if let Some(list) = self.list.take() {
            self.keys.insert("models".to_owned(), list.values.clone().into());
        }
        &mut self.keys
    }

    /// The connection's object.
    pub(crate) fn into_object(mut self) -> Object {
        self.whole();
        self.keys
    }
}
