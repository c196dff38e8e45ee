//! What the text of a token reveals without contacting its provider.

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use serde_json::Value;
use zeroize::Zeroizing;

/// Prefixes of GitHub tokens.
const GITHUB: [&str; 5] = ["ghu_", "gho_", "ghp_", "ghs_", "github_pat_"];

/// The claim of a `ChatGPT` token that contains its account.
const CHATGPT_CLAIM: &str = "https://api.openai.com/auth";
pub(super) const CHATGPT_ACCOUNT: &str = "chatgpt_account_id";

/// What the text of a token reveals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenForm {
    /// A `ChatGPT` token with the account that chats need.
    ChatGpt,
    GitHub,
    #[default]
    Other,
}

impl TokenForm {
    pub fn of(token: &str) -> Self {
        if GITHUB.iter().any(|begin| token.starts_with(begin)) {
            Self::GitHub
        } else if names_chatgpt_account(token) {
            Self::ChatGpt
        } else {
            Self::Other
        }
    }
}

/// Whether a token is a JWT with the claim from which Craft reads the account. Like Craft, this
/// does not verify its signature.
pub(crate) fn names_chatgpt_account(token: &str) -> bool {
    chatgpt_account(token).is_some()
}

/// The account of a `ChatGPT` token, which its requests contain.
pub(crate) fn chatgpt_account(token: &str) -> Option<String> {
    chatgpt_claim(&claims_of(token)?, CHATGPT_ACCOUNT).map(str::to_owned)
}

/// The claims of a JWT; None if the text is not a JWT. Its signature is not verified.
pub(super) fn claims_of(token: &str) -> Option<Value> {
    let parts: Vec<&str> = token.split('.').collect();
    let [_, payload, _] = parts[..] else {
        return None;
    };
    serde_json::from_slice(&decoded(payload)?).ok()
}

/// A string from `OpenAI`'s claim in a `ChatGPT` token; None if it is missing or empty.
pub(super) fn chatgpt_claim<'c>(claims: &'c Value, name: &str) -> Option<&'c str> {
    let text = claims.get(CHATGPT_CLAIM)?.get(name)?.as_str();
    text.filter(|text| !text.is_empty())
}

/// Decodes base64 in either alphabet, with or without padding; None if it is not valid.
fn decoded(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let text = Zeroizing::new(text.replace('+', "-").replace('/', "_"));
    LENIENT.decode(text.trim_end_matches('=')).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another implementation encoded the payloads.
    #[test]
    fn chatgpt_token_contains_its_account() {
        let with_account =
            "eyJodHRwczovL2FwaS5vcGVuYWkuY29tL2F1dGgiOnsiY2hhdGdwdF9hY2NvdW50X2lkIjoiYWNjLTEifX0";
        let without =
            "eyJodHRwczovL2FwaS5vcGVuYWkuY29tL2F1dGgiOnsiY2hhdGdwdF9hY2NvdW50X2lkIjoiIn19";
        let of = |token: String| TokenForm::of(&token);
        assert_eq!(of(format!("h.{with_account}.s")), TokenForm::ChatGpt);
        assert_eq!(of(format!("h.{with_account}==.s")), TokenForm::ChatGpt);
        for token in [
            format!("h.{without}.s"),
            format!("h.{with_account}"),
            format!("h.{with_account}.s.t"),
            "h.e30.s".to_owned(),
            "h.{}.s".to_owned(),
            "h..s".to_owned(),
            "sess-1".to_owned(),
        ] {
            assert_eq!(of(token.clone()), TokenForm::Other, "{token}");
        }
    }

    #[test]
    fn github_token_is_recognized_by_prefix() {
        for token in ["ghu_1", "gho_1", "github_pat_1"] {
            assert_eq!(TokenForm::of(token), TokenForm::GitHub);
        }
        assert_eq!(TokenForm::of("tid=1;exp=2;proxy-ep=proxy.x"), TokenForm::Other);
    }

    #[test]
    fn base64_decodes_any_length_and_alphabet() {
        let text = |text: &str| decoded(text).map(|bytes| bytes.to_vec());
        assert_eq!(text("Zg").as_deref(), Some(&b"f"[..]));
        assert_eq!(text("Zm8=").as_deref(), Some(&b"fo"[..]));
        assert_eq!(text("Zm9v").as_deref(), Some(&b"foo"[..]));
        assert_eq!(text("-_8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(text("+/8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(text("a b"), None);
    }
}
