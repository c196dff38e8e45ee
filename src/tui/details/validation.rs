//! What came of asking a provider: all stages, and when it was.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{LABEL, Text, second};
use crate::probe::report::{Asked, Outcome, Stage};
use crate::settings::redact::redacted_text;
use crate::settings::{Connection, ConnectionId};
use crate::tui::checks::{About, Finding};
use crate::tui::keymap::{self, Intent, Where};
use crate::tui::layer::View;
use crate::tui::text::wrap;
use crate::tui::theme::Theme;

/// Columns before what belongs to a stage.
const INDENT: usize = 4;

/// Tells of the last time that a connection's provider was asked.
pub(super) fn tell(text: &mut Text, view: &View<'_>, id: &ConnectionId, connection: &Connection) {
    let checks = view.checks;
    let about = About::Connection(id.clone());
    if let Some(busy) = checks.busy(&about) {
        text.heading("Validation");
        text.plain(&busy);
    } else if let Some(found) = checks.last(id, connection) {
        text.heading("Validation");
        if !found.holds(connection, view.settings()) {
            text.styled("The connection was changed since.", text.theme.warning());
        }
        text.dim(&second(found.at));
        tell_finding(text, found);
        if let Some(better) = checks.better_base_url(id, view.settings()) {
            let key = keymap::key_of(Where::Connection, Intent::UseEndpoint);
            text.plain(&told_of_better(better));
            text.dim(&format!("{key} makes it the endpoint."));
        }
    } else {
        return;
    }
    text.gap();
}

/// What came of asking, in lines of at most so many columns.
pub fn lines(found: &Finding, columns: u16, theme: Theme) -> Vec<Line<'static>> {
    let mut text = Text { lines: Vec::new(), columns: usize::from(columns), theme };
    tell_finding(&mut text, found);
    text.lines
}

/// That another address answers than the one that is stored.
pub fn told_of_better(better: &str) -> String {
    let better = redacted_text(better);
    format!("Only {better} answers.")
}

fn tell_finding(text: &mut Text, found: &Finding) {
    let tone = found.tone();
    let told = format!("{}{}", tone.mark(), found.headline());
    text.styled(&told, tone.style(text.theme));
    let Ok(report) = &found.outcome else { return };
    for (stage, asked) in report.told() {
        tell_stage(text, stage, asked);
    }
    for note in &report.notes {
        text.styled(note, text.theme.warning());
    }
    if report.spent_a_token {
        text.dim("To find out cost one token.");
    }
}

fn tell_stage(text: &mut Text, stage: &Stage, asked: Option<&Asked>) {
    let theme = text.theme;
    let (mark, style) = match stage.outcome {
        Outcome::Passed => ("✓", theme.good()),
        Outcome::Failed => ("✗", theme.error()),
        Outcome::NotAsked => ("–", theme.dim()),
    };
    let room = text.columns.saturating_sub(LABEL + 1);
    for (n, line) in wrap(&stage.sentence, room).into_iter().enumerate() {
        let (mark, label) = match n {
            0 => (mark, stage.name.label()),
            _ => (" ", ""),
        };
        text.lines.push(Line::from(vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(format!("{label:<wide$}", wide = LABEL - 1), theme.dim()),
            Span::raw(line),
        ]));
    }
    let mut more = |told: &str, style: Style| {
        let lines = wrap(told, text.columns.saturating_sub(INDENT));
        let indented =
            |line: String| Line::from(Span::styled(format!("{:INDENT$}{line}", ""), style));
        text.lines.extend(lines.into_iter().map(indented));
    };
    if let Some(asked) = asked {
        more(&asked.in_short(), theme.dim());
        if let Some(words) = &asked.words {
            more(&format!("“{words}”"), theme.dim());
        }
    }
    if let Some(advice) = &stage.advice {
        more(&format!("→ {advice}"), theme.accent());
    }
}
