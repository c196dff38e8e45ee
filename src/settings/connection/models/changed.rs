//! A stored model of which the endpoint states something else.

use super::ModelEntry;
use super::listed::ListedModel;

/// A stored model of which the endpoint states something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedModel {
    pub model: ListedModel,
    /// The tokens of context that are stored, and those that are stated.
    pub context_window: Option<(Option<u64>, u64)>,
    /// What is stored of its images, and what is stated.
    pub supports_images: Option<(Option<bool>, bool)>,
}

impl ChangedModel {
    /// What the endpoint states otherwise of a stored model; none where that is nothing.
    pub fn between(entry: &ModelEntry, model: &ListedModel) -> Option<Self> {
        let stored = entry.context_window();
        // How much the model could take says nothing against a number that a person has chosen.
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
