//! The probe of a draft, before it is saved.

use super::confirm::Confirm;
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Component, Effect, Outcome};
use crate::tui::messages;

/// Probes a draft and opens the component that shows what comes of it, once the person has agreed to
/// what must be agreed to. With `only_list` nothing but its models is asked for.
pub(crate) fn start(
    probe_draft: &ProbeDraft,
    only_list: bool,
    layer: impl Component + 'static,
) -> Outcome {
    let start = vec![
        Effect::push(layer),
        Effect::ProbeDraft { probe_draft: Box::new(probe_draft.clone()), only_list },
    ];
    if probe_draft.questions.is_empty() {
        return Outcome::Done(start);
    }
    let title = messages::SEND_KEY.to_owned();
    let question = Confirm::new(title, probe_draft.questions.clone(), messages::SEND, start);
    Outcome::push(question.careful(messages::CANCEL))
}
