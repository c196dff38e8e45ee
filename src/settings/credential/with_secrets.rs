//! A credential with its secrets, on its way to its provider.

use super::replacement::Replacement;
use super::save::Fields;
use super::{CredentialKind, Facts, key};
use crate::settings::secret::Secret;

/// The parts that are needed to authenticate.
pub(crate) const PARTS: [&str; 5] = [
    key::VALUE,
    key::REFRESH_TOKEN,
    key::AWS_ACCESS_KEY_ID,
    key::AWS_SESSION_TOKEN,
    key::AWS_REGION,
];

/// The parts of one credential that are needed to authenticate.
#[derive(Clone, Debug, Default)]
pub struct CredentialSecrets {
    parts: Vec<(&'static str, Secret)>,
    /// When its access token expires, in milliseconds since the epoch.
    pub expires_at: Option<u64>,
    /// Whether Craft renews its token automatically.
    pub renews: bool,
    /// What Craft's runtime sends instead of its value.
    pub replacement: Option<Replacement>,
}

impl CredentialSecrets {
    /// A stored credential: its parts, looked up by their names in [`key`], and its properties.
    pub fn stored(part: impl Fn(&str) -> Option<Secret>, facts: &Facts) -> Self {
        let parts = PARTS.into_iter();
        Self {
            parts: parts.filter_map(|key| Some((key, part(key)?))).collect(),
            expires_at: facts.expires_at,
            renews: facts.renews(),
            replacement: facts.replacement,
        }
    }

    /// One of its parts, by its name in [`key`]; None if it is empty.
    pub fn get(&self, key: &str) -> Option<&Secret> {
        let part = self.parts.iter().find(|(name, _)| *name == key);
        part.map(|(_, secret)| secret).filter(|s| !s.is_empty())
    }

    /// Whether it has everything that its kind needs.
    pub fn is_complete(&self, kind: CredentialKind) -> bool {
        kind.needs().iter().all(|needed| self.get(needed).is_some())
    }

    /// All secret parts; a region is not one.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let parts = self.parts.iter().filter(|(name, _)| *name != key::AWS_REGION);
        parts.map(|(_, secret)| secret)
    }

    /// Overrides stored parts with those typed.
    #[must_use]
    pub fn with_typed(mut self, typed: &Fields) -> Self {
        if typed.iter().any(|(key, _)| *key == key::VALUE) {
            // The refresh token belongs to the old token and says nothing about a new one.
            self.parts.retain(|(name, _)| *name != key::REFRESH_TOKEN);
        }
        for (key, secret) in typed {
            self.parts.retain(|(name, _)| name != key);
            if let Some(secret) = secret {
                self.parts.push((key, secret.clone()));
            }
            if *key == key::VALUE {
                // When the new token expires is unknown.
                (self.expires_at, self.renews) = (None, false);
                // A key that Craft replaces is refused earlier.
                self.replacement = None;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn typed_credential_overrides_stored_and_its_expiry() {
        let facts = Facts::of(&json!({"value": "old", "expiresAt": 5, "refreshToken": "r"}), 0);
        let stored = CredentialSecrets::stored(
            |name| (name != key::AWS_REGION).then(|| secret("old")),
            &facts,
        );
        assert!(stored.renews && stored.has_expired(5) && !stored.has_expired(4));
        let typed = stored
            .with_typed(&vec![(key::VALUE, Some(secret("new"))), (key::AWS_SESSION_TOKEN, None)]);
        assert_eq!(typed.get(key::VALUE).map(Secret::expose), Some("new"));
        assert!(!typed.renews && !typed.has_expired(5));
        assert!(typed.get(key::REFRESH_TOKEN).is_none());
        assert!(typed.get(key::AWS_SESSION_TOKEN).is_none());
    }

    #[test]
    fn debug_hides_the_credential() {
        let secrets =
            CredentialSecrets::default().with_typed(&vec![(key::VALUE, Some(secret("PLANTED")))]);
        assert!(!format!("{secrets:?}").contains("PLANTED"));
    }
}
