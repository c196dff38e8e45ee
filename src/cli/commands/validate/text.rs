//! The outcomes as text, in order.

use std::io;

use super::progress::Progress;
use crate::cli::messages;
use crate::cli::output::{hanging, plain, print};
use crate::cli::paint::{Style, painted, visible_width};
use crate::craft_link::Tested;
use crate::probe::report::{
    Exchange, FullReport, PartReport, Report, Stage, StageOutcome, Verdict,
};
use crate::settings::redact::redacted_text;

/// Prints the outcomes in order. Advice on unresolvable hosts waits until it is known whether any
/// host can be resolved.
pub(super) struct Printer {
    with_all_stages: bool,
    held: Vec<Progress>,
    has_resolved: bool,
}

impl Printer {
    pub(super) const fn new(with_all_stages: bool) -> Self {
        Self { with_all_stages, held: Vec::new(), has_resolved: false }
    }

    pub(super) fn print(&mut self, progress: &Progress) -> io::Result<()> {
        self.has_resolved |= progress.report().is_some_and(Report::has_resolved_a_name);
        let is_unresolved = progress.report().is_some_and(|r| r.unresolved_host().is_some());
        self.held.push(progress.clone());
        if self.has_resolved || self.held.len() == 1 && !is_unresolved {
            self.flush()?;
        }
        Ok(())
    }

    /// Prints what is still waiting, without advice on hosts when there is no network.
    pub(super) fn finish(&mut self, has_network: bool) -> io::Result<()> {
        if has_network || self.held.is_empty() {
            return self.flush();
        }
        self.held.iter_mut().filter_map(Progress::report_mut).for_each(Report::withdraw_advice);
        self.flush()?;
        print(&format!("{}\n", messages::NO_NETWORK))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.held
            .drain(..)
            .try_for_each(|progress| print(&as_text(&progress, self.with_all_stages)))
    }
}

/// One outcome, with its stages if it is not valid or all stages are wanted.
fn as_text(progress: &Progress, with_all_stages: bool) -> String {
    let name = plain(&redacted_text(&progress.connection.display_name()));
    let slug = plain(&progress.slug);
    let verdict = progress.verdict();
    let head = |sentence: &str| {
        let text = format!("{slug} · {name}: {sentence}");
        hanging(&format!("{}  ", painted_verdict(verdict)), &text)
    };
    let craft = progress.craft.as_ref().map(craft_as_text).unwrap_or_default();
    let report = match &progress.outcome {
        Some(Ok(report)) => report,
        Some(Err(why)) => return head(why) + &craft,
        None => return head("not asked") + &craft,
    };
    let mut text = head(&report.summary()) + &craft;
    let is_plain = report.remark().is_none() && report.full.is_none();
    if verdict == Verdict::Valid && is_plain && !with_all_stages {
        return text;
    }
    for (stage, exchange) in report.stages_with_exchanges() {
        text += &stage_as_text(stage, exchange);
    }
    for (name, part) in report.full.iter().flat_map(FullReport::parts) {
        text += &part_as_text(name, part);
    }
    for note in &report.notes {
        text += &hanging("  ", note);
    }
    if let Some(working) = &report.working_endpoint {
        let shown = redacted_text(working);
        // Storing the redacted URL would lose the redacted part.
        let how = match (shown == *working, progress.is_stored) {
            (false, _) => "",
            (true, true) => " To store it:",
            (true, false) => " To validate the draft there:",
        };
        text += &hanging("  ", &format!("Only {shown} answers.{how}"));
        if shown == *working {
            // Not wrapped: it must be easy to copy.
            text += "    ";
            let assignment = format!("baseUrl={working}");
            text += &plain(&if progress.is_stored {
                format!("llm-connections set {slug} {assignment}")
            } else {
                assignment
            });
            text += "\n";
        }
    }
    text
}

/// Craft's own answer, as a stage.
fn craft_as_text(answer: &Result<Tested, String>) -> String {
    let works = answer.as_ref().ok().map(|tested| tested.failed.is_none());
    hanging(&label(works, "Craft"), &messages::opinion_of_craft(answer))
}

fn stage_as_text(stage: &Stage, exchange: Option<&Exchange>) -> String {
    let works = match stage.outcome {
        StageOutcome::Passed => Some(true),
        StageOutcome::Failed => Some(false),
        StageOutcome::NotProbed => None,
    };
    let label = label(works, stage.name.label());
    let beneath = " ".repeat(visible_width(&label));
    let mut text = hanging(&label, &stage.sentence);
    if let Some(exchange) = exchange {
        text += &hanging(&beneath, &exchange.in_short());
        if let Some(words) = &exchange.words {
            text += &hanging(&beneath, &format!("“{words}”"));
        }
    }
    if let Some(advice) = &stage.advice {
        text += &hanging(&format!("{beneath}→ "), advice);
    }
    text
}

/// A verdict in its own column, in its color.
pub(in crate::cli::commands) fn painted_verdict(verdict: Verdict) -> String {
    let style = match verdict {
        Verdict::Valid => Style::Good,
        Verdict::Failed => Style::Bad,
        Verdict::Unproven => Style::Warning,
    };
    painted(style, &format!("{:<8}", verdict.key()))
}

/// The result of one part of a full test.
fn part_as_text(name: &str, part: &PartReport) -> String {
    hanging(&label(part.works, name), &format!("{}: {}", part.answer(), part.detail))
}

/// Whether something works, if known, and its name, each in its own column.
fn label(works: Option<bool>, name: &str) -> String {
    let (mark, style) = match works {
        Some(true) => ("ok", Style::Good),
        Some(false) => ("no", Style::Bad),
        None => ("-", Style::Head),
    };
    format!("  {} {name:<13}  ", painted(style, &format!("{mark:<3}")))
}
