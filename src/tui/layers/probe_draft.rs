//! What is in the form, on its way to be asked about before it is saved.

use super::confirm::Confirm;
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::Layer;
use crate::tui::effect::{Effect, Outcome};

/// Asks about a draft and opens a layer that shows what comes of it, once the user has agreed where
/// that is needed. With `only_list`, it is asked for the list of its models and nothing else.
pub fn start(probe_draft: &ProbeDraft, only_list: bool, layer: Layer) -> Outcome {
    let start = vec![
        Effect::Push(Box::new(layer)),
        Effect::ProbeDraft { probe_draft: Box::new(probe_draft.clone()), only_list },
    ];
    if probe_draft.questions.is_empty() {
        return Outcome::Done(start);
    }
    let title = "Send the key there?".to_owned();
    let question = Confirm::new(title, probe_draft.questions.clone(), "Send", start);
    Outcome::push(Layer::Confirm(question.careful("Cancel")))
}
