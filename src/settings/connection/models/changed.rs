//! A stored model that differs from what the endpoint reports.

use super::ModelEntry;
use super::listed::ListedModel;

/// A stored model that differs from what the endpoint reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedModel {
    pub model: ListedModel,
    /// The stored and the reported context size, in tokens.
    pub context_window: Option<(Option<u64>, u64)>,
    /// Whether it accepts images: stored and reported.
    pub supports_images: Option<(Option<bool>, bool)>,
}

impl ChangedModel {
    /// The differences between a stored model and the endpoint's report; None if there are none.
    pub fn between(entry: &ModelEntry, model: &ListedModel) -> Option<Self> {
        let stored = entry.context_window();
        // An upper bound on the context does not contradict a number that a person chose.
        let window = model.context_window.filter(|it| stored.is_none() || !it.is_at_most());
        let window = window.map(|stated| stated.value).filter(|value| stored != Some(*value));
        let images = model.supports_images.map(|stated| stated.value);
        let images = images.filter(|value| entry.supports_images() != Some(*value));
        (window.is_some() || images.is_some()).then(|| Self {
            model: model.clone(),
            context_window: window.map(|value| (stored, value)),
            supports_images: images.map(|value| (entry.supports_images(), value)),
        })
    }
}
