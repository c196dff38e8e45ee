//! Detects unreachable hosts in reports.

use std::collections::BTreeSet;

use super::report::Report;
use crate::settings::connection::endpoint::{host, is_numeric, is_this_machine};
use crate::settings::connection::presets::is_provider_host;

impl Report {
    /// The host name that could not be resolved; none if it was resolved, or no request was sent.
    pub(crate) fn unresolved_host(&self) -> Option<&str> {
        self.unresolved.as_deref()
    }

    /// Whether a host name was resolved. Names of this machine and IP addresses prove nothing.
    pub(crate) fn has_resolved_a_name(&self) -> bool {
        let exchanges = self.stages().iter().filter_map(|stage| stage.exchange.as_ref());
        self.unresolved.is_none()
            && exchanges
                .filter_map(|exchange| exchange.what.split(' ').find(|word| word.contains("://")))
                .any(|url| !is_this_machine(url) && !is_numeric(host(url)))
    }

    /// Removes the advice if the host could not be resolved: it is not the host's fault.
    pub(crate) fn withdraw_advice(&mut self) {
        if self.unresolved.is_some() {
            self.drop_advice();
        }
    }
}

/// Whether the machine has no network, judging by the unresolved hosts: several, or one that is
/// known to exist. A single typed host may be misspelled.
pub fn is_without_network<'a>(unresolved: impl Iterator<Item = &'a str>) -> bool {
    let hosts: BTreeSet<&str> = unresolved.collect();
    hosts.len() > 1 || hosts.into_iter().any(is_provider_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unresolved_host_does_not_prove_a_missing_network() {
        for (hosts, is_without) in [
            (&[][..], false),
            (&["a.invalid"], false),
            (&["a.invalid", "a.invalid"], false),
            (&["a.invalid", "b.invalid"], true),
            (&["api.groq.com"], true),
        ] {
            assert_eq!(is_without_network(hosts.iter().copied()), is_without, "{hosts:?}");
        }
    }
}
