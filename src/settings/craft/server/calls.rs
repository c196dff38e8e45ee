//! Which server calls make a change to credentials, and which changes no call can make.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::messages;
use crate::settings::credential::{CredentialKind, Credentials, key};
use crate::settings::secret::Secret;
use crate::settings::{Connection, ConnectionId, Settings};

/// The change to one entry of credentials.enc, by Craft's name for it.
#[derive(Clone, Debug)]
pub struct EntryChange {
    pub key: String,
    /// Its parts by name; None if it is removed. Parts that are not strings are converted to text.
    pub after: Option<BTreeMap<String, Secret>>,
}

/// A call to the server.
#[derive(Clone, Debug)]
pub enum ServerCall {
    /// Stores a key or a bare token, whichever the connection's authentication takes.
    Store { slug: String, credential: Secret, is_login: bool },
    StoreAwsKey {
        slug: String,
        id: Secret,
        secret: Secret,
        session: Option<Secret>,
        region: String,
    },
    /// Removes all credentials of a slug.
    RemoveAll { slug: String },
}

/// Why no call makes a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// The Claude login, which is not limited to one connection's entry.
    ClaudeLogin,
    /// A login with a refresh token.
    Login,
    ServiceAccount,
    /// An entry with parts that the call does not take.
    Parts(CredentialKind),
    /// An AWS key without its region, which the call would lose.
    Region,
    /// A text that Craft mistakes for the mask of the stored key.
    LooksMasked,
    /// The connection is not in config.json.
    NoConnection,
    /// The connection has other credentials, which the call would also remove.
    OthersStay,
    /// The entry belongs to no connection.
    Other,
}

impl Unsupported {
    pub fn describe(&self) -> String {
        match self {
            Self::ClaudeLogin => messages::NO_CLAUDE_LOGIN,
            Self::Login => messages::NO_LOGIN,
            Self::ServiceAccount => messages::NO_SERVICE_ACCOUNT,
            Self::Parts(CredentialKind::Iam) => messages::NO_PART_OF_AWS_KEY,
            Self::Parts(_) => messages::NOT_AS_IT_IS,
            Self::Region => messages::NO_REGION,
            Self::LooksMasked => messages::LOOKS_MASKED,
            Self::NoConnection => messages::NO_CONNECTION,
            Self::OthersStay => messages::OTHERS_STAY,
            Self::Other => messages::OTHER_ENTRY,
        }
        .to_owned()
    }
}

/// Craft's mask for a stored key: a text that contains it changes nothing.
const MASK: &str = "••";

/// The calls that make changes to entries, in order: `stored` is what is stored now, and `after`
/// are the settings that belong to the changes and are saved first.
///
/// # Errors
/// Why no calls can make them.
pub fn calls_for(
    changes: &[EntryChange],
    stored: &Credentials,
    after: &Settings,
) -> Result<Vec<ServerCall>, Unsupported> {
    let mut by_slug: BTreeMap<&str, Vec<(CredentialKind, &EntryChange)>> = BTreeMap::new();
    for change in changes {
        let Some((kind, slug)) = CredentialKind::of_key(&change.key) else {
            let is_claude = CredentialKind::concerns_connections(&change.key);
            return Err(if is_claude { Unsupported::ClaudeLogin } else { Unsupported::Other });
        };
        by_slug.entry(slug).or_default().push((kind, change));
    }
    let mut calls = Vec::new();
    for (slug, changes) in by_slug {
        let kinds: BTreeSet<CredentialKind> = changes.iter().map(|(kind, _)| *kind).collect();
        if changes.iter().any(|(_, change)| change.after.is_none()) {
            let mut all = CredentialKind::ALL.into_iter();
            if all.any(|kind| stored.of(kind, slug).is_some() && !kinds.contains(&kind)) {
                return Err(Unsupported::OthersStay);
            }
            calls.push(ServerCall::RemoveAll { slug: slug.to_owned() });
        }
        for (kind, change) in changes {
            let Some(parts) = &change.after else { continue };
            let connection = after.connection(&ConnectionId::first(slug));
            // A setup for a missing slug deletes its credentials.
            let connection = connection.ok_or(Unsupported::NoConnection)?;
            calls.push(call_for(kind, parts, connection)?);
        }
    }
    Ok(calls)
}

/// The call that stores one entry.
fn call_for(
    kind: CredentialKind,
    parts: &BTreeMap<String, Secret>,
    connection: &Connection,
) -> Result<ServerCall, Unsupported> {
    let slug = connection.slug().to_owned();
    let part = |name: &str| parts.get(name).filter(|part| !part.is_empty()).cloned();
    let has_only = |names: &[&str]| parts.keys().all(|name| names.contains(&name.as_str()));
    let is_login = connection.auth_type() == "oauth";
    match kind {
        CredentialKind::ServiceAccount => Err(Unsupported::ServiceAccount),
        CredentialKind::Iam => {
            let names =
                [key::AWS_ACCESS_KEY_ID, key::VALUE, key::AWS_SESSION_TOKEN, key::AWS_REGION];
            let whole = part(key::AWS_ACCESS_KEY_ID).zip(part(key::VALUE));
            let (id, secret) =
                whole.filter(|_| has_only(&names)).ok_or(Unsupported::Parts(kind))?;
            let region = part(key::AWS_REGION).ok_or(Unsupported::Region)?;
            let (session, region) = (part(key::AWS_SESSION_TOKEN), region.expose().to_owned());
            Ok(ServerCall::StoreAwsKey { slug, id, secret, session, region })
        }
        // The server decides by the authentication type which of the two a credential becomes.
        CredentialKind::ApiKey | CredentialKind::OAuth => {
            let credential = part(key::VALUE);
            let fits = (kind == CredentialKind::OAuth) == is_login && has_only(&[key::VALUE]);
            let otherwise = || match kind {
                CredentialKind::OAuth => Unsupported::Login,
                _ => Unsupported::Parts(kind),
            };
            let credential = credential.filter(|_| fits).ok_or_else(otherwise)?;
            if credential.expose().contains(MASK) {
                return Err(Unsupported::LooksMasked);
            }
            Ok(ServerCall::Store { slug, credential, is_login })
        }
    }
}

impl ServerCall {
    /// The RPC channel.
    pub const fn channel(&self) -> &'static str {
        match self {
            Self::Store { .. } | Self::StoreAwsKey { .. } => "settings:setupLlmConnection",
            Self::RemoveAll { .. } => "chatgpt:logout",
        }
    }

    /// Its arguments. They contain secrets.
    pub fn arguments(&self) -> Value {
        match self {
            Self::Store { slug, credential, .. } => {
                json!([{"slug": slug, "credential": credential.expose(), "updateOnly": true}])
            }
            Self::StoreAwsKey { slug, id, secret, session, region } => {
                let mut keys =
                    json!({"accessKeyId": id.expose(), "secretAccessKey": secret.expose()});
                if let Some(session) = session {
                    keys["sessionToken"] = session.expose().into();
                }
                json!([{"slug": slug, "iamCredentials": keys, "awsRegion": region, "updateOnly": true}])
            }
            Self::RemoveAll { slug } => json!([slug]),
        }
    }

    pub fn slug(&self) -> &str {
        match self {
            Self::Store { slug, .. }
            | Self::StoreAwsKey { slug, .. }
            | Self::RemoveAll { slug } => slug,
        }
    }

    /// The key that the server's memory holds for the connection afterwards; None if that cannot be
    /// queried.
    pub(crate) const fn key_afterwards(&self) -> Option<&Secret> {
        match self {
            Self::Store { credential, is_login: false, .. } => Some(credential),
            Self::Store { .. } | Self::StoreAwsKey { .. } | Self::RemoveAll { .. } => None,
        }
    }

    /// All secrets in it.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let all = match self {
            Self::Store { credential, .. } => [Some(credential), None, None],
            Self::StoreAwsKey { id, secret, session, .. } => {
                [Some(id), Some(secret), session.as_ref()]
            }
            Self::RemoveAll { .. } => [None; 3],
        };
        all.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::credential::Facts;

    fn settings() -> Settings {
        let config = json!({"workspaces": [], "llmConnections": [
            {"slug": "key", "providerType": "pi", "authType": "api_key"},
            {"slug": "login", "providerType": "pi", "authType": "oauth", "piAuthProvider": "openai-codex"},
            {"slug": "aws", "providerType": "pi", "authType": "iam_credentials"},
            {"slug": "file", "providerType": "pi", "authType": "service_account_file"},
        ]});
        Settings::from_value(config).expect("settings")
    }

    fn put(key: &str, parts: &[(&str, &str)]) -> EntryChange {
        let part =
            |(name, text): &(&str, &str)| ((*name).to_owned(), Secret::new((*text).to_owned()));
        EntryChange { key: key.to_owned(), after: Some(parts.iter().map(part).collect()) }
    }

    fn removed(key: &str) -> EntryChange {
        EntryChange { key: key.to_owned(), after: None }
    }

    fn stored(keys: &[&str]) -> Credentials {
        let all = keys.iter().map(|key| ((*key).to_owned(), Facts::of(&json!({"value": "x"}), 1)));
        Credentials::Known(all.collect())
    }

    /// The channels and arguments.
    fn made(changes: &[EntryChange], stored: &Credentials) -> Result<Value, Unsupported> {
        let calls = calls_for(changes, stored, &settings())?;
        Ok(calls.iter().map(|call| json!([call.channel(), call.arguments()])).collect())
    }

    const SETUP: &str = "settings:setupLlmConnection";

    #[test]
    fn key_and_bare_token_are_stored_for_existing_connections() {
        let key = made(&[put("llm_api_key::key", &[("value", "k")])], &stored(&[]));
        let expected = json!([[SETUP, [{"slug": "key", "credential": "k", "updateOnly": true}]]]);
        assert_eq!(key, Ok(expected));
        let token = made(&[put("llm_oauth::login", &[("value", "t")])], &stored(&[]));
        let expected = json!([[SETUP, [{"slug": "login", "credential": "t", "updateOnly": true}]]]);
        assert_eq!(token, Ok(expected));
        let gone = made(&[put("llm_api_key::gone", &[("value", "k")])], &stored(&[]));
        assert_eq!(gone, Err(Unsupported::NoConnection));
    }

    #[test]
    fn aws_key_is_stored_whole_with_region() {
        let parts = [("awsAccessKeyId", "i"), ("value", "s"), ("awsRegion", "eu-west-1")];
        let expected = json!([[SETUP, [{"slug": "aws", "updateOnly": true, "awsRegion": "eu-west-1",
            "iamCredentials": {"accessKeyId": "i", "secretAccessKey": "s"}}]]]);
        assert_eq!(made(&[put("llm_iam::aws", &parts)], &stored(&[])), Ok(expected));
        let without = made(&[put("llm_iam::aws", &parts[..2])], &stored(&[]));
        assert_eq!(without, Err(Unsupported::Region));
        let half = made(&[put("llm_iam::aws", &parts[1..])], &stored(&[]));
        assert_eq!(half, Err(Unsupported::Parts(CredentialKind::Iam)));
    }

    #[test]
    fn changes_that_the_call_would_distort_are_unsupported() {
        let why = |change: EntryChange| made(&[change], &stored(&[])).expect_err("no call");
        let renewed = [("value", "t"), ("refreshToken", "r"), ("expiresAt", "1")];
        assert_eq!(why(put("llm_oauth::login", &renewed)), Unsupported::Login);
        // The server would store it as a key.
        assert_eq!(why(put("llm_oauth::key", &[("value", "t")])), Unsupported::Login);
        let key = Unsupported::Parts(CredentialKind::ApiKey);
        assert_eq!(why(put("llm_api_key::login", &[("value", "t")])), key);
        assert_eq!(why(put("llm_api_key::key", &[("value", "")])), key);
        let masked = put("llm_api_key::key", &[("value", "sk-ant-••••••••7890")]);
        assert_eq!(why(masked), Unsupported::LooksMasked);
        let account = put("llm_service_account::file", &[("value", "{}")]);
        assert_eq!(why(account), Unsupported::ServiceAccount);
        assert_eq!(why(removed("claude_oauth::global")), Unsupported::ClaudeLogin);
        assert_eq!(why(removed("source_oauth::x")), Unsupported::Other);
    }

    #[test]
    fn removal_requires_that_no_credential_stays() {
        let all = stored(&["llm_api_key::key", "llm_oauth::other"]);
        let alone = made(&[removed("llm_api_key::key")], &all);
        assert_eq!(alone, Ok(json!([["chatgpt:logout", ["key"]]])));
        let both = stored(&["llm_api_key::key", "llm_oauth::key"]);
        assert_eq!(made(&[removed("llm_api_key::key")], &both), Err(Unsupported::OthersStay));
        // One removed and one added: remove all first.
        let changes = [removed("llm_oauth::key"), put("llm_api_key::key", &[("value", "k")])];
        let calls = made(&changes, &both).expect("calls");
        assert_eq!((&calls[0][0], &calls[1][0]), (&json!("chatgpt:logout"), &json!(SETUP)));
        // For a deleted connection.
        let gone = made(&[removed("llm_api_key::gone")], &stored(&["llm_api_key::gone"]));
        assert_eq!(gone, Ok(json!([["chatgpt:logout", ["gone"]]])));
    }

    #[test]
    fn debug_hides_secrets_of_calls() {
        let change = put("llm_api_key::key", &[("value", "PLANTED")]);
        assert!(!format!("{change:?}").contains("PLANTED"));
        let calls = calls_for(&[change], &stored(&[]), &settings()).expect("calls");
        assert!(!format!("{calls:?}").contains("PLANTED"));
    }
}
