//! All sentences of this module that people read.

use super::failure::{FailureReason, SignInFailure};
use crate::net::RequestError;
use crate::net::messages::proxy_advice;
use crate::settings::sign_in::LoginProvider;
use crate::settings::sign_in::pasted::WrongPaste;
use crate::text::counted;

/// What Anthropic's terms allow, and how long a token of `claude setup-token` is valid.
pub const CLAUDE_TERMS: [&str; 2] = [
    "Anthropic limits subscription logins to its own programs, so its command makes the token.",
    "It is valid for one year, for chats only, and can't be renewed.",
];

/// The command that creates a Claude token.
pub const CLAUDE_COMMAND: &str = "claude setup-token";

const CHECK_NETWORK: &str = "Check this machine's network.";
const CHECK_PROXY: &str = "Check HTTPS_PROXY and NO_PROXY in this program's environment.";
const CHECK_CLOCK: &str =
    "Check this machine's clock, or whether a proxy replaces certificates (SSL_CERT_FILE).";
const TRY_AGAIN: &str = "Try again.";
pub(super) const OTHER_WAY: &str =
    "Sign in by browser instead, or allow device codes in ChatGPT's security settings.";
const OPEN_A_PAGE: &str =
    "Open any page in a browser on this network, sign in there, then try again.";

/// A host could not be reached.
pub(super) fn no_response(host: &str, why: &RequestError) -> SignInFailure {
    let advice = match why {
        RequestError::CutOff => return cut_off(host),
        RequestError::Proxy(proxy, _) => proxy_advice(proxy.source),
        RequestError::UnknownName
        | RequestError::Refused
        | RequestError::ConnectTimeout
        | RequestError::Other(_) => CHECK_NETWORK.to_owned(),
        RequestError::NoProxy(_)
        | RequestError::NotHttp
        | RequestError::NotCompressed
        | RequestError::NotTls
        | RequestError::Tls(_) => CHECK_PROXY.to_owned(),
        RequestError::ResponseTimeout => TRY_AGAIN.to_owned(),
        RequestError::Certificate(_) => CHECK_CLOCK.to_owned(),
    };
    SignInFailure::new(FailureReason::Network, why.sentence(host)).advise(advice)
}

pub fn cut_off(host: &str) -> SignInFailure {
    let sentence = format!("The answer from {host} was cut off.");
    SignInFailure::new(FailureReason::CutOff, sentence).advise(TRY_AGAIN)
}

/// A web page arrived instead of an answer.
pub fn page_instead(host: &str) -> SignInFailure {
    let sentence =
        format!("A web page answered instead of {host}: this network may need its own sign-in.");
    SignInFailure::new(FailureReason::Page, sentence).advise(OPEN_A_PAGE)
}

/// A request was redirected to another host.
pub fn redirected(host: &str, to: &str) -> SignInFailure {
    let sentence = format!("{host} was redirected to {to}: this network may need its own sign-in.");
    SignInFailure::new(FailureReason::Page, sentence).advise(OPEN_A_PAGE)
}

pub fn provider_trouble(host: &str, status: u16) -> SignInFailure {
    let sentence = format!("{host} has a server error (status {status}).");
    SignInFailure::new(FailureReason::Provider, sentence).advise(TRY_AGAIN)
}

pub(super) fn rate_limited(host: &str) -> SignInFailure {
    let sentence = format!("{host} rate limits this sign-in.");
    SignInFailure::new(FailureReason::Provider, sentence).advise("Try again in a few minutes.")
}

// What an answer lacks.
pub const A_CODE: &str = "a code";
pub(super) const A_LIST_OF_MODELS: &str = "a list of models";
pub const A_TYPED_CODE: &str = "a code that can be typed";
pub const A_PAGE_ON_ITS_HOST: &str = "a sign-in page on its own host";
pub const ALL_TOKENS: &str = "all of the tokens";

pub fn unexpected(host: &str, what: &str) -> SignInFailure {
    let sentence = format!("{host} answered without {what}.");
    SignInFailure::new(FailureReason::Unexpected, sentence).advise(
        "The provider may have changed its sign-in: check for a newer version of this program.",
    )
}

/// A refusal with the provider's own words, if it gave any.
pub fn refused(host: &str, status: u16, words: Option<&str>) -> SignInFailure {
    let sentence = match words {
        Some(words) => format!("{host} refused: {}", ended(words)),
        None => format!("{host} refused (status {status})."),
    };
    SignInFailure::new(FailureReason::Refused, sentence)
}

/// The text with a full stop.
fn ended(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

pub fn code_expired() -> SignInFailure {
    let sentence = "The code expired before it was used.";
    SignInFailure::new(FailureReason::Expired, sentence).advise("Sign in again for a new one.")
}

pub(super) fn page_expired() -> SignInFailure {
    SignInFailure::new(FailureReason::Expired, "The sign-in timed out.").advise("Sign in again.")
}

pub fn code_used(words: Option<&str>) -> SignInFailure {
    let words = words.map(|words| format!(" ({words})")).unwrap_or_default();
    let sentence = format!("The code was used already or has expired{words}.");
    SignInFailure::new(FailureReason::Expired, sentence).advise("Sign in again for a new one.")
}

pub fn denied(words: Option<&str>) -> SignInFailure {
    let words = words.map(|words| format!(": {}", ended(words)));
    let sentence = format!("The login was denied{}", words.unwrap_or_else(|| ".".to_owned()));
    SignInFailure::new(FailureReason::Denied, sentence)
}

pub fn no_device_codes() -> SignInFailure {
    let sentence = "Device codes are not enabled for this account or workspace.";
    SignInFailure::new(FailureReason::NotAllowed, sentence).advise(OTHER_WAY)
}

pub fn no_chatgpt_account() -> SignInFailure {
    let sentence =
        "The login names no ChatGPT account (chatgpt_account_id), so Craft's chats would fail.";
    SignInFailure::new(FailureReason::NoAccount, sentence)
        .advise("Sign in with an account that has a ChatGPT plan.")
}

pub fn no_copilot(words: Option<&str>) -> SignInFailure {
    let words = words.map(|words| format!(" ({words})")).unwrap_or_default();
    let sentence = format!("This GitHub account has no Copilot{words}.");
    SignInFailure::new(FailureReason::NoSubscription, sentence)
        .advise("Get Copilot at github.com/settings/copilot, or sign in with another account.")
}

pub fn github_token_refused(from: Option<&str>) -> SignInFailure {
    let from = from.map(|from| format!(" of {from}")).unwrap_or_default();
    let sentence = format!(
        "GitHub refused the token{from} for Copilot: it was revoked, or has no access to Copilot."
    );
    SignInFailure::new(FailureReason::Refused, sentence).advise("Sign in with a code instead.")
}

pub(super) fn no_token_found() -> SignInFailure {
    let sentence = "No GitHub token was found for github.com.";
    SignInFailure::new(FailureReason::Input, sentence).advise("Sign in with a code instead.")
}

pub(super) fn no_random_numbers(why: getrandom::Error) -> SignInFailure {
    SignInFailure::new(
        FailureReason::Machine,
        format!("The system provides no random numbers: {why}."),
    )
}

pub(super) fn cannot_start(why: String) -> SignInFailure {
    SignInFailure::new(FailureReason::Machine, why)
}

/// A note about this machine's clock, which differs from the provider's.
pub(crate) fn clock_off(minutes: u64, is_ahead: bool) -> String {
    let direction = if is_ahead { "ahead" } else { "behind" };
    format!(
        "This machine's clock is {minutes} min {direction} of the provider's: correct it, or logins seem to expire too early or too late."
    )
}

/// The source of the login.
pub fn used_token_of(from: &str) -> String {
    format!("Used the GitHub login from {from}.")
}

pub(super) fn models_not_listed(why: &str) -> String {
    format!("The models could not be listed, so Craft's own list is used: {why}")
}

pub(super) fn terms_refused(model: &str, why: &str) -> String {
    format!("The terms of {model} were not accepted: {why}")
}

/// What accepting the terms of models does.
pub fn describe_terms(models: &[String]) -> Vec<String> {
    let count = models.len();
    let what = if count == 1 { "1 model needs" } else { "Models need" };
    let number = if count == 1 { String::new() } else { format!(" ({count})") };
    vec![
        format!("{what} terms accepted first{number}: {}.", models.join(", ")),
        "Accepting enables them for your GitHub account, everywhere. Craft's own sign-in accepts all without asking."
            .to_owned(),
    ]
}

/// What is wrong with a pasted text, and what is expected.
pub fn describe_wrong_paste(wrong: &WrongPaste) -> String {
    match wrong {
        WrongPaste::Nothing => "Nothing was pasted.".to_owned(),
        WrongPaste::Other(what) => format!("That is {what}, which does not belong here."),
        WrongPaste::AddressToOpen => {
            "That is the URL to open. Paste the one that the browser ends at, with localhost in it."
                .to_owned()
        }
        WrongPaste::DeviceCode => {
            "That is a device code: type it into the browser, not here.".to_owned()
        }
        WrongPaste::OtherState => {
            "That URL belongs to another sign-in. Use this sign-in's page.".to_owned()
        }
        WrongPaste::Denied(words) => denied(words.as_deref()).sentence,
        WrongPaste::NoCode => {
            "No code found. Paste the whole URL that the browser ends at, with code= in it."
                .to_owned()
        }
        WrongPaste::NoToken(LoginProvider::Claude) => {
            format!(
                "Not a Claude token: paste what {CLAUDE_COMMAND} prints at the end, sk-ant-oat01-…."
            )
        }
        WrongPaste::NoToken(_) => {
            "Not a GitHub token: these begin with ghu_, gho_, ghp_ or github_pat_.".to_owned()
        }
        WrongPaste::Address => {
            "That is the page's URL. Paste the code that the page shows at the end.".to_owned()
        }
        WrongPaste::HalfCode => {
            "Only part of the code: copy all of it, with # between its two parts.".to_owned()
        }
        WrongPaste::OtherCode => {
            "That code belongs to another sign-in. Use this sign-in's page.".to_owned()
        }
        WrongPaste::Cut => "The token is cut off: paste all of it.".to_owned(),
    }
}

pub const SIGNING_IN: &str = "Signing in…";
pub(crate) const SLOWED_DOWN: &str = "The provider asks to slow down.";
pub(crate) const COMES_BY_ITSELF: &str =
    "With a browser on this machine, the URL returns automatically.";

/// Who is signed in, without a full stop.
pub(crate) fn signed_in(provider: LoginProvider, account: Option<&str>) -> String {
    match account {
        Some(account) => format!("Signed in to {}: {account}", provider.label()),
        None => format!("Signed in to {}", provider.label()),
    }
}

/// The models with terms that the person did not accept, without a full stop.
pub fn terms_left(count: usize) -> String {
    let stay = if count == 1 { "stays" } else { "stay" };
    format!("{} {stay} off: their terms were not accepted", counted(count, "model"))
}

/// Another code is ignored.
pub(crate) const ALREADY_EXCHANGING: &str = "A code is already being exchanged.";

/// What the browser shows after the login.
pub const PAGE_DONE: &str =
    "llm-connections has the login. Close this tab and go back to the terminal.";
pub(super) const PAGE_WRONG: &str =
    "This is not the login that llm-connections waits for. Use the page that it shows.";
pub const PAGE_DENIED: &str = "The login was denied. Go back to the terminal.";

/// Why nothing works if the system refuses a thread.
pub(super) const NO_THREAD: &str = "The system refuses another thread.";
