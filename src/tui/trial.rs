//! What is in the form, on its way to be asked about before it is saved.

use std::sync::Arc;

use super::confirm::Confirm;
use super::effect::{Effect, Outcome};
use super::layer::Layer;
use crate::settings::Connection;
use crate::settings::credential::save::Fields;

/// A draft with what was typed of its credential.
#[derive(Clone)]
pub struct Trial {
    /// The draft.
    pub connection: Arc<Connection>,
    /// What was typed of its credential.
    pub typed: Fields,
    /// What is to be agreed to before it is asked about, in sentences.
    pub questions: Vec<String>,
}

impl Trial {
    /// Asks about it and opens a layer that shows what comes of it, once the user has agreed where that is needed.
    pub fn begin(&self, layer: Layer) -> Outcome {
        let begin = vec![
            Effect::Push(Box::new(layer)),
            Effect::Try(Box::new(self.clone())),
        ];
        if self.questions.is_empty() {
            return Outcome::Done(begin);
        }
        let title = "Send the key there?".to_owned();
        let question = Confirm::new(title, self.questions.clone(), "Send", begin);
        Outcome::push(Layer::Confirm(question.careful("Cancel")))
    }
}
