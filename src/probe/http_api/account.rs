//! Requests what a provider states about a key and its account, which costs nothing.

use serde_json::Value;

use super::classify::{Classification, classify};
use super::key::SentKey;
use super::refusals::Refusal;
use super::site::Site;
use super::stages::Answer;
use crate::net::HttpRequest;
use crate::probe::Probe;
use crate::probe::balance::Balance;
use crate::probe::report::{Report, StageName};
use crate::settings::craft::sends::Header;
use crate::settings::validation::free_requests::{AccountAnswer, AccountRequest, account_request};

impl Probe<'_> {
    /// Requests the state of the key's account, if the provider has an endpoint for that. Returns
    /// whether the model still needs probing; none if the key needs another proof.
    pub(super) async fn query_account(&self, site: Site<'_>, report: &mut Report) -> Option<bool> {
        // These endpoints take a bearer token, which does not prove a key that Craft sends in
        // another way.
        let SentKey::Api(_, Header::Bearer | Header::XApiKeyAndBearer) = site.key else {
            return None;
        };
        let AccountRequest { url, answer: kind } = account_request(site.base)?;
        let request = HttpRequest::get(url);
        let request = request.and_then(|it| site.dialect.add_key(it, site.key));
        let response = self.send(site, request).await.ok()?;
        let means = match classify(&response, None) {
            Classification::Json(answer) => {
                let account = Account::read(kind, &answer)?;
                report.balance = account.balance;
                let is_free = self.model().is_some_and(|model| model.ends_with(FREE));
                if account.never_paid && !is_free {
                    return None;
                }
                if account.is_usable {
                    site.pass_auth(report).exchange(&response.exchange);
                    return Some(true);
                }
                Classification::Refused(Refusal::NoCredit)
            }
            means if means.is_after_key_check() => means,
            _ => return None,
        };
        Answer::new(response, means).report_to(StageName::Auth, site, self.model(), report);
        Some(false)
    }
}

/// The end of the ids of free models, and of the router to them.
const FREE: &str = "free";

/// An account's remaining balance.
#[derive(Debug, PartialEq, Eq)]
struct Account {
    /// None if the provider states no limit.
    balance: Option<Balance>,
    /// Whether messages are still answered.
    is_usable: bool,
    /// Whether nothing was ever paid, so that only a message shows whether a model answers.
    never_paid: bool,
}

impl Account {
    /// Reads an answer; none if its format is unknown.
    fn read(written: AccountAnswer, answer: &Value) -> Option<Self> {
        match written {
            AccountAnswer::OpenRouterKey => {
                let key = answer.get("data")?.as_object()?;
                let left = key.get("limit_remaining").and_then(|left| Balance::read(left, "USD"));
                let never_paid = key.get("is_free_tier") == Some(&Value::Bool(true));
                Some(Self { never_paid, ..Self::from_balance(left) })
            }
            AccountAnswer::DeepSeekBalance => {
                let all = answer.get("balance_infos")?.as_array()?.iter();
                let mut balances = all.filter_map(|one| {
                    let currency = one.get("currency")?.as_str()?;
                    Balance::read(one.get("total_balance")?, currency)
                });
                let first = balances.next()?;
                let balance = if first.is_empty() {
                    balances.find(|other| !other.is_empty()).unwrap_or(first)
                } else {
                    first
                };
                let is_usable = answer.get("is_available").and_then(Value::as_bool);
                let is_usable = is_usable.unwrap_or(!balance.is_empty());
                Some(Self { balance: Some(balance), is_usable, never_paid: false })
            }
            AccountAnswer::MoonshotBalance(currency) => {
                let left = answer.pointer("/data/available_balance")?;
                Some(Self::from_balance(Some(Balance::read(left, currency)?)))
            }
        }
    }

    fn from_balance(balance: Option<Balance>) -> Self {
        let is_usable = balance.as_ref().is_none_or(|balance| !balance.is_empty());
        Self { balance, is_usable, never_paid: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(written: AccountAnswer, answer: &Value) -> Option<(Option<String>, bool)> {
        let account = Account::read(written, answer)?;
        Some((account.balance.map(|balance| balance.describe()), account.is_usable))
    }

    #[test]
    fn balance_is_read_in_each_providers_form_and_never_guessed() {
        use AccountAnswer::{DeepSeekBalance, MoonshotBalance, OpenRouterKey};
        for (written, answer, expected) in [
            (
                OpenRouterKey,
                json!({"data": {"limit_remaining": 3.2, "usage": 1}}),
                Some((Some("$3.20 left"), true)),
            ),
            (OpenRouterKey, json!({"data": {"limit_remaining": null}}), Some((None, true))),
            (
                OpenRouterKey,
                json!({"data": {"limit_remaining": 0}}),
                Some((Some("$0.00 left"), false)),
            ),
            (OpenRouterKey, json!({"data": []}), None),
            (
                DeepSeekBalance,
                json!({"is_available": true, "balance_infos": [{"currency": "CNY", "total_balance": "110.00"}]}),
                Some((Some("¥110.00 left"), true)),
            ),
            (
                DeepSeekBalance,
                json!({"is_available": false, "balance_infos": [{"currency": "USD", "total_balance": "0.00"}]}),
                Some((Some("$0.00 left"), false)),
            ),
            (
                DeepSeekBalance,
                json!({"is_available": true, "balance_infos": [{"currency": "USD", "total_balance": "0.00"}, {"currency": "CNY", "total_balance": "5"}]}),
                Some((Some("¥5.00 left"), true)),
            ),
            (DeepSeekBalance, json!({"is_available": true, "balance_infos": []}), None),
            (
                MoonshotBalance("USD"),
                json!({"code": 0, "data": {"available_balance": 49.588}}),
                Some((Some("$49.59 left"), true)),
            ),
            (
                MoonshotBalance("CNY"),
                json!({"data": {"available_balance": -1}}),
                Some((Some("¥-1.00 left"), false)),
            ),
            (MoonshotBalance("CNY"), json!({"data": {"available_balance": "much"}}), None),
        ] {
            let expected =
                expected.map(|(left, is): (Option<&str>, _)| (left.map(str::to_owned), is));
            assert_eq!(read(written, &answer), expected, "{answer}");
        }
    }
}
