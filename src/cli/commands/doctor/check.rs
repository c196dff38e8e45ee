//! One line of the report: what was checked, its state, and what to do.

use serde_json::{Value, json};

use crate::cli::paint::Style;
use crate::settings::redact::redacted_text;

/// The state of a checked item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Good,
    /// Not found on this machine, which may be intended.
    Absent,
    /// Works, and something about it can go wrong.
    Warning,
    /// Does not work.
    Bad,
}

impl State {
    /// Its symbol, and the style of that.
    pub(super) const fn mark(self, has_unicode: bool) -> (&'static str, Style) {
        match (self, has_unicode) {
            (Self::Good, true) => ("✓", Style::Good),
            (Self::Good, false) => ("+", Style::Good),
            (Self::Absent, _) => ("-", Style::Head),
            (Self::Warning, _) => ("!", Style::Warning),
            (Self::Bad, true) => ("✗", Style::Bad),
            (Self::Bad, false) => ("x", Style::Bad),
        }
    }

    /// Its name in JSON.
    const fn key(self) -> &'static str {
        match self {
            Self::Good | Self::Absent => "ok",
            Self::Warning => "warning",
            Self::Bad => "error",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Check {
    pub label: &'static str,
    pub state: State,
    pub value: String,
    pub advice: Option<String>,
}

impl Check {
    pub(super) fn good(label: &'static str, value: impl Into<String>) -> Self {
        Self { label, state: State::Good, value: value.into(), advice: None }
    }

    pub(super) fn absent(label: &'static str, value: impl Into<String>) -> Self {
        Self { state: State::Absent, ..Self::good(label, value) }
    }

    pub(super) fn warning(
        label: &'static str,
        value: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let (state, advice) = (State::Warning, Some(advice.into()));
        Self { label, state, value: value.into(), advice }
    }

    pub(super) fn bad(
        label: &'static str,
        value: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let (state, advice) = (State::Bad, Some(advice.into()));
        Self { label, state, value: value.into(), advice }
    }

    /// The same, safe to paste anywhere: without secrets, and without the home's path, which often
    /// contains a person's name.
    pub(super) fn shareable(self, home: Option<&str>) -> Self {
        let home = home.filter(|home| home.len() > 1);
        let clean = |text: &str| {
            let text = redacted_text(text);
            home.map_or_else(|| text.clone(), |home| without_home(&text, home))
        };
        let advice = self.advice.as_deref().map(clean);
        Self { value: clean(&self.value), advice, ..self }
    }

    pub(super) fn as_json(&self) -> Value {
        json!({"check": self.label, "state": self.state.key(), "value": self.value, "advice": self.advice})
    }
}

/// Replaces the home with `~` where a path begins with it, but not where it is the start of a
/// longer name.
fn without_home(text: &str, home: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(home) {
        let behind = &rest[at + home.len()..];
        let goes_on = behind.starts_with(|c: char| c.is_alphanumeric() || "-_.".contains(c));
        out += &rest[..at];
        out += if goes_on { home } else { "~" };
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shareable_check_has_neither_home_nor_secret() {
        let text = "/home/ada/.craft-agent and /home/ada-2/x, /home/ada; http://me:hunter22@h:1";
        let shared =
            Check::warning("x", text, "chmod 700 /home/ada/x").shareable(Some("/home/ada"));
        assert!(shared.value.starts_with("~/.craft-agent and /home/ada-2/x, ~;"), "{shared:?}");
        assert!(!shared.value.contains("hunter22"), "{shared:?}");
        assert_eq!(shared.advice.as_deref(), Some("chmod 700 ~/x"));
    }
}
