//! Warns about a key that contains something no key contains, such as quotes or a variable's name,
//! or that looks like another provider's. Never refuses it.

use super::CredentialKind;
use super::fields::Part;
use super::key;
use super::key_format::{AWS_IDS, key_in};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::object::Connection;
use crate::settings::connection::presets::{Preset, presets};

/// Prefixes of a Claude subscription token and of an Anthropic API key.
const CLAUDE_TOKEN: &str = "sk-ant-oat";
const CLAUDE_KEY: &str = "sk-ant-api";

/// What is wrong with the address that a sign-in ends at.
pub const SIGN_IN_URL: &str = "This is the URL a sign-in ends at, not a key. Start the sign-in on a row (L) or with the command login, and paste it there.";

/// What is wrong with any other address.
const ADDRESS: &str = "This is a URL, not a key.";

/// A prefix that many providers share, so that it proves little.
const COMMON: &str = "sk-";

/// What is odd about a part of a credential, in sentences: it contains something no key contains,
/// or looks like something else.
pub(crate) fn oddities(connection: &Connection, part: Part, text: &str) -> Vec<String> {
    if let Some(address) = address_in_place_of_key(part, text) {
        return vec![address];
    }
    let quoted = ['"', '\'', '`'].iter().any(|q| text.starts_with(*q) && text.ends_with(*q));
    let named = text.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim_start_matches("export ");
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
    });
    let found = if named {
        Some("The text begins with a variable's name: leave it out.")
    } else if text.starts_with("Bearer ") {
        Some("The text begins with “Bearer”: leave it out.")
    } else if quoted && text.len() > 1 {
        Some("The key is in quotes: leave them out.")
    } else if text.contains(char::is_whitespace) {
        Some("The key contains a space, which no key does.")
    } else if !text.bytes().all(|c| c.is_ascii_graphic()) {
        Some("The key contains a character that no key does.")
    } else {
        None
    };
    let odd = found.map(str::to_owned);
    odd.or_else(|| unexpected_format(connection, part, text)).into_iter().collect()
}

/// The sentence for a part of a credential that is an address, or that belongs to another provider,
/// by the format of a recognized key. A text that only starts like another provider's key is odd,
/// but not refused.
///
/// A custom endpoint without a preset may take any key.
pub(crate) fn key_of_another(connection: &Connection, part: Part, text: &str) -> Option<String> {
    if let Some(address) = address_in_place_of_key(part, text) {
        return Some(address);
    }
    if connection.is_compat() && !presets().iter().any(|preset| has_host(preset, connection)) {
        return None;
    }
    let is_a_key = key_in(text).is_some_and(|found| found.range == (0..text.len()));
    is_a_key.then(|| unexpected_format(connection, part, text)).flatten()
}

/// The sentence for an address where a key belongs; None if it is none. A sign-in ends at an address
/// whose code is good for one login only.
fn address_in_place_of_key(part: Part, text: &str) -> Option<String> {
    if part.kind == CredentialKind::ServiceAccount {
        return None;
    }
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let has_code = query.split('&').any(|pair| pair.starts_with("code="));
    let is_address = text.contains("://");
    let is_callback = has_code && (is_address || text.contains("/callback") || query.contains('&'))
        || text.starts_with("code=")
        || text.starts_with("?code=");
    if is_callback {
        return Some(SIGN_IN_URL.to_owned());
    }
    is_address.then(|| ADDRESS.to_owned())
}

/// The sentence for a part of a credential that looks like something else.
fn unexpected_format(connection: &Connection, part: Part, text: &str) -> Option<String> {
    let is_id = AWS_IDS.iter().any(|begin| text.starts_with(begin));
    match (part.kind, part.key) {
        (CredentialKind::Iam, key::VALUE) if is_id => {
            Some("This looks like an access key id, not its secret.".to_owned())
        }
        (CredentialKind::Iam, key::AWS_ACCESS_KEY_ID) if is_id => None,
        (CredentialKind::Iam, key::AWS_ACCESS_KEY_ID) if text.len() >= AWS_IDS[0].len() => {
            format_of_another(connection, text)
                .or_else(|| Some("An access key id starts with AKIA or ASIA.".to_owned()))
        }
        (CredentialKind::ApiKey, _) if text.starts_with(CLAUDE_TOKEN) => Some(
            "This looks like a Claude subscription token: it needs login authentication."
                .to_owned(),
        ),
        (CredentialKind::OAuth, _)
            if text.starts_with(CLAUDE_KEY) && connection.provider_type() == "anthropic" =>
        {
            Some("This looks like an Anthropic API key, not a login token.".to_owned())
        }
        (CredentialKind::ApiKey, _) if is_id => {
            Some("This looks like an AWS access key id, not a key.".to_owned())
        }
        (CredentialKind::ServiceAccount, _) => None,
        _ => format_of_another(connection, text),
    }
}

fn format_of_another(connection: &Connection, text: &str) -> Option<String> {
    let looks = presets().iter().filter_map(|preset| Some((preset, key_prefix(preset)?)));
    let matching = looks.filter(|(_, begin)| text.starts_with(begin));
    let (other, begin) = matching.max_by_key(|(_, begin)| begin.len())?;
    let own = presets().iter().filter(|preset| is_of(preset, connection));
    let mut own = own.filter_map(key_prefix).peekable();
    // A provider with an unknown key format may have keys that start this way, and a half-typed key
    // may still become a valid one.
    if begin == COMMON && own.peek().is_none()
        || own.any(|own| own == begin || own.starts_with(text))
    {
        return None;
    }
    let same = |preset: &&Preset| key_prefix(preset) == Some(begin);
    let first = presets().iter().find(same).unwrap_or(other);
    Some(looks_like_a_key_of(&first.name, begin, connection.provider_label()))
}

/// A key that begins as those of another provider.
pub fn looks_like_a_key_of(owner: &str, begin: &str, provider: &str) -> String {
    format!("This looks like a key of {owner} ({begin}…), not of {provider}.")
}

/// The prefix of a provider's keys; None if they have no recognizable format.
fn key_prefix(preset: &Preset) -> Option<&str> {
    preset.key.as_deref()?.split('…').next()
}

/// Whether a preset's provider is the one a connection uses, by its host or its upstream.
fn is_of(preset: &Preset, connection: &Connection) -> bool {
    let upstream = match preset.text("providerType") {
        Some("anthropic") => Some("anthropic"),
        _ => preset.text("piAuthProvider"),
    };
    has_host(preset, connection) || upstream.is_some() && upstream == connection.upstream()
}

fn has_host(preset: &Preset, connection: &Connection) -> bool {
    let host = preset.text("baseUrl").map(host);
    host.is_some() && host == connection.endpoint_host()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::fields::Field;
    use crate::settings::credential::fields::{SECRET_FIELDS, field_of};
    use serde_json::{Value, json};

    fn oddity(connection: Value, kind: CredentialKind, key: &str, text: &str) -> Option<String> {
        let part = field_of(kind, key).and_then(Field::secret).expect("a field");
        let message = oddities(&Connection::new(connection), part, text);
        message.into_iter().next()
    }

    fn api_key(connection: Value, text: &str) -> Option<String> {
        oddity(connection, CredentialKind::ApiKey, key::VALUE, text)
    }

    fn openai() -> Value {
        json!({"providerType": "openai", "authType": "api_key"})
    }

    #[test]
    fn key_of_another_provider_is_reported_with_its_format() {
        assert_eq!(
            api_key(openai(), "sk-ant-1").as_deref(),
            Some("This looks like a key of Anthropic (sk-ant-…), not of OpenAI API.")
        );
        let anthropic = json!({"providerType": "anthropic", "authType": "api_key"});
        let message = api_key(anthropic, "sk-proj-1").expect("it begins otherwise");
        assert!(message.contains("OpenAI (sk-…), not of Anthropic API"), "{message}");
        let groq = json!({"providerType": "pi", "piAuthProvider": "groq"});
        assert!(api_key(groq, "xai-1").is_some());
    }

    #[test]
    fn own_and_unknown_formats_are_accepted() {
        assert_eq!(api_key(openai(), "sk-proj-1"), None);
        assert_eq!(api_key(openai(), "anything"), None);
        let anthropic = json!({"providerType": "anthropic", "authType": "api_key"});
        assert_eq!(api_key(anthropic, "sk-an"), None, "it is half typed");
        let kimi = json!({"providerType": "pi_compat", "baseUrl": "https://api.kimi.com/coding"});
        assert_eq!(api_key(kimi.clone(), "sk-kimi-1"), None);
        assert!(api_key(kimi, "sk-or-1").is_some());
        let mistral = json!({"providerType": "pi", "piAuthProvider": "mistral"});
        assert_eq!(api_key(mistral, "sk-1"), None);
        let gateway =
            json!({"providerType": "openai_compat", "baseUrl": "https://gateway.example/v1"});
        assert_eq!(api_key(gateway.clone(), "sk-1"), None);
        assert!(api_key(gateway, "sk-ant-1").is_some());
    }

    #[test]
    fn access_key_id_is_recognized_in_any_field() {
        let bedrock = json!({"providerType": "bedrock", "authType": "iam_credentials"});
        let iam = |key, text| oddity(bedrock.clone(), CredentialKind::Iam, key, text);
        assert_eq!(iam(key::AWS_ACCESS_KEY_ID, "ASIA1"), None);
        assert!(iam(key::VALUE, "AKIA1").is_some());
        assert!(iam(key::AWS_ACCESS_KEY_ID, "sk-ant-1").is_some());
        assert!(api_key(bedrock, "AKIA1").is_some());
    }

    #[test]
    fn impossible_characters_are_reported_first() {
        for (text, message) in [
            ("\"sk-ant-1\"", "quotes"),
            ("Bearer sk-ant-1", "Bearer"),
            ("export ANTHROPIC_API_KEY=sk-ant-1", "variable's name"),
            ("OPENAI_API_KEY=sk-1", "variable's name"),
            ("sk- 1", "a space"),
            ("sk-\u{200b}1", "a character"),
            ("sk-ä1", "a character"),
        ] {
            let found = api_key(openai(), text).expect(text);
            assert!(found.contains(message), "{text}: {found}");
        }
        assert_eq!(api_key(openai(), "dGVzdA=="), None, "it ends like that");
    }

    #[test]
    fn addresses_are_no_keys_anywhere() {
        let part = field_of(CredentialKind::ApiKey, key::VALUE).and_then(Field::secret);
        let part = part.expect("a field");
        let relay = Connection::new(json!({"slug": "a", "providerType": "pi_compat",
            "authType": "api_key_with_endpoint", "baseUrl": "https://relay.example/v1"}));
        for (text, sentence) in [
            ("http://localhost:1455/auth/callback?code=ac_0123&state=x", SIGN_IN_URL),
            ("localhost:1455/auth/callback?state=x&code=ac_0123", SIGN_IN_URL),
            ("?code=ac_0123", SIGN_IN_URL),
            ("code=ac_0123&state=x", SIGN_IN_URL),
            ("https://platform.openai.com/api-keys", ADDRESS),
        ] {
            assert_eq!(api_key(openai(), text).as_deref(), Some(sentence), "{text}");
            assert_eq!(key_of_another(&relay, part, text).as_deref(), Some(sentence), "{text}");
        }
        assert_eq!(api_key(openai(), "a-code=1"), None, "a key may end in any way");
        let login = oddity(
            json!({"providerType": "openai", "authType": "oauth"}),
            CredentialKind::OAuth,
            key::VALUE,
            "http://localhost:1455/auth/callback?code=ac_0123&state=x",
        );
        assert_eq!(login.as_deref(), Some(SIGN_IN_URL));
    }

    #[test]
    fn token_and_key_of_one_provider_are_distinguished() {
        let anthropic = |auth: &str| json!({"providerType": "anthropic", "authType": auth});
        assert!(api_key(anthropic("api_key"), "sk-ant-oat01-1").is_some());
        let login = |text| oddity(anthropic("oauth"), CredentialKind::OAuth, key::VALUE, text);
        assert_eq!(login("sk-ant-oat01-1"), None);
        assert!(login("sk-ant-api03-1").is_some());
        let bedrock = json!({"providerType": "bedrock"});
        let id = |text| oddity(bedrock.clone(), CredentialKind::Iam, key::AWS_ACCESS_KEY_ID, text);
        assert!(id("wJalrXUtnFEMI").is_some());
        assert_eq!(id("AK"), None, "it is half typed");
    }

    #[test]
    fn key_of_another_provider_needs_a_complete_match() {
        let part = field_of(CredentialKind::ApiKey, key::VALUE).and_then(Field::secret);
        let part = part.expect("a field");
        let groq = Connection::new(json!({"providerType": "pi", "piAuthProvider": "groq"}));
        let of_another = |text: &str| key_of_another(&groq, part, text);
        assert!(of_another("sk-ant-api03-Zx9Kq2Lm8Rt4Vb7Nc1").is_some());
        assert_eq!(of_another("gsk_Zx9Kq2Lm8Rt4Vb7Nc1"), None, "its own");
        assert_eq!(of_another("sk-ant-1"), None, "too short for a key");
        assert_eq!(of_another("Zx9Kq2Lm8Rt4Vb7Nc1"), None, "of no known format");
        let own = json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "piAuthProvider": "openai", "baseUrl": "https://relay.example/v1"});
        let own = Connection::new(own);
        assert_eq!(key_of_another(&own, part, "gsk_Zx9Kq2Lm8Rt4Vb7Nc1"), None, "a relay's own");
    }

    #[test]
    fn every_secret_field_is_checked() {
        for field in SECRET_FIELDS {
            let part = field.secret().expect("a part of a credential");
            let connection = Connection::new(json!({}));
            let message = oddities(&connection, part, "AKIAnothing-of-note");
            assert!(message.len() <= 1, "{message:?}");
        }
    }
}
