//! Reads the signed-in account from a login's tokens. Their signatures are not verified: the
//! account is shown, and only decides whether a login belongs to another person.

use serde_json::Value;

use super::token::{CHATGPT_ACCOUNT, chatgpt_claim, claims_of};
use crate::text::safe::one_line;
use crate::text::with_capital;

/// The most characters of an account or plan name.
const LONGEST: usize = 80;

/// An account with a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The provider's id for it.
    pub id: Option<String>,
    pub email: Option<String>,
    /// The subscription plan, in a few words.
    pub plan: Option<String>,
}

impl Account {
    /// The account in a login's access token and id token; None if they contain none.
    pub(crate) fn of_tokens(access_token: &str, id_token: Option<&str>) -> Option<Self> {
        let found = match claims_of(access_token) {
            Some(access) => Self::of_chatgpt(&access, id_token.and_then(claims_of).as_ref()),
            None => Self::of_copilot(access_token),
        };
        (found != Self::default()).then_some(found)
    }

    fn of_chatgpt(access: &Value, id: Option<&Value>) -> Self {
        let claim = |name| {
            let in_id_token = || chatgpt_claim(id?, name);
            chatgpt_claim(access, name).or_else(in_id_token)
        };
        let email = id.and_then(|id| id.get("email")?.as_str());
        let shown = |text: &str| one_line(text, LONGEST);
        Self {
            id: claim(CHATGPT_ACCOUNT).map(shown),
            email: email.filter(|email| !email.is_empty()).map(shown),
            plan: claim("chatgpt_plan_type").map(Self::name_chatgpt_plan),
        }
    }

    /// The display name of a `ChatGPT` plan.
    pub(crate) fn name_chatgpt_plan(plan: &str) -> String {
        format!("ChatGPT {}", with_capital(&one_line(plan, LONGEST)))
    }

    /// A Copilot token is a list of `name=value`; `sku` is the plan.
    fn of_copilot(token: &str) -> Self {
        let sku = copilot_part(token, "sku").filter(|_| copilot_part(token, "tid").is_some());
        let plan = sku.map(|sku| one_line(&sku.replace('_', " "), LONGEST));
        Self { plan, ..Self::default() }
    }

    /// The account and the plan in a few words; None if neither is known.
    pub fn describe(&self) -> Option<String> {
        let known: Vec<&str> =
            [&self.email, &self.plan].into_iter().flatten().map(|s| &**s).collect();
        (!known.is_empty()).then(|| known.join(" · "))
    }

    /// Whether it is a different account, as far as both are known.
    pub(crate) fn differs_from(&self, other: &Self) -> bool {
        self.id.is_some() && other.id.is_some() && self.id != other.id
    }
}

/// When a token was issued, in seconds since the epoch; None if it does not say.
pub(crate) fn issued_at(token: &str) -> Option<u64> {
    claims_of(token)?.get("iat")?.as_u64()
}

/// One value in a Copilot token.
pub(crate) fn copilot_part<'t>(token: &'t str, name: &str) -> Option<&'t str> {
    let pairs = token.split(';').filter_map(|part| part.split_once('='));
    let mut values = pairs.filter(|(own, _)| *own == name).map(|(_, value)| value);
    values.next().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    fn jwt(claims: &Value) -> String {
        format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn chatgpt_login_contains_account_email_and_plan() {
        let auth = json!({"chatgpt_account_id": "acc-1", "chatgpt_plan_type": "plus"});
        let access = jwt(&json!({"https://api.openai.com/auth": auth}));
        let id = jwt(&json!({"email": "ada@example.com"}));
        let account = Account::of_tokens(&access, Some(&id)).expect("named");
        assert_eq!(account.id.as_deref(), Some("acc-1"));
        assert_eq!(account.describe().as_deref(), Some("ada@example.com · ChatGPT Plus"));
        let without = Account::of_tokens(&access, None).expect("named");
        assert_eq!(without.describe().as_deref(), Some("ChatGPT Plus"));
    }

    #[test]
    fn copilot_token_contains_plan_but_no_person() {
        let account = Account::of_tokens("tid=1;exp=2;sku=monthly_subscriber;x=y", None);
        let plan = account.and_then(|account| account.describe());
        assert_eq!(plan.as_deref(), Some("monthly subscriber"));
        for nothing in ["", "sku=x", "tid=1", "sess-1", "h.e30.s"] {
            assert_eq!(Account::of_tokens(nothing, None), None, "{nothing}");
        }
    }

    #[test]
    fn accounts_differ_only_if_both_are_known() {
        let of = |id: Option<&str>| Account { id: id.map(str::to_owned), ..Account::default() };
        assert!(of(Some("a")).differs_from(&of(Some("b"))));
        assert!(!of(Some("a")).differs_from(&of(Some("a"))));
        assert!(!of(Some("a")).differs_from(&of(None)));
    }

    #[test]
    fn token_text_cannot_control_the_terminal() {
        let auth = json!({"chatgpt_account_id": "a", "chatgpt_plan_type": "\u{1b}[2Jx"});
        let access = jwt(&json!({"https://api.openai.com/auth": auth}));
        let account = Account::of_tokens(&access, None).expect("named");
        assert!(!account.describe().expect("a plan").contains('\u{1b}'));
    }
}
