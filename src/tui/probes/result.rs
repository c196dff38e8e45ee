//! What came of asking, and how it is meant.

use std::sync::Arc;

use ratatui::style::Style;

use crate::probe::report::{Report, StageName, Verdict};
use crate::settings::{Connection, Settings};
use crate::tui::widgets::theme::Theme;

/// What came of asking.
pub struct ProbeResult {
    /// Stage by stage; or that nothing can be asked at all, and why.
    pub outcome: Result<Box<Report>, String>,
    /// When, in milliseconds since the epoch.
    pub at: u64,
    /// What was asked about, as it was then.
    pub(super) of: Of,
}

impl ProbeResult {
    /// Whether the connection works.
    pub fn verdict(&self) -> Verdict {
        self.outcome.as_ref().map_or(Verdict::Failed, |report| report.verdict())
    }

    /// How that is meant.
    pub fn tone(&self) -> Tone {
        let remark = self.outcome.as_ref().ok().and_then(|report| report.remark());
        match (self.verdict(), remark) {
            (Verdict::Valid, None) => Tone::Good,
            (Verdict::Valid, Some(_)) => Tone::Odd,
            (Verdict::Failed, _) => Tone::Bad,
            (Verdict::Unproven, _) => Tone::Open,
        }
    }

    /// In one line, without its end.
    pub fn summary(&self) -> String {
        match &self.outcome {
            Ok(report) => report.summary(),
            Err(why) => why.trim_end_matches('.').to_owned(),
        }
    }

    /// In two or three words, for a column.
    pub fn in_short(&self) -> String {
        let report = match &self.outcome {
            Ok(report) => report,
            Err(why) => return why.trim_end_matches('.').to_owned(),
        };
        let Some(stage) = report.failed() else {
            return match (report.verdict(), report.remark()) {
                (Verdict::Valid, None) => "valid".to_owned(),
                (Verdict::Valid, Some(remark)) => format!("valid, {remark}"),
                _ => report.sentence().trim_end_matches('.').to_owned(),
            };
        };
        let status = stage.exchange.as_ref().and_then(|exchange| exchange.status);
        let secret = match self.of.connection.auth_type() {
            "oauth" => "login",
            "none" => return format!("{} failed", stage.name.label().to_lowercase()),
            _ => "key",
        };
        match (stage.name, status) {
            (StageName::Configuration, _) => "not complete".to_owned(),
            (StageName::Reach, None) => "not reached".to_owned(),
            (StageName::Auth, Some(401)) => format!("{secret} refused"),
            (StageName::Auth, Some(402)) => "no credit".to_owned(),
            (StageName::Auth, Some(403)) => format!("{secret} not allowed"),
            (StageName::Model, _) => "model failed".to_owned(),
            (_, Some(status)) => format!("status {status}"),
            (StageName::Auth, None) => format!("{secret} failed"),
        }
    }

    /// The same, of which the stages say the rest.
    pub fn headline(&self) -> String {
        match &self.outcome {
            Ok(report) => report.headline(),
            Err(_) => self.summary(),
        }
    }

    /// What to do, where something is to be done.
    pub fn advice(&self) -> Option<&str> {
        self.outcome.as_ref().ok()?.advice()
    }

    /// Whether the same would be asked about a connection now.
    pub fn holds(&self, connection: &Connection, settings: &Settings) -> bool {
        self.of.connection.is_probed_like(connection)
            && self.of.stamp == settings.credential_stamp(connection)
    }
}

/// What was asked about.
pub(super) struct Of {
    pub connection: Arc<Connection>,
    /// The stamp of its stored credential.
    pub stamp: Option<u64>,
}

/// What a row says of validating its connection.
pub struct RowStatus {
    /// What was found, or how far that is.
    pub text: String,
    /// How long ago it was found.
    pub age: Option<String>,
    /// How it is meant.
    pub tone: Tone,
}

/// How something is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is under way.
    Busy,
    /// It is well.
    Good,
    /// It is well, but not quite as it should be.
    Odd,
    /// It is not.
    Bad,
    /// Nobody knows.
    Open,
}

impl Tone {
    /// What tells it without a colour.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Busy => "",
            Self::Good => "✓ ",
            Self::Odd => "! ",
            Self::Bad => "✗ ",
            Self::Open => "– ",
        }
    }

    /// How it looks.
    pub const fn style(self, theme: Theme) -> Style {
        match self {
            Self::Busy => theme.accent(),
            Self::Good => theme.good(),
            Self::Odd => theme.warning(),
            Self::Bad => theme.error(),
            Self::Open => theme.dim(),
        }
    }
}
