//! What is in the form, on its way to be asked about before it is saved.

use super::confirm::Confirm;
use super::effect::{Effect, Outcome};
use super::layer::Layer;
use crate::settings::draft::Attempt;

/// Asks about a draft and opens a layer that shows what comes of it, once the user has agreed where
/// that is needed. With `only_list`, it is asked for the list of its models and nothing else.
pub fn begin(attempt: &Attempt, only_list: bool, layer: Layer) -> Outcome {
    let begin = vec![
        Effect::Push(Box::new(layer)),
        Effect::Try { attempt: Box::new(attempt.clone()), only_list },
    ];
    if attempt.questions.is_empty() {
        return Outcome::Done(begin);
    }
    let title = "Send the key there?".to_owned();
    let question = Confirm::new(title, attempt.questions.clone(), "Send", begin);
    Outcome::push(Layer::Confirm(question.careful("Cancel")))
}
