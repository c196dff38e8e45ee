//! Probes a draft before it is saved.

use super::confirm::Confirm;
use crate::probe::full_test;
use crate::settings::ConnectionId;
use crate::settings::edit::draft::ProbeDraft;
use crate::settings::validation::full_test::MOST_TOKENS;
use crate::tui::component::{Component, Effect, Outcome};
use crate::tui::messages;
use crate::tui::probes::About;

/// Probes a draft and opens `layer` to show the report, once the person has answered the draft's
/// questions. With `only_list`, requests nothing but the models.
pub(crate) fn start(
    probe_draft: &ProbeDraft,
    only_list: bool,
    layer: impl Component + 'static,
) -> Outcome {
    let start = vec![
        Effect::push(layer),
        Effect::ProbeDraft {
            about: About::Draft,
            probe_draft: Box::new(probe_draft.clone()),
            only_list,
        },
    ];
    after_questions(probe_draft, start)
}

/// Runs the full test of a saved connection, once the person has agreed to the message that it
/// sends and to the cost. The report belongs to the connection, and its row shows it. `opens`
/// creates the layer for the report unless one is open.
pub(crate) fn start_full(
    id: &ConnectionId,
    probe_draft: ProbeDraft,
    opens: impl FnOnce(ProbeDraft) -> Option<Effect>,
) -> Outcome {
    let mut start: Vec<Effect> = opens(probe_draft.clone()).into_iter().collect();
    start.push(Effect::ProbeDraft {
        about: About::Connection(id.clone()),
        probe_draft: Box::new(probe_draft.clone()),
        only_list: false,
    });
    let connection = &probe_draft.connection;
    if !connection.is_testable_in_full() {
        // The full test then sends no more than a validation, and the report says why.
        return after_questions(&probe_draft, start);
    }
    let mut lines = full_test::cost(MOST_TOKENS);
    let title = full_test::question_for_one(&connection.display_name());
    lines.extend(probe_draft.questions);
    let question = Confirm::new(title, lines, messages::SEND, start);
    Outcome::push(if probe_draft.unencrypted {
        question.careful(messages::CANCEL)
    } else {
        question
    })
}

/// Applies effects once the person has answered the draft's questions.
fn after_questions(probe_draft: &ProbeDraft, start: Vec<Effect>) -> Outcome {
    if probe_draft.questions.is_empty() {
        return Outcome::Done(start);
    }
    let title = messages::SEND_KEY.to_owned();
    let question = Confirm::new(title, probe_draft.questions.clone(), messages::SEND, start);
    Outcome::push(question.careful(messages::CANCEL))
}
