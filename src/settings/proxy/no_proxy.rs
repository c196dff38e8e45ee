//! The hosts that bypass the proxy, as `curl` parses them.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NoProxy(Vec<Entry>);

/// Hosts, on one port or on all.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    Network(IpNet),
    /// A name in lower case without leading and trailing dots, and all its subdomains.
    Domain(String),
}

impl NoProxy {
    /// Parses a list separated by commas or white space.
    pub(super) fn parse(list: &str) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace());
        Self(entries.filter(|entry| !entry.is_empty()).filter_map(Entry::parse).collect())
    }

    /// Whether it contains a URL's host.
    pub(super) fn names(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        let Some(host) = url.host() else { return false };
        let is_port = |entry: &Entry| entry.port.is_none() || entry.port == port;
        self.0.iter().any(|entry| is_port(entry) && entry.hosts.have(&host))
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if let Some(network) = network(text) {
            return Some(Self { hosts: Hosts::Network(network), port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        if let Some(network) = network(host) {
            return Some(Self { hosts: Hosts::Network(network), port });
        }
        // curl drops one dot before a name; Node clients also drop `*.`.
        let name = host.strip_prefix("*.").or_else(|| host.strip_prefix('.')).unwrap_or(host);
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let hosts = match name.as_str() {
            "" => return None,
            "*" => Hosts::All,
            _ => Hosts::Domain(name),
        };
        Some(Self { hosts, port })
    }
}

/// The IP network in a text: one address, or a prefix.
fn network(text: &str) -> Option<IpNet> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let one = bare.parse::<IpAddr>().ok().map(IpNet::from);
    one.or_else(|| bare.parse().ok())
}

impl Hosts {
    fn have(&self, host: &Host<&str>) -> bool {
        match (self, host) {
            (Self::All, _) => true,
            (Self::Network(network), Host::Ipv4(address)) => {
                network.contains(&IpAddr::V4(*address))
            }
            (Self::Network(network), Host::Ipv6(address)) => {
                network.contains(&IpAddr::V6(*address))
            }
            (Self::Domain(name), Host::Domain(host)) => {
                let host = host.trim_end_matches('.');
                let above = host.strip_suffix(name.as_str());
                above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            (Self::Network(_), Host::Domain(_)) | (Self::Domain(_), _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_list_matches_as_in_curl() {
        for (list, named, others) in [
            ("*", &["http://a.example", "https://10.0.0.1", "http://[::1]"][..], &[][..]),
            ("", &[], &["http://a.example"]),
            (
                "Local.com",
                &[
                    "http://local.com",
                    "http://LOCAL.com:80",
                    "https://www.local.com",
                    "http://local.com.",
                ],
                &["http://notlocal.com", "http://local.com.evil"],
            ),
            (".a.example", &["http://a.example", "http://b.a.example"], &["http://ba.example"]),
            ("*.a.example", &["http://b.a.example"], &["http://ba.example"]),
            ("a.example.", &["http://a.example"], &["http://example"]),
            ("a, b\tc", &["http://a", "http://b", "http://c"], &["http://d"]),
            (
                "a.example:8080,b:443",
                &["http://a.example:8080", "https://b"],
                &["http://a.example", "http://b", "https://b:8443"],
            ),
            (
                "10.0.0.0/8 192.168.1.7",
                &["http://10.9.8.7", "http://192.168.1.7:8080"],
                &["http://11.0.0.1", "http://192.168.1.8", "http://10.0.0.1.example"],
            ),
            (
                "10.0.0.0/8:8080,[fd00::1]:1",
                &["http://[fd00::1]:1"],
                &["http://[fd00::1]", "http://11.0.0.1"],
            ),
            ("[2001:db8::]/32 2001:DB9::1", &["http://[2001:db9::1]:1"], &["http://[2001:dba::1]"]),
            ("2001:db8::/32", &["https://[2001:db8:1::2]"], &["https://[2001:db9::1]"]),
            (" , .,:, 10.0.0.0/99,a:b", &[], &["http://a", "http://10.0.0.1"]),
        ] {
            let no_proxy = NoProxy::parse(list);
            let is_named = |url: &str| no_proxy.names(&Url::parse(url).expect(url));
            assert!(named.iter().all(|url| is_named(url)), "{list:?}: {named:?}");
            assert!(!others.iter().any(|url| is_named(url)), "{list:?}: {others:?}");
        }
    }
}
