//! Logins: which entries of `credentials.enc` Craft reads for them, and what a token must be for
//! Craft to use it.
//!
//! Craft's chats and its validation read the one Claude login in `claude_oauth::global`, whatever
//! the connection; the entry of a connection's own makes only its row “authenticated”. At each
//! start Craft moves the global entry to `llm_oauth::claude-max`, and deletes it, unless that entry
//! exists. `ChatGPT` chats take the account out of the access token; a Copilot login is renewed
//! with the GitHub token beside it.

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{CredentialKind, Credentials, Facts};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;

/// The entry of the Claude login that chats read.
pub const CLAUDE_LOGIN: &str = "claude_oauth::global";

/// The entry of the one key that older versions had: a start moves it to a connection of its own.
pub const OLD_ANTHROPIC_KEY: &str = "anthropic_api_key::global";

/// The slug of Craft's own Claude connection: while its entry exists, a start leaves the Claude
/// login where it is.
const CLAUDE_SLUG: &str = "claude-max";

/// That a `ChatGPT` token is none that Craft can use.
pub const NO_CHATGPT_ACCOUNT: &str = "Craft can't use this token: it names no ChatGPT account (chatgpt_account_id). Sign in with Craft, or take the access_token \
     of Codex's auth.json.";

/// How a GitHub token begins.
const GITHUB: [&str; 5] = ["ghu_", "gho_", "ghp_", "ghs_", "github_pat_"];

/// The claim of a `ChatGPT` token in which its account is named.
const CHATGPT_CLAIM: &str = "https://api.openai.com/auth";
const CHATGPT_ACCOUNT: &str = "chatgpt_account_id";

/// The provider that a login is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// A Claude subscription's: one for all connections.
    Claude,
    /// A `ChatGPT` subscription's.
    ChatGpt,
    /// GitHub Copilot's.
    Copilot,
    /// Another provider's.
    Other,
}

impl Connection {
    /// The provider that its login is for; none where it needs no login.
    pub fn login(&self) -> Option<Login> {
        if self.auth_type() != "oauth" {
            return None;
        }
        Some(match (self.provider_type(), self.upstream()) {
            ("anthropic", _) => Login::Claude,
            // A start makes the old types, and an upstream `openai`, those of today.
            ("openai", _) | (_, Some("openai-codex" | "openai")) => Login::ChatGpt,
            ("copilot", _) | (_, Some("github-copilot")) => Login::Copilot,
            _ => Login::Other,
        })
    }

    /// The entry of `credentials.enc` that chats read; none where the authentication needs none.
    pub fn credential_entry(&self) -> Option<String> {
        if self.login() == Some(Login::Claude) {
            return Some(CLAUDE_LOGIN.to_owned());
        }
        let kind = CredentialKind::of_auth(self.auth_type())?;
        Some(kind.key_of(self.slug()))
    }
}

/// The entry that keeps the Claude login from being moved.
pub fn claude_guard() -> String {
    CredentialKind::OAuth.key_of(CLAUDE_SLUG)
}

impl Credentials {
    /// What is known of an entry, by the name that Craft gives it; none where there is none, or
    /// they were not read.
    pub fn entry(&self, key: &str) -> Option<&Facts> {
        match self {
            Self::Known(all) => all.get(key),
            Self::Unread | Self::Unusable { .. } => None,
        }
    }

    /// What is known of the Claude login.
    pub fn claude_login(&self) -> Option<&Facts> {
        self.entry(CLAUDE_LOGIN)
    }

    /// What is known of the credential that chats of a connection use.
    pub fn of_chats(&self, connection: &Connection) -> Option<&Facts> {
        self.entry(&connection.credential_entry()?)
    }

    /// Whether an entry stays as long as the Claude login does, whatever becomes of the connection
    /// with its slug.
    pub fn guards_claude_login(&self, key: &str) -> bool {
        key == claude_guard() && self.claude_login().is_some()
    }
}

impl Settings {
    /// The connections that use the Claude login.
    pub fn claude_connections(&self) -> impl Iterator<Item = &Connection> {
        let all = self.connections().iter().map(AsRef::as_ref);
        all.filter(|connection| connection.login() == Some(Login::Claude))
    }

    /// The names of the other connections that use the same Claude login, in quotes; none for a
    /// connection that does not use it.
    pub fn sharing_claude_login(&self, connection: &Connection) -> Vec<String> {
        if connection.login() != Some(Login::Claude) {
            return Vec::new();
        }
        let others = self.claude_connections().filter(|other| other.slug() != connection.slug());
        others.map(|other| format!("“{}”", other.display_name())).collect()
    }

    /// Whether a connection is the last that uses the Claude login, and there is one.
    pub fn is_last_of_claude_login(&self, connection: &Connection) -> bool {
        connection.login() == Some(Login::Claude)
            && self.credentials().claude_login().is_some()
            && self.sharing_claude_login(connection).is_empty()
    }

    /// Why a copy of a login is a trap: a `ChatGPT` login is renewed with a token that can be used
    /// once.
    pub fn danger_of_copied_login(&self, connection: &Connection) -> Option<String> {
        let kind = CredentialKind::OAuth;
        let renews = self.credentials().of(kind, connection.slug()).is_some_and(Facts::renews);
        (renews && connection.login() == Some(Login::ChatGpt)).then(|| {
            "The first of both to renew a ChatGPT login logs the other out: sign in again for the copy."
                .to_owned()
        })
    }

    /// Every entry that holds the Claude login, or makes a connection look as if it had it, by
    /// Craft's names.
    pub(super) fn claude_entries(&self) -> Vec<String> {
        let mut entries = vec![CLAUDE_LOGIN.to_owned(), claude_guard()];
        for connection in self.claude_connections() {
            let own = CredentialKind::OAuth.key_of(connection.slug());
            if !entries.contains(&own) {
                entries.push(own);
            }
        }
        entries
    }
}

/// What a token's text alone shows of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenForm {
    /// One of `ChatGPT`, with the account that chats need.
    ChatGpt,
    /// One of GitHub.
    GitHub,
    /// Anything else.
    #[default]
    Other,
}

impl TokenForm {
    /// That of a token.
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

/// Whether a token is a JWT with the claim that Craft takes the account of. Its signature is not
/// looked at, by Craft neither.
pub fn names_chatgpt_account(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let [_, payload, _] = parts[..] else {
        return false;
    };
    let Some(payload) = decoded(payload) else {
        return false;
    };
    let claims: Value = serde_json::from_slice(&payload).unwrap_or_default();
    let account = claims.get(CHATGPT_CLAIM).and_then(|claim| claim.get(CHATGPT_ACCOUNT));
    account.and_then(Value::as_str).is_some_and(|account| !account.is_empty())
}

/// The bytes of a base64 text of either alphabet, with or without its padding; none where it is
/// something else.
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
    use serde_json::json;

    #[test]
    fn a_connection_needs_the_login_of_whoever_is_asked() {
        let login = |provider: &str, upstream: &str, auth: &str| {
            let connection =
                json!({"providerType": provider, "piAuthProvider": upstream, "authType": auth});
            Connection::new(connection).login()
        };
        assert_eq!(login("anthropic", "", "oauth"), Some(Login::Claude));
        assert_eq!(login("anthropic", "", "api_key"), None);
        assert_eq!(login("pi", "anthropic", "oauth"), Some(Login::Other));
        for (provider, upstream) in [("pi", "openai-codex"), ("pi", "openai"), ("openai", "")] {
            assert_eq!(login(provider, upstream, "oauth"), Some(Login::ChatGpt));
        }
        for (provider, upstream) in [("pi", "github-copilot"), ("copilot", "")] {
            assert_eq!(login(provider, upstream, "oauth"), Some(Login::Copilot));
        }
        assert_eq!(login("vertex", "", "oauth"), Some(Login::Other));
    }

    #[test]
    fn chats_of_claude_read_the_one_login_and_all_others_their_own_entry() {
        let entry = |connection: Value| Connection::new(connection).credential_entry();
        let claude = json!({"slug": "a", "providerType": "anthropic", "authType": "oauth"});
        assert_eq!(entry(claude).as_deref(), Some("claude_oauth::global"));
        let key = json!({"slug": "a", "providerType": "anthropic", "authType": "api_key"});
        assert_eq!(entry(key).as_deref(), Some("llm_api_key::a"));
        let codex = json!({"slug": "a", "providerType": "pi", "piAuthProvider": "openai-codex", "authType": "oauth"});
        assert_eq!(entry(codex).as_deref(), Some("llm_oauth::a"));
        assert_eq!(entry(json!({"slug": "a", "authType": "none"})), None);
    }

    /// The payloads were encoded by another implementation.
    #[test]
    fn a_chatgpt_token_names_its_account() {
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
    fn a_github_token_is_known_by_how_it_begins() {
        for token in ["ghu_1", "gho_1", "github_pat_1"] {
            assert_eq!(TokenForm::of(token), TokenForm::GitHub);
        }
        assert_eq!(TokenForm::of("tid=1;exp=2;proxy-ep=proxy.x"), TokenForm::Other);
    }

    #[test]
    fn base64_of_every_length_and_both_alphabets_is_read() {
        let text = |text: &str| decoded(text).map(|bytes| bytes.to_vec());
        assert_eq!(text("Zg").as_deref(), Some(&b"f"[..]));
        assert_eq!(text("Zm8=").as_deref(), Some(&b"fo"[..]));
        assert_eq!(text("Zm9v").as_deref(), Some(&b"foo"[..]));
        assert_eq!(text("-_8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(text("+/8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(text("a b"), None);
    }
}
