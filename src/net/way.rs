//! The way that a request took: by which proxy, and which roots it trusted there.

use std::sync::Arc;

use super::roots::Roots;
use crate::settings::proxy::ProxyName;

/// The way of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// None where no proxy was between.
    pub proxy: Option<ProxyName>,
    /// Whose certificates were trusted; none where nothing was encrypted.
    pub roots: Option<Arc<Roots>>,
}

impl Way {
    /// What of it is not as it is without any setting; nothing where all is.
    pub(super) fn parts(&self) -> Vec<String> {
        let proxy = self.proxy.as_ref().map(|proxy| format!("proxy {proxy}"));
        let roots = self.roots.as_ref().filter(|roots| !roots.are_usual());
        proxy.into_iter().chain(roots.map(|roots| format!("roots: {roots}"))).collect()
    }
}
