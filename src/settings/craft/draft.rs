//! A connection during a simulated start. A full list from the catalog is not copied: it has up to
//! a thousand entries, and most callers only need the differences.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

use serde_json::Value;

use super::entries::{Object, entries, id_of};
use crate::settings::catalogue::{
    Catalogue, CraftModel, Order, claude_models, shown_id, stored_id,
};

/// A full list of models, as Craft writes it. Its entries are built on demand: those of all
/// upstreams would take more memory than the rest of the program.
pub(super) struct CraftList {
    models: Models,
    /// Their shown ids in order, each once.
    pub shown: Vec<&'static str>,
    /// The position of each shown id in that order, with the index of its first entry.
    pub positions: HashMap<&'static str, (usize, usize)>,
}

enum Models {
    Catalogue(Vec<CraftModel>),
    Claude(&'static [Value]),
}

impl CraftList {
    fn of(models: Models) -> Self {
        let (mut shown, mut positions) = (Vec::new(), HashMap::new());
        let mut add = |at: usize, id: &'static str| {
            positions.entry(id).or_insert_with(|| {
                shown.push(id);
                (shown.len() - 1, at)
            });
        };
        match &models {
            Models::Catalogue(models) => {
                for (at, offered) in models.iter().enumerate() {
                    add(at, shown_id(offered.model.id));
                }
            }
            Models::Claude(entries) => {
                for (at, id) in entries.iter().map(id_of).enumerate() {
                    if let Some(id) = id {
                        add(at, shown_id(id));
                    }
                }
            }
        }
        Self { models, shown, positions }
    }

    /// The list of an upstream in an order, or of all upstreams if none is given. Built once.
    pub(crate) fn of_upstream(upstream: Option<&str>, order: Order) -> &'static Self {
        type Key = (Option<String>, bool);
        static CACHE: LazyLock<Mutex<HashMap<Key, &'static CraftList>>> =
            LazyLock::new(Mutex::default);
        static NONE: LazyLock<CraftList> =
            LazyLock::new(|| CraftList::of(Models::Catalogue(Vec::new())));
        // An unknown upstream has no models and is not cached, since any text may be one.
        if upstream.is_some_and(|name| Catalogue::bundled().upstream(name).is_none()) {
            return &NONE;
        }
        // The list of all upstreams, by far the longest, has only one order.
        let is_plain = order == Order::Plain || upstream.is_none();
        let key = (upstream.map(str::to_owned), is_plain);
        let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        cache.entry(key).or_insert_with(|| {
            let models = Catalogue::bundled().craft_models(upstream, order);
            Box::leak(Box::new(Self::of(Models::Catalogue(models))))
        })
    }

    /// Claude's models.
    pub(crate) fn of_claude() -> &'static Self {
        static CLAUDE: LazyLock<CraftList> =
            LazyLock::new(|| CraftList::of(Models::Claude(claude_models())));
        &CLAUDE
    }

    pub(crate) fn len(&self) -> usize {
        match &self.models {
            Models::Catalogue(models) => models.len(),
            Models::Claude(entries) => entries.len(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An entry, as Craft writes it.
    pub(crate) fn entry(&self, at: usize) -> Cow<'static, Value> {
        match &self.models {
            Models::Catalogue(models) => Cow::Owned(models[at].to_value()),
            Models::Claude(entries) => Cow::Borrowed(&entries[at]),
        }
    }

    fn id(&self, at: usize) -> Option<Cow<'static, str>> {
        match &self.models {
            Models::Catalogue(models) => models.get(at).map(|offered| stored_id(offered.model.id)),
            Models::Claude(entries) => entries.get(at).and_then(id_of).map(Cow::Borrowed),
        }
    }

    /// The id of the first entry, as Craft stores it.
    pub(crate) fn first_id(&self) -> Option<Cow<'static, str>> {
        self.id(0)
    }

    /// The ids of all entries, as Craft stores them.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Cow<'static, str>> {
        (0..self.len()).filter_map(|at| self.id(at))
    }

    /// All entries, as Craft writes them.
    fn to_values(&self) -> Vec<Value> {
        (0..self.len()).map(|at| self.entry(at).into_owned()).collect()
    }

    /// Whether the list contains an id, as Craft stores it.
    pub(crate) fn contains(&self, id: &str) -> bool {
        let position = self.positions.get(shown_id(id));
        position.is_some_and(|(_, at)| self.id(*at).as_deref() == Some(id))
    }

    /// Whether the ids are the same set as the list's.
    pub(crate) fn is_same_set(&self, ids: &[String]) -> bool {
        let ids: HashSet<&String> = ids.iter().collect();
        ids.len() == self.shown.len() && ids.iter().all(|id| self.contains(id))
    }
}

#[derive(Clone)]
pub(super) struct StartDraft {
    /// Its keys; `models` counts only if there is no full list.
    pub keys: Object,
    list: Option<&'static CraftList>,
}

impl StartDraft {
    /// A connection before a start.
    pub(super) const fn of(keys: Object) -> Self {
        Self { keys, list: None }
    }

    /// Whether `models` is empty.
    pub(super) fn has_no_models(&self) -> bool {
        self.list.map_or_else(|| entries(&self.keys).is_empty(), CraftList::is_empty)
    }

    /// The id of the first entry in `models`.
    pub(super) fn first_id(&self) -> Option<Cow<'_, str>> {
        match self.list {
            Some(list) => list.first_id(),
            None => entries(&self.keys).first().and_then(id_of).map(Cow::Borrowed),
        }
    }

    /// Whether some id in `models` matches a predicate.
    pub(super) fn has_id(&self, is: impl Fn(&str) -> bool) -> bool {
        match self.list {
            Some(list) => list.ids().any(|id| is(&id)),
            None => entries(&self.keys).iter().filter_map(id_of).any(is),
        }
    }

    /// Whether its models contain a default.
    pub(super) fn lists(&self, default: Option<&Value>) -> bool {
        let Some(default) = default.and_then(Value::as_str) else {
            return false;
        };
        match self.list {
            Some(list) => list.contains(default),
            None => self.has_id(|id| id == default),
        }
    }

    /// Sets a full list. A null keeps its position among the keys.
    pub(crate) fn set_list(&mut self, list: &'static CraftList) {
        self.keys.insert("models".to_owned(), Value::Null);
        self.list = Some(list);
    }

    /// The full list; None if it has its own models.
    pub(super) const fn list(&self) -> Option<&'static CraftList> {
        self.list
    }

    /// Its keys, with `models` filled in.
    pub(super) fn whole(&mut self) -> &mut Object {
        if let Some(list) = self.list.take() {
            self.keys.insert("models".to_owned(), list.to_values().into());
        }
        &mut self.keys
    }

    pub(crate) fn into_object(mut self) -> Object {
        self.whole();
        self.keys
    }
}
