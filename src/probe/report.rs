//! What came of asking: stage by stage, each with what was asked and what was answered.

use std::time::Duration;

use crate::settings::connection::models::listed::ListedModel;

/// What must hold for a connection to work, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageName {
    /// Its fields are such that somebody can be asked, and its secret is there.
    Configuration,
    /// The endpoint is there, and is what the connection takes it for.
    Reach,
    /// The endpoint takes the secret.
    Auth,
    /// The endpoint knows the default model.
    Model,
}

impl StageName {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Configuration, Self::Reach, Self::Auth, Self::Model];

    /// Its name on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Configuration => "Configuration",
            Self::Reach => "Reach",
            Self::Auth => "Auth",
            Self::Model => "Model",
        }
    }

    /// Its name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Reach => "reach",
            Self::Auth => "auth",
            Self::Model => "model",
        }
    }
}

/// What came of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// Nobody was asked, or nobody could tell.
    NotProbed,
}

impl Outcome {
    /// Its name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotProbed => "notAsked",
        }
    }
}

/// One question, and the answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The method and the address, or the command: no secret is in it.
    pub what: String,
    /// The HTTP status; none where no answer came, or the question was no HTTP request.
    pub status: Option<u16>,
    /// What the other side said of it: bounded, without control characters, without the secret.
    pub words: Option<String>,
    /// How long the answer took.
    pub took: Duration,
}

impl Exchange {
    /// The question, the status of the answer, and the time it took, in a line.
    pub fn in_short(&self) -> String {
        let status = self.status.map(|status| format!(" · {status}"));
        let took = seconds(self.took);
        format!("{}{} · {took}", self.what, status.unwrap_or_default())
    }
}

/// A time as a person reads it.
pub fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 0.1 => format!("{} ms", time.as_millis()),
        s => format!("{s:.1} s"),
    }
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Which one.
    pub name: StageName,
    /// What came of it.
    pub outcome: Outcome,
    /// That, in a sentence.
    pub sentence: String,
    /// What to do, in a sentence; none where nothing is to be done.
    pub advice: Option<String>,
    /// What was asked for it; none where it was settled without asking.
    pub exchange: Option<Exchange>,
}

/// Whether the connection works, of all stages together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It works: its secret was accepted, and nothing failed.
    Valid,
    /// A stage failed.
    Failed,
    /// Nothing failed, and whether the secret is accepted could not be asked.
    Unproven,
}

impl Verdict {
    /// Its name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Failed => "failed",
            Self::Unproven => "unproven",
        }
    }
}

/// What is said of a stage to which nothing came.
pub const NOT_PROBED: &str = "Not asked.";

/// What Craft says of a connection that works.
pub const VALID: &str = "Connection valid";

/// All that came of asking about one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The stages, in their order.
    stages: [Stage; 4],
    /// The models that the endpoint lists; none where it was not asked, or lists none.
    pub models: Option<Vec<ListedModel>>,
    /// The address that answers where the stored one does not.
    pub better_base_url: Option<String>,
    /// What is to be known of a connection that works all the same, to go on from “valid”.
    pub(super) remark: Option<&'static str>,
    /// Where Craft asks another endpoint or model than the connection names, in sentences.
    pub notes: Vec<String>,
    /// Whether it took a message, of one token, to find out.
    pub spent_a_token: bool,
    /// How long it took in all.
    pub took: Duration,
    /// The host whose name could not be resolved.
    pub(super) unresolved: Option<String>,
}

impl Report {
    /// Nothing was asked yet.
    pub(super) fn new() -> Self {
        let stage = |name| Stage {
            name,
            outcome: Outcome::NotProbed,
            sentence: NOT_PROBED.to_owned(),
            advice: None,
            exchange: None,
        };
        Self {
            stages: StageName::ALL.map(stage),
            models: None,
            better_base_url: None,
            remark: None,
            notes: Vec::new(),
            spent_a_token: false,
            took: Duration::ZERO,
            unresolved: None,
        }
    }

    /// The stages, in their order.
    pub const fn stages(&self) -> &[Stage; 4] {
        &self.stages
    }

    /// One stage.
    pub const fn stage(&self, name: StageName) -> &Stage {
        &self.stages[name as usize]
    }

    /// Whether the connection works.
    pub fn verdict(&self) -> Verdict {
        if self.failed().is_some() {
            Verdict::Failed
        } else if self.stage(StageName::Auth).outcome == Outcome::Passed {
            Verdict::Valid
        } else {
            Verdict::Unproven
        }
    }

    /// The stage that failed.
    pub fn failed(&self) -> Option<&Stage> {
        let mut stages = self.stages.iter();
        stages.find(|stage| stage.outcome == Outcome::Failed)
    }

    /// What is said of the connection in one line: Craft's words for one that works, else the
    /// sentence of the stage that says why not.
    pub fn sentence(&self) -> &str {
        match (self.decisive(), self.verdict()) {
            (Some(stage), Verdict::Failed | Verdict::Unproven) => &stage.sentence,
            _ => VALID,
        }
    }

    /// The stage that says why the connection is not valid, or what is left to do.
    fn decisive(&self) -> Option<&Stage> {
        let mut stages = self.stages.iter();
        let open =
            |stage: &&Stage| stage.outcome != Outcome::Passed && stage.sentence != NOT_PROBED;
        self.failed().or_else(|| stages.find(open))
    }

    /// What to do, in a sentence; none where nothing is to be done.
    pub fn advice(&self) -> Option<&str> {
        self.decisive()?.advice.as_deref()
    }

    /// The stages, each with what was asked for it where that is not what was asked for the one
    /// before.
    pub fn stages_with_exchanges(&self) -> impl Iterator<Item = (&Stage, Option<&Exchange>)> {
        let mut before = None;
        self.stages.iter().map(move |stage| {
            let exchange = stage.exchange.as_ref();
            let stages_with_exchanges = exchange.filter(|exchange| Some(*exchange) != before);
            before = exchange.or(before);
            (stage, stages_with_exchanges)
        })
    }

    /// Whether anybody was asked anything.
    pub(super) fn has_asked(&self) -> bool {
        self.stages.iter().any(|stage| stage.exchange.is_some())
    }

    /// What is to be known of a connection that works all the same; none where all is well.
    pub fn remark(&self) -> Option<&'static str> {
        let elsewhere = self.better_base_url.as_ref().map(|_| "but only at another address");
        let remark = elsewhere.or(self.remark);
        remark.filter(|_| self.verdict() == Verdict::Valid)
    }

    /// The same with how long it took, and how many models the endpoint lists.
    pub fn summary(&self) -> String {
        self.in_a_line(self.sentence())
    }

    /// The same without the sentence of the stage that says why not: only which one that is.
    pub fn headline(&self) -> String {
        match (self.failed(), self.verdict()) {
            (Some(stage), _) => self.in_a_line(&format!("{} failed", stage.name.label())),
            (None, Verdict::Unproven) => self.in_a_line("Not proven"),
            _ => self.summary(),
        }
    }

    fn in_a_line(&self, sentence: &str) -> String {
        let sentence = sentence.trim_end_matches('.');
        let took = seconds(self.took);
        let remark = self.remark().map(|remark| format!(", {remark}"));
        let models = match (self.verdict(), self.model_count()) {
            (Verdict::Valid, Some(1)) => " · 1 model".to_owned(),
            (Verdict::Valid, Some(count)) => format!(" · {count} models"),
            _ => String::new(),
        };
        format!("{sentence}{} · {took}{models}", remark.unwrap_or_default())
    }

    /// How many models the endpoint lists.
    pub fn model_count(&self) -> Option<usize> {
        self.models.as_ref().map(Vec::len)
    }

    pub(super) fn pass(&mut self, name: StageName, sentence: impl Into<String>) -> &mut Stage {
        self.settle(name, Outcome::Passed, sentence)
    }

    pub(super) fn fail(&mut self, name: StageName, sentence: impl Into<String>) -> &mut Stage {
        self.settle(name, Outcome::Failed, sentence)
    }

    /// Leaves the stage that failed without advice.
    pub(super) fn drop_advice(&mut self) {
        let failed = self.stages.iter_mut().find(|stage| stage.outcome == Outcome::Failed);
        if let Some(stage) = failed {
            stage.advice = None;
        }
    }

    pub(super) fn leave(&mut self, name: StageName, why: impl Into<String>) -> &mut Stage {
        self.settle(name, Outcome::NotProbed, why)
    }

    fn settle(
        &mut self,
        name: StageName,
        outcome: Outcome,
        sentence: impl Into<String>,
    ) -> &mut Stage {
        let stage = &mut self.stages[name as usize];
        stage.outcome = outcome;
        stage.sentence = sentence.into();
        stage.advice = None;
        stage
    }
}

impl Stage {
    pub(super) fn advise(&mut self, advice: impl Into<String>) -> &mut Self {
        self.advice = Some(advice.into());
        self
    }

    pub(super) fn exchange(&mut self, exchange: &Exchange) -> &mut Self {
        self.exchange = Some(exchange.clone());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_no_more_than_was_found_out() {
        let mut report = Report::new();
        assert_eq!(report.verdict(), Verdict::Unproven);
        report.pass(StageName::Configuration, "complete");
        report.pass(StageName::Reach, "there");
        report.leave(StageName::Auth, "No list.");
        assert_eq!((report.verdict(), report.sentence()), (Verdict::Unproven, "No list."));
        report.pass(StageName::Auth, "accepted");
        assert_eq!((report.verdict(), report.sentence()), (Verdict::Valid, VALID));
        report.fail(StageName::Model, "Not known.");
        assert_eq!((report.verdict(), report.sentence()), (Verdict::Failed, "Not known."));
    }
}
