//! How requests to providers would be sent. None is sent.

use super::Subject;
use super::check::Check;
use crate::cli::messages::doctor as messages;
use crate::probe::TrustedRoots;
use crate::settings::proxy::{NetworkProxy, Proxies};
use crate::system::environment::variable;

/// All checks about the network.
pub(super) fn check(subject: &Subject) -> Vec<Check> {
    let of_craft = subject.store.as_ref().map(|store| store.settings().network_proxy());
    let mut checks = proxies(&of_craft.unwrap_or_default());
    checks.push(certificates());
    checks
}

fn proxies(of_craft: &NetworkProxy) -> Vec<Check> {
    const LABEL: &str = "proxy";
    let named = Proxies::new(of_craft, variable).named();
    if named.is_empty() {
        return vec![Check::good(LABEL, "none")];
    }
    let one = |(scheme, proxy)| match proxy {
        Ok(name) => Check::good(LABEL, format!("{scheme}: {name}")),
        Err(why) => Check::bad(LABEL, format!("{scheme}: {why}"), messages::FIX_PROXY),
    };
    named.into_iter().map(one).collect()
}

fn certificates() -> Check {
    const LABEL: &str = "certificates";
    let roots = TrustedRoots::read();
    let value = messages::certificates(roots.count, &roots.sources);
    match &roots.unread[..] {
        _ if roots.count == 0 => Check::bad(LABEL, value, messages::FIX_CERTIFICATES),
        [] => Check::good(LABEL, value),
        unread => {
            let value = format!("{value}; {}", unread.join("; "));
            Check::warning(LABEL, value, messages::FIX_CERTIFICATES)
        }
    }
}
