//! A credential with its secrets, on its way to the provider that it is for.

use super::replacement::Replacement;
use super::save::Fields;
use super::{CredentialKind, Facts, key};
use crate::settings::secret::Secret;

/// The names of its parts that are needed to prove who one is.
pub(crate) const PARTS: [&str; 5] = [
    key::VALUE,
    key::REFRESH_TOKEN,
    key::AWS_ACCESS_KEY_ID,
    key::AWS_SESSION_TOKEN,
    key::AWS_REGION,
];

/// The parts of one credential that prove who one is.
#[derive(Clone, Debug, Default)]
pub struct CredentialSecrets {
    parts: Vec<(&'static str, Secret)>,
    /// When its access token ends, in milliseconds since the epoch.
    pub expires_at: Option<u64>,
    /// Whether Craft gets another token by itself when this one ends.
    pub renews: bool,
    /// What Craft's runtime sends in place of its value.
    pub replacement: Option<Replacement>,
}

impl CredentialSecrets {
    /// A credential as it is stored: its parts, each asked for by its name in [`key`], and what may
    /// be shown of it.
    pub fn stored(part: impl Fn(&str) -> Option<Secret>, facts: &Facts) -> Self {
        let parts = PARTS.into_iter();
        Self {
            parts: parts.filter_map(|key| Some((key, part(key)?))).collect(),
            expires_at: facts.expires_at,
            renews: facts.renews(),
            replacement: facts.replacement,
        }
    }

    /// One of its parts, by its name in [`key`]; none where it is empty.
    pub fn get(&self, key: &str) -> Option<&Secret> {
        let part = self.parts.iter().find(|(name, _)| *name == key);
        part.map(|(_, secret)| secret).filter(|s| !s.is_empty())
    }

    /// Whether all is there that such a credential needs.
    pub fn is_complete(&self, kind: CredentialKind) -> bool {
        kind.needs().iter().all(|needed| self.get(needed).is_some())
    }

    /// All of its parts that prove who one is: a region is none.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let parts = self.parts.iter().filter(|(name, _)| *name != key::AWS_REGION);
        parts.map(|(_, secret)| secret)
    }

    /// The same with what was typed in the place of what is stored.
    #[must_use]
    pub fn with_typed(mut self, typed: &Fields) -> Self {
        if typed.iter().any(|(key, _)| *key == key::VALUE) {
            // It renews the token that was there, and proves nothing of another.
            self.parts.retain(|(name, _)| *name != key::REFRESH_TOKEN);
        }
        for (key, secret) in typed {
            self.parts.retain(|(name, _)| name != key);
            if let Some(secret) = secret {
                self.parts.push((key, secret.clone()));
            }
            if *key == key::VALUE {
                // When another token ends is not known.
                (self.expires_at, self.renews) = (None, false);
                // One that Craft replaces is refused before it gets here.
                self.replacement = None;
            }
        }
        self
    }

    /// Whether its access token has ended, `now` in milliseconds since the epoch.
    pub fn has_ended(&self, now: u64) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
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
    fn what_is_typed_goes_before_what_is_stored_and_brings_its_own_time() {
        let facts = Facts::of(&json!({"value": "old", "expiresAt": 5, "refreshToken": "r"}), 0);
        let stored = CredentialSecrets::stored(
            |name| (name != key::AWS_REGION).then(|| secret("old")),
            &facts,
        );
        assert!(stored.renews && stored.has_ended(5) && !stored.has_ended(4));
        let typed = stored
            .with_typed(&vec![(key::VALUE, Some(secret("new"))), (key::AWS_SESSION_TOKEN, None)]);
        assert_eq!(typed.get(key::VALUE).map(Secret::expose), Some("new"));
        assert!(!typed.renews && !typed.has_ended(5));
        assert!(typed.get(key::REFRESH_TOKEN).is_none());
        assert!(typed.get(key::AWS_SESSION_TOKEN).is_none());
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let secrets =
            CredentialSecrets::default().with_typed(&vec![(key::VALUE, Some(secret("PLANTED")))]);
        assert!(!format!("{secrets:?}").contains("PLANTED"));
    }
}
