//! The report of a probe: stage by stage, each with its request and response.

use std::time::Duration;

pub use super::balance::Balance;
pub use super::full_report::{FullReport, PartReason, PartReport};
pub use super::reason::Reason;
pub use super::usage::{Usage, UsageLimit};
pub use crate::net::{Exchange, seconds};
use crate::settings::connection::models::listed::ListedModel;
use crate::text::capitalized;

/// What must hold for a connection to work, in the order of the probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageName {
    /// Its fields and its secret are complete enough for a request.
    Configuration,
    /// The endpoint answers, and speaks the connection's protocol.
    Connect,
    /// The endpoint accepts the secret.
    Auth,
    /// The endpoint knows the default model.
    Model,
}

impl StageName {
    pub const ALL: [Self; 4] = [Self::Configuration, Self::Connect, Self::Auth, Self::Model];

    /// The name on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Configuration => "Configuration",
            Self::Connect => "Connect",
            Self::Auth => "Auth",
            Self::Model => "Model",
        }
    }

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Connect => "reach",
            Self::Auth => "auth",
            Self::Model => "model",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageOutcome {
    Passed,
    Failed,
    /// It was not probed, or the response leaves it undecided.
    NotProbed,
}

impl StageOutcome {
    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotProbed => "notAsked",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    pub name: StageName,
    pub outcome: StageOutcome,
    pub sentence: String,
    /// Why it failed or is undecided; none if it passed or was not reached.
    pub reason: Option<Reason>,
    /// What to do, in a sentence; none if nothing.
    pub advice: Option<String>,
    /// The request and its response; none if it was settled without one.
    pub exchange: Option<Exchange>,
}

/// Whether the connection works, from all stages together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It works: its secret was accepted, and nothing failed.
    Valid,
    Failed,
    /// Nothing failed, but the secret could not be proven.
    Unproven,
}

impl Verdict {
    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Failed => "failed",
            Self::Unproven => "unproven",
        }
    }
}

/// The sentence of a stage that the probe did not reach.
const NOT_PROBED: &str = "Skipped.";

/// Craft's own words for a connection that works.
pub const VALID: &str = "Connection valid";

/// The results of probing one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In order.
    stages: [Stage; 4],
    /// The endpoint's models; none if they were not requested or not listed.
    pub models: Option<Vec<ListedModel>>,
    /// The number of models, after they were dropped.
    forgotten: Option<usize>,
    /// The URL that answers in place of the stored one.
    pub working_endpoint: Option<String>,
    /// A caveat about a connection that works, as a continuation of “valid”.
    pub(super) remark: Option<&'static str>,
    /// Where Craft uses another endpoint or model than the connection names, in sentences.
    pub notes: Vec<String>,
    /// The remaining balance of the key's account, if the provider has an endpoint for that.
    pub balance: Option<Balance>,
    /// The usage of the subscription, if its provider has an endpoint for that.
    pub usage: Option<Usage>,
    /// The results of the full test; none if it was not requested.
    pub full: Option<FullReport>,
    /// Whether the probe sent a message of one token.
    pub spent_a_token: bool,
    pub took: Duration,
    /// The host name that could not be resolved.
    pub(super) unresolved: Option<String>,
}

impl Report {
    pub(super) fn new() -> Self {
        let stage = |name| Stage {
            name,
            outcome: StageOutcome::NotProbed,
            sentence: NOT_PROBED.to_owned(),
            reason: None,
            advice: None,
            exchange: None,
        };
        Self {
            stages: StageName::ALL.map(stage),
            models: None,
            forgotten: None,
            working_endpoint: None,
            remark: None,
            notes: Vec::new(),
            balance: None,
            usage: None,
            full: None,
            spent_a_token: false,
            took: Duration::ZERO,
            unresolved: None,
        }
    }

    /// The stages, in order.
    pub const fn stages(&self) -> &[Stage; 4] {
        &self.stages
    }

    pub const fn stage(&self, name: StageName) -> &Stage {
        &self.stages[name as usize]
    }

    pub fn verdict(&self) -> Verdict {
        if self.failed().is_some() {
            Verdict::Failed
        } else if self.stage(StageName::Auth).outcome == StageOutcome::Passed {
            Verdict::Valid
        } else {
            Verdict::Unproven
        }
    }

    pub fn failed(&self) -> Option<&Stage> {
        let mut stages = self.stages.iter();
        stages.find(|stage| stage.outcome == StageOutcome::Failed)
    }

    /// The connection in one line: Craft's words for one that works, else the sentence of the
    /// failed or undecided stage.
    pub fn sentence(&self) -> &str {
        match (self.decisive(), self.verdict()) {
            (Some(stage), Verdict::Failed | Verdict::Unproven) => &stage.sentence,
            _ => VALID,
        }
    }

    /// The stage that fails the connection, or leaves something to do.
    fn decisive(&self) -> Option<&Stage> {
        let mut stages = self.stages.iter();
        let open =
            |stage: &&Stage| stage.outcome != StageOutcome::Passed && stage.sentence != NOT_PROBED;
        self.failed().or_else(|| stages.find(open))
    }

    /// Why the connection fails, or what is undecided about it.
    pub fn reason(&self) -> Option<Reason> {
        self.decisive()?.reason
    }

    /// Whether the endpoint does not have the model, or does not allow it for this key.
    pub(crate) fn rejects_model(&self) -> bool {
        matches!(self.reason(), Some(Reason::UnknownModel | Reason::ModelNotAllowed))
    }

    /// What to do, in a sentence; none if nothing.
    pub fn advice(&self) -> Option<&str> {
        self.decisive()?.advice.as_deref()
    }

    /// The stages, each with its exchange unless that is the previous stage's.
    pub(crate) fn stages_with_exchanges(
        &self,
    ) -> impl Iterator<Item = (&Stage, Option<&Exchange>)> {
        let mut before = None;
        self.stages.iter().map(move |stage| {
            let exchange = stage.exchange.as_ref();
            let new = exchange.filter(|exchange| Some(*exchange) != before);
            before = exchange.or(before);
            (stage, new)
        })
    }

    /// Whether any request was sent.
    pub(super) fn sent_any_request(&self) -> bool {
        self.stages.iter().any(|stage| stage.exchange.is_some())
    }

    /// A caveat about a connection that works; none if there is none.
    pub fn remark(&self) -> Option<&'static str> {
        let elsewhere = self.working_endpoint.as_ref().map(|_| "but only at another URL");
        let remark = elsewhere.or(self.remark);
        remark.filter(|_| self.verdict() == Verdict::Valid)
    }

    /// The sentence with the duration, the number of models, and the remaining balance or usage.
    pub fn summary(&self) -> String {
        self.in_a_line(self.sentence())
    }

    /// The summary, with a label for the failed stage in place of its sentence.
    pub(crate) fn headline(&self) -> String {
        match (self.failed(), self.verdict()) {
            (Some(stage), _) => match stage.reason.and_then(Reason::label) {
                Some(label) => self.in_a_line(&capitalized(label)),
                None => self.in_a_line(&format!("{} failed", stage.name.label())),
            },
            (None, Verdict::Unproven) => self.in_a_line("Unknown"),
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
        let balance = self.balance.as_ref().map(|it| format!(" · {}", it.describe()));
        let usage = self.usage.as_ref().and_then(Usage::describe_limits);
        let usage = usage.map(|limits| format!(" · {limits}")).unwrap_or_default();
        let (remark, balance) = (remark.unwrap_or_default(), balance.unwrap_or_default());
        format!("{sentence}{remark} · {took}{models}{balance}{usage}")
    }

    /// The number of models that the endpoint lists.
    pub fn model_count(&self) -> Option<usize> {
        self.models.as_ref().map(Vec::len).or(self.forgotten)
    }

    /// Keeps only the number of models, to save memory across many reports.
    pub(crate) fn forget_models(&mut self) {
        self.forgotten = self.model_count();
        self.models = None;
    }

    pub(super) fn pass(&mut self, name: StageName, sentence: impl Into<String>) -> &mut Stage {
        self.set_stage(name, StageOutcome::Passed, sentence)
    }

    /// Reports a failure with the usual reason for its stage; [`Stage::because`] sets another one.
    pub(super) fn fail(&mut self, name: StageName, sentence: impl Into<String>) -> &mut Stage {
        self.set_stage(name, StageOutcome::Failed, sentence).because(match name {
            StageName::Configuration => Reason::Incomplete,
            StageName::Connect => Reason::Unreachable,
            StageName::Auth => Reason::KeyRefused,
            StageName::Model => Reason::UnknownModel,
        })
    }

    /// Removes the failed stage's advice.
    pub(super) fn drop_advice(&mut self) {
        let failed = self.stages.iter_mut().find(|stage| stage.outcome == StageOutcome::Failed);
        if let Some(stage) = failed {
            stage.advice = None;
        }
    }

    pub(super) fn leave_unproven(&mut self, name: StageName, why: impl Into<String>) -> &mut Stage {
        self.set_stage(name, StageOutcome::NotProbed, why)
    }

    fn set_stage(
        &mut self,
        name: StageName,
        outcome: StageOutcome,
        sentence: impl Into<String>,
    ) -> &mut Stage {
        let stage = &mut self.stages[name as usize];
        stage.outcome = outcome;
        stage.sentence = sentence.into();
        stage.reason = None;
        stage.advice = None;
        stage
    }
}

impl Stage {
    pub(super) fn because(&mut self, reason: Reason) -> &mut Self {
        self.reason = Some(reason);
        self
    }

    pub(super) fn advise(&mut self, advice: impl Into<String>) -> &mut Self {
        self.advice = Some(advice.into());
        self
    }

    pub(super) fn exchange(&mut self, exchange: &Exchange) -> &mut Self {
        self.exchange = Some(exchange.clone());
        // Something answered, so it is not unreachable.
        if self.reason == Some(Reason::Unreachable) {
            match exchange.status {
                Some(300..400) => self.reason = Some(Reason::Redirected),
                Some(500..600) => self.reason = Some(Reason::ServerError),
                _ => {}
            }
        }
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
        report.pass(StageName::Connect, "there");
        report.leave_unproven(StageName::Auth, "No list.");
        assert_eq!((report.verdict(), report.sentence()), (Verdict::Unproven, "No list."));
        report.pass(StageName::Auth, "accepted");
        assert_eq!((report.verdict(), report.sentence()), (Verdict::Valid, VALID));
        report.fail(StageName::Model, "Not known.");
        assert_eq!((report.verdict(), report.sentence()), (Verdict::Failed, "Not known."));
        assert_eq!(report.reason(), Some(Reason::UnknownModel));
    }

    #[test]
    fn endpoint_that_answered_was_reachable() {
        for (status, reason) in [
            (None, Reason::Unreachable),
            (Some(302), Reason::Redirected),
            (Some(503), Reason::ServerError),
        ] {
            let exchange = Exchange {
                what: String::new(),
                status,
                words: None,
                took: Duration::ZERO,
                route: None,
            };
            let mut report = Report::new();
            report.fail(StageName::Connect, "No.").exchange(&exchange);
            assert_eq!(report.reason(), Some(reason));
        }
    }
}
