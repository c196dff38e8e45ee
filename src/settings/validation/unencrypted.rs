//! Whether a secret would go unencrypted or to another host, which a person must agree to first.

use crate::settings::connection::endpoint::{host, is_plain_http, is_unencrypted};
use crate::settings::redact::redacted_text;
use crate::settings::{Connection, Settings};

impl Connection {
    /// Whether a secret entered for it would be exposed differently as another connection's: sent
    /// to another host, or to the same one without encryption. The path does not matter.
    pub(crate) fn exposes_secrets_differently_than(&self, other: &Self) -> bool {
        match (self.probed_url(), other.probed_url()) {
            (Some(own), Some(others)) => {
                !host(&own).eq_ignore_ascii_case(host(&others))
                    || is_unencrypted(&others) && !is_unencrypted(&own)
            }
            (own, others) => own != others || self.destination() != other.destination(),
        }
    }

    /// The host to which a probe would send its secret unencrypted; None if the traffic is
    /// encrypted, or there is no secret.
    pub(crate) fn unencrypted_host(&self) -> Option<&str> {
        let url = self.text("baseUrl")?.trim();
        let has_secret = !self.is_without_auth() || redacted_text(url) != url;
        if !is_unencrypted(url) || !has_secret {
            return None;
        }
        let probe_target = self.probe_target().ok()?;
        let base = probe_target.base().filter(|base| is_plain_http(base))?;
        (host(base) == host(url)).then(|| host(url))
    }
}

impl Settings {
    /// The host to which a probe would send a secret unencrypted, with `now_ms` in milliseconds since
    /// the epoch; None if the traffic is encrypted, or no secret is sent.
    pub(crate) fn unencrypted_host<'a>(
        &self,
        connection: &'a Connection,
        now_ms: u64,
    ) -> Option<&'a str> {
        let host = connection.unencrypted_host()?;
        let authentication = self.authentication(connection, now_ms);
        (!authentication.is_refused()).then_some(host)
    }
}
