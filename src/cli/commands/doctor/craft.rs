//! A running Craft, and how to reach its server.

use super::Subject;
use super::check::Check;
use crate::cli::messages::doctor as messages;
use crate::settings::craft::server::{NoAccess, server_access};
use crate::system::environment::server_variables;

/// All checks about Craft.
pub(super) fn check(subject: &Subject) -> Vec<Check> {
    let Ok(store) = &subject.store else {
        return Vec::new();
    };
    if subject.is_demo {
        return vec![Check::good("Craft", messages::DEMO)];
    }
    let running = store.running_craft();
    let is_running = running.is_some();
    let mut checks = vec![Check::good("Craft", messages::craft(running.as_ref()))];
    let servers = store.craft_servers();
    if servers.len() > 1 {
        let value = messages::several_servers(&servers);
        checks.push(Check::warning("Craft servers", value, messages::STOP_ALL_BUT_ONE));
    }
    if store.unreadable().is_some() {
        return checks;
    }
    checks.push(match server_access(&server_variables(), store.settings()) {
        Ok(access) => {
            let port = access.address.port();
            let value = messages::server(&access.address.to_string(), port, access.source);
            Check::good("Craft server", value)
        }
        Err(NoAccess::Unusable(why)) => {
            Check::warning("Craft server", why, messages::SET_SERVER_URL)
        }
        // Without a running Craft no token is needed.
        Err(NoAccess::NoToken(_)) if !is_running => Check::good("Craft server", messages::NO_TOKEN),
        Err(NoAccess::NoToken(address)) => {
            let value = format!("{address}, {}", messages::NO_TOKEN);
            Check::warning("Craft server", value, messages::SET_SERVER_TOKEN)
        }
    });
    checks
}
