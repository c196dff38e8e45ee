//! A probe's result and its severity.

use std::sync::Arc;

use ratatui::style::Style;

use crate::probe::report::{Reason, Report, StageName, StageOutcome, Verdict};
use crate::settings::{Connection, Settings};
use crate::tui::messages;
use crate::tui::widgets::theme::Theme;

pub(crate) struct ProbeResult {
    /// The report, or a sentence that explains why no probe could start.
    pub outcome: Result<Box<Report>, String>,
    /// When the probe ended, in milliseconds since the epoch.
    pub at: u64,
    pub(super) probed: Probed,
}

impl ProbeResult {
    pub(crate) fn verdict(&self) -> Verdict {
        self.outcome.as_ref().map_or(Verdict::Failed, |report| report.verdict())
    }

    pub(crate) fn tone(&self) -> Tone {
        let remark = self.outcome.as_ref().ok().and_then(|report| report.remark());
        match (self.verdict(), remark) {
            (Verdict::Valid, None) if !self.lacks_model() && self.failing_parts().is_none() => {
                Tone::Ok
            }
            (Verdict::Valid, _) => Tone::Warning,
            (Verdict::Failed, _) => Tone::Failed,
            (Verdict::Unproven, _) => Tone::Unknown,
        }
    }

    /// Whether the endpoint answers but the connection has no model to chat with.
    fn lacks_model(&self) -> bool {
        self.verdict() == Verdict::Valid && self.probed.connection.is_without_model()
    }

    /// Whether the connection needs another model: it has none, or its endpoint rejects it.
    pub(crate) fn wants_model(&self) -> bool {
        let Ok(report) = &self.outcome else { return false };
        let lacks_one = || report.failed().is_none() && self.probed.connection.is_without_model();
        report.rejects_model() || lacks_one()
    }

    /// The parts of a full test that do not work, in words for a column; none if all work, or if
    /// there was no full test.
    fn failing_parts(&self) -> Option<String> {
        let full = self.outcome.as_ref().ok()?.full.as_ref()?;
        let failing = full.parts().into_iter().filter(|(_, part)| part.works == Some(false));
        let names: Vec<String> = failing.map(|(name, _)| name.to_lowercase()).collect();
        (!names.is_empty()).then(|| messages::valid_without(&names))
    }

    /// The main problem as a sentence without its full stop and without other findings.
    pub(crate) fn fault(&self) -> &str {
        let sentence = match &self.outcome {
            Ok(report) if self.lacks_model() && report.remark().is_none() => {
                messages::VALID_WITHOUT_MODEL
            }
            Ok(report) => report.sentence(),
            Err(why) => why,
        };
        sentence.trim_end_matches('.')
    }

    /// One line, without a full stop.
    pub(crate) fn summary(&self) -> String {
        match &self.outcome {
            Ok(report) if self.lacks_model() && report.remark().is_none() => {
                messages::VALID_WITHOUT_MODEL.to_owned()
            }
            Ok(report) => report.summary(),
            Err(why) => why.trim_end_matches('.').to_owned(),
        }
    }

    /// Two or three words, for a column; the whole sentence if the configuration did not pass.
    pub(crate) fn in_short(&self) -> String {
        let report = match &self.outcome {
            Ok(report) => report,
            Err(why) => return why.trim_end_matches('.').to_owned(),
        };
        let Some(stage) = report.failed() else {
            if let Some(parts) = self.failing_parts() {
                return parts;
            }
            return match (report.verdict(), report.remark()) {
                (Verdict::Valid, None) if self.lacks_model() => messages::VALID_NO_MODEL.to_owned(),
                (Verdict::Valid, None) => messages::VALID.to_owned(),
                (Verdict::Valid, Some(remark)) => messages::valid_but(remark),
                _ => report.sentence().trim_end_matches('.').to_owned(),
            };
        };
        if let Some(label) = stage.reason.and_then(Reason::label) {
            return label.to_owned();
        }
        let status = stage.exchange.as_ref().and_then(|exchange| exchange.status);
        let connection = &self.probed.connection;
        let secret = messages::secret_of(connection.login().is_some());
        match (stage.name, status) {
            (StageName::Configuration, _) => stage.sentence.trim_end_matches('.').to_owned(),
            (name, _) if connection.is_without_auth() => {
                messages::failed(&name.label().to_lowercase())
            }
            (StageName::Connect, None) => messages::NOT_REACHED.to_owned(),
            (StageName::Auth, Some(401)) => messages::refused(secret),
            (StageName::Auth, Some(403)) => messages::not_allowed(secret),
            (StageName::Model, _) => messages::MODEL_FAILED.to_owned(),
            (_, Some(status)) => messages::http_status(status),
            (StageName::Auth, None) => messages::failed(secret),
        }
    }

    /// Whether the configuration did not pass, so that nothing could be sent to the provider.
    pub(crate) fn is_unsent(&self) -> bool {
        let report = self.outcome.as_ref().ok();
        report.is_some_and(|it| it.stage(StageName::Configuration).outcome != StageOutcome::Passed)
    }

    /// The summary for a report whose stages are shown too.
    pub(crate) fn headline(&self) -> String {
        match &self.outcome {
            Ok(report) => report.headline(),
            Err(_) => self.summary(),
        }
    }

    /// What the person can do about it.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.outcome.as_ref().ok()?.advice()
    }

    /// Whether a new probe of the connection would send the same requests.
    pub(crate) fn holds(&self, connection: &Connection, settings: &Settings) -> bool {
        self.probed.connection.is_probed_like(connection)
            && self.probed.stamp == settings.credential_stamp(connection)
    }
}

/// The connection as it was when its probe started.
pub(super) struct Probed {
    pub(super) connection: Arc<Connection>,
    /// The stamp of its stored credential; it changes with the credential.
    pub(super) stamp: Option<u64>,
}

/// The validation status on a connection's row.
pub(crate) struct RowStatus {
    /// The result or the progress.
    pub text: String,
    /// How long ago the probe ended.
    pub age: Option<String>,
    pub tone: Tone,
    /// Whether nothing could be sent to the provider.
    pub is_unsent: bool,
}

/// The severity of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Not known yet.
    Running,
    Ok,
    /// Works, but not quite as it should.
    Warning,
    Failed,
    /// The probe was inconclusive.
    Unknown,
}

impl Tone {
    /// The mark that shows it without color.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Running => "",
            Self::Ok => "✓ ",
            Self::Warning => "! ",
            Self::Failed => "✗ ",
            Self::Unknown => "– ",
        }
    }

    pub(crate) fn style(self, theme: Theme) -> Style {
        match self {
            Self::Running => Style::new(),
            Self::Ok => theme.good(),
            Self::Warning => theme.warning(),
            Self::Failed => theme.error(),
            Self::Unknown => theme.dim(),
        }
    }

    pub(crate) fn mark_style(self, theme: Theme) -> Style {
        match self {
            Self::Running => Style::new(),
            Self::Ok => theme.good_mark(),
            Self::Warning => theme.warning_mark(),
            Self::Failed => theme.error_mark(),
            Self::Unknown => theme.dim(),
        }
    }
}
