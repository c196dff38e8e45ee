//! The result of the last probe: its stages and its age.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{LABEL, Text};
use crate::probe::full_test;
use crate::probe::report::{Exchange, FullReport, PartReport, Stage, StageOutcome};
use crate::settings::{Connection, ConnectionId};
use crate::text::moment::second;
use crate::tui::component::View;
use crate::tui::craft::Opinion;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::probes::{About, ProbeResult};
use crate::tui::widgets::marks;
use crate::tui::widgets::theme::Theme;

/// Columns before what belongs to a stage.
const INDENT: usize = 4;

pub(super) fn describe(
    text: &mut Text,
    view: &View<'_>,
    id: &ConnectionId,
    connection: &Connection,
) {
    let probes = view.probes;
    let opinion = view.craft.opinion(id, connection);
    let about = About::Connection(id.clone());
    if let Some(busy) = probes.busy(&about) {
        text.heading(messages::VALIDATION);
        text.plain(&busy);
    } else if let Some(found) = probes.last(id, connection) {
        text.heading(messages::VALIDATION);
        if !found.holds(connection, view.settings()) {
            text.styled(messages::CHANGED_SINCE, text.theme.warning());
        }
        text.dim(&second(found.at));
        describe_result(text, found);
        if let Some(working) = probes.working_endpoint(id, view.settings()) {
            let key = view.keymap.key_of(KeyContext::Connection, Action::UseEndpoint);
            text.plain(&messages::only_answers_at(working));
            text.dim(&messages::makes_it_the_endpoint(&key));
        }
    } else if opinion.is_some() {
        text.heading(messages::VALIDATION);
    } else {
        return;
    }
    if let Some(opinion) = opinion {
        describe_opinion(text, opinion);
    }
    text.gap();
}

/// Craft's verdict, beside the provider's own answer.
fn describe_opinion(text: &mut Text, opinion: &Opinion) {
    let theme = text.theme;
    let Some(answer) = &opinion.answer else {
        return text.dim(&messages::asking_craft());
    };
    let (mark, style) = match answer {
        Ok(tested) if tested.failed.is_none() => (marks::VALID, theme.good_mark()),
        Ok(_) => (marks::FAILED, theme.error_mark()),
        Err(_) => (marks::UNSET, theme.dim()),
    };
    let sentence = messages::opinion(answer.as_ref().map_err(String::as_str));
    text.hanging(vec![Span::styled(format!("{mark} "), style)], &sentence, Style::new());
}

/// A probe's result, wrapped to this many columns.
pub(crate) fn lines(found: &ProbeResult, columns: u16, theme: Theme) -> Vec<Line<'static>> {
    let mut text = Text { lines: Vec::new(), columns: usize::from(columns), theme };
    describe_result(&mut text, found);
    text.lines
}

fn describe_result(text: &mut Text, found: &ProbeResult) {
    let tone = found.tone();
    let headline = format!("{}{}", tone.mark(), found.headline());
    text.styled(&headline, tone.style(text.theme));
    let Ok(report) = &found.outcome else { return };
    for (stage, exchange) in report.stages_with_exchanges() {
        describe_stage(text, stage, exchange);
    }
    for (name, part) in report.full.iter().flat_map(FullReport::parts) {
        describe_part(text, name, part);
    }
    for note in &report.notes {
        text.styled(note, text.theme.warning());
    }
    if let Some(balance) = &report.balance {
        text.dim(&messages::balance(&balance.describe()));
    }
    if let Some(usage) = &report.usage {
        text.dim(&messages::usage(&usage.describe()));
    }
    match &report.full {
        Some(_) if report.spent_a_token => text.dim(full_test::COST_ONE_MESSAGE),
        None if report.spent_a_token => text.dim(messages::SENT_A_MESSAGE),
        _ => {}
    }
}

/// What a full test found out about one part.
fn describe_part(text: &mut Text, name: &str, part: &PartReport) {
    let outcome = match part.works {
        Some(true) => StageOutcome::Passed,
        Some(false) => StageOutcome::Failed,
        None => StageOutcome::NotProbed,
    };
    marked(text, outcome, name, &format!("{}: {}", part.answer(), part.detail));
}

/// Adds a labeled sentence, with the mark of its outcome.
fn marked(text: &mut Text, outcome: StageOutcome, label: &str, sentence: &str) {
    let theme = text.theme;
    let (mark, style) = match outcome {
        StageOutcome::Passed => (marks::VALID, theme.good_mark()),
        StageOutcome::Failed => (marks::FAILED, theme.error_mark()),
        StageOutcome::NotProbed => (marks::UNSET, theme.dim()),
    };
    let mark = Span::styled(format!("{mark} "), style);
    let label = Span::raw(format!("{label:<wide$}", wide = LABEL - 1));
    text.hanging(vec![mark, label], sentence, Style::new());
}

fn describe_stage(text: &mut Text, stage: &Stage, exchange: Option<&Exchange>) {
    let theme = text.theme;
    marked(text, stage.outcome, stage.name.label(), &stage.sentence);
    let mut more = |sentence: &str, style: Style| {
        text.hanging(vec![Span::raw(" ".repeat(INDENT))], sentence, style);
    };
    if let Some(exchange) = exchange {
        more(&exchange.in_short(), theme.dim());
        if let Some(words) = &exchange.words {
            more(&messages::quoted(words), theme.dim());
        }
    }
    if let Some(advice) = &stage.advice {
        more(&messages::next_step(advice), theme.strong());
    }
}
