//! What came of asking, and how it is meant.

use std::sync::Arc;
use std::time::Instant;

use ratatui::style::Style;

use crate::probe::report::{Report, Verdict};
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
    /// Until when it is said on the row; none for as long as it holds.
    pub(super) until: Option<Instant>,
    /// It was seen, and is not said on the row any more.
    pub(super) dismissed: bool,
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

/// What a row says in the place of its description.
pub struct RowStatus {
    /// The text.
    pub text: String,
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
