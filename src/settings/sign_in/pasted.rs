//! Text that a person pastes while signing in: the URL that the browser ended at, or a token. Other
//! secrets are refused by name.

use form_urlencoded::parse;

use super::LoginProvider;
use crate::settings::credential::key_format::keys_in;
use crate::settings::secret::Secret;
use crate::text::safe::one_line;

/// The prefix of a token from `claude setup-token`.
const CLAUDE: &str = "sk-ant-oat";

/// The minimum length of a Claude token, in bytes.
const SHORTEST_CLAUDE: usize = 20;

/// The minimum length of a login code, in bytes.
const SHORTEST_CODE: usize = 16;

/// Prefixes of GitHub tokens that can belong to a person.
const GITHUB: [&str; 4] = ["ghu_", "gho_", "ghp_", "github_pat_"];

/// The most characters of a provider's message to show.
const LONGEST_MESSAGE: usize = 200;

/// Why a pasted text is not valid here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongPaste {
    Nothing,
    /// A secret of another kind, by name.
    Other(&'static str),
    /// The URL to open, not the one that the browser ends at.
    AddressToOpen,
    /// A code to type into the browser.
    DeviceCode,
    /// The code of another login.
    OtherState,
    /// The provider's page refused; contains its message.
    Denied(Option<String>),
    /// It contains no code.
    NoCode,
    /// It is not a token of that provider.
    NoToken(LoginProvider),
    /// Only the start of a token.
    Cut,
    /// An address, where the code that a page shows is wanted.
    Address,
    /// A part of `CODE#STATE`.
    HalfCode,
    /// `CODE#STATE` of another login.
    OtherCode,
}

/// The code in pasted text: the whole URL, its query, `code#state`, or the code alone.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn code_in(pasted: &str, state: &str) -> Result<Secret, WrongPaste> {
    let text = pasted.trim();
    if text.is_empty() {
        return Err(WrongPaste::Nothing);
    }
    if text.contains("/oauth/authorize") {
        return Err(WrongPaste::AddressToOpen);
    }
    let is_address = text.contains("code=") || text.contains("error=") || text.contains("://");
    if !is_address {
        if let Some(found) = keys_in(text).first() {
            return Err(WrongPaste::Other(found.format.what));
        }
        return bare_code(text, state);
    }
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let value = |name: &str| {
        let mut pairs = parse(query.as_bytes()).filter(|(own, _)| own == name);
        pairs.next().map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    };
    if value("state").is_some_and(|own| own != state) {
        return Err(WrongPaste::OtherState);
    }
    if let Some(error) = value("error") {
        let words = value("error_description").unwrap_or(error);
        return Err(WrongPaste::Denied(Some(one_line(&words, LONGEST_MESSAGE))));
    }
    value("code").map(Secret::new).ok_or(WrongPaste::NoCode)
}

/// A code without its URL, with or without the state after it.
fn bare_code(text: &str, state: &str) -> Result<Secret, WrongPaste> {
    let (code, own_state) = text.split_once('#').map_or((text, None), |(c, s)| (c, Some(s)));
    if own_state.is_some_and(|own| own != state) {
        return Err(WrongPaste::OtherState);
    }
    let may_be_in_one = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if code.is_empty() || !code.chars().all(may_be_in_one) {
        return Err(WrongPaste::NoCode);
    }
    if code.len() < SHORTEST_CODE {
        let is_for_the_browser = code.contains('-') && code.to_uppercase() == code;
        return Err(if is_for_the_browser { WrongPaste::DeviceCode } else { WrongPaste::NoCode });
    }
    Ok(Secret::new(code.to_owned()))
}

/// The `CODE#STATE` that Claude's page shows at its end, with both parts. `state` is that of the
/// login which waits for it, if known.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn claude_code_in(pasted: &Secret, state: Option<&str>) -> Result<Secret, WrongPaste> {
    let text = pasted.expose().trim();
    if text.is_empty() {
        return Err(WrongPaste::Nothing);
    }
    if text.contains("://") || text.contains("code=") || text.contains("/oauth/") {
        return Err(WrongPaste::Address);
    }
    let Some((code, own_state)) = text.split_once('#') else {
        let other = keys_in(text).first().map(|found| WrongPaste::Other(found.format.what));
        return Err(other.unwrap_or(WrongPaste::HalfCode));
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    let is_whole = |part: &str| !part.is_empty() && part.chars().all(is_allowed);
    if !is_whole(code) || !is_whole(own_state) {
        return Err(WrongPaste::HalfCode);
    }
    if state.is_some_and(|state| state != own_state) {
        return Err(WrongPaste::OtherCode);
    }
    Ok(Secret::new(text.to_owned()))
}

/// A token that signs in without visiting the provider's page.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn token_in(pasted: &Secret, provider: LoginProvider) -> Result<Secret, WrongPaste> {
    let text = pasted.expose().trim();
    if text.is_empty() {
        return Err(WrongPaste::Nothing);
    }
    let (begins, shortest) = match provider {
        LoginProvider::Claude => (text.starts_with(CLAUDE), SHORTEST_CLAUDE),
        LoginProvider::Copilot => (GITHUB.iter().any(|begin| text.starts_with(begin)), 0),
        LoginProvider::ChatGpt => (false, 0),
    };
    if !begins {
        let found = keys_in(text).into_iter().next();
        return Err(found
            .map_or(WrongPaste::NoToken(provider), |found| WrongPaste::Other(found.format.what)));
    }
    let may_be_in_one = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if !text.chars().all(may_be_in_one) {
        return Err(WrongPaste::NoToken(provider));
    }
    if text.len() < shortest {
        return Err(WrongPaste::Cut);
    }
    Ok(Secret::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "state-0123456789";

    fn code(pasted: &str) -> Result<String, WrongPaste> {
        code_in(pasted, STATE).map(|code| code.expose().to_owned())
    }

    #[test]
    fn code_is_found_in_any_part_of_the_url() {
        for pasted in [
            "http://localhost:1455/auth/callback?code=ac_0123456789abcdef&state=state-0123456789",
            "localhost:1455/auth/callback?state=state-0123456789&code=ac%5F0123456789abcdef",
            "  ?code=ac_0123456789abcdef&state=state-0123456789#x \n",
            "code=ac_0123456789abcdef",
            "ac_0123456789abcdef#state-0123456789",
            "ac_0123456789abcdef",
        ] {
            let found = code(pasted);
            let is_code = found == Ok("ac_0123456789abcdef".to_owned());
            // A code contains an underscore only if it is written literally or encoded.
            assert!(is_code, "{pasted}: {found:?}");
        }
    }

    #[test]
    fn other_input_is_refused_by_kind() {
        for (pasted, wrong) in [
            ("", WrongPaste::Nothing),
            ("https://auth.openai.com/oauth/authorize?state=x", WrongPaste::AddressToOpen),
            (
                "http://localhost:1455/auth/callback?code=ac_0123456789abcdef&state=y",
                WrongPaste::OtherState,
            ),
            ("ac_0123456789abcdef#y", WrongPaste::OtherState),
            ("http://localhost:1455/auth/callback", WrongPaste::NoCode),
            ("ABCD-1234", WrongPaste::DeviceCode),
            ("hello there", WrongPaste::NoCode),
            ("ghu_0123456789abcdefABCDEF", WrongPaste::Other("a GitHub token")),
        ] {
            assert_eq!(code(pasted), Err(wrong), "{pasted}");
        }
        let denied = "http://localhost:1455/auth/callback?error=access_denied&error_description=You+said+no&state=state-0123456789";
        assert_eq!(code(denied), Err(WrongPaste::Denied(Some("You said no".to_owned()))));
    }

    #[test]
    fn token_is_recognized_by_format() {
        let of = |text: &str, provider| {
            token_in(&Secret::new(text.to_owned()), provider).map(|token| token.expose().to_owned())
        };
        let claude = "sk-ant-oat01-AbCdEf0123456789abcdef";
        assert_eq!(of(&format!(" {claude}\n"), LoginProvider::Claude).as_deref(), Ok(claude));
        assert_eq!(of("ghu_x", LoginProvider::Copilot).as_deref(), Ok("ghu_x"));
        assert_eq!(of("sk-ant-oat01-", LoginProvider::Claude), Err(WrongPaste::Cut));
        assert_eq!(of(claude, LoginProvider::Copilot), Err(WrongPaste::Other("a Claude token")));
        let key = of("sk-ant-api03-AbCdEf0123456789abcdef", LoginProvider::Claude);
        assert!(matches!(key, Err(WrongPaste::Other(_))), "{key:?}");
        let no = of("hello", LoginProvider::Claude);
        assert_eq!(no, Err(WrongPaste::NoToken(LoginProvider::Claude)));
    }

    #[test]
    fn a_claude_code_has_both_parts_and_is_of_this_login() {
        let of = |text: &str, state| {
            let found = claude_code_in(&Secret::new(text.to_owned()), state);
            found.map(|code| code.expose().to_owned())
        };
        assert_eq!(of(" ac_12-3#st_4\n", Some("st_4")).as_deref(), Ok("ac_12-3#st_4"));
        assert_eq!(of("ac#any", None).as_deref(), Ok("ac#any"));
        for (pasted, wrong) in [
            ("", WrongPaste::Nothing),
            ("ac_12", WrongPaste::HalfCode),
            ("#st", WrongPaste::HalfCode),
            ("ac#", WrongPaste::HalfCode),
            ("a c#st", WrongPaste::HalfCode),
            ("ac#other", WrongPaste::OtherCode),
            ("https://claude.ai/oauth/authorize?state=st", WrongPaste::Address),
            (
                "https://console.anthropic.com/oauth/code/callback?code=ac&state=st",
                WrongPaste::Address,
            ),
            ("sk-ant-oat01-AbCdEf0123456789abcdef", WrongPaste::Other("a Claude token")),
        ] {
            assert_eq!(of(pasted, Some("st")), Err(wrong), "{pasted}");
        }
    }
}
