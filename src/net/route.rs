//! How a request was sent: its proxy, and the roots that it trusted.

use std::sync::Arc;

use super::roots::Roots;
use crate::settings::proxy::ProxyName;

/// How a request was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// None without a proxy.
    pub proxy: Option<ProxyName>,
    /// The trusted roots; none without TLS.
    pub roots: Option<Arc<Roots>>,
}

impl Route {
    /// The parts that differ from the defaults.
    pub(super) fn parts(&self) -> Vec<String> {
        let proxy = self.proxy.as_ref().map(|proxy| format!("proxy {proxy}"));
        let roots = self.roots.as_ref().filter(|roots| !roots.are_usual());
        proxy.into_iter().chain(roots.map(|roots| format!("roots: {roots}"))).collect()
    }
}
