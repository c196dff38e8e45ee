//! When a stored access token has expired, and what renews it. Times are in milliseconds since the
//! epoch.

use super::key;
use super::with_secrets::CredentialSecrets;
use super::{Credentials, Facts};
use crate::settings::Settings;

/// How long an access token must still be valid to count, in milliseconds.
pub(super) const FRESH: u64 = 5 * 60 * 1000;

/// Whether a token that expires at `at` has expired.
pub(crate) const fn is_over(at: u64, now_ms: u64) -> bool {
    at <= now_ms
}

impl Facts {
    /// Whether Craft renews its token automatically.
    pub fn renews(&self) -> bool {
        self.has(key::REFRESH_TOKEN)
    }

    /// Whether an access token has expired, or is about to, and nothing renews it.
    pub(super) fn ends_unrenewed(&self, now_ms: u64) -> bool {
        let ends = self.expires_at.is_some_and(|at| at < now_ms.saturating_add(FRESH));
        ends && !self.renews()
    }
}

impl CredentialSecrets {
    /// Whether its access token has expired, so that a request with it would be refused.
    pub(crate) fn has_expired(&self, now_ms: u64) -> bool {
        self.expires_at.is_some_and(|at| is_over(at, now_ms))
    }
}

impl Settings {
    /// The next time that some connection's authentication changes by itself, after `now_ms`.
    pub(crate) fn next_expiry(&self, now_ms: u64) -> Option<u64> {
        let Credentials::Known(all) = self.credentials() else {
            return None;
        };
        let ends = all.values().filter(|facts| !facts.renews());
        let ends = ends.filter_map(|facts| facts.expires_at);
        // It counts as ending some minutes before it is over.
        let changes = ends.flat_map(|at| [at.checked_sub(FRESH).map(|at| at + 1), Some(at)]);
        changes.flatten().filter(|at| *at > now_ms).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::Arc;

    const NOW: u64 = 1_800_000_000_000;

    #[test]
    fn next_change_is_five_minutes_before_an_expiry_or_the_expiry_itself() {
        let mut settings = Settings::empty();
        let entry = |at: u64, refresh: &str| {
            Facts::of(&json!({"value": "t", "expiresAt": at, "refreshToken": refresh}), 0)
        };
        let all = [
            ("a", NOW + FRESH + 9, ""),
            ("b", NOW + FRESH + 5, ""),
            ("c", NOW + FRESH + 1, "r"),
            ("d", NOW, ""),
        ];
        let all = all.map(|(slug, at, refresh)| (slug.to_owned(), entry(at, refresh)));
        settings.set_credentials(Arc::new(Credentials::Known(all.into())));
        assert_eq!(settings.next_expiry(NOW), Some(NOW + 6), "it begins to end");
        assert_eq!(settings.next_expiry(NOW + 10), Some(NOW + FRESH + 5), "it is over");
        assert_eq!(settings.next_expiry(NOW + FRESH + 9), None);
    }
}
