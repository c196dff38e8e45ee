//! How much of a subscription is used, as its provider states it. An unknown format gives nothing.

use serde_json::Value;

use crate::settings::credential::account::Account;
use crate::text::safe::one_line;

/// The maximum length of the name of a plan or a quota, in characters.
const MAX_NAME: usize = 40;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The usage of a subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The subscription, in a few words.
    pub plan: Option<String>,
    /// Its limits, in the provider's order.
    pub limits: Vec<UsageLimit>,
    /// Whether chats are refused until a limit resets.
    pub(super) is_used_up: bool,
}

/// One limit of a subscription: for a time window, or for a kind of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageLimit {
    pub name: String,
    pub used_percent: u64,
}

impl Usage {
    /// The usage from `ChatGPT`; none if it states none.
    pub(super) fn from_chatgpt(answer: &Value) -> Option<Self> {
        let rate_limit = answer.get("rate_limit");
        let window = |name: &str| {
            let window = rate_limit?.get(name)?;
            let seconds = window.get("limit_window_seconds")?.as_u64()?;
            UsageLimit::read(&name_window(seconds), window.get("used_percent")?)
        };
        let flag = |name: &str| rate_limit?.get(name)?.as_bool();
        let plan = answer.get("plan_type").and_then(Value::as_str);
        Self {
            plan: plan.filter(|plan| !plan.is_empty()).map(Account::name_chatgpt_plan),
            limits: ["primary_window", "secondary_window"].into_iter().filter_map(window).collect(),
            is_used_up: flag("limit_reached") == Some(true) || flag("allowed") == Some(false),
        }
        .if_any()
    }

    /// The usage from Claude; none if it states none.
    pub(super) fn from_claude(answer: &Value) -> Option<Self> {
        let limits: Vec<_> = [("five_hour", 5 * HOUR), ("seven_day", 7 * DAY)]
            .into_iter()
            .filter_map(|(key, seconds)| {
                UsageLimit::read(&name_window(seconds), answer.get(key)?.get("utilization")?)
            })
            .collect();
        let is_paid_beyond = answer.pointer("/extra_usage/is_enabled") == Some(&Value::Bool(true));
        let is_used_up = limits.iter().any(|limit| limit.used_percent >= 100) && !is_paid_beyond;
        Self { plan: None, limits, is_used_up }.if_any()
    }

    /// The usage that GitHub sends with a Copilot token: as percentages, or as remaining and total
    /// amounts.
    pub(super) fn from_copilot(answer: &Value, token: &str) -> Option<Self> {
        const KINDS: [(&str, &str); 3] = [
            ("premium_interactions", "premium requests"),
            ("chat", "chat"),
            ("completions", "completions"),
        ];
        let left_of = |kind: &str| {
            let snapshot = answer.pointer(&format!("/quota_snapshots/{kind}"));
            if let Some(snapshot) = snapshot {
                let is_unlimited = snapshot.get("unlimited") == Some(&Value::Bool(true));
                return snapshot.get("percent_remaining")?.as_f64().filter(|_| !is_unlimited);
            }
            let number = |of: &str| answer.pointer(&format!("/{of}/{kind}"))?.as_f64();
            let (left, all) = (number("limited_user_quotas")?, number("monthly_quotas")?);
            (all > 0.0).then(|| left / all * 100.0)
        };
        let limit = |(kind, name): (&str, &str)| {
            UsageLimit::read(name, &Value::from(100.0 - left_of(kind)?.min(100.0)))
        };
        Self {
            plan: Account::of_tokens(token, None).and_then(|account| account.plan),
            limits: KINDS.into_iter().filter_map(limit).collect(),
            is_used_up: false,
        }
        .if_any()
    }

    fn if_any(self) -> Option<Self> {
        (self.plan.is_some() || !self.limits.is_empty()).then_some(self)
    }

    /// The usage of each limit; none if no limit is known.
    pub(crate) fn describe_limits(&self) -> Option<String> {
        let limits =
            self.limits.iter().map(|limit| format!("{} {} %", limit.name, limit.used_percent));
        let limits = limits.collect::<Vec<_>>().join(", ");
        (!limits.is_empty()).then_some(limits)
    }

    /// The plan, and its usage.
    pub fn describe(&self) -> String {
        let parts = [self.plan.clone(), self.describe_limits()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

impl UsageLimit {
    /// Reads the usage in percent; none if that is not a number.
    fn read(name: &str, percent: &Value) -> Option<Self> {
        let percent = percent.as_f64().filter(|percent| (0.0..=10_000.0).contains(percent))?;
        let used_percent = format!("{percent:.0}").parse().ok()?;
        Some(Self { name: one_line(name, MAX_NAME), used_percent })
    }
}

/// The common name of a window of so many seconds.
fn name_window(seconds: u64) -> String {
    match seconds {
        s if s == 7 * DAY => "week".to_owned(),
        DAY => "day".to_owned(),
        s if s >= DAY && s % DAY == 0 => format!("{} d window", s / DAY),
        s if s >= HOUR => format!("{} h window", s / HOUR),
        s => format!("{} min window", s / MINUTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn described(usage: Option<Usage>) -> Option<(String, bool)> {
        usage.map(|usage| (usage.describe(), usage.is_used_up))
    }

    #[test]
    fn chatgpt_names_its_plan_and_its_windows() {
        let of = |rate_limit: Value| {
            Usage::from_chatgpt(&json!({"plan_type": "plus", "rate_limit": rate_limit}))
        };
        let window = |percent: Value, seconds: u64| json!({"used_percent": percent, "limit_window_seconds": seconds});
        let two = json!({"allowed": true, "limit_reached": false, "primary_window": window(json!(40), 18_000),
            "secondary_window": window(json!(12), 604_800)});
        assert_eq!(
            described(of(two)),
            Some(("ChatGPT Plus · 5 h window 40 %, week 12 %".to_owned(), false))
        );
        let up = json!({"limit_reached": true, "primary_window": window(json!(100), 86_400), "secondary_window": null});
        assert_eq!(described(of(up)), Some(("ChatGPT Plus · day 100 %".to_owned(), true)));
        let odd = json!({"primary_window": window(json!("much"), 1), "secondary_window": window(json!(-3), 1)});
        assert_eq!(described(of(odd)), Some(("ChatGPT Plus".to_owned(), false)));
        assert_eq!(
            described(Usage::from_chatgpt(&json!({"plan_type": "", "rate_limit": []}))),
            None
        );
        let hostile = Usage::from_chatgpt(&json!({"plan_type": "\u{1b}[2Jx"})).expect("a plan");
        assert!(!hostile.describe().contains('\u{1b}'));
    }

    #[test]
    fn claude_names_two_windows_and_may_be_paid_beyond_them() {
        let of = |five: Value, extra: bool| {
            described(Usage::from_claude(
                &json!({"five_hour": {"utilization": five}, "seven_day": {"utilization": 12.4},
                "seven_day_opus": null, "extra_usage": {"is_enabled": extra}}),
            ))
        };
        assert_eq!(of(json!(40.0), false), Some(("5 h window 40 %, week 12 %".to_owned(), false)));
        assert_eq!(of(json!(100), false), Some(("5 h window 100 %, week 12 %".to_owned(), true)));
        assert_eq!(of(json!(100), true), Some(("5 h window 100 %, week 12 %".to_owned(), false)));
        assert_eq!(of(json!(null), false), Some(("week 12 %".to_owned(), false)));
        assert_eq!(described(Usage::from_claude(&json!({"five_hour": 3}))), None);
    }

    #[test]
    fn github_names_quotas_only_where_it_says_what_they_are_of() {
        let token = "tid=1;sku=free_limited_copilot;x=y";
        let of =
            |answer: Value| described(Usage::from_copilot(&answer, token)).map(|(text, _)| text);
        let snapshots = json!({"quota_snapshots": {"chat": {"unlimited": true, "percent_remaining": 100},
            "premium_interactions": {"unlimited": false, "percent_remaining": 60.0}}});
        assert_eq!(of(snapshots).as_deref(), Some("free limited copilot · premium requests 40 %"));
        let counted = json!({"limited_user_quotas": {"chat": 40}, "monthly_quotas": {"chat": 50}});
        assert_eq!(of(counted).as_deref(), Some("free limited copilot · chat 20 %"));
        let uncounted = json!({"limited_user_quotas": {"chat": 40}});
        assert_eq!(of(uncounted).as_deref(), Some("free limited copilot"));
        assert_eq!(described(Usage::from_copilot(&json!({}), "tid=1")), None);
    }
}
